"""Records to HTML: what is shown, and what can never become markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import citation, guide

from advisor.types import Answer, Citation, Claim, Hit, Section
from advisor.ui import reader, rendering
from advisor.ui.addresses import reference_from, reference_to
from advisor.ui.exchanges import Exchange
from advisor.ui.markup import markdown_html

HARMLESS_TAGS = {
    *("a", "blockquote", "br", "button", "cite", "code", "details", "div", "em", "h1", "h2"),
    *("header", "hr", "li", "ol", "p", "pre", "span", "strong", "summary", "table", "tbody"),
    *(
        "td",
        "th",
        "thead",
        "time",
        "tr",
        "ul",
        "h3",
        "h4",
        "h5",
        "h6",
        "mark",
        "nav",
        "section",
        "caption",
    ),
}
HARMLESS_ATTRIBUTES = {
    *("aria-hidden", "class", "data-depth", "data-turn", "datetime", "dir", "hidden", "href"),
    *("id", "open", "start", "style", "tabindex", "type", "title", "aria-label", "data-section"),
    *("data-view", "scope"),
}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://elsewhere.test/a.png onerror=alert(1)>",
    "![picture](http://elsewhere.test/a.png)",
    "[words](javascript:alert(1))",
    "[words](http://elsewhere.test/ 'title')",
    "<http://elsewhere.test/>",
    "[1]: http://elsewhere.test/\n\n[1]",
    "| a |\n|:--|\n| <b onclick=x> |",
    "```js <b>\n<script>\n```",
    "</div></li><iframe src=//elsewhere.test>",
    '" onmouseover="alert(1)',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "    <svg onload=alert(1)>",
    "<b>$5</b> to €9 (USD)<img src=x>",
    "# <style>*{background:url(//elsewhere.test)}</style>",
]


class _Audit(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS_TAGS
        for name, value in attrs:
            assert name in HARMLESS_ATTRIBUTES
            if name == "style":
                assert re.fullmatch(r"text-align:\w+|left: [\d.]+%; width: [\d.]+%", value or "")
            if name == "href":
                assert (value or "").startswith(("#source-", "#read="))
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def audit(html: str) -> _Audit:
    assert "\n" not in html
    auditor = _Audit()
    auditor.feed(html)
    auditor.close()
    return auditor


def everything_from(text: str) -> str:
    """All that the page draws when each untrusted part of it is `text`."""
    cited = replace(citation(quote=text), section=(text, text), guide=text)
    shelf = replace(
        guide(name=text), title=text, sections=(Section((text, text), 2, 0, 0, len(text)),)
    )
    claims = (Claim(text, (1,), "weak"),)
    turns = (
        Exchange(text, Answer(text, (cited,), "partial", (text,))),
        Exchange(text, Answer(text, (cited,), "partial", (text,), claims, text)),
        Exchange(text, notice=text),
    )
    hit = Hit(text, (text, text), text, 1.0, 0, len(text))
    return "".join(
        [
            rendering.masthead_html((shelf, shelf)),
            rendering.welcome_html((shelf,)),
            reader.outline_html((shelf,)),
            reader.results_html((hit,), (shelf, shelf)),
            reader.leaf(shelf, reference_to(cited)).html,
            *(message["content"] for message in rendering.messages(turns)),
        ]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    audit(everything_from(text))


@given(st.text(max_size=200))
def test_any_text_stays_text(text: str) -> None:
    audit(everything_from(text))


@given(st.text(alphabet="<>&\"'[]()!*_`#|\\:/- \n1ab", max_size=80))
def test_any_markup_like_text_stays_text(text: str) -> None:
    audit(everything_from(text))


LIVE = {"work.md": guide()}


def answered(*citations: Citation) -> Answer:
    return Answer(" ".join(f"A. [{each.number}]" for each in citations), citations, "covered")


def markers(html: str) -> list[str]:
    return [link for link in audit(html).links if link.startswith("#source-")]


def test_markers_lead_to_the_sources_of_their_own_answer() -> None:
    turns = (
        Exchange("a", answered(citation(1))),
        Exchange("b", answered(citation(1), citation(2))),
    )

    html = "".join(message["content"] for message in rendering.messages(turns))

    assert markers(html) == ["#source-0-1", "#source-1-1", "#source-1-2"]
    assert all(html.count(f'id="{link[1:]}"') == 1 for link in markers(html))


@pytest.mark.parametrize(
    "text", ["see [9]", "array[1]", r"see \[1\]", "`[1]`"], ids=["uncited", "in", "escaped", "code"]
)
def test_brackets_that_are_no_marker_stay_brackets(text: str) -> None:
    cited = () if text == "array[1]" else (citation(1),)

    html = rendering.answer_html(Answer(text, cited, "covered"), 0)

    assert markers(html) == []
    assert "[" in audit(html).words


def test_markdown_structure_survives() -> None:
    html = markdown_html("Skills:\n\n- **Python**\n  - pandas\n- SQL\n\n1. one")

    assert html.count("<ul>") == 2
    assert "<strong>Python</strong>" in html
    assert "<ol>" in html


def test_a_quoted_nested_item_is_no_code_block() -> None:
    assert "<pre>" not in markdown_html("    - Practice coding challenges.")


def test_links_and_pictures_become_words() -> None:
    words = audit(markdown_html("[Kaggle](https://kaggle.test) ![a chart](x.png)")).words

    assert words == "Kaggle (https://kaggle.test) a chart"


def test_a_source_shows_number_path_guide_and_edition_and_of_written_answers_the_quote() -> None:
    live = {"work.md": guide("# Work\n\nWelcome.\n\n## Skills\n\nLearn **Python**.\n")}
    answer = answered(citation(4, "Learn **Python**."))

    quoted = audit(rendering.answer_html(answer, 0, live)).words
    written = audit(rendering.answer_html(replace(answer, model="small-model"), 0, live)).words

    assert "SourcesSkillsOpen source 4 in the guideWork, edition 2" in quoted
    assert "SourcesSkillsOpen source 4 in the guideLearn Python.Work, edition 2" in written


def test_a_source_leads_to_its_place_in_the_guide() -> None:
    html = rendering.answer_html(answered(citation(1)), 0)

    (link,) = [each for each in audit(html).links if each.startswith("#read=")]
    assert reference_from(link) == reference_to(citation(1))


def test_a_guide_that_is_gone_is_named_by_its_file() -> None:
    assert "work.md" in audit(rendering.answer_html(answered(citation(1)), 0, {})).words


def test_quotes_from_one_section_share_their_place() -> None:
    elsewhere = replace(citation(2), section=("Work", "Pay"))

    html = rendering.answer_html(answered(citation(1), elsewhere, citation(3)), 0)

    assert html.count('class="place-path"') == 2
    assert html.count('class="source"') == 3


@pytest.mark.parametrize(
    ("quote", "words"), [("Welcome.", "at another place"), ("Weld.", "no longer in it")]
)
def test_a_source_that_has_changed_since_says_so(quote: str, words: str) -> None:
    html = rendering.answer_html(answered(citation(1), citation(2, quote)), 0, LIVE)

    assert words in html[html.index('id="source-0-2"') :]
    assert html.count('class="stale"') == 1


def test_each_sentence_of_a_written_answer_shows_whether_it_is_supported() -> None:
    claims = (
        Claim("Learn *Python*.", (1,), "supported"),
        Claim("It is easy.", (1,), "unsupported"),
    )
    text = "Learn *Python*. [1] It is easy. [1] Bye."
    answer = Answer(
        text, (citation(),), "covered", (), claims, "small-model", checked_by="other-model"
    )

    words = audit(rendering.answer_html(answer, 0)).words

    assert words.startswith(
        "Learn Python. Source 1 (supported by what it cites)"
        " It is easy. Source 1 (not supported by what it cites) Bye."
    )
    assert "1 of 2" in words


def test_a_sentence_without_a_source_has_no_mark_and_a_sum_is_shown_on_hover() -> None:
    claims = (
        Claim("That fits you.", (), "weak"),
        Claim("The gap is $5.", (1,), "supported", "$9 − $4 = $5"),
    )
    text = "That fits you. The gap is $5. [1]"
    answer = Answer(text, (citation(),), "covered", (), claims, "small-model", checked_by="judge")

    html = rendering.answer_html(answer, 0)

    assert html.count("support-") == 1
    assert "worked out: $9 − $4 = $5" in html
    assert "1 of 1" in audit(html).words


def test_what_is_still_being_checked_looks_so() -> None:
    answer = Answer("Learn Python. It is", model="small-model", unchecked="It is")

    words = audit(rendering.answer_html(answer, 0)).words

    assert "Learn Python.Being checked: It is" in words


def test_what_nobody_judged_says_so() -> None:
    claims = (Claim("It is easy.", (1,), "weak"),)
    answer = Answer("It is easy. [1]", (citation(),), "covered", (), claims, "small-model")

    by_likeness = audit(rendering.answer_html(replace(answer, checked_by="likeness"), 0)).words
    unchecked = audit(rendering.answer_html(answer, 0)).words

    assert "(not checked beyond its figures and names)" in by_likeness
    assert "No model judged them" in by_likeness
    assert "Nothing was checked." in unchecked


def test_a_quoted_answer_needs_no_marks_of_support() -> None:
    claims = (Claim("Learn Python.", (1,), "supported"),)
    answer = Answer("Learn Python. [1]", (citation(),), "covered", (), claims)

    html = rendering.answer_html(answer, 0)

    assert "support" not in html
    assert "ADVISOR_MODEL=" in html


def test_what_can_be_done_is_offered_when_the_answer_is_complete() -> None:
    turns = (
        Exchange("a", Answer("A.")),
        Exchange("b", Answer("B.")),
        Exchange("c", notice="Stopped."),
    )

    done = "".join(message["content"] for message in rendering.messages(turns))
    growing = "".join(m["content"] for m in rendering.messages(turns[:2], settled=False))

    ids = ["edit-0", "copy-0", "retry-0", "edit-1", "copy-1", "retry-1", "edit-2", "retry-2"]
    assert re.findall(r'id="(\w+-\d)"', done) == ids
    assert re.findall(r'id="(\w+-\d)"', growing) == ids[:3]


@pytest.mark.parametrize(
    ("coverage", "label"),
    [("covered", ""), ("partial", "Perhaps not in the guide"), ("not_covered", "Not in the guide")],
)
def test_coverage_is_said(coverage: str, label: str) -> None:
    words = audit(rendering.answer_html(Answer("Text", (), coverage), 0)).words  # type: ignore[arg-type]

    assert words == f"{label}Text"


def test_a_doubtful_answer_draws_no_figures() -> None:
    sure = Answer("A. [1]", (citation(quote="Pay is $5,000."),), "covered")

    assert "Figures" in rendering.answer_html(sure, 0)
    assert "Figures" not in rendering.answer_html(replace(sure, coverage="partial"), 0)


def test_a_written_answer_names_its_model() -> None:
    answer = Answer("A. [1]", (citation(),), "covered", model="small-model")

    assert "Written by small-model" in audit(rendering.answer_html(answer, 0)).words
    assert "word for word" in audit(rendering.answer_html(replace(answer, model=None), 0)).words


def test_suggestions_are_options_of_the_answer() -> None:
    answer = Answer("A.", suggestions=("Next?",))

    assert rendering.messages((Exchange("q", answer),))[-1]["options"] == [
        {"value": "Next?", "label": "Next?"}
    ]


def test_a_question_without_an_answer_yet_shows_that_it_was_heard() -> None:
    user, waiting = rendering.messages((Exchange("How?"),))

    assert audit(user["content"]).words.startswith("How?")
    assert "Looking" in waiting["content"]


def test_a_very_long_question_is_cut() -> None:
    (message, _) = rendering.messages((Exchange("word " * 20_000),))
    words = audit(message["content"]).words.removesuffix("Edit the question and ask again")

    assert len(words) < rendering.QUESTION_LENGTH + 5
    assert words.endswith("…")


def test_the_masthead_names_guide_and_edition() -> None:
    one = audit(rendering.masthead_html((guide(),))).words
    two = audit(rendering.masthead_html((guide(), guide(name="b.md")))).words
    none = audit(rendering.masthead_html(())).words

    assert "Answers from Work, edition 2, 22 November 2026" in one
    assert "Answers from 2 guides" in two
    assert "No guide" in none


def test_without_a_guide_the_welcome_says_what_to_do() -> None:
    assert "python ingest.py" in rendering.welcome_html(())
