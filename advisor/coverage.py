"""Does the guide answer the question? Several signals, weighed by a logistic model.

Similarity alone cannot tell: a near miss is as near as an answer. What tells most is whether
every word that carries the question is met somewhere in the sections that would answer it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from advisor import weights
from advisor.retrieval import Found
from advisor.types import Coverage

_LOOKED_INTO = 3


def coverage_of(found: Found) -> Coverage:
    """Whether the guides answer a question.

    Args:
        found: sections with the word matches of their sentences, best first.
    """
    probability = answerable(signals(found))
    if probability >= weights.COVERED_FROM:
        return "covered"
    return "partial" if probability >= weights.PARTIAL_FROM else "not_covered"


def answerable(values: Mapping[str, float]) -> float:
    """The probability that a question with these signals is one that the guides answer."""
    total = weights.COVERAGE["bias"] + sum(
        weights.COVERAGE[name] * value for name, value in values.items()
    )
    return float(1.0 / (1.0 + np.exp(-total)))


def signals(found: Found) -> dict[str, float]:
    """What speaks for and against the guides answering a question, each from 0 to about 1.

    `least` and `mean` are how well the question's words are met in the best sections, `least`
    the worst-met word's match; `rare` weighs them by their rarity; `one section` is the best
    section's mean alone, `one sentence` the best sentence's. `similarity` is the best cosine
    similarity of a sentence, `known` the part of the question's words that some guide uses, and
    `lead` how far the best section stands before the second.
    """
    best = [each for each in found.ranked if each.matches][:_LOOKED_INTO]
    if not best or not len(found.question.encoding.words):
        return dict.fromkeys(weights.COVERAGE.keys() - {"bias"}, 0.0)
    rarity = found.question.rarity + 0.3
    by_section = np.array([each.word_matches() for each in best])
    met = by_section.max(axis=0)
    sentences = [match for each in best for match in each.matches.values()]
    return {
        "least": float(met.min()),
        "mean": float(met.mean()),
        "rare": float(np.average(met, weights=rarity)),
        "one section": float(np.average(by_section, axis=1, weights=rarity).max()),
        "one sentence": float(max(np.average(match, weights=rarity) for match in sentences)),
        "similarity": max(each.sentence for each in best),
        "section similarity": max(each.section for each in best),
    }
