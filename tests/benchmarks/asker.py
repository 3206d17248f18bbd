"""A process that asks: python -m tests.benchmarks.asker DATA_DIR QUESTIONS.json [COUNT]

Asks the questions over and over, COUNT in all or until its standard input is closed, and writes
a JSON line for each: when it was answered (seconds since the epoch), how long that took, and
what went wrong. The last line has the memory that the process holds in the end, in bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from itertools import cycle, islice
from pathlib import Path

from advisor import Advisor, Settings


def main(data_dir: str, questions: str, count: str = "") -> int:
    """Asks until there is no more to ask or nobody who listens."""
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))
    closed = threading.Event()
    if not count:
        threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
    with Advisor(Settings(data_dir=Path(data_dir))) as advisor:
        advisor.warm()
        for question in asked[:5]:
            advisor.ask(question)
        for question in islice(cycle(asked), int(count) if count else None):
            if closed.is_set():
                break
            started = time.perf_counter()
            trouble = None
            try:
                advisor.ask(question)
            except Exception as error:  # whatever it is, it is counted
                trouble = repr(error)
            seconds = time.perf_counter() - started
            print(json.dumps({"at": time.time(), "seconds": seconds, "error": trouble}), flush=True)
        print(json.dumps({"memory": _memory()}), flush=True)
    return 0


def _memory() -> int:
    """The process's resident memory, in bytes; where the system does not tell, its peak."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
