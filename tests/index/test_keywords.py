"""Keyword search."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.index.keywords import KeywordIndex

TEXTS = [
    "Python and SQL are programming languages.",
    "Salaries of engineers grow with experience.",
    "Engineers write Python.",
]


def test_a_text_without_a_shared_word_scores_nothing() -> None:
    scores = KeywordIndex(TEXTS).scores("Which salary?")
    assert scores.shape == (3,)
    assert scores[1] > 0
    assert scores[0] == scores[2] == 0


def test_forms_of_a_word_meet() -> None:
    assert KeywordIndex(TEXTS).scores("to program in a language")[0] > 0


def test_the_shorter_text_of_two_with_the_same_word_comes_first() -> None:
    scores = KeywordIndex(TEXTS).scores("python")
    assert scores[2] > scores[0] > scores[1]


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    index = KeywordIndex(["pay job", "pay work", "pay task"])
    assert index.scores("job")[0] > index.scores("pay")[0]


@pytest.mark.parametrize("question", ["", "the and of", "zebra", "🙂"])
def test_a_question_without_known_words_scores_nothing(question: str) -> None:
    assert not KeywordIndex(TEXTS).scores(question).any()


@pytest.mark.parametrize("texts", [[], ["", "the of"]])
def test_texts_without_words_can_be_searched(texts: list[str]) -> None:
    index = KeywordIndex(texts)
    assert index.scores("python").shape == (len(texts),)


def test_rarity_is_nothing_for_a_word_everywhere_and_highest_for_one_nowhere() -> None:
    index = KeywordIndex(["pay job", "pay work", "pay job"])
    assert index.rarity("pay") == 0
    assert index.rarity("job") == pytest.approx(np.log(4 / 3))
    assert index.rarity("work") == pytest.approx(np.log(4 / 2))
    assert index.rarity("zebra") == pytest.approx(np.log(4))
