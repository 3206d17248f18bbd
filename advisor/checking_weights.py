"""The numbers of `advisor.checking` that are fitted rather than reasoned.

They were chosen on the tuning half of the labelled sentences alone; `python -m
advisor.evaluation.claims --fit` fits the logistic model anew and prints it.
"""

from __future__ import annotations

#: The most that a name is like another name, and a word that the passages have like another word.
OTHER_NAME = 0.3
OTHER_WORD = 0.6

#: What a word counts for a figure that stands in another clause.
FARTHER = 0.8

#: The logistic model over `Checker.signals`.
SUPPORT = {"bias": 0.0, "coverage": 1.0}

#: From these values on a signal refutes a sentence, or leaves it weak, whatever the others say.
REFUTED_FROM = {"figure": 1.0, "name": 1.0}
DOUBTED_FROM = {"figure": 0.5}

#: Below the first a sentence is unsupported, from the second on it is supported.
WEAK_FROM = 0.3
SUPPORTED_FROM = 0.6
