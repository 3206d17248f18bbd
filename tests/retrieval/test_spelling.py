"""Misspelt words are read by the guides' words."""

from __future__ import annotations

import pytest

from advisor.retrieval.spelling import corrected

GUIDE = frozenset("python salary experience carpenter certificate sawing planer".split())
LANGUAGE = frozenset("which how much does need learn sailing planet reading".split())


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("pyhton or wood", "python or wood"),
        ("what salery does one get", "what salary does one get"),
        ("do I need expereince", "do I need experience"),
        ("certificats", "certificate"),
        ("do I need sailing", "do I need sailing"),
        ("which planet", "which planet"),
        ("is Pyton a name here", "is Pyton a name here"),
        ("saw it", "saw it"),
        ("xylophones", "xylophones"),
    ],
)
def test_a_word_that_nobody_knows_is_read_as_the_one_beside_it(question: str, read: str) -> None:
    assert corrected(question, GUIDE, LANGUAGE) == read


def test_a_word_of_the_guide_is_never_changed() -> None:
    assert corrected("planer and sawing", GUIDE, frozenset()) == "planer and sawing"
