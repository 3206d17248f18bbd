"""The page over an advisor that says what the test wants: slow, hostile, broken."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from driving import Open
from playwright.sync_api import Browser, expect
from processes import free_port
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import ModelError
from advisor.types import Answer

HOSTILE = (
    "<img src=http://elsewhere.test/a.png onerror=alert(1)> <script>alert(2)</script> "
    "![p](http://elsewhere.test/b.png) <a href='javascript:alert(3)'>x</a> $$x$$ {{value}} ${7*7} "
    "<style>body{background:url(http://elsewhere.test/c.png)}</style>"
)


class GatedAdvisor(ScriptedAdvisor):
    """Pauses before the second part of an answer until the gate opens."""

    def __init__(self) -> None:
        super().__init__(
            {
                "slow": [
                    Answer("First words.", model="small-model"),
                    Answer("First words. And the rest.", model="small-model"),
                ],
                "hostile": [
                    Answer(
                        f"{HOSTILE} [1]",
                        (citation(1, HOSTILE),),
                        "covered",
                        (HOSTILE,),
                        model="small-model",
                    )
                ],
                HOSTILE: [Answer("Enough.")],
                "broken": [ModelError("The model is not there. Run make install.")],
                "bug": [ZeroDivisionError("division by zero")],
                "again": [Answer("Still here.")],
            },
            (guide(),),
            ("slow", HOSTILE),
        )
        self.gate = threading.Event()

    def stream(
        self, question: str, history: Sequence[Mapping[str, object]] = ()
    ) -> Iterator[Answer]:
        for position, answer in enumerate(super().stream(question, history)):
            if position:
                self.gate.wait(60)
            yield answer


@pytest.fixture
def advisor() -> Iterator[GatedAdvisor]:
    gated = GatedAdvisor()
    yield gated
    gated.gate.set()


@pytest.fixture
def site(
    browser: Browser,  # noqa: ARG001 - without a browser there is nothing to serve for
    advisor: GatedAdvisor,
    tmp_path: Path,
) -> Iterator[str]:
    from advisor.ui.server import open_page

    port = free_port()
    page = open_page(advisor, "127.0.0.1", port, tmp_path / "uploads")  # type: ignore[arg-type]
    yield f"http://127.0.0.1:{port}"
    advisor.gate.set()
    page.close(verbose=False)


def test_the_answer_is_seen_while_it_grows(visit: Open, site: str, advisor: GatedAdvisor) -> None:
    opened = visit(site)
    composer = opened.page.get_by_role("textbox", name="Your question")

    composer.fill("slow")
    composer.press("Enter")

    answer = opened.page.locator("#chat .answer-text")
    expect(answer).to_have_text("First words.")
    expect(composer).to_have_value("")
    advisor.gate.set()
    expect(answer).to_have_text("First words. And the rest.")


def test_an_answer_can_be_stopped_and_the_next_one_asked(
    visit: Open, site: str, advisor: GatedAdvisor
) -> None:
    opened = visit(site)
    composer = opened.page.get_by_role("textbox", name="Your question")
    composer.fill("slow")
    composer.press("Enter")
    expect(opened.page.locator("#chat .answer-text")).to_have_text("First words.")

    opened.page.get_by_role("button", name="Stop").click()
    opened.wait_for_reply(1)
    opened.ask("again")
    advisor.gate.set()
    opened.page.wait_for_timeout(1000)  # the stopped answer winds up

    answers = opened.page.locator("#chat .answer-text")
    expect(answers).to_have_text(["First words.", "Still here."])
    opened.ask("again")
    expect(answers).to_have_text(["First words.", "Still here.", "Still here."])


def test_a_new_question_takes_over_from_the_answer_under_way(visit: Open, site: str) -> None:
    opened = visit(site)
    composer = opened.page.get_by_role("textbox", name="Your question")
    composer.fill("slow")
    composer.press("Enter")
    expect(opened.page.locator("#chat .answer-text")).to_have_text("First words.")

    opened.ask("again")

    expect(opened.page.locator("#chat .answer-text")).to_have_text(["First words.", "Still here."])


def test_nothing_that_a_guide_or_model_says_becomes_markup(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    expect(page.locator("#chat .example").last).to_have_text(HOSTILE)

    opened.ask("hostile")

    for text in (page.locator("#chat .answer-text"), page.locator("#chat .source-quote")):
        expect(text).to_contain_text("onerror=alert(1)")
        expect(text).to_contain_text("{{value}} ${7*7}")
        expect(text.locator("img, script, style, svg, iframe, math, .katex")).to_have_count(0)
        expect(text.locator("a:not(.marker, .source-open)")).to_have_count(0)
    expect(page.locator("#chat .option")).to_have_text(HOSTILE)
    page.locator("#chat .option").click()
    opened.wait_for_reply(2)
    expect(page.locator("#chat .question").last).to_have_text(HOSTILE)


@pytest.mark.parametrize(
    ("question", "words"), [("broken", "Run make install."), ("bug", "Something went wrong")]
)
def test_a_failure_is_a_notice_and_the_conversation_goes_on(
    visit: Open, site: str, question: str, words: str
) -> None:
    opened = visit(site)

    opened.ask(question)
    opened.ask("again")

    expect(opened.page.locator("#chat .notice")).to_contain_text(words)
    expect(opened.page.locator("#chat")).not_to_contain_text("division")
    expect(opened.page.locator("#chat .answer-text")).to_have_text("Still here.")


def test_motion_is_spared_where_it_is_not_wanted(visit: Open, site: str) -> None:
    opened = visit(site, reduced_motion="reduce")

    duration = opened.page.locator("#chat .example").first.evaluate(
        "each => parseFloat(getComputedStyle(each).transitionDuration)"
    )

    assert duration < 0.001
