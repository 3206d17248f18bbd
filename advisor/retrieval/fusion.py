"""Scores of several kinds, made one: pure functions over arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from advisor.models.embedding import FloatArray

#: So many words are few: their mean says only half as much of what words have in common.
_FEW_WORDS = 100


def best_by_group(scored: Iterable[tuple[int, float]]) -> dict[int, float]:
    """The highest score of each group.

    Args:
        scored: (group, score) pairs; a group may come many times.
    """
    best: dict[int, float] = {}
    for group, score in scored:
        if score > best.get(group, -np.inf):
            best[group] = score
    return best


def aligned(scores: Mapping[int, float], groups: Sequence[int]) -> FloatArray:
    """The scores of `groups`, in their order, shape (groups,).

    A group that a search did not return gets the lowest score that it did return, which is the
    most that the group can have had.
    """
    floor = min(scores.values(), default=0.0)
    return np.array([scores.get(group, floor) for group in groups], dtype=np.float32)


def z_scores(scores: FloatArray) -> FloatArray:
    """Scores in standard deviations from their mean; zeros where all are equal."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread < 1e-6:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def fused(legs: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """The weighted sum of the legs' z-scores, shape (candidates,).

    Z-scores, not ranks, so that a leg that is sure of its first hit counts for more than one
    that is not (compare Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid
    Retrieval", https://arxiv.org/abs/2210.11934).

    Args:
        legs: the scores of the candidates by each kind of search, each of shape (candidates,).
        weights: how much each leg counts; a leg without a weight is left out.
    """
    parts = [weights[name] * z_scores(scores) for name, scores in legs.items() if name in weights]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float32)


def word_matches(question: FloatArray, text: FloatArray) -> FloatArray:
    """How well each word of a question is met by its best match in a text, shape (question
    words,): the inner maximum of ColBERT's late interaction
    (https://arxiv.org/abs/2004.12832).

    Args:
        question: unit vectors of the question's words, shape (question words, dimensions).
        text: unit vectors of the text's words, shape (text words, dimensions).
    """
    if not len(question) or not len(text):
        return np.zeros(len(question), dtype=np.float32)
    return np.asarray((question @ text.T).max(axis=1), dtype=np.float32)


def centred(words: Sequence[FloatArray]) -> tuple[FloatArray, list[FloatArray]]:
    """Word vectors without what all of them have in common, so that what is left tells them apart:
    the words of one subject share a direction, which makes any two of them look alike (compare
    Mu and Viswanath 2018, "All-but-the-Top", https://arxiv.org/abs/1702.01417).

    Args:
        words: the unit vectors of each text's words, each of shape (words, dimensions).

    Returns:
        What they have in common, shape (dimensions,): their mean, less of it where there are few
        words; and the unit vectors of each text's words without it, of the shapes given.
    """
    lengths = [len(each) for each in words]
    if not sum(lengths):
        return np.zeros(0, dtype=np.float32), list(words)
    stacked = np.concatenate([each for each in words if len(each)])
    common = np.asarray(stacked.sum(axis=0) / (len(stacked) + _FEW_WORDS), dtype=np.float32)
    ends = np.cumsum(lengths)[:-1]
    return common, np.split(without(stacked, common), ends)


def without(vectors: FloatArray, common: FloatArray) -> FloatArray:
    """Unit vectors without a part that they have in common, of unit length again.

    Args:
        vectors: shape (vectors, dimensions).
        common: shape (dimensions,).
    """
    if not len(vectors) or not len(common):
        return vectors
    rest = vectors - common
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(rest / np.maximum(norms, 1e-12), dtype=np.float32)


def weighted_mean(values: FloatArray, by: FloatArray) -> float:
    """Return the mean of values, each counting as much as its weight; 0 where none counts.

    Args:
        values: shape (values,).
        by: the weights, of the same shape.
    """
    total = float(by.sum()) if len(by) else 0.0
    return float((values * by).sum()) / total if total > 0 else 0.0
