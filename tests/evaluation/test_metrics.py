"""Figures worked out by hand."""

from __future__ import annotations

import math

import pytest

from advisor.evaluation.metrics import (
    area_under_curve,
    mean_of,
    mean_over,
    precision,
    quantile_of,
    ranking,
    recall,
)


def test_ranking_by_hand() -> None:
    found = [
        [True, False, False],  # first
        [False, False, True, True],  # third and fourth
        [False] * 5 + [True],  # sixth
        [False, False],  # there is one, not found
    ]
    values = ranking(found, [1, 2, 1, 1])
    assert values["evidence@1"] == [1, 0, 0, 0]
    assert values["evidence@3"] == [1, 1, 0, 0]
    assert values["evidence@5"] == [1, 1, 0, 0]
    assert values["mrr"] == pytest.approx([1, 1 / 3, 1 / 6, 0])
    gain = 1 / math.log2(4) + 1 / math.log2(5)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert values["ndcg@5"] == pytest.approx([1, gain / ideal, 0, 0], abs=1e-6)


def test_gain_counts_what_was_not_found() -> None:
    (value,) = ranking([[True, False, False, False, False]], [2])["ndcg@5"]
    assert value == pytest.approx(1 / (1 + 1 / math.log2(3)), abs=1e-6)


def test_ranking_looks_at_the_first_ten() -> None:
    assert ranking([[False] * 10 + [True]], [1])["mrr"] == [0]


def test_a_guide_that_holds_the_evidence_nowhere_counts_as_not_found() -> None:
    assert ranking([[False, False]], [0])["mrr"] == [0]


def test_ranking_of_nothing() -> None:
    assert ranking([], [])["mrr"] == []


def test_precision_and_recall_by_hand() -> None:
    predicted = [True, True, True, False, False]
    actual = [True, False, True, True, False]
    found, sought = precision(predicted, actual), recall(predicted, actual)
    assert found is not None
    assert sought is not None
    assert found.value == pytest.approx(2 / 3)
    assert sought.value == pytest.approx(2 / 3)
    assert precision([False, False], [True, False]) is None
    missed = recall([False, False], [True, False])
    assert missed is not None
    assert missed.value == 0


def test_area_under_curve_by_hand() -> None:
    # Pairs of a positive and a negative: 0.9 beats both, 0.4 beats 0.2 and ties with 0.4.
    found = area_under_curve([0.9, 0.4, 0.4, 0.2], [True, True, False, False])
    assert found is not None
    assert found.value == pytest.approx(3.5 / 4)
    assert area_under_curve([0.1, 0.2], [True, True]) is None


def test_an_interval_holds_its_mean_and_narrows_with_more_questions() -> None:
    few, many = mean_of([0, 1] * 10), mean_of([0, 1] * 500)
    assert few is not None
    assert many is not None
    for each in (few, many):
        assert each.value == 0.5
        assert 0 <= each.low < 0.5 < each.high <= 1
    assert many.high - many.low < (few.high - few.low) / 3
    # A share of 0.5 over n questions has a standard error of 0.5 / sqrt(n).
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.5 / math.sqrt(1000), rel=0.15)


def test_an_interval_of_equal_values_is_a_point() -> None:
    found = mean_of([1, 1, 1])
    assert found is not None
    assert (found.value, found.low, found.high, found.count) == (1, 1, 1, 3)


def test_the_same_outcomes_give_the_same_interval() -> None:
    values = [0.1, 0.7, 0.4, 0.9, 0.2]
    assert mean_of(values) == mean_of(values)


def test_no_questions_give_no_figure() -> None:
    assert mean_of([]) is None
    assert quantile_of([], 0.5) is None


def test_quantiles_by_hand() -> None:
    found = quantile_of([1, 2, 3, 4], 0.5)
    assert found is not None
    assert found.value == 2.5


def test_a_mean_is_over_the_tables_that_have_the_figure() -> None:
    assert mean_over([{"mrr": 0.5}, {"mrr": 1.0, "ndcg@5": 0.2}]) == {"mrr": 0.75, "ndcg@5": 0.2}
