"""Records to HTML: what is shown, and what can never become markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import citation, guide

from advisor.types import Answer, Section
from advisor.ui import rendering
from advisor.ui.turns import Turn

HARMLESS_TAGS = {
    *("a", "blockquote", "br", "button", "cite", "code", "details", "div", "em", "h1", "h2"),
    *("header", "hr", "li", "ol", "p", "pre", "span", "strong", "summary", "table", "tbody"),
    *("td", "th", "thead", "time", "tr", "ul"),
}
HARMLESS_ATTRIBUTES = {
    *("aria-hidden", "class", "data-depth", "data-turn", "datetime", "dir", "hidden", "href"),
    *("id", "open", "start", "style", "tabindex", "type"),
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
                assert (value or "").startswith("text-align:")
            if name == "href":
                assert (value or "").startswith("#source-")
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
    answer = Answer(text, (cited,), "partial", (text,), (), text)
    turns = (Turn(text, answer), Turn(text, notice=text))
    return "".join(
        [
            rendering.masthead_html((shelf, shelf)),
            rendering.welcome_html((shelf,), ""),
            rendering.sources_html(turns, (shelf,)),
            rendering.sources_html((), (shelf,)),
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


def test_markers_link_to_their_source_cards() -> None:
    answer = Answer("One. [1] Two. [2][1]", (citation(1), citation(2)), "covered")

    shown = audit(rendering.answer_html(answer, 3))

    assert shown.links == ["#source-3-1", "#source-3-2", "#source-3-1"]


def test_every_marker_has_a_source_card_to_go_to() -> None:
    turns = (
        Turn("a", Answer("A. [1]", (citation(1),), "covered")),
        Turn("b", Answer("B. [1] [2]", (citation(1), citation(2)), "covered")),
    )
    sources = rendering.sources_html(turns, (guide(),))
    links = audit("".join(m["content"] for m in rendering.messages(turns))).links

    assert len(links) == 3
    assert all(f'id="{link[1:]}"' in sources for link in links)


@pytest.mark.parametrize(
    "text", ["see [9]", "array[1]", r"see \[1\]", "`[1]`"], ids=["uncited", "in", "escaped", "code"]
)
def test_brackets_that_are_no_marker_stay_brackets(text: str) -> None:
    cited = () if text == "array[1]" else (citation(1),)

    shown = audit(rendering.answer_html(Answer(text, cited, "covered"), 0))

    assert shown.links == []
    assert "[" in shown.words


def test_markdown_structure_survives() -> None:
    html = rendering.markdown_html("Skills:\n\n- **Python**\n  - pandas\n- SQL\n\n1. one")

    assert html.count("<ul>") == 2
    assert "<strong>Python</strong>" in html
    assert "<ol>" in html


def test_a_quoted_nested_item_is_no_code_block() -> None:
    assert "<pre>" not in rendering.markdown_html("    - Practice coding challenges.")


def test_links_and_pictures_become_words() -> None:
    words = audit(rendering.markdown_html("[Kaggle](https://kaggle.test) ![a chart](x.png)")).words

    assert words == "Kaggle (https://kaggle.test) a chart"


def test_sources_show_number_path_quote_and_guide() -> None:
    turn = Turn("q", Answer("A. [4]", (citation(4, "Learn **Python**."),), "covered"))

    shown = audit(rendering.sources_html((turn,), (guide(),)))

    assert shown.words == ("SourcesSkillsSource 4Learn Python.Back to the answerWork, edition 2")


def test_a_guide_that_is_gone_is_named_by_its_file() -> None:
    turn = Turn("q", Answer("A. [1]", (citation(1),), "covered"))

    assert "work.md" in audit(rendering.sources_html((turn,), ())).words


def test_quotes_in_a_row_from_one_section_share_their_place() -> None:
    elsewhere = replace(citation(3), section=("Work", "Pay"))
    answer = Answer("", (citation(1), citation(2), elsewhere), "covered")

    html = rendering.sources_html((Turn("q", answer),), (guide(),))

    assert html.count('class="place"') == 2
    assert html.count('class="source"') == 3


def test_only_the_latest_answers_sources_are_open() -> None:
    turns = (
        Turn("a", Answer("A. [1]", (citation(1),), "covered")),
        Turn("b", Answer("No.", (), "not_covered")),
        Turn("c", notice="Too long."),
    )

    html = rendering.sources_html(turns, (guide(),))

    assert 'data-turn="0" hidden' in html
    assert 'data-turn="1">' in html


def test_before_the_first_answer_the_contents_are_shown() -> None:
    paths = [
        ("Work",),
        ("Work", "Skills"),
        ("Work", "Skills", "Code"),
        ("Work", "Skills", "x", "y"),
    ]
    sections = tuple(Section(path, len(path), 0, 0, 0, part) for path in paths for part in (0, 1))

    words = audit(rendering.sources_html((), (replace(guide(), sections=sections),))).words

    assert words.endswith("In WorkSkillsCode")


@pytest.mark.parametrize(
    ("coverage", "label"),
    [("covered", ""), ("partial", "Only partly in the guide"), ("not_covered", "Not in the guide")],
)
def test_coverage_is_said(coverage: str, label: str) -> None:
    words = audit(rendering.answer_html(Answer("Text", (), coverage), 0)).words  # type: ignore[arg-type]

    assert words == f"{label}Text"


def test_a_written_answer_names_its_model() -> None:
    answer = Answer("A. [1]", (citation(),), "covered", model="small-model")

    assert "Written by small-model" in audit(rendering.answer_html(answer, 0)).words
    assert "word for word" in audit(rendering.answer_html(replace(answer, model=None), 0)).words


def test_suggestions_are_options_of_the_answer() -> None:
    answer = Answer("A.", suggestions=("Next?",))

    assert rendering.messages((Turn("q", answer),))[-1]["options"] == [
        {"value": "Next?", "label": "Next?"}
    ]


def test_a_question_without_an_answer_yet_shows_that_it_was_heard() -> None:
    user, waiting = rendering.messages((Turn("How?"),))

    assert audit(user["content"]).words == "How?"
    assert "Looking" in waiting["content"]


def test_a_very_long_question_is_cut() -> None:
    words = audit(rendering.question_html("word " * 20_000)).words

    assert len(words) < rendering.QUESTION_LENGTH + 5
    assert words.endswith("…")


def test_the_masthead_names_guide_and_edition() -> None:
    one = audit(rendering.masthead_html((guide(),))).words
    two = audit(rendering.masthead_html((guide(), guide(name="b.md")))).words
    none = audit(rendering.masthead_html(())).words

    assert one.endswith("Answers from Work, edition 2, 22 November 2026")
    assert "Answers from 2 guides" in two
    assert "No guide" in none


def test_without_a_guide_the_welcome_says_what_to_do() -> None:
    assert "python ingest.py" in rendering.welcome_html((), "Run `python ingest.py`.")
