"""Questions that a guide carries."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor, GuideError
from advisor.guide.carried import Asked, asked_passages, take_asked, with_question
from advisor.guide.outline import outline
from advisor.types import Guide

GUIDE = """\
# Work

## Pay
<!-- asked: what would I earn? | is the money good -->

Wages are fair.

## Days

Shifts are long.
"""


def guide_of(text: str) -> Guide:
    return Guide("guide.md", "Work", text, outline(text, "Work"))


def carried(text: str) -> dict[str, tuple[str, ...]]:
    clean, asked = take_asked(text)
    guide = guide_of(clean)
    found: dict[str, tuple[str, ...]] = {}
    for passage in asked_passages(guide, asked):
        assert guide.text[passage.start : passage.end] == ""
        found[passage.path[-1]] = (*found.get(passage.path[-1], ()), passage.text)
    return found


def test_a_comment_asks_of_the_section_that_it_stands_in() -> None:
    assert carried(GUIDE) == {"Pay": ("what would I earn?", "is the money good")}


def test_the_text_is_left_without_the_comment() -> None:
    clean, _ = take_asked(GUIDE)
    assert "<!--" not in clean
    assert clean == GUIDE.replace("<!-- asked: what would I earn? | is the money good -->\n", "")


def test_front_matter_asks_by_heading() -> None:
    text = (
        "---\nasked:\n  Days: how long is a shift? | is it tiring\n  pay: [wages, money]\n---\n\n"
    )
    assert carried(text + GUIDE.replace("<!-- asked", "<!-- was")) == {
        "Days": ("how long is a shift?", "is it tiring"),
        "Pay": ("wages", "money"),
    }


def test_a_heading_that_is_not_there_is_named() -> None:
    with pytest.raises(GuideError, match="“Holidays”"):
        asked_passages(guide_of(GUIDE), (Asked(("when?",), heading="Holidays"),))


@pytest.mark.parametrize("listed", ["asked: none", "asked: [a, b]", "asked:\n  Pay: 3", "asked: {"])
def test_front_matter_of_another_shape_is_refused(listed: str) -> None:
    with pytest.raises(GuideError, match="list of questions by heading"):
        take_asked(f"---\n{listed}\n---\n\n# Work\n\nWords.\n")


def test_a_comment_in_a_block_of_code_is_an_example() -> None:
    text = "# Work\n\n```\n<!-- asked: why? -->\n```\n\nWords.\n"
    assert take_asked(text) == (text, ())


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4), st.sampled_from([1, 2]))
def test_a_question_that_is_added_is_carried(questions: list[str], number: int) -> None:
    text, wanted = GUIDE, []
    for question in questions:
        section = outline(text, "Work")[number]
        text = with_question(text, section.body, question)
        words = " ".join(question.replace("|", " ").replace("-->", " ").split())
        if words:
            wanted.append(words)
    name = outline(GUIDE, "Work")[number].path[-1]
    before = carried(GUIDE).get(name, ())
    assert set(carried(text).get(name, ())) == {*before, *wanted}
    assert take_asked(text)[0].split() == take_asked(GUIDE)[0].split()


def test_a_carried_question_is_found_and_never_quoted(tiny: Advisor, tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text(GUIDE)
    tiny.ingest([path])
    hit = tiny.search("is the money good", k=1)[0]
    assert hit.section[-1] == "Pay"
    assert "asked" not in hit.text
    answer = tiny.ask("is the money good")
    assert all("money" not in citation.quote for citation in answer.citations)
    assert "is the money good" not in answer.text
