"""Reading guides from anywhere: what could hang or blow up is converted in another process, with
limits on its time and memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

from advisor.errors import GuideError
from advisor.reading.files import open_regular
from advisor.reading.left_out import Reading
from advisor.reading.limits import MEGABYTE, Limits
from advisor.reading.reader import TEXT_SUFFIXES, read_file, supported_suffix
from advisor.types import Page

#: What of the environment a worker may know: no settings, keys or proxies.
_ENVIRONMENT = frozenset(
    """
    PATH HOME LANG LC_ALL LC_CTYPE TZ TMPDIR TEMP TMP SYSTEMROOT PYTHONHOME PYTHONPATH VIRTUAL_ENV
    LD_LIBRARY_PATH DYLD_LIBRARY_PATH
    """.split()
)


class Converter:
    """Reads guides one after the other; a context manager.

    Markdown and plain text are read here, in linear time. Any other format is converted by a
    worker process that is started for the first such file and serves all further ones; a worker
    that takes too long, needs too much memory or crashes is ended, and the next file gets a new
    one.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def worker_pid(self) -> int | None:
        """The process id of the worker, while there is one."""
        return self._worker.pid if self._worker else None

    def close(self) -> None:
        """End the worker. A later `read` starts another."""
        with self._lock:
            self._end()

    def read(self, path: Path) -> str:
        """Read a guide as `reading` does, and return its text alone."""
        return self.reading(path).text

    def reading(self, path: Path) -> Reading:
        """Read a guide as canonical Markdown.

        Args:
            path: a file whose suffix is one of `reader.SUFFIXES`.

        Returns:
            Its text as Markdown, with line feeds at the line ends and no byte order mark, what
            was left out, and where its pages begin.

        Raises:
            GuideError: the file is of another type, cannot be read, is broken, has no text, or
                costs more than the limits; the message says which, and what to do.
        """
        path = Path(path)
        if supported_suffix(path) in TEXT_SUFFIXES:
            return read_file(path, self._limits)
        self._refuse_unopened(path)
        with self._lock:
            fresh = self._worker is None
            reply = self._ask(path)
            if not fresh and ("crash" in reply or "memory" in reply):
                # What earlier files left behind in the worker is no fault of this one.
                reply = self._ask(path)
        return self._reading(path, reply)

    def _refuse_unopened(self, path: Path) -> None:
        """Raise the error for a file that can be refused without a worker."""
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size > self._limits.file_mb * MEGABYTE:
                read_file(path, self._limits)  # says so

    def _ask(self, path: Path) -> dict[str, Any]:
        if self._worker is None:
            self._worker = _Worker(self._limits)
        try:
            reply = self._worker.ask(path)
        except BaseException:
            self._end()
            raise
        if not ("text" in reply or "error" in reply):
            self._end()
        return reply

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _reading(self, path: Path, reply: dict[str, Any]) -> Reading:
        limits = self._limits
        if "text" in reply:
            pages = tuple(Page(**page) for page in reply["pages"])
            return Reading(str(reply["text"]), tuple(map(str, reply["left_out"])), pages)
        if "error" in reply:
            raise GuideError(str(reply["error"]))
        if "timeout" in reply:
            raise GuideError(
                f"{path.name} took longer than {limits.seconds:g} seconds to read; split it, save "
                "its text as Markdown, or raise ADVISOR_READ_SECONDS"
            )
        if "memory" in reply:
            raise GuideError(
                f"{path.name} needs more than {limits.memory_mb} MB of memory to read; split it, "
                "save its text as Markdown, or raise ADVISOR_READ_MEMORY_MB"
            )
        raise GuideError(
            f"{path.name} made the process that reads it crash; save it again in the program that "
            "it comes from, or save its text as Markdown"
        )


class _Worker:
    """A running `advisor.reading.worker`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._late = False
        here = str(Path(__file__).resolve().parents[2])
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        paths = [here, *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        environment["OPENBLAS_NUM_THREADS"] = "1"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "advisor.reading.worker", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ask(self, path: Path) -> dict[str, Any]:
        """Return the worker's reply about a file, or {"timeout": …} or {"crash": …}."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = Timer(self._limits.seconds, self._out_of_time)
        late.daemon = True
        late.start()
        try:
            request = json.dumps({"path": os.path.abspath(path)})
            self._process.stdin.write(request.encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            late.cancel()
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        return {"timeout": True} if self._late else {"crash": True}

    def end(self) -> None:
        """End the process and whatever it has started."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # a request that was not sent

    def _out_of_time(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        if self._process.poll() is not None:
            return
        if hasattr(os, "killpg"):
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
                return
            except (ProcessLookupError, PermissionError):
                pass
        self._process.kill()
