"""What becomes of processes that follow a guide through many editions."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from advisor import Advisor, Settings
from tests.benchmarks.figures import Figure

_FIRST, _ALL = 10, 500  # editions
_MB = 1024 * 1024
_QUESTION = "What does a keeper of bees earn?"
_INGESTING = """
import sys
from pathlib import Path
from advisor import Advisor, Settings
with Advisor(Settings(data_dir=Path(sys.argv[1]))) as advisor:
    for line in sys.stdin:
        advisor.ingest([Path(line.strip())])
        print("done", flush=True)
"""


def editions() -> Iterator[Figure]:
    """Open files, memory and room on the disk after 500 editions over those after the first ten,
    of a process that ingests each and of one that asks after each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        guide, data = folder / "bees.md", folder / "data"
        asker = psutil.Process()
        with (
            subprocess.Popen(
                [sys.executable, "-c", _INGESTING, str(data)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as process,
            Advisor(Settings(data_dir=data)) as advisor,
        ):
            assert process.stdin is not None
            assert process.stdout is not None
            ingester = psutil.Process(process.pid)
            taken: list[tuple[float, ...]] = []
            for edition in range(1, _ALL + 1):
                guide.write_text(_text(edition), encoding="utf-8")
                print(guide, file=process.stdin, flush=True)
                if process.stdout.readline() != "done\n":
                    raise RuntimeError("the process that ingests has ended")
                if f"{edition} dollars" not in advisor.ask(_QUESTION).text:
                    raise RuntimeError(f"edition {edition} was not answered from")
                taken.append(
                    (
                        *(count for each in (ingester, asker) for count in _of(each)),
                        sum(each.stat().st_size for each in data.rglob("*") if each.is_file()),
                    )
                )
            process.stdin.close()
        left = sum(str(data) in each.path for each in asker.open_files())
    names = ("ingesting: open files", "ingesting: memory", "asking: open files", "asking: memory")
    for number, what in enumerate((*names, "room on the disk")):
        first = max(each[number] for each in taken[:_FIRST])
        last = max(each[number] for each in taken[-_FIRST:])
        unit = 1 if "files" in what else _MB
        shown = f"{last / unit:,.0f} / {first / unit:,.0f}{'' if unit == 1 else ' MB'}"
        yield Figure(f"{what} after {_ALL} editions / after {_FIRST}", last / first, shown, 1.2)
    yield Figure("open files of the store after close", left, "", 0, unit="files")


def _of(process: psutil.Process) -> tuple[float, float]:
    """The open files and the memory of a process, in bytes."""
    return process.num_fds(), process.memory_info().rss


def _text(edition: int) -> str:
    return (
        "# Keeping bees\n\nBees are kept outdoors.\n\n## Pay\n\n"
        f"A keeper of bees earns {edition} dollars a day.\n\n## Tools\n\nA smoker and a veil.\n"
    )
