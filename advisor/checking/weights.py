"""The numbers of `advisor.checking` that are fitted rather than reasoned.

They were chosen on the tuning half of the labelled sentences alone; `python -m
tools.claims --fit` fits the logistic model anew and prints it.
"""

from __future__ import annotations

#: The most that a name is like another name, and a word that the passages have like another word.
OTHER_NAME = 0.3
OTHER_WORD = 0.6

#: What a word counts for a figure that stands in another clause.
FARTHER = 0.5

#: How well a clause must be met where another name stands, and how much better than where its own
#: name does, to be taken as said of the wrong one.
SAID_OF_OTHER = 0.85
SAID_APART = 0.1

#: How much it counts as a mixture that the names beside a figure stand elsewhere only.
NAMES_ELSEWHERE = 0.3

#: How well the words about a count must fit another count for the two to be of the same thing.
RIVAL = 0.6

#: The share of the passages' own words from which on a sentence is in their words.
LITERAL = 0.9

#: The logistic model over `Checker.signals`.
SUPPORT = {"bias": -5.37, "coverage": 4.25, "severed": -1.62, "similarity": 4.25}

#: From these values on a signal refutes a sentence, or leaves it weak, whatever the others say.
REFUTED_FROM = {"figure": 1.0, "name": 1.0, "mixed": 0.6}
DOUBTED_FROM = {
    "figure": 0.5,
    "mixed": 0.15,
    "swapped": 1.0,
    "stranger": 0.28,
    "rearranged": 0.3,
    "reversed": 1.0,
    "denied": 0.3,
    "opposed": 0.3,
    "sweeping": 0.5,
    "place": 0.3,
}

#: Below the first a sentence is unsupported, from the second on it is supported.
WEAK_FROM = 0.1
SUPPORTED_FROM = 0.38

#: A passage that was looked for, among all that there are, must support a sentence as well as this:
#: something always comes near.
ALONE_FROM = 0.5

#: The same where a model made for the purpose judges.
MODEL_WEAK_FROM = 0.2
MODEL_SUPPORTED_FROM = 0.5
