"""Is a question one for a career adviser at all?

Told by how near it is to questions of either kind, which is classification by examples in the
embedding space (compare Snell et al. 2017, prototypical networks,
https://arxiv.org/abs/1703.05175).
"""

from __future__ import annotations

import threading

import numpy as np

from advisor.models.embedding import Embedder, FloatArray

_NEAREST = 3

_CAREER = (
    "Wages of people who do this for a living",
    "How well off will I be after ten years in the trade?",
    "Towns and countries that reward this work best",
    "Abilities that an employer looks for",
    "Subjects to take up while still at school",
    "Whether a diploma counts for more than practice",
    "Evening classes that lead to this occupation",
    "Fees of a training college",
    "Years until one is fully trained",
    "Gaining practice before anybody pays me",
    "Where vacancies are announced",
    "What an interviewer wants to hear",
    "Samples of work that impress a recruiter",
    "Getting to know people in the business",
    "What keeps such a person busy from nine to five",
    "Traits of character that fit the occupation",
    "Strain, hazards and long shifts on the job",
    "Leaving my old trade and retraining for another one",
    "Starting late in life, with children at home",
    "Kinds of organisations that take on such staff",
    "Instruments and programs that professionals handle",
    "The next rung of the ladder, and specialists' roles",
    "Will machines do this work in twenty years?",
    "Being one's own boss in this line of work",
    "How two neighbouring occupations differ",
    "Faults that newcomers are known for",
    "Refreshing what one has learnt, year after year",
    "Permits and regulations of the profession",
)
_ELSEWHERE = (
    "Which spices go into a lentil soup?",
    "Is it going to rain at the weekend?",
    "Name the scorer of the winning goal.",
    "Which river flows through Vienna?",
    "Compose some verses about autumn leaves.",
    "Prepare a letter of complaint to my landlord.",
    "Put this paragraph into Italian.",
    "Make me laugh with a riddle.",
    "Which party won the election?",
    "In which year did the revolution break out?",
    "Does fate exist?",
    "My program crashes with a null pointer, mend it.",
    "Sort these numbers with a script.",
    "Work out the square root of 1764.",
    "Which camera takes the sharpest photos?",
    "A novel to read on the train",
    "The nicest beaches in Portugal",
    "Reserve a table for four tonight.",
    "My knee aches when I climb stairs.",
    "Exercises against a bad back",
    "Teach a kitten to use its tray.",
    "The brakes of my bicycle squeak.",
    "When should roses be pruned?",
    "Is gold a safe investment?",
    "Which form declares my rent income to the tax office?",
    "Champions of the league in 1998",
    "Who carved the statue in the square?",
    "Who directed that western?",
    "How hot is the surface of Venus?",
    "My boyfriend does not answer my calls.",
    "The hour in Tokyo right now",
    "Games for a child's party",
    "Why did mammoths die out?",
    "Inhabitants of Brazil",
    "Shorten the following news report.",
    "The deepest lake on earth",
    "Repeat after me: banana.",
    "A name for my new goldfish",
)


class Subjects:
    """Tells how near a question is to career questions and to others.

    Args:
        embedder: the model; the examples are encoded on first use.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._examples: tuple[FloatArray, FloatArray] | None = None

    def nearness(self, question: FloatArray) -> tuple[float, float]:
        """The mean cosine similarity of a question to the three nearest career questions, and to
        the three nearest others.

        Args:
            question: unit vector, shape (dimensions,).
        """
        career, elsewhere = self._encoded()
        return _nearest(career @ question), _nearest(elsewhere @ question)

    def _encoded(self) -> tuple[FloatArray, FloatArray]:
        with self._lock:
            if self._examples is None:
                texts = _CAREER + _ELSEWHERE
                found = dict(self._embedder.encode_passages(texts))
                vectors = np.stack([found[index].vector for index in range(len(texts))])
                self._examples = vectors[: len(_CAREER)], vectors[len(_CAREER) :]
            return self._examples


def _nearest(similarities: FloatArray) -> float:
    return float(np.sort(similarities)[-_NEAREST:].mean())
