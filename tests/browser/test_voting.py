"""Saying whether an answer helped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import PHONE, Open, Visit
from fakes import write
from playwright.sync_api import Locator, expect

from advisor import Advisor, Settings

GUIDE = "# Welding\n\n## Pay\n\nWelders in Ghent earn €40,000 a year.\n"
QUESTION = "What do welders in Ghent earn?"
HOSTILE = "<img src=http://elsewhere.test/a.png onerror=alert(1)> {{value}} ${7*7}"


@pytest.fixture(params=[True])
def advisor(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Advisor]:
    write(tmp_path / "guides", {"welding.md": GUIDE})
    settings = Settings(data_dir=tmp_path / "data", keep_unanswered=request.param)
    with Advisor(settings) as opened:
        opened.ingest([tmp_path / "guides"])
        yield opened


def button(opened: Visit, name: str) -> Locator:
    return opened.page.get_by_role("button", name=name, exact=True)


def said(opened: Visit, words: str) -> None:
    """What is both read out and seen."""
    expect(opened.page.locator("#bridge [role=status]")).to_have_text(words)
    expect(opened.page.locator("#chat .actions[data-said]")).to_have_attribute("data-said", words)


def kept(advisor: Advisor) -> list[tuple[str, str, str]]:
    return [
        (each.question, each.why, each.reason)
        for topic in advisor.unanswered()
        for each in topic.questions
    ]


def test_an_answer_can_be_marked_unhelpful_with_a_reason_by_keyboard(
    visit: Open, own_site: str, advisor: Advisor
) -> None:
    opened = visit(own_site)
    page = opened.page
    opened.ask(QUESTION)
    down = button(opened, "Not helpful")
    expect(down).to_have_attribute("aria-pressed", "false")

    down.focus()
    page.keyboard.press("Enter")
    reason = page.get_by_role("textbox", name="What was wrong or missing? (optional)")
    expect(reason).to_be_focused()
    expect(down).to_have_attribute("aria-pressed", "true")
    said(opened, "Thank you. Noted as not helpful.")
    assert kept(advisor) == [(QUESTION, "not helpful", "")]
    page.keyboard.type("Only Ghent")
    page.keyboard.press("Enter")

    said(opened, "Thank you. Your reason is kept for the authors.")
    expect(reason).to_have_count(0)
    expect(down).to_be_focused()
    assert kept(advisor) == [(QUESTION, "not helpful", "Only Ghent")]


def test_a_vote_can_be_changed_and_taken_back(visit: Open, own_site: str, advisor: Advisor) -> None:
    opened = visit(own_site)
    opened.ask(QUESTION)
    up, down = button(opened, "Helpful"), button(opened, "Not helpful")

    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    said(opened, "Thank you. Noted as helpful.")
    assert advisor.helpful() == 1
    down.click()
    said(opened, "Thank you. Noted as not helpful.")
    expect(up).to_have_attribute("aria-pressed", "false")
    assert (advisor.helpful(), len(kept(advisor))) == (0, 1)
    opened.page.keyboard.press("Escape")
    expect(down).to_be_focused()
    down.click()

    said(opened, "Taken back.")
    expect(down).to_have_attribute("aria-pressed", "false")
    expect(opened.page.locator("#chat .reason")).to_have_count(0)
    assert (advisor.helpful(), kept(advisor)) == (0, [])


def test_a_vote_outlives_further_questions_and_a_reload_but_not_its_answer(
    visit: Open, own_site: str
) -> None:
    opened = visit(own_site)
    page = opened.page
    opened.ask(QUESTION)
    button(opened, "Helpful").click()
    said(opened, "Thank you. Noted as helpful.")

    opened.ask("What is the capital of France?")
    first, second = button(opened, "Helpful").all()
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(second).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator("#chat .question")).to_have_count(2)
    expect(button(opened, "Helpful").first).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Edit the question").first.click()
    page.get_by_role("textbox", name="Edit the question").fill("Who is paid in Ghent?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_text(["Who is paid in Ghent?"])
    opened.wait_for_reply(1)
    expect(button(opened, "Helpful")).to_have_attribute("aria-pressed", "false")


def test_giving_a_reason_leaves_the_conversation_where_it_is(visit: Open, own_site: str) -> None:
    opened = visit(own_site, viewport=PHONE, is_mobile=True, has_touch=True)
    page = opened.page
    for _ in range(3):
        opened.ask(QUESTION)
    down = button(opened, "Not helpful").first
    down.scroll_into_view_if_needed()

    down.tap()
    page.get_by_role("textbox", name=re.compile("wrong or missing")).fill("Nothing on Bruges")
    page.get_by_role("button", name="Send reason").tap()

    said(opened, "Thank you. Your reason is kept for the authors.")
    page.wait_for_timeout(600)  # longer than it scrolls
    expect(down).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("advisor", [False], indirect=True)
def test_where_nothing_is_kept_nothing_is_asked_for(visit: Open, own_site: str) -> None:
    opened = visit(own_site)
    opened.ask(QUESTION)

    expect(opened.page.get_by_role("button", name="Copy the answer")).to_be_visible()
    expect(opened.page.locator("#chat .action-vote")).to_have_count(0)


def test_those_who_keep_the_guides_see_what_was_not_answered(visit: Open, own_site: str) -> None:
    opened = visit(own_site)
    page = opened.page
    guides = page.get_by_role("button", name="Manage guides")
    guides.click()
    expect(page.locator("#unanswered")).to_contain_text("Nothing so far.")

    opened.ask(f"Who painted the Mona Lisa? {HOSTILE}")
    opened.ask(QUESTION)
    button(opened, "Not helpful").last.click()
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Enter")
    said(opened, "Thank you. Your reason is kept for the authors.")
    guides.click()

    topics = page.locator("#unanswered .topics > li")
    expect(topics).to_have_count(2)
    topic = topics.filter(has_text=QUESTION)
    topic.locator("summary").click()
    expect(topic).to_contain_text("not helpful")
    expect(topic.locator("q")).to_have_text(HOSTILE)
    expect(topics.filter(has_text="Mona Lisa").locator("summary")).to_contain_text("once")
    expect(page.locator("#unanswered :is(img, script)")).to_have_count(0)
    guides.click()
    expect(topic.locator("q")).to_be_visible()
