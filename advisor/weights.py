"""The numbers that are fitted rather than reasoned, all in one record.

They were chosen on the tuning halves of the question sets alone. `python -m tools.refit` fits those
of retrieval, reranking and coverage anew, and prints them and how they do beside the ones here.
Those of quoting, `carried_from` and `alone_from` it leaves alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _fixed(**values: float) -> Mapping[str, float]:
    return field(default_factory=lambda: MappingProxyType(values))


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers of retrieval, coverage and quoting.

    Attributes:
        retrieval: what each kind of search counts for in the ranking of sections, as weights of
            z-scores.
        reranking: what late interaction counts for beside them.
        reading: what it counts for beside them how likely a reranker finds it that the best
            sentence of a section answers, in log-odds.
        read_most: how many sentences a reranker reads.
        complete_most: of how many of them, the likeliest, it reads the sentences beside them too.
        complete_gain: how much likelier to answer, in log-odds, it has to find a sentence together
            with one beside it for that to be quoted too.
        quote: what makes a sentence worth quoting: its cosine similarity to the question, how well
            it meets the question's words (the rarer, the more they count), how likely a reranker
            finds it that it answers, in log-odds, how far its section stands behind the best one,
            whether it has a figure when one is asked for, and, against it, whether it is an
            exclamation.
        quote_sections: how many sections may be quoted.
        quote_margin: how far a quoted sentence may stand behind the best one.
        quote_most: how many sentences are quoted at most.
        quote_likely: what a reranker finds less likely to answer than this, in log-odds, is filler,
            and not quoted.
        quote_few: how many are quoted at most, and without the lists that they stand in, where it
            is less sure than `few_below` that a guide answers.
        few_below: see `quote_few`.
        figure_margin: how far behind the best sentence one with a figure from the same section may
            stand and still come first when a figure is asked for.
        side: when two things are compared, how much it counts that a sentence speaks of one of
            them and not of the other.
        side_least: how well a sentence must meet the side that it is quoted for.
        side_both: how well a sentence must meet both sides to stand for the two.
        same: two sentences that share more than this part of their stems say the same.
        on_subject: the logistic model over `coverage.signals` that tells whether a question is one
            that the guides could answer at all.
        on_subject_from: below this a question is not covered, unless a sentence helps.
        read_helps: a sentence that a reranker finds as likely to answer, in log-odds, helps.
        covered: the logistic model that tells whether the guides answer it where no reranker has
            read their sentences.
        read: the one where a reranker has.
        others: what the nine nearest sections beside the best one have on average: their cosine
            similarity, that of their nearest sentences, and how well their words meet the question.
        carried_from: a question as near as this to one that a guide carries is covered.
        partial_from: below this a question is not covered.
        covered_from: from this on a question is covered, since that is likelier than not; between
            the two it is in part.
        alone_from: a question in a conversation with nothing open in it, that the guides answer as
            surely as this, stands alone.
    """

    retrieval: Mapping[str, float] = _fixed(section=1.0, sentence=1.0, keyword=0.3)
    reranking: float = 0.5
    reading: float = 1.0
    read_most: int = 20
    complete_most: int = 5
    complete_gain: float = 1.0
    quote: Mapping[str, float] = _fixed(
        similarity=0.5, words=0.5, read=0.1, section=0.05, figure=0.1, exclamation=0.15
    )
    quote_sections: int = 5
    quote_margin: float = 0.3
    quote_most: int = 3
    quote_likely: float = -6.0
    quote_few: int = 2
    few_below: float = 0.3
    figure_margin: float = 0.3
    side: float = 1.0
    side_least: float = 0.3
    side_both: float = 0.75
    same: float = 0.8
    on_subject: Mapping[str, float] = _fixed(
        bias=8.61, similarity=7.26, gap=-15.92, career=12.76, elsewhere=-24.74
    )
    on_subject_from: float = 0.65
    read_helps: float = -3.0
    covered: Mapping[str, float] = _fixed(bias=0.2, lead=3.63, gap=-4.2)
    read: Mapping[str, float] = _fixed(bias=-0.66, lead=2.36, read=0.37, read_lead=0.17)
    others: Mapping[str, float] = _fixed(section=0.25, sentence=0.31, words=0.35)
    carried_from: float = 0.8
    partial_from: float = 0.2
    covered_from: float = 0.6
    alone_from: float = 0.6
