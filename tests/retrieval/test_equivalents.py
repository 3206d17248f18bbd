"""Words that mean the same meet."""

from __future__ import annotations

import pytest

from advisor.retrieval.equivalents import equivalents_of, in_their_words


@pytest.mark.parametrize(
    ("question", "guide", "beside"),
    [
        ("what does a junior make", "entry-level senior pay", ("entry-level",)),
        ("fresher jobs", "junior", ("junior",)),
        ("what do juniors make", "entry-level senior pay", ("entry-level",)),
        ("what does a junior make", "junior entry-level", ()),
        ("what does a senior make", "entry-level", ()),
        ("do I need maths", "mathematics statistics", ("mathematics",)),
        ("how big is the ctc", "salary", ("salary",)),
        ("how big is it", "salary", ()),
        ("can i wfh", "remote", ("remote",)),
    ],
)
def test_the_guides_word_is_put_beside_the_question(
    question: str, guide: str, beside: tuple[str, ...]
) -> None:
    words = set(guide.split())
    assert equivalents_of(question, words.__contains__) == beside


@pytest.mark.parametrize(
    ("question", "guide", "reworded"),
    [
        ("What does a Junior make", "entry-level senior pay", "What does a entry-level make"),
        ("postgrad or msc?", "master's degree", "master's degree or master's degree?"),
        ("is a bachelor’s enough", "degree", "is a bachelor’s enough"),
        ("do I need maths", "mathematics", "do I need mathematics"),
        ("dev or developer", "developer software engineer", "software engineer or developer"),
    ],
)
def test_the_guides_word_takes_the_place_of_another(
    question: str, guide: str, reworded: str
) -> None:
    assert in_their_words(question, set(guide.split()).__contains__) == reworded
