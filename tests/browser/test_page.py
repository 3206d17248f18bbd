"""The real page over the guide that ships, as people use it."""

from __future__ import annotations

import re

import pytest
from driving import PHONE, WIDE, Open
from playwright.sync_api import Page, expect

QUESTION = "How much do machine learning engineers earn in Europe?"

# The contrast of each visible word with what is behind it, where it is lower than WCAG AA asks.
LOW_CONTRAST = """() => {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const painted = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => rgb
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const low = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!words.currentNode.data.trim() || !element.checkVisibility() || box.width < 2) continue;
    if (element.closest("script, style, noscript, [hidden]")) continue;
    const behind = [];
    for (let each = element; each; each = each.parentElement) {
      behind.unshift(getComputedStyle(each).backgroundColor);
    }
    const back = painted(["white", ...behind]);
    const front = painted([...["white", ...behind], getComputedStyle(element).color]);
    const [dark, light] = [luminance(back), luminance(front)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)}: ${words.currentNode.data.trim()}`);
  }
  return low;
}"""


def width_beyond_the_screen(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_an_answer_comes_with_markers_and_the_sources_that_they_lead_to(
    visit: Open, site: str
) -> None:
    opened = visit(site)
    opened.ask(QUESTION)

    page = opened.page
    markers = page.locator("#chat a.marker")
    sources = page.locator("#chat .source")
    expect(page.locator("#chat .answer-text")).to_contain_text("€60,000")
    assert markers.count() >= 1
    expect(page.locator("#chat details.sources")).to_have_attribute("open", "")
    assert {link.get_attribute("href") for link in markers.all()} == {
        f"#{source.get_attribute('id')}" for source in sources.all()
    }
    expect(sources.first.locator(".source-quote")).to_have_count(0)
    expect(page.locator("#chat .place-path").first).to_contain_text("›")
    expect(page.locator("#chat .place-guide").first).to_contain_text("edition 1")


def test_the_page_says_what_it_answers_from(visit: Open, site: str) -> None:
    page = visit(site).page

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#masthead")).to_contain_text("edition 1")
    expect(page).to_have_title("Career Advisor")
    expect(page.get_by_text(re.compile("Built with|Use via API"))).to_have_count(0)


def test_an_example_question_is_answered_from_the_guide(visit: Open, site: str) -> None:
    opened = visit(site)
    example = opened.page.locator("#chat .example").first
    question = example.inner_text()

    example.click()
    opened.wait_for_reply(1)

    expect(opened.page.locator("#chat .question")).to_have_text(question)
    expect(opened.page.locator("#chat .answer")).to_have_class(re.compile("coverage-covered"))
    expect(opened.page.locator("#chat .source").first).to_be_visible()


def test_a_follow_up_question_goes_on_under_the_answer(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)
    follow_up = opened.page.locator("#chat .option").first
    question = follow_up.inner_text()

    follow_up.click()
    opened.wait_for_reply(2)

    expect(opened.page.locator("#chat .question")).to_have_text([QUESTION, question])
    assert question not in opened.page.locator("#chat .option").all_inner_texts()


def test_an_empty_question_gets_a_gentle_word(visit: Open, site: str) -> None:
    opened = visit(site)

    opened.ask("   ")

    expect(opened.page.locator("#chat .notice")).to_be_visible()
    expect(opened.page.locator("#chat .question")).to_have_count(0)
    opened.ask("hi")
    expect(opened.page.locator("#chat .answer")).to_be_visible()


def test_a_far_too_long_question_gets_a_word_too(visit: Open, site: str) -> None:
    opened = visit(site)

    opened.ask("why " * 25_000)

    expect(opened.page.locator("#chat .notice")).to_be_visible()


def test_what_the_guide_does_not_cover_is_said_and_cites_nothing(visit: Open, site: str) -> None:
    opened = visit(site)

    opened.ask("What is the capital of France?")

    expect(opened.page.locator("#chat .coverage")).to_have_text("Not in the guide")
    expect(opened.page.locator("#chat a.marker")).to_have_count(0)
    expect(opened.page.locator("#chat .source")).to_have_count(0)
    expect(opened.page.locator("#chat .option").first).to_be_visible()


def test_pointing_at_a_marker_shows_where_the_words_are_from(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)
    marker = opened.page.locator("#chat a.marker").first

    marker.hover()
    expect(opened.page.locator("#peek")).to_contain_text("Regional Variations › Europe")
    expect(opened.page.locator("#peek")).to_contain_text("edition 1")
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#peek")).to_be_hidden()


def test_the_keyboard_alone_is_enough(visit: Open, site: str) -> None:
    opened = visit(site)
    page = opened.page

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(40):
            page.keyboard.press(key)
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    page.get_by_role("textbox", name="Your question").focus()
    tab_to("#chat .example", "Shift+Tab")
    page.keyboard.press("Enter")
    opened.wait_for_reply(1)

    page.get_by_role("textbox", name="Your question").focus()
    page.keyboard.type("Which programming languages should I learn?")
    page.keyboard.press("Enter")
    opened.wait_for_reply(2)

    tab_to("#chat a.marker", "Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#chat a.marker')")
    tab_to("#chat .option")
    page.keyboard.press("Enter")
    opened.wait_for_reply(3)
    tab_to("#afresh")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_count(0)


def test_a_new_conversation_forgets_the_old_one(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)

    opened.page.get_by_role("button", name="New conversation").click()

    expect(opened.page.locator("#chat .message-row")).to_have_count(0)
    expect(opened.page.locator("#chat .source")).to_have_count(0)
    expect(opened.page.locator("#chat .example").first).to_be_visible()


def test_every_control_has_a_name(visit: Open, site: str) -> None:
    opened = visit(site)
    opened.ask(QUESTION)

    nameless = opened.page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea, input")]
          .filter((each) => each.checkVisibility())
          .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.labels?.length))
          .map((each) => each.outerHTML)"""
    )
    assert nameless == []
    labels = opened.page.locator("#chat [aria-label]").evaluate_all(
        "each => each.map((element) => element.ariaLabel)"
    )
    assert not [label for label in labels if "<" in label]


def test_on_a_phone_nothing_scrolls_sideways(visit: Open, site: str) -> None:
    opened = visit(site, viewport=PHONE, is_mobile=True, has_touch=True)
    assert width_beyond_the_screen(opened.page) <= 0

    opened.ask(QUESTION)
    opened.ask("w" * 300)

    assert width_beyond_the_screen(opened.page) <= 0


def test_on_a_wide_screen_the_guide_stays_beside_the_conversation(visit: Open, site: str) -> None:
    opened = visit(site, viewport=WIDE)
    for _ in range(4):
        opened.ask(QUESTION)

    opened.page.mouse.wheel(0, 10_000)

    expect(opened.page.get_by_role("searchbox", name="Search the guide")).to_be_in_viewport()
    expect(opened.page.get_by_role("textbox", name="Your question")).to_be_in_viewport()
    assert width_beyond_the_screen(opened.page) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_background(visit: Open, site: str, scheme: str) -> None:
    opened = visit(site, color_scheme=scheme)
    page = opened.page
    assert page.evaluate(LOW_CONTRAST) == []

    opened.ask(QUESTION)
    opened.ask("What is the capital of France?")
    opened.ask(" ")
    page.get_by_role("button", name="Helpful", exact=True).first.click()
    page.get_by_role("button", name="Not helpful", exact=True).last.click()
    assert page.evaluate(LOW_CONTRAST) == []
    page.locator("#chat a.marker").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()

    assert page.evaluate(LOW_CONTRAST) == []
    page.get_by_role("button", name="Manage guides").click()
    page.locator("#unanswered summary").first.click()
    assert page.evaluate(LOW_CONTRAST) == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 200) == (scheme == "dark")


HOSTILE = (
    "<img src=http://elsewhere.test/a.png onerror=alert(1)> <script>alert(2)</script> "
    "![p](http://elsewhere.test/b.png) **bold** [l](javascript:alert(3)) $$x$$ {{7*7}} ${7*7}"
)


def test_what_somebody_types_never_becomes_markup(visit: Open, site: str) -> None:
    opened = visit(site)

    opened.ask(HOSTILE)

    question = opened.page.locator("#chat .question")
    expect(question).to_have_text(HOSTILE)
    assert question.locator("*").count() == 0
