"""For everyone: axe finds nothing serious, and the keyboard reaches everything."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from driving import PHONE, WIDE, Open
from playwright.sync_api import Page, expect

QUESTION = "How much do machine learning engineers earn in Europe?"


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds of serious or critical impact, with where."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_axe_finds_nothing_serious(
    visit: Open, site: str, axe: str, scheme: str, screen: str
) -> None:
    size = {"viewport": WIDE} if screen == "wide" else {"viewport": PHONE, "is_mobile": True}
    opened = visit(site, color_scheme=scheme, reduced_motion="reduce", **size)
    page = opened.page
    assert violations(page, axe) == []

    opened.ask(QUESTION)
    opened.ask("What is the capital of France?")
    opened.ask(" ")
    page.get_by_role("button", name="Helpful", exact=True).first.click()
    page.get_by_role("button", name="Not helpful", exact=True).last.click()
    expect(page.locator("#chat .reason textarea")).to_be_focused()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")

    page.locator("#chat a.marker").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")

    for view in ("Conversations", "Manage guides", "Read the guide", "My plan"):
        page.get_by_role("button", name=view).click()
        expect(page.locator("#side")).to_be_visible()
        if view == "My plan":
            page.get_by_label("About you").fill("I know Python and live in Berlin.")
            page.get_by_role("button", name="Make my plan").click()
            page.locator(".gaps summary").click()
        if view == "Manage guides":
            page.locator("#unanswered summary").first.click()
        assert violations(page, axe) == []
        if screen == "phone":
            page.keyboard.press("Escape")
            expect(page.locator("#side")).to_be_hidden()


def test_on_a_phone_no_panel_scrolls_sideways(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    page = opened.page
    opened.ask(QUESTION)

    for view in ("Conversations", "Manage guides", "Read the guide", "My plan"):
        page.get_by_role("button", name=view).tap()
        expect(page.get_by_role("dialog")).to_be_visible()
        if view == "My plan":
            page.get_by_role("button", name="Make my plan").tap()
            page.locator(".gaps summary").tap()
        widths = page.evaluate(
            """() => [document.documentElement, document.getElementById("side")]
              .map((each) => each.scrollWidth - each.clientWidth)"""
        )
        assert max(widths) <= 0
        page.get_by_role("button", name="Back to the conversation").tap()


def test_the_keyboard_reaches_the_reader_the_conversations_and_the_guides(
    visit: Open, site: str
) -> None:
    opened = visit(site)
    page = opened.page
    opened.ask(QUESTION)

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(80):
            page.keyboard.press(key)
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    tab_to(".action-edit", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Edit the question")).to_be_focused()
    page.keyboard.press("Escape")
    tab_to(".action-unhelpful")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .reason textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#chat .action-unhelpful")).to_be_focused()
    tab_to(".action-edit", "Shift+Tab")
    tab_to("#chat a.source-open")
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_focused()
    tab_to(".page-next")
    page.keyboard.press("Enter")
    expect(page.locator("#page-path")).to_contain_text("Asia")
    page.keyboard.press("Escape")
    expect(page.locator("#chat a.source-open").first).to_be_focused()
    tab_to("#find-words")
    page.keyboard.type("portfolio")
    page.keyboard.press("Enter")
    expect(page.locator("#reader .results li").first).to_be_visible()
    tab_to("#reader .results a")
    page.keyboard.press("Enter")
    expect(page.locator("#reader .page")).to_be_visible()
    page.keyboard.press("Escape")

    tab_to("button[data-view=conversations]", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("#conversations .kept .action")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="New name")).to_be_focused()
    page.keyboard.press("Escape")
    tab_to("button[data-view=guides]", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("#keeping [data-keep=remove]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to("#upload")
    tab_to("#unanswered summary")
