"""Do the guides answer the question? Several signals, weighed by two logistic models.

Similarity alone cannot tell: a near miss is as near as an answer. What tells most is whether
each word that the question turns on is met in the sentence that would answer it, how far the best
section stands before the others, and whether the question is one for a career adviser at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from advisor import weights
from advisor.answering.overview import named_section, overview_of
from advisor.index.library import Library
from advisor.models.embedding import FloatArray
from advisor.retrieval.retrieval import Found, carriers
from advisor.text.words import is_content_word, stems_of, words_of
from advisor.types import Coverage

_LOOKED_INTO = 3
_OTHERS = 9
_NAME = re.compile(r"(?:(?<=[^.?!:]\s)[A-Z]|[A-Z](?=[A-Z]))[\w+#&]*")
#: A request to write something for the asker, which no guide answers.
_TASK = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|i want you to|help me(?: to)?) )*"
    r"(?:write|draft|compose|generate|create|make)(?: (?:me|us|up))? (?:an?|my|the|some) "
    r"(?:[\w'-]+ ){0,4}?"
    r"(?:letter|e-?mail|message|poem|haiku|song|story|essay|article|post|speech|joke|code|script"
    r"|function|program|resume|résumé|cv|bio|report|review|summary)\b",
    re.IGNORECASE,
)
_CALLING = re.compile(r"\bbecom(?:e|ing) an? (?P<calling>[\w'-]+(?: [\w'-]+){0,2})", re.IGNORECASE)


def coverage_of(found: Found) -> Coverage:
    """Whether the guides answer a question.

    Args:
        found: sections with the word matches of their sentences, best first.
    """
    return by_rule(found) or judged(
        signals(found),
        weights.ON_SUBJECT,
        weights.COVERED,
        partial_from=weights.PARTIAL_FROM,
        covered_from=weights.COVERED_FROM,
    )


def sureness(found: Found) -> float:
    """How sure it is that the guides answer a question, from 0 to 1."""
    ruled = by_rule(found)
    if ruled is not None:
        return float(ruled == "covered")
    return _sureness(signals(found), weights.ON_SUBJECT, weights.COVERED)


def by_rule(found: Found) -> Coverage | None:
    """What needs no weighing: there is nothing to weigh, a guide carries the very question, it is
    a task, it is about a whole guide, names a section, is near one that a guide carries, or asks
    how to become what no guide has a word of; None for any other."""
    if not found.ranked or not found.question.encoding.words:
        return "not_covered"
    if carriers(found):
        return "covered"
    if _TASK.match(found.question.text):
        return "not_covered"
    if named_section(found.question.text, found.library):
        return "covered"
    if overview_of(found.question.expanded, found.library) or _is_carried(found):
        return "covered"
    return "not_covered" if _is_of_another_calling(found) else None


def judged(
    values: Mapping[str, float],
    on_subject: Mapping[str, float],
    covered: Mapping[str, float],
    *,
    partial_from: float,
    covered_from: float,
) -> Coverage:
    """What two logistic models, with their thresholds, say of signals."""
    sure = _sureness(values, on_subject, covered)
    if sure < partial_from:
        return "not_covered"
    return "covered" if sure >= covered_from else "partial"


def _sureness(
    values: Mapping[str, float], on_subject: Mapping[str, float], covered: Mapping[str, float]
) -> float:
    if probability(values, on_subject) < weights.ON_SUBJECT_FROM:
        return 0.0
    return probability(values, covered)


def probability(values: Mapping[str, float], model: Mapping[str, float]) -> float:
    """What a logistic model says of signals: its weights by name, and its "bias"."""
    total = model["bias"] + sum(
        weight * values[name] for name, weight in model.items() if name != "bias"
    )
    return float(1.0 / (1.0 + np.exp(-total)))


def signals(found: Found) -> dict[str, float]:
    """What speaks for and against the guides answering a question.

    A question word counts by how central it is: by the cosine similarity of its vector to the
    whole question's. Its gap is how far its best match is from perfect.

        similarity      of the nearest sentence, by cosine
        gap             the widest gap of a question word in the three best sections, by its
                        centrality
        sentence gap    the widest gap that the best sentence leaves when what all words have in
                        common is left out; the best one is nearest by cosine and meets the words
                        of the question best, the two counting alike
        lead            how far the best section stands before the nine others that come nearest,
                        by its nearest sentence, as a whole, and by its words, together
        sentence lead   how far the nearest sentence stands before the nearest of nine other
                        sections
        unknown gap     the gap of words that no guide has
        unknown name    whether the question has a name that no guide has
        career          nearness to questions for a career adviser
        elsewhere       nearness to other questions
    """
    question, library = found.question, found.library
    best = [each for each in found.ranked if each.matches][:_LOOKED_INTO]
    encoding = question.encoding
    central = np.maximum(encoding.word_vectors @ encoding.vector, 0.01)
    met = np.max([each.word_matches() for each in best], axis=0)
    gaps = central * (1.0 - met)
    unknown = np.array([not _knows(library, word) for word in encoding.words])
    by_sentence = [each.sentence for each in found.ranked]
    looked_into = [each.words for each in found.ranked[1:] if each.matches]
    return {
        "similarity": max(_of_sentences(found), default=0.0),
        "gap": float(gaps.max()),
        "sentence gap": _sentence_gap(found, central),
        "lead": _lead(by_sentence, "sentence")
        + _lead([each.section for each in found.ranked], "section")
        + _lead([found.ranked[0].words, *looked_into], "words"),
        "sentence lead": _lead(sorted(by_sentence, reverse=True), "sentence"),
        "unknown gap": float((gaps * unknown).max()),
        "unknown name": float(_has_unknown_name(question.text, library)),
        "career": question.career,
        "elsewhere": question.elsewhere,
    }


def _lead(scores: Sequence[float], kind: str) -> float:
    """How far the first score stands before the highest of the others; where there are not nine
    of these, what they usually are stands in for them."""
    others = sorted(scores[1:], reverse=True)[:_OTHERS]
    others += [weights.OTHERS[kind]] * (_OTHERS - len(others))
    return scores[0] - sum(others) / _OTHERS


def _sentence_gap(found: Found, central: FloatArray) -> float:
    looked_into = [each for each in found.ranked if each.matches][: weights.QUOTE_SECTIONS]
    closeness, widest = [], []
    for each in looked_into:
        for passage in each.place.sentences:
            similarity = each.similarity.get(passage.id, 0.0)
            met = float(np.average(each.matches[passage.id], weights=central))
            closeness.append(similarity + met)
            widest.append(float((central * (1.0 - each.contrasts[passage.id])).max()))
    return widest[int(np.argmax(closeness))] if widest else 1.0


def _of_sentences(found: Found) -> list[float]:
    """The similarities of the sentences that are near; not of the questions that a guide
    carries, which are near every question."""
    return [
        value
        for each in found.ranked
        for id_, value in each.similarity.items()
        if id_ not in {question.id for question in each.place.questions}
    ]


def _is_carried(found: Found) -> bool:
    """Whether a guide says of one of the best sections that it answers this very question."""
    return any(
        each.similarity.get(question.id, 0.0) >= weights.CARRIED_FROM
        for each in found.ranked[:_LOOKED_INTO]
        for question in each.place.questions
    )


def _is_of_another_calling(found: Found) -> bool:
    """Whether it is asked how to become something of which no guide has a word."""
    calling = _CALLING.search(found.question.text)
    named = (
        [word for word in words_of(calling["calling"]) if is_content_word(word)] if calling else []
    )
    return bool(named) and not any(_knows(found.library, word) for word in named)


def _knows(library: Library, word: str) -> bool:
    return any(stem in library.keywords for stem in stems_of(word))


def _has_unknown_name(text: str, library: Library) -> bool:
    """Whether a word that is written as a name is in no guide."""
    if not any(character.islower() for character in text):
        return False
    names = (name for name in _NAME.findall(text) if name != "I")
    return any(stems_of(name) and not _knows(library, name) for name in names)
