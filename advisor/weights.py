"""The numbers that are fitted rather than reasoned, all in one place.

They were chosen on the tuning halves of the question sets alone.
"""

from __future__ import annotations

#: What each kind of search counts for in the ranking of sections, as weights of z-scores.
RETRIEVAL = {"section": 1.0, "sentence": 1.0, "keyword": 1.0}

#: What the reranker counts for beside them.
RERANKING = 1.5

#: What makes a sentence worth quoting: cosine similarity to the question, how well the
#: question's words are met in it (plainly, and by their rarity), how far its section stands
#: behind the best one, and whether it has a figure when one is asked for.
QUOTE = {"similarity": 0.5, "words": 0.5, "rare words": 0.5, "section": 0.05, "figure": 0.1}

#: Sections whose sentences may be quoted, how far a quoted sentence may stand behind the best,
#: and how many are quoted at most.
QUOTE_SECTIONS = 5
QUOTE_MARGIN = 0.12
QUOTE_MOST = 3

#: How much it counts, when two things are compared, that a sentence speaks of one of them and
#: not of the other, and how well it must meet the one it is for.
SIDE = 1.0
SIDE_LEAST = 0.45

#: Two sentences that share more than this part of their stems say the same.
SAME = 0.8

#: The logistic model of whether the guides answer a question (`coverage.signals`), and the
#: probabilities from which an answer is called covered, and partial.
COVERAGE = {
    "bias": -8.0,
    "least": 4.0,
    "mean": 2.0,
    "rare": 4.0,
    "one section": 4.0,
    "one sentence": 1.0,
    "similarity": 3.0,
    "section similarity": 1.0,
}
COVERED_FROM = 0.6
PARTIAL_FROM = 0.35
