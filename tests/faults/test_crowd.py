"""Many who ask at the same time, as programs and on the page; some go away in mid-answer."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from processes import free_port
from scripted import ScriptedAdvisor, guide

from advisor import Advisor
from advisor.types import Answer
from advisor.ui import server
from advisor.ui.layout import CONCURRENT_ANSWERS
from advisor.ui.server import open_page
from tests.benchmarks.serving import tuning_questions
from tests.benchmarks.visitor import Program, Visitor, page_at

CLIENTS = 50
TURNS = 2


@contextmanager
def served(advisor: Any, folder: Path) -> Iterator[str]:
    """The address of an advisor's page."""
    port = free_port()
    page = open_page(advisor, "127.0.0.1", port, folder)
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


@pytest.mark.timeout(900)
def test_each_of_a_crowd_gets_its_own_answers(shipped: Advisor, tmp_path: Path) -> None:
    conversations = list(zip(*[iter(tuning_questions())] * TURNS, strict=False))[: CLIENTS // 2]
    with served(shipped, tmp_path) as address:
        page = page_at(address)

        def on_page(conversation: Sequence[str]) -> list[Any]:
            with Visitor(page) as ask:
                return [ask(question) for question in conversation]

        def over_http(conversation: Sequence[str]) -> list[Any]:
            ask = Program(address)
            return [ask(question) for question in conversation]

        asked = [(ask, each) for each in conversations for ask in (on_page, over_http)]
        alone = [ask(conversation) for ask, conversation in asked]
        assert len({str(answers) for answers in alone}) == len(asked)
        with ThreadPoolExecutor(CLIENTS) as threads:  # each conversation is led twice at once
            together = list(threads.map(lambda each: each[0](each[1]), asked * 2))

    assert together == alone * 2


class Endless(ScriptedAdvisor):
    """Never comes to the end of an answer to "Why?"."""

    def stream(
        self, question: str, history: Sequence[Mapping[str, object]] = ()
    ) -> Iterator[Answer]:
        if question != "Why?":
            yield from super().stream(question, history)
            return
        for number in itertools.count():
            yield Answer("Because. " * number, model="small-model")
            time.sleep(0.01)


def test_whoever_leaves_the_page_in_mid_answer_frees_the_place(tmp_path: Path) -> None:
    advisor = Endless({"How?": [Answer("Learn.")]}, (guide(),))
    with served(advisor, tmp_path) as address:
        page = page_at(address)
        for _ in range(CONCURRENT_ANSWERS):
            with Visitor(page) as leaving:
                leaving.leave("Why?")
        with Visitor(page) as staying:
            assert "Learn." in staying("How?")[-1]["content"][0]["text"]


def test_a_tab_that_the_server_has_forgotten_goes_on_with_its_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_TABS", 1)
    advisor = ScriptedAdvisor({"How?": [Answer("Learn.")]}, (guide(),))
    with served(advisor, tmp_path) as address:
        page = page_at(address)
        with Visitor(page) as first, Visitor(page) as second:
            for length in (2, 4, 6):
                assert len(first("How?")) == length
                assert len(second("How?")) == length
    assert [len(history) for history in advisor.histories] == [0, 0, 2, 2, 4, 4]
