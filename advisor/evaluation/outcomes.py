"""What came of one question, and a figure over many."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.evaluation.metrics import Estimate
from advisor.evaluation.questions import EvaluationQuestion
from advisor.types import Coverage

_Ranks = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `found` says of each section that a search returned, best first, whether it holds the
    evidence, and `holding` how many of the guide's sections do; `tutorial_found` and
    `tutorial_holding` say so of the tutorial pipeline's chunks, and `similarity` is its best
    one's. They are empty for a follow-up, which means nothing without its conversation.
    `cited` and `expected` are heading paths; `spans` says of each citation whether it is the
    guide's words at the place that it names, and `stray` whether it has nothing to do with the
    question: it is from none of the expected sections and does not hold the evidence. Times are
    in seconds.
    """

    question: EvaluationQuestion
    found: _Ranks
    holding: int
    tutorial_found: _Ranks
    tutorial_holding: int
    similarity: float
    coverage: Coverage
    evidence_in_answer: bool
    cited: frozenset[tuple[str, ...]]
    expected: frozenset[tuple[str, ...]]
    spans: tuple[bool, ...]
    stray: tuple[bool, ...]
    search_seconds: float
    tutorial_seconds: float
    ask_seconds: float

    @property
    def refused(self) -> bool:
        """Whether the advisor said that the guide does not cover the question."""
        return self.coverage == "not_covered"

    @property
    def coverage_right(self) -> bool:
        """Whether the advisor is right about the guide covering the question: an answerable one
        is not refused, a near miss not claimed as covered, and any other one refused."""
        if self.question.answerable:
            return not self.refused
        return self.coverage != "covered" if self.question.near_miss else self.refused

    @property
    def citation_hit(self) -> bool:
        """Whether an expected section is cited."""
        return bool(self.cited & self.expected)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the advisor's, the tutorial pipeline's beside it where it has one, and by how
    much the advisor's is higher on the same questions."""

    advisor: Estimate
    tutorial: Estimate | None = None
    difference: Estimate | None = None
