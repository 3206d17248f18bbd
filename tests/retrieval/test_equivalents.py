"""Words that mean the same meet."""

from __future__ import annotations

import pytest

from advisor.retrieval.equivalents import equivalents_of


@pytest.mark.parametrize(
    ("question", "guide", "beside"),
    [
        ("what does a junior make", "entry-level senior pay", ("entry-level",)),
        ("fresher jobs", "junior", ("junior",)),
        ("what does a junior make", "junior entry-level", ()),
        ("what does a senior make", "entry-level", ()),
        ("do I need maths", "mathematics statistics", ("mathematics",)),
        ("how big is the ctc", "salary", ("salary",)),
        ("how big is it", "salary", ()),
    ],
)
def test_the_guides_word_is_put_beside_the_question(
    question: str, guide: str, beside: tuple[str, ...]
) -> None:
    words = set(guide.split())
    assert equivalents_of(question, words.__contains__) == beside
