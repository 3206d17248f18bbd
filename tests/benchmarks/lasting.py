"""What memory becomes of a server that many have asked."""

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
from tests.benchmarks.visitor import Program, Visitor, page_at

_CLIENTS = 8
_FIRST, _ALL = 200, 2_000  # questions
_MB = 1024 * 1024


def lasting() -> Iterator[Figure]:
    """The server's memory after 2,000 different questions, half of them on the page, each by
    somebody who has just opened it, over that after the first 200."""
    with tempfile.TemporaryDirectory() as name:
        data, port = Path(name), free_port()
        with Advisor(Settings(data_dir=data)) as advisor:
            advisor.ingest([CORPUS])
        with served(["app.py", "--port", str(port)], port, data) as address:
            (server,) = psutil.Process().children()
            page = page_at(address)
            questions = [
                f"{question} ({number})"
                for number, question in enumerate(islice(cycle(tuning_questions()), _ALL))
            ]
            memory = []
            for start in range(0, _ALL, _FIRST):
                asked = [[question] for question in questions[start : start + _FIRST]]
                half = _FIRST // 2
                for group in range(0, half, _CLIENTS):
                    crowd(
                        _CLIENTS, asked[group : min(half, group + _CLIENTS)], lambda: Visitor(page)
                    )
                crowd(_CLIENTS, asked[half:], lambda: nullcontext(Program(address)))
                memory.append(server.memory_info().rss)
                print(f"  {start + _FIRST} questions: {memory[-1] / _MB:.0f} MB", flush=True)
    yield Figure(
        f"memory after {_ALL:,} questions / after {_FIRST}",
        memory[-1] / memory[0],
        f"{memory[-1] / _MB:.0f} MB / {memory[0] / _MB:.0f} MB",
        1.1,
    )
