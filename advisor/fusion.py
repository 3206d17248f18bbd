"""Scores of several kinds, made one: pure functions over arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from advisor.embedding import FloatArray


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
