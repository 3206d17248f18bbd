"""Conversations: editing, trying again, keeping, taking away."""

from __future__ import annotations

import re
from pathlib import Path

from driving import Open, Visit
from playwright.sync_api import Page, expect

LANGUAGES = "Which programming languages should I learn?"
EUROPE = "How much do machine learning engineers earn in Europe?"


def kept(page: Page) -> list[str]:
    page.get_by_role("button", name="Conversations").click()
    return page.locator("#conversations .kept-title").all_inner_texts()


def settled(opened: Visit, questions: list[str]) -> None:
    expect(opened.page.locator("#chat .question")).to_have_text(questions)
    opened.wait_for_reply(len(questions))


def test_a_question_can_be_edited_and_is_asked_anew(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(LANGUAGES)
    opened.ask("What is the capital of France?")
    page = opened.page

    page.get_by_role("button", name="Edit the question").first.click()
    editor = page.get_by_role("textbox", name="Edit the question")
    expect(editor).to_have_value(LANGUAGES)
    expect(editor).to_be_focused()
    editor.fill(EUROPE)
    editor.press("Enter")

    settled(opened, [EUROPE])
    expect(page.locator("#chat .answer-text")).to_contain_text("€60,000")


def test_editing_can_be_given_up(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(LANGUAGES)
    page = opened.page
    edit = page.get_by_role("button", name="Edit the question")

    edit.click()
    page.keyboard.press("Escape")

    expect(edit).to_be_focused()
    expect(page.locator("#chat .question")).to_be_visible()
    expect(page.locator("#chat .edit")).to_have_count(0)


def test_a_question_can_be_tried_again(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(LANGUAGES)
    opened.ask(EUROPE)

    opened.page.get_by_role("button", name="Try again").first.click()

    settled(opened, [LANGUAGES])


def test_an_answer_can_be_copied_with_its_sources(visit: Open, site: str) -> None:
    opened = visit(site, permissions=["clipboard-read", "clipboard-write"])
    opened.ask(EUROPE)
    page = opened.page

    page.get_by_role("button", name="Copy the answer").click()
    expect(page.locator("#bridge [role=status]")).to_have_text("Copied.")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(EUROPE)
    assert "[1] " in copied
    assert copied.count("€60,000") == 1
    assert "› Europe" in copied.splitlines()[-1]


def test_a_conversation_survives_a_reload_and_goes_on(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    opened.ask(LANGUAGES)
    opened.ask(EUROPE)

    page.reload()

    settled(opened, [LANGUAGES, EUROPE])
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    page.keyboard.press("Escape")
    opened.ask("What is the capital of France?")
    assert kept(page) == [LANGUAGES]


def test_past_conversations_are_listed_renamed_opened_and_deleted(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    opened.ask(LANGUAGES)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .question")).to_have_count(0)
    opened.ask(EUROPE)
    assert kept(page) == [EUROPE, LANGUAGES]

    page.get_by_role("button", name=f"Rename “{LANGUAGES}”").click()
    page.get_by_role("textbox", name="New name").fill("Languages <b>")
    page.keyboard.press("Enter")
    page.locator("#conversations").get_by_role("button", name="Languages <b>", exact=True).click()
    settled(opened, [LANGUAGES])
    page.get_by_role("button", name=f"Delete “{EUROPE}”").click()

    page.reload()
    settled(opened, [LANGUAGES])
    assert kept(page) == ["Languages <b>"]


def test_clear_all_leaves_nothing(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    opened.ask(LANGUAGES)
    kept(page)

    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Delete all").click()

    expect(page.locator("#chat .question")).to_have_count(0)
    expect(page.locator("#conversations .kept-empty")).to_be_visible()
    page.reload()
    expect(page.locator("#chat .example").first).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == [
        "career-advisor.current"
    ] or "programming" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    expect(page.locator("#chat .question")).to_have_count(0)


def test_what_was_kept_by_somebody_else_does_no_harm(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    page.evaluate(
        """() => {
          const turns = [{question: "q", answer: {text: "<img src=x onerror=alert(1)>",
            citations: [{number: 1}]}}];
          localStorage.setItem("career-advisor.conversation.x",
            JSON.stringify({title: "<img src=x onerror=alert(1)>", updated: 1, turns}));
          localStorage.setItem("career-advisor.conversation.y", "{");
        }"""
    )
    page.reload()

    assert kept(page) == ["<img src=x onerror=alert(1)>"]
    page.locator("#conversations .kept-title").click()
    opened.ask(LANGUAGES)
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_a_conversation_can_be_exported(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(EUROPE)

    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name="Export").click()

    assert download.value.suggested_filename.startswith("how-much-do-machine-learning")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert f"## {EUROPE}" in text
    assert "### Sources" in text
    assert "edition 1: " in text


def test_in_print_there_is_the_conversation_and_nothing_to_press(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(EUROPE)
    page = opened.page

    page.emulate_media(media="print")

    expect(page.locator("#chat .answer-text")).to_be_visible()
    expect(page.locator("#chat .sources")).to_be_visible()
    for part in ("#composer", "#side", "#tools", "#chat .actions", "#chat .options", ".views"):
        expect(page.locator(part).first).to_be_hidden()


def test_an_answer_that_rests_on_figures_shows_them_as_bars(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(EUROPE)
    page = opened.page

    chart = page.locator("#chat .chart")
    expect(chart.get_by_role("rowheader")).to_have_text("Europe")
    expect(chart.get_by_role("table", name="EUR")).to_contain_text("€60,000 – €120,000")
    assert chart.locator(".bar").evaluate("bar => bar.getBoundingClientRect().width") > 20
    chart.get_by_role("link").click()
    expect(page.locator("#passage")).to_contain_text("€60,000")
    page.keyboard.press("Escape")
    opened.ask(LANGUAGES)
    expect(chart).to_have_count(1)


def test_a_quoted_answer_says_so_and_how_to_have_it_written(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(EUROPE)

    origin = opened.page.locator("#chat .origin")
    expect(origin).to_contain_text("Quoted word for word")
    expect(origin).to_contain_text(re.compile("ADVISOR_MODEL=provider:name"))
