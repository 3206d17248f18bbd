"""The process that reads files from anywhere: it may hang or crash, and the advisor goes on.

`python -m advisor.reading.worker LIMITS` with the fields of `Limits` as JSON. Each line of its
input is a JSON object with the "path" of a file; each line of its output is one with the
fields of its `Reading`, or with the "error" that a person may read, or with "memory" if it needed
too much.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from advisor.errors import GuideError
from advisor.reading.limits import MEGABYTE, Limits
from advisor.reading.reader import read_file

#: A worker whose parent is gone ends by itself this much later than the parent would end it.
_GRACE_SECONDS = 5
_FORBIDDEN = frozenset(
    """
    socket.connect socket.bind socket.getaddrinfo subprocess.Popen os.exec os.posix_spawn os.system
    """.split()
)


def main(arguments: list[str]) -> None:
    """Serve files until the input ends."""
    limits = Limits(**json.loads(arguments[0]))
    replies = _private_output()
    _limit_memory(limits)
    sys.addaudithook(_forbid)
    for line in sys.stdin.buffer:
        _limit_time(limits)
        reply = _reply(Path(json.loads(line)["path"]), limits)
        _limit_time(None)
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()
        if "memory" in reply:
            return


def _private_output() -> BinaryIO:
    """Return the standard output, for the replies alone: what libraries print goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return replies


def _limit_memory(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    for kind in ("RLIMIT_AS", "RLIMIT_DATA"):
        try:
            which = getattr(resource, kind)
            _, hard = resource.getrlimit(which)
            most = limits.memory_mb * MEGABYTE
            if hard != resource.RLIM_INFINITY:
                most = min(most, hard)
            resource.setrlimit(which, (most, most))
        except (AttributeError, ValueError, OSError):
            continue  # this platform cannot hold it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(limits: Limits | None) -> None:
    if hasattr(signal, "setitimer"):
        seconds = limits.seconds + _GRACE_SECONDS if limits else 0
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not for readers of files")


def _reply(path: Path, limits: Limits) -> dict[str, object]:
    try:
        return asdict(read_file(path, limits))
    except MemoryError:
        return {"memory": True}
    except GuideError as error:
        if _ran_out_of_memory(error):
            return {"memory": True}
        return {"error": str(error)}


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Tell whether an error was caused by a lack of memory."""
    for _ in range(20):
        if error is None:
            return False
        said = str(error).lower()
        # libxml2 has no words of its own for it: lxml then says "unknown error".
        if isinstance(error, MemoryError) or "memory allocation failed" in said:
            return True
        if type(error).__name__ == "XMLSyntaxError" and said.startswith("unknown error"):
            return True
        error = error.__cause__ or error.__context__
    return False


if __name__ == "__main__":
    main(sys.argv[1:])
