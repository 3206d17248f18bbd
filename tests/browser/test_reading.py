"""Following citations into the guide, and reading it for its own sake."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from documents import pdf_bytes
from driving import PHONE, Open
from playwright.sync_api import Page, expect

from advisor import Advisor, Settings

QUESTION = "How much do machine learning engineers earn in Europe?"


def highlighted(page: Page) -> str:
    """The highlighted words, as the reader sees them."""
    expect(page.locator("#passage")).to_be_in_viewport()
    return " ".join(" ".join(page.locator("#reader mark").all_inner_texts()).split())


def test_a_marker_opens_the_guide_at_the_quoted_words(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)
    page = opened.page
    marker = page.locator("#chat a.marker").first

    marker.click()

    quote = highlighted(page)
    assert quote in page.locator("#chat .answer-text").inner_text()
    assert "€60,000" in quote
    heading = page.get_by_role("heading", name="Regional Variations › Europe")
    expect(heading).to_be_in_viewport()
    expect(page.locator(".page-guide")).to_contain_text("edition 1")
    expect(page.locator("#passage")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your question")).to_be_in_viewport()


def test_escape_closes_the_reader_and_returns_to_the_marker(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)
    opened.ask("What is the capital of France?")
    page = opened.page
    marker = page.locator("#chat a.marker").first  # of the earlier answer
    marker.click()
    expect(page.locator("#passage")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#reader .page")).to_be_hidden()
    expect(marker).to_be_focused()
    expect(page.locator("#contents")).to_be_visible()


def test_the_sections_before_and_after_are_at_hand(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)
    page = opened.page
    page.locator("#chat a.source-open").first.click()
    heading = page.locator("#page-path")
    expect(heading).to_have_text(re.compile("Europe$"))

    page.get_by_role("button", name="Next section").click()
    expect(heading).to_have_text(re.compile("Asia$"))
    expect(page.locator("#reader .leaf", has_text="Bangalore")).to_be_in_viewport()
    page.get_by_role("button", name="Previous section").click()
    page.get_by_role("button", name="Previous section").click()
    expect(heading).to_have_text(re.compile("North America$"))


def test_the_guide_can_be_browsed_by_its_outline(visit: Open, site: str) -> None:
    page = visit(site).page

    page.locator("#contents").get_by_role("link", name="Building Your Portfolio").click()

    expect(page.locator("#page-path")).to_have_text("Building Your Portfolio")
    expect(page.locator("#reader .leaf", has_text="Personal blog")).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#contents")).to_be_visible()


def test_the_guide_can_be_searched(visit: Open, site: str) -> None:
    page = visit(site).page
    search = page.get_by_role("searchbox", name="Search the guide")

    search.fill("salary in Asia")
    search.press("Enter")
    page.locator("#reader .results").get_by_role("link", name=re.compile("Asia")).click()

    expect(page.locator("#page-path")).to_have_text(re.compile("Asia$"))
    page.keyboard.press("Escape")
    search.fill("?!")
    search.press("Enter")
    expect(page.locator("#reader .found")).to_contain_text("no question")


def test_a_copied_link_opens_the_same_place(visit: Open, site: str) -> None:
    opened = visit(site, permissions=["clipboard-read", "clipboard-write"])
    opened.ask(QUESTION)
    page = opened.page
    page.locator("#chat a.marker").first.click()
    words = highlighted(page)

    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#bridge [role=status]")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")

    another = visit(link).page
    assert highlighted(another) == words
    expect(another.locator("#page-path")).to_have_text(re.compile("Europe$"))


def test_a_link_to_nowhere_is_explained(visit: Open, site: str) -> None:
    page = visit(f"{site}#read=gone.md&at=1-2&quote=x").page

    expect(page.locator("#reader .found")).to_contain_text("no guide 'gone.md'")


def test_a_link_whose_words_are_gone_says_so(visit: Open, site: str) -> None:
    page = visit(f"{site}#read=ml-engineer-guide.md&at=1-9&edition=7&quote=Once+said").page

    expect(page.locator("#reader .page-note")).to_contain_text("no longer in the guide")


def test_on_a_phone_the_reader_is_a_sheet(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    opened.ask(QUESTION)
    page = opened.page
    expect(page.locator("#side")).to_be_hidden()
    marker = page.locator("#chat a.marker").first

    marker.tap()

    assert "€60,000" in highlighted(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#side")).to_be_hidden()
    expect(marker).to_be_focused()


def test_on_a_phone_the_guide_can_be_browsed(visit: Open, site: str) -> None:
    page = visit(site, viewport=PHONE, is_mobile=True, has_touch=True).page

    button = page.get_by_role("button", name="Read the guide")
    button.tap()
    expect(page.get_by_role("searchbox", name="Search the guide")).to_be_visible()
    page.get_by_role("button", name="Back to the conversation").tap()

    expect(page.locator("#side")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_long_press_on_a_marker_shows_where_its_words_are_from(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    opened.ask(QUESTION)
    page = opened.page
    marker = page.locator("#chat a.marker").first
    marker.scroll_into_view_if_needed()

    box = marker.bounding_box()
    assert box is not None
    devtools = page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.locator("#peek")).to_contain_text("Europe")
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#reader .page")).to_be_hidden()


def test_on_a_phone_going_back_closes_the_sheet_and_not_the_page(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    opened.ask(QUESTION)
    page = opened.page
    marker = page.locator("#chat a.marker").first
    entries = page.evaluate("history.length")

    marker.tap()
    expect(page.locator("#passage")).to_be_focused()
    page.go_back()

    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#reader .page")).to_be_hidden()
    expect(marker).to_be_focused()
    expect(page.locator("#chat .answer")).to_have_count(1)
    for _ in range(3):
        marker.tap()
        page.get_by_role("button", name="Close").tap()
        expect(page.locator("#side")).to_be_hidden()
        page.get_by_role("button", name="Conversations").tap()
        page.keyboard.press("Escape")
        expect(page.locator("#side")).to_be_hidden()
    page.wait_for_timeout(300)  # going back takes a moment
    assert page.evaluate("history.length") == entries + 1
    assert not page.evaluate("history.state?.sheet")


def test_on_a_phone_a_link_into_the_guide_is_left_by_going_back(visit: Open, site: str) -> None:
    address = f"{site}#read=ml-engineer-guide.md&section=3"
    page = visit(address, viewport=PHONE, is_mobile=True, has_touch=True).page
    expect(page.locator("#reader .page")).to_be_visible()

    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#side")).to_be_hidden()
    page.wait_for_timeout(500)
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("location.hash") == ""

    page.goto(f"{site}#read=ml-engineer-guide.md&section=4")
    expect(page.locator("#reader .page")).to_be_visible()
    page.go_back()
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("location.hash") == ""


def test_on_a_phone_a_past_conversation_is_shown_when_it_is_picked(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    opened.ask(QUESTION)
    page = opened.page
    page.get_by_role("button", name="New conversation").tap()
    expect(page.locator("#chat .question")).to_have_count(0)

    page.get_by_role("button", name="Conversations").tap()
    page.locator("#conversations .kept-title").tap()

    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#chat .question")).to_have_text(QUESTION)


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("paged")
    (folder / "bees.pdf").write_bytes(pdf_bytes(3))
    with Advisor(Settings(data_dir=folder / "data", open_originals=True)) as advisor:
        advisor.ingest([folder / "bees.pdf"])
        yield advisor


def test_a_source_names_its_page_and_leads_to_it_in_the_file(visit: Open, own_site: str) -> None:
    opened = visit(own_site)
    opened.ask("How long is a course?")
    page = opened.page
    expect(page.locator("#chat .place-guide").first).to_contain_text("edition 1: page 3")

    page.locator("#chat a.marker").first.click()

    assert "ten weeks" in highlighted(page)
    expect(page.locator(".page-guide")).to_contain_text("edition 1, page 3")
    link = page.get_by_role("link", name="Open the file")
    expect(link).to_have_attribute("href", "original?guide=bees.pdf#page=3")
    response = page.request.get(f"{own_site}/original?guide=bees.pdf")
    assert response.body().startswith(b"%PDF-")
    for _ in range(3):
        page.get_by_role("button", name="Previous section").click()
    expect(page.locator(".page-guide")).to_contain_text("edition 1, page 1")
