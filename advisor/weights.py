"""The numbers that are fitted rather than reasoned, all in one place.

They were chosen on the tuning halves of the question sets alone. `python -m
tools.refit` fits those of retrieval, reranking and coverage anew, and prints them and
how they do beside the ones here. Those of quoting, `CARRIED_FROM` and
`ALONE_FROM` it leaves alone.
"""

from __future__ import annotations

#: What each kind of search counts for in the ranking of sections, as weights of z-scores.
RETRIEVAL = {"section": 1.0, "sentence": 1.0, "keyword": 0.3}

#: What the reranker counts for beside them.
RERANKING = 2.0

#: What makes a sentence worth quoting: cosine similarity to the question, how well the
#: question's words are met in it (the rarer, the more they count), how far its section stands
#: behind the best one, whether it has a figure when one is asked for, and, against it, whether it
#: is an exclamation.
QUOTE = {"similarity": 0.5, "words": 0.5, "section": 0.05, "figure": 0.1, "exclamation": 0.15}

#: Sections whose sentences may be quoted, how far a quoted sentence may stand behind the best,
#: and how many are quoted at most.
QUOTE_SECTIONS = 5
QUOTE_MARGIN = 0.15
QUOTE_MOST = 3

#: How far behind the best sentence one with a figure from the same section may stand and still
#: come first when a figure is asked for.
FIGURE_MARGIN = 0.3

#: How much it counts, when two things are compared, that a sentence speaks of one of them and
#: not of the other; how well it must meet the one that it is for, and how well both to stand for
#: the two.
SIDE = 1.0
SIDE_LEAST = 0.3
SIDE_BOTH = 0.75

#: Two sentences that share more than this part of their stems say the same.
SAME = 0.8

#: The logistic models over `coverage.signals`: whether a question is one that the guides could
#: answer at all, and whether they do. Below the first two thresholds a question is not covered;
#: from the third on it is covered, and between them it is in part.
ON_SUBJECT = {
    "bias": 8.61,
    "similarity": 7.26,
    "gap": -15.92,
    "career": 12.76,
    "elsewhere": -24.74,
}
ON_SUBJECT_FROM = 0.4
COVERED = {
    "bias": 1.36,
    "sentence gap": -5.73,
    "lead": 3.46,
    "sentence lead": 4.93,
    "unknown gap": -1.63,
    "unknown name": -0.67,
}
#: What the nine nearest sections beside the best one have on average: their cosine similarity,
#: that of their nearest sentences, and how well their words meet the question's.
OTHERS = {"section": 0.25, "sentence": 0.31, "words": 0.35}
#: A question as near as this to one that the guide carries is covered.
CARRIED_FROM = 0.8
PARTIAL_FROM = 0.1
COVERED_FROM = 0.4

#: A question in a conversation with nothing open in it, that the guides answer as surely as this,
#: stands alone.
ALONE_FROM = 0.6
