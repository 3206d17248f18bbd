"""The markers of citations, in whatever form models write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answering.markers import marked, read, without_markers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Pay is high [2].", (2,)),
        ("Pay is high.[2]", (2,)),
        ("Pay is high. [1][2]", (1, 2)),
        ("Pay is high [1, 2].", (1, 2)),
        ("Pay is high [1-3].", (1, 2, 3)),
        ("Pay is high [1–3].", (1, 2, 3)),
        ("Pay is high 【2】.", (2,)),
        ("Pay is high【2†source】.", (2,)),
        ("Pay is high (2).", (2,)),
        ("Pay is high (1, 2).", (1, 2)),
        ("Pay is high (passage 2).", (2,)),
        ("Pay is high [passage 2].", (2,)),
        ("Pay is high [Passages 1 and 2].", (1, 2)),
        ("Pay is high [Source: 2].".replace(": ", " "), (2,)),
        ("Pay is high².", (2,)),
        ("Pay is high.²", (2,)),
        ("Pay is high [^2].", (2,)),
        ("Pay is high **[2]**.", (2,)),
        ("Pay is high [[2]].", (2,)),
        ("Pay is high \\[2\\].", (2,)),
        ("Pay is high [2](#source-2).", (2,)),
        ("Pay is high [2], I think.", (2,)),
    ],
)
def test_a_marker_of_any_kind_is_no_part_of_the_sentence(
    text: str, numbers: tuple[int, ...]
) -> None:
    found = read(marked(text, 5))
    assert found.numbers == numbers
    assert found.text in ("Pay is high.", "Pay is high, I think.")


@pytest.mark.parametrize(
    "text",
    [
        "A flat of 50 m².",
        "It has three parts (12).",
        "See (b) and [x].",
        "It takes 2 (two) years.",
        "**Bold** words stay.",
        "Costs (in 2024).",
    ],
)
def test_what_is_no_marker_stays(text: str) -> None:
    assert read(marked(text, 5)).text == text


def test_a_marker_after_the_full_stop_belongs_to_the_sentence_before_it() -> None:
    assert marked("One. [1] Two.", 5).index("Two") > marked("One. [1] Two.", 5).index(".")
    first, _, second = marked("One. [1] Two. [2]", 5).partition(". ")
    assert (read(first).numbers, read(second).numbers) == ((1,), (2,))


def test_a_marker_that_has_only_begun_is_not_shown() -> None:
    assert without_markers("Pay is high [1") == "Pay is high"
    assert without_markers("Pay is high 【2†so") == "Pay is high"


@given(st.text(max_size=80), st.integers(min_value=1, max_value=9))
def test_any_text_can_be_read(text: str, most: int) -> None:
    assert all(number >= 0 for number in read(marked(text, most)).numbers)
