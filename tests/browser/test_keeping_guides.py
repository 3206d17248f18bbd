"""Whoever keeps the guides: adding, replacing and removing them on the page; and what a hostile
guide can do, which is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import PHONE, Open
from playwright.sync_api import Page, expect

from advisor import Advisor, Settings
from advisor.ui.keeping import UPLOADS

BAKER = """# How to Become a Baker

## Starting Work

Bakers start their shift at {hour} in the morning, when the ovens are hot.

## Pay

A baker in Lyon earns between €24,000 and €31,000 a year.
"""
QUESTION = "When do bakers start their shift?"

HOSTILE = """# Hostile <img src=http://elsewhere.test/t.png onerror=alert(0)>

<script>alert(1)</script><script src="http://elsewhere.test/a.js"></script>

## Fishing <svg onload=alert(2)>

Fishing boats leave the harbour at dawn <img src="http://elsewhere.test/b.png" onerror="alert(3)">
with ![a net](http://elsewhere.test/c.png) and [bait](javascript:alert(4)) aboard.

- Fishing nets <iframe src="http://elsewhere.test/d"></iframe> are mended on shore.
- <a href="javascript:alert(5)" onmouseover="alert(6)">Fishing licences</a> cost €50 a year.

<style>@import url(http://elsewhere.test/e.css); * { background: url(//elsewhere.test/f) }</style>

[Fishing]: http://elsewhere.test/g "title"
"""


@pytest.fixture
def advisor(tmp_path: Path) -> Iterator[Advisor]:
    (tmp_path / "data" / UPLOADS).mkdir(parents=True)
    guide = tmp_path / "data" / UPLOADS / "baker.md"
    guide.write_text(BAKER.format(hour="two"), encoding="utf-8")
    with Advisor(Settings(data_dir=tmp_path / "data")) as opened:
        opened.ingest([guide])
        yield opened


def upload(page: Page, folder: Path, name: str, text: str) -> None:
    page.get_by_role("button", name="Manage guides").click()
    (folder / "new").mkdir(exist_ok=True)
    (folder / "new" / name).write_text(text, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add or replace a guide").click()
    chooser.value.set_files(folder / "new" / name)


def test_a_new_edition_changes_the_answer_and_says_what_became_of_the_old(
    visit: Open, own_site: str, tmp_path: Path
) -> None:
    opened = visit(own_site)
    page = opened.page
    opened.ask(QUESTION)
    expect(page.locator("#chat .answer-text")).to_contain_text("at two in the morning")

    upload(page, tmp_path, "baker.md", BAKER.format(hour="four"))

    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("How to Become a Baker has changed (edition 2).")
    expect(outcome).to_contain_text("Starting Work")
    expect(page.locator("#masthead")).to_contain_text("edition 2")
    expect(page.locator("#keeping .shelf")).to_contain_text("edition 2")
    expect(page.locator("#chat .stale").first).to_contain_text("no longer in it")
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#reader .page-note")).to_contain_text("no longer in the guide")
    page.keyboard.press("Escape")
    opened.ask(QUESTION)
    expect(page.locator("#chat .answer-text").last).to_contain_text("at four in the morning")


def test_a_file_is_the_next_edition_of_a_guide_of_its_name_from_elsewhere(
    visit: Open, own_site: str, advisor: Advisor, tmp_path: Path
) -> None:
    (tmp_path / "smith.md").write_text(BAKER.format(hour="six"), encoding="utf-8")
    advisor.ingest([tmp_path / "smith.md"])
    opened = visit(own_site)
    expect(opened.page.locator("#masthead")).to_contain_text("Answers from 2 guides")

    upload(opened.page, tmp_path, "smith.md", "# Smiths\n\nSmiths light their fire at nine.\n")

    expect(opened.page.locator("#outcome")).to_contain_text("Smiths has changed (edition 2).")
    expect(opened.page.locator("#keeping .shelf li")).to_have_count(2)
    expect(opened.page.locator("#keeping .shelf")).to_contain_text("edition 2")
    assert advisor.ingest([tmp_path / "smith.md"]).replaced
    opened.ask("When do smiths light their fire?")
    expect(opened.page.locator("#chat .answer-text")).to_contain_text("at nine")


def test_a_new_guide_is_answered_from_and_can_be_removed(
    visit: Open, own_site: str, tmp_path: Path
) -> None:
    opened = visit(own_site)
    page = opened.page
    plumber = BAKER.replace("Baker", "Plumber").replace("Bakers", "Plumbers").format(hour="seven")

    upload(page, tmp_path, "plumber.md", plumber)
    expect(page.locator("#outcome")).to_contain_text("How to Become a Plumber is new")
    expect(page.locator("#keeping .shelf li")).to_have_count(2)
    expect(page.locator("#masthead")).to_contain_text("Answers from 2 guides")

    remove = page.get_by_role("button", name="Remove “How to Become a Plumber”")
    remove.click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#keeping .shelf li")).to_have_count(2)
    expect(remove).to_be_focused()
    remove.click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#outcome")).to_contain_text("is removed")
    expect(page.locator("#keeping .shelf li")).to_have_count(1)
    expect(page.locator("#masthead")).to_contain_text("Answers from How to Become a Baker")


def test_a_file_that_is_no_guide_is_refused_in_words(
    visit: Open, own_site: str, tmp_path: Path
) -> None:
    page = visit(own_site).page

    upload(page, tmp_path, "empty.md", "   ")

    expect(page.locator("#outcome .notice")).to_contain_text("empty.md is empty")
    expect(page.locator("#keeping .shelf li")).to_have_count(1)


@pytest.mark.parametrize("screen", [{}, {"viewport": PHONE, "is_mobile": True}], ids=str)
def test_a_hostile_guide_can_neither_run_nor_load_anything(
    visit: Open, own_site: str, advisor: Advisor, tmp_path: Path, screen: dict[str, object]
) -> None:
    (tmp_path / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    advisor.ingest([tmp_path / "hostile.md"])
    opened = visit(own_site, **screen)
    page = opened.page

    opened.ask("When do fishing boats leave the harbour?")
    opened.ask("What does a fishing licence cost?")
    page.locator("#chat a.marker").first.hover()
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    expect(page.locator("#reader .page-text")).to_contain_text("onerror")
    expect(page.locator("#reader .page-text :is(img, script, svg, iframe, style)")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Read the guide").click()
    search = page.get_by_role("searchbox", name="Search the guide")
    search.fill("fishing licences")
    search.press("Enter")
    expect(page.locator("#reader .results")).to_contain_text(re.compile("Fishing"))

    # The fixture holds that nothing was asked of another host and no dialog opened.
    for part in (".answer", ".question", ".option", "#reader", "#contents", ".masthead"):
        inside = page.locator(part)
        expect(inside.locator("img, script, iframe, style, [onerror], [onload]")).to_have_count(0)
        links = inside.locator("a[href]").evaluate_all(
            "all => all.map((a) => a.getAttribute('href'))"
        )
        assert all(link.startswith(("#read=", "#source-")) for link in links)
