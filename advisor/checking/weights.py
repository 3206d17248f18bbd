"""The numbers of `advisor.checking` that are fitted rather than reasoned.

They were chosen on the tuning half of the labelled sentences alone; `python -m tools.claims --fit`
fits the logistic model anew and prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _fixed(**values: float) -> Mapping[str, float]:
    return field(default_factory=lambda: MappingProxyType(values))


@dataclass(frozen=True, slots=True)
class CheckWeights:
    """The weights and thresholds of the check by embeddings.

    Attributes:
        other_name: the most that a name is like another name.
        other_word: the most that a word which the passages have is like another word.
        farther: what a word counts for a figure that stands in another clause.
        said_of_other: how well a clause must be met where another name stands, to be taken as
            said of the wrong one.
        said_apart: how much better it must be met there than where its own name stands.
        names_elsewhere: how much it counts as a mixture that the names beside a figure stand
            elsewhere only.
        rival: how well the words about a count must fit another count for the two to be of the
            same thing.
        literal: the share of the passages' own words from which on a sentence is in their words.
        support: the logistic model over `Comparison.signals`, with its bias.
        refuted_from: from these values on a signal refutes a sentence, whatever the others say.
        doubted_from: from these values on a signal leaves it weak.
        weak_from: the probability below which a sentence is unsupported.
        supported_from: the probability from which on it is supported.
        alone_from: the probability from which on a passage that was looked for, among all that
            there are, supports a sentence: something always comes near.
        model_weak_from: `weak_from` where a model made for the purpose judges.
        model_supported_from: `supported_from` where such a model judges.
    """

    other_name: float = 0.3
    other_word: float = 0.6
    farther: float = 0.5
    said_of_other: float = 0.85
    said_apart: float = 0.1
    names_elsewhere: float = 0.3
    rival: float = 0.6
    literal: float = 0.9
    support: Mapping[str, float] = _fixed(bias=-5.37, coverage=4.25, severed=-1.62, similarity=4.25)
    refuted_from: Mapping[str, float] = _fixed(figure=1.0, name=1.0, mixed=0.6)
    doubted_from: Mapping[str, float] = _fixed(
        figure=0.5,
        mixed=0.15,
        swapped=1.0,
        stranger=0.28,
        rearranged=0.3,
        reversed=1.0,
        denied=0.3,
        opposed=0.3,
        sweeping=0.5,
        place=0.3,
    )
    weak_from: float = 0.1
    supported_from: float = 0.38
    alone_from: float = 0.5
    model_weak_from: float = 0.2
    model_supported_from: float = 0.5


WEIGHTS = CheckWeights()
