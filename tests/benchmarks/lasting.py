"""What becomes of a server that many have asked, and that guides were uploaded to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import cycle, islice
from pathlib import Path

import psutil

from advisor import Advisor, Settings
from tests.benchmarks.asking import CORPUS
from tests.benchmarks.crowd import crowd
from tests.benchmarks.figures import Figure
from tests.benchmarks.page import free_port, served
from tests.benchmarks.serving import tuning_questions
from tests.benchmarks.visitor import Page, Program, Visitor, page_at

_CLIENTS = 8
_ROUNDS = 25
#: In each round, so that there are 5,000, 500, 200 and 200 of them.
_QUESTIONS, _RELOADS, _UPLOADS, _STOPPED = 200, 20, 8, 8
_MB = 1024 * 1024


def lasting() -> Iterator[Figure]:
    """What a server holds after 25 rounds over what it holds after the first. In a round 200
    different questions are asked, half of them on the page, each by somebody who has just opened
    it; the page is opened twenty times more, eight answers are stopped, and eight editions of a
    guide are uploaded."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as temporary:
        data, port = Path(name), free_port()
        with Advisor(Settings(data_dir=data)) as advisor:
            advisor.ingest([CORPUS])
        with served(["app.py", "--port", str(port)], port, data, Path(temporary)) as address:
            (server,) = psutil.Process().children()
            page = page_at(address)
            questions = (
                f"{question} ({number})"
                for number, question in enumerate(cycle(tuning_questions()))
            )
            taken = []
            for number in range(_ROUNDS):
                _round(
                    page, list(islice(questions, _QUESTIONS + _STOPPED)), number, Path(temporary)
                )
                taken.append(_held(server, data, Path(temporary)))
                print(f"  round {number + 1}: {_shown(taken[-1])}", flush=True)
    rounds = f"after {_ROUNDS} rounds / after the first"
    for what, first, last in zip(
        ("memory", "open files", "threads", "room on the disk"), taken[0], taken[-1], strict=True
    ):
        unit = _MB if what in ("memory", "room on the disk") else 1
        detail = f"{last / unit:,.0f} / {first / unit:,.0f}{'' if unit == 1 else ' MB'}"
        yield Figure(f"a server's {what} {rounds}", last / first, detail, 1.2)


def _round(page: Page, questions: list[str], number: int, folder: Path) -> None:
    half = _QUESTIONS // 2
    asked = [[question] for question in questions]
    for group in range(0, half, _CLIENTS):
        crowd(_CLIENTS, asked[group : min(half, group + _CLIENTS)], lambda: Visitor(page))
    crowd(_CLIENTS, asked[half:_QUESTIONS], lambda: nullcontext(Program(page.address)))
    for _ in range(_RELOADS):
        with Visitor(page):
            pass
    for question in questions[_QUESTIONS:]:
        with Visitor(page) as visitor:
            visitor.leave(question)
    guide = folder / "bees.md"
    for upload in range(_UPLOADS):
        earns = f"A keeper of bees earns {number * _UPLOADS + upload} dollars a day."
        guide.write_text(f"# Keeping bees\n\n## Pay of keepers\n\n{earns}\n", encoding="utf-8")
        with Visitor(page) as visitor:
            visitor.upload(guide)
        if earns not in Program(page.address)("What does a keeper of bees earn?")["text"]:
            raise RuntimeError("an uploaded guide was not answered from")
    guide.unlink()


def _held(server: psutil.Process, *folders: Path) -> tuple[int, int, int, int]:
    """The memory of a process, its open files, its threads, and the room that folders take."""
    files = (each for folder in folders for each in folder.rglob("*") if each.is_file())
    room = sum(each.stat().st_size for each in files)
    return server.memory_info().rss, server.num_fds(), server.num_threads(), room


def _shown(held: tuple[int, int, int, int]) -> str:
    memory, files, threads, room = held
    return (
        f"{memory / _MB:.0f} MB of memory, {files} open files, {threads} threads, "
        f"{room / _MB:.0f} MB on the disk"
    )
