"""From who somebody is to a plan that they take away, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import PHONE, WIDE, Open
from playwright.sync_api import Page, expect

ABOUT = "Web developer in Berlin. I know Python, a bit of SQL. Ten hours a week."


def plan(page: Page, about: str = ABOUT) -> None:
    page.get_by_role("button", name="My plan").click()
    page.get_by_label("About you").fill(about)
    page.get_by_role("button", name="Make my plan").click()
    expect(page.locator(".plan-step").first).to_be_visible()


@pytest.mark.parametrize("size", [{"viewport": WIDE}, {"viewport": PHONE, "is_mobile": True}])
def test_a_plan_is_made_ticked_and_saved(
    visit: Open, site: str, size: dict[str, object], tmp_path: Path
) -> None:
    page = visit(site, accept_downloads=True, **size).page
    plan(page)
    expect(page.locator(".card")).to_contain_text("Berlin")
    expect(page.locator(".card")).to_contain_text("10 hours a week")
    expect(page.locator(".box-done")).to_contain_text(["You say “I know Python”."])
    first = page.locator(".way-count").first
    expect(first).to_have_text("1 of 9")

    page.get_by_role("checkbox", name="Linear algebra").check()
    expect(first).to_have_text("2 of 9")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown").click()
    download.value.save_as(tmp_path / "plan.md")
    saved = (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert "- [x] Python" in saved
    assert "- [x] **Linear algebra**" in saved
    assert "- [ ] **Calculus**" in saved
    expect(page.get_by_role("button", name="Save as calendar")).to_have_count(0)

    page.reload()
    page.get_by_role("button", name="My plan").click()
    expect(page.get_by_label("About you")).to_have_value(ABOUT)
    expect(page.get_by_role("checkbox", name="Linear algebra")).to_be_checked()


def test_why_a_step_opens_the_passage_and_closing_it_leads_back(visit: Open, site: str) -> None:
    page = visit(site).page
    plan(page)
    page.get_by_role("link", name="Why “Calculus”, in the guide").click()
    expect(page.locator("#passage")).to_have_text("Calculus")
    expect(page.locator(".page-text mark").last).to_contain_text("gradients, optimization")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("checkbox", name="Calculus")).to_be_visible()
    expect(page.get_by_role("link", name="Why “Calculus”, in the guide")).to_be_focused()


def test_the_chat_knows_who_asks_until_it_is_cleared(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page
    plan(page)
    opened.ask("How do I become a machine learning engineer?")
    expect(page.locator("#chat .answer-text").last).to_contain_text("You have “Python” already.")
    page.get_by_role("button", name="Clear all of it").click()
    expect(page.get_by_label("About you")).to_have_value("")
    expect(page.locator(".plan-step")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(k => /person|ticked/.test(k))") == []
    opened.ask("How do I become a machine learning engineer?")
    expect(page.locator("#chat .answer-text").last).not_to_contain_text("already")


def test_a_cv_fills_the_form(visit: Open, site: str, tmp_path: Path) -> None:
    page = visit(site).page
    (tmp_path / "cv.html").write_text("<h1>CV</h1><p>Skills: Python, R</p>", encoding="utf-8")
    page.get_by_role("button", name="My plan").click()
    page.locator("#person-cv").set_input_files(tmp_path / "cv.html")
    expect(page.get_by_label("About you")).to_have_value("# CV\n\nSkills: Python, R\n")
