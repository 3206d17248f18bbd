"""What serving costs beside the advisor itself: answers a second over HTTP and through the page."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import cycle, islice
from pathlib import Path

from advisor import Advisor, Settings
from advisor.evaluation.questions import half_of
from tests.benchmarks.asking import CORPUS, questions_about
from tests.benchmarks.crowd import Answered, Conversation, crowd
from tests.benchmarks.figures import Figure, percentile
from tests.benchmarks.page import free_port, served
from tests.benchmarks.visitor import Program, Visitor, page_at

_CROWDS = (1, 8, 50)
_ROUNDS = 3
_ASKED = 30  # questions of a round, or one for each client
_TURNS = 2  # of a conversation on the page

Serve = Callable[[int, Sequence[Conversation]], Answered]


def serving() -> Iterator[Figure]:
    """Answers a second over HTTP and in conversations on the page, over as many threads that call
    `Advisor.ask` with the same, in a process of their own."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        with Advisor(Settings(data_dir=data)) as advisor:
            advisor.ingest([CORPUS])
        port = free_port()
        app = ["app.py", "--port", str(port)]
        with served(app, port, data) as address, _threads(data) as in_process:
            over_http, on_page = _programs(address), _visitors(address)
            for serve in (in_process, over_http, on_page):
                serve(2, _conversations(_TURNS, 6))  # what is loaded on first use is loaded then
            waits: dict[int, list[float]] = {}
            for clients in _CROWDS:
                pairs = _in_turn(clients, 1, over_http, in_process)
                waits[clients] = [wait for own, _ in pairs for wait in own.waits]
                yield _rate("HTTP", clients, pairs, 0.8)
            one, eight = (percentile(waits[clients], 0.95) for clients in (1, 8))
            detail = f"p95 {1000 * eight:.0f} ms / {1000 * one:.0f} ms"
            yield Figure("wait over HTTP, 8 clients / 1 client", eight / one, detail, 10.0)
            for clients in _CROWDS:
                pairs = _in_turn(clients, _TURNS, on_page, in_process)
                yield _rate("page", clients, pairs, 0.5)


def _in_turn(
    clients: int, turns: int, serve: Serve, bare: Serve
) -> list[tuple[Answered, Answered]]:
    """What became of the same conversations here and there, over some rounds."""
    pairs = []
    for number in range(_ROUNDS):
        asked = _conversations(turns, max(_ASKED // turns, clients), number)
        first, second = (bare, serve) if number % 2 else (serve, bare)
        answered = {each: each(clients, asked) for each in (first, second)}
        pairs.append((answered[serve], answered[bare]))
    return pairs


def _rate(
    where: str, clients: int, pairs: list[tuple[Answered, Answered]], target: float
) -> Figure:
    own, bare = (statistics.median(each.rate for each in side) for side in zip(*pairs, strict=True))
    who = "1 client" if clients == 1 else f"{clients} clients"
    return Figure(
        f"answers a second, {where} / in process, {who}",
        statistics.median(own.rate / bare.rate for own, bare in pairs),
        f"{own:.1f} / {bare:.1f} a second",
        target,
        "at least",
    )


def tuning_questions() -> list[str]:
    """The questions about the shipped guide that are not kept for reporting."""
    return [each for each in questions_about(CORPUS) if half_of(each) == "tuning"]


def _conversations(turns: int, count: int, first: int = 0) -> list[Conversation]:
    """Conversations of tuning questions; others for another `first`."""
    asked = islice(cycle(tuning_questions()), first * turns * count, (first + 1) * turns * count)
    return [list(each) for each in zip(*[asked] * turns, strict=True)]


def _programs(address: str) -> Serve:
    return lambda clients, asked: crowd(clients, asked, lambda: nullcontext(Program(address)))


def _visitors(address: str) -> Serve:
    page = page_at(address)
    return lambda clients, asked: crowd(clients, asked, lambda: Visitor(page))


@contextmanager
def _threads(data: Path) -> Iterator[Serve]:
    """Asks in the threads of another process, without a server."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.threads", str(data)],
        cwd=CORPUS.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def serve(clients: int, asked: Sequence[Conversation]) -> Answered:
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps([clients, asked]), file=process.stdin, flush=True)
            taken, waits = json.loads(process.stdout.readline())
            return Answered(taken, tuple(waits))

        yield serve
