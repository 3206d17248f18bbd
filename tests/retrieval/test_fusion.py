"""Scores of several kinds made one, on numbers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.retrieval.fusion import (
    aligned,
    best_by_group,
    centred,
    fused,
    without,
    word_matches,
    z_scores,
)

SCORES = st.lists(st.integers(-100, 100), min_size=1, max_size=20)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_the_best_of_each_group_counts() -> None:
    assert best_by_group([(1, 0.2), (2, -0.5), (1, 0.9), (2, -0.7)]) == {1: 0.9, 2: -0.5}
    assert best_by_group([]) == {}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9))))
def test_every_group_has_its_maximum(scored: list[tuple[int, int]]) -> None:
    expected = {
        group: max(score for other, score in scored if other == group) for group, _ in scored
    }
    assert best_by_group((group, float(score)) for group, score in scored) == expected


def test_a_group_that_was_not_found_gets_the_lowest_score() -> None:
    assert aligned({3: 0.9, 1: 0.4}, [1, 2, 3]).tolist() == pytest.approx([0.4, 0.4, 0.9])
    assert aligned({}, [1, 2]).tolist() == [0, 0]


def test_scores_in_standard_deviations() -> None:
    assert z_scores(array(1, 3)).tolist() == [-1, 1]
    assert z_scores(array(2, 2, 2)).tolist() == [0, 0, 0]
    assert z_scores(array()).tolist() == []


@given(SCORES)
def test_z_scores_keep_the_order_and_have_mean_zero(values: list[int]) -> None:
    scored = z_scores(array(*values))
    assert abs(float(scored.mean())) < 1e-4
    for (one, z_one), (other, z_other) in zip(
        sorted(zip(values, scored, strict=True))[:-1],
        sorted(zip(values, scored, strict=True))[1:],
        strict=True,
    ):
        assert (one < other) == (z_one < z_other)


def test_legs_are_weighed_and_those_without_a_weight_left_out() -> None:
    legs = {"a": array(1, 3), "b": array(30, 10), "c": array(0, 999)}
    assert fused(legs, {"a": 1.0, "b": 0.25}).tolist() == [-0.75, 0.75]


@given(SCORES, SCORES, st.integers(1, 50), st.integers(-50, 50))
def test_the_unit_of_a_leg_does_not_matter(
    one: list[int], other: list[int], scale: int, shift: int
) -> None:
    size = min(len(one), len(other))
    first, second = array(*one[:size]), array(*other[:size])
    weights = {"first": 1.0, "second": 0.5}
    plain = fused({"first": first, "second": second}, weights)
    scaled = fused({"first": first * scale + shift, "second": second}, weights)
    assert scaled == pytest.approx(plain, abs=1e-3)


@given(SCORES, st.floats(0.1, 10))
def test_one_leg_alone_keeps_its_order(values: list[int], weight: float) -> None:
    total = fused({"only": array(*values)}, {"only": weight})
    assert values[int(total.argmax())] == max(values)
    assert values[int(total.argmin())] == min(values)


def test_each_question_word_is_met_by_its_best_match() -> None:
    question = np.array([[1, 0], [0, 1]], dtype=np.float32)
    text = np.array([[0.6, 0.8], [1, 0], [-1, 0]], dtype=np.float32)
    assert word_matches(question, text).tolist() == pytest.approx([1.0, 0.8])


def test_nothing_is_met_in_a_text_without_words() -> None:
    question = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert word_matches(question, np.zeros((0, 2), dtype=np.float32)).tolist() == [0, 0]
    assert word_matches(np.zeros((0, 2), dtype=np.float32), question).tolist() == []


def test_what_all_words_have_in_common_is_left_out() -> None:
    shared, own = np.array([1, 0, 0]), np.eye(3)[1:]
    texts = [np.tile((shared + axis) / np.sqrt(2), (450, 1)).astype(np.float32) for axis in own]
    common, apart = centred(texts)
    # 900 words and 100 that stand for few: nine tenths of the mean
    assert common.tolist() == pytest.approx(
        (0.9 * np.mean([t[0] for t in texts], axis=0)).tolist(), abs=1e-4
    )
    assert [each.shape for each in apart] == [(450, 3), (450, 3)]
    before, after = float(texts[0][0] @ texts[1][0]), float(apart[0][0] @ apart[1][0])
    assert before == pytest.approx(0.5)
    assert after < -0.5
    assert apart[0][0].tolist() == pytest.approx(without(texts[0], common)[0].tolist())


def test_few_words_have_little_in_common() -> None:
    common, (alone, nothing) = centred(
        [np.array([[0.6, 0.8]], dtype=np.float32), np.zeros((0, 2), dtype=np.float32)]
    )
    assert common.tolist() == pytest.approx([0.6 / 101, 0.8 / 101])
    assert alone[0].tolist() == pytest.approx([0.6, 0.8])
    assert nothing.shape == (0, 2)


def test_no_words_have_nothing_in_common() -> None:
    empty = np.zeros((0, 2), dtype=np.float32)
    common, apart = centred([empty])
    assert common.shape == (0,)
    assert apart[0].shape == (0, 2)
    question = np.array([[1, 0]], dtype=np.float32)
    assert without(question, common).tolist() == [[1, 0]]


@given(st.lists(st.lists(st.floats(0, 6.28), max_size=4), min_size=1, max_size=4))
def test_words_without_what_they_have_in_common_are_of_unit_length(
    angles: list[list[float]],
) -> None:
    words = [
        np.array([(np.cos(x), np.sin(x)) for x in each], dtype=np.float32).reshape(-1, 2)
        for each in angles
    ]
    _, apart = centred(words)
    assert [each.shape for each in apart] == [each.shape for each in words]
    for each in apart:
        assert np.linalg.norm(each, axis=1).tolist() == pytest.approx([1.0] * len(each), abs=1e-4)
