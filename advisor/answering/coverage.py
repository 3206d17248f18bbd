"""Do the guides answer the question? Several signals, weighed by two logistic models.

Similarity alone cannot tell: a near miss is as near as an answer. What tells most is what a
reranker makes of question and sentence read together, how far the best section stands before the
others, and whether the question is one for a career adviser at all. Without a reranker, it is also
whether each word that the question turns on is met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.answering.intent import has_figure, intent_of
from advisor.answering.outline import beginning_of
from advisor.answering.suggestions import question_about
from advisor.answering.terms import definitions_of
from advisor.retrieval.retrieval import Examined, Found
from advisor.text.words import is_content_word, words_of
from advisor.types import Coverage, Passage
from advisor.weights import Weights

_BEST = 3
_OTHERS = 9
#: A request to write something for the asker, which no guide answers.
_TASK = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|i want you to|help me(?: to)?) )*"
    r"(?:write|draft|compose|generate|create|make)(?: (?:me|us|up))? (?:an?|my|the|some) "
    r"(?:[\w'-]+ ){0,4}?"
    r"(?:letter|e-?mail|message|poem|haiku|song|story|essay|article|post|speech|joke|code|script"
    r"|function|program|resume|résumé|cv|bio|report|review|summary)\b",
    re.IGNORECASE,
)
_CALLING = re.compile(r"\bbecom(?:e|ing) an? (?P<who>[\w'-]+(?: [\w'-]+){0,2})", re.IGNORECASE)
#: A question what something is; the words that may be about a conversation are no such thing.
_DEFINED = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|but|hey|sorry),? )*"
    r"(?:(?:what(?:['’]?s| is| are)|define|explain)(?: an?| the)? "
    r"(?!(?:that|it|this|there|left|next|else|missing)\b)"
    r"(?P<who>[\w'’+#/-]+(?: [\w'’+#/-]+)?)"
    r"|what do(?:es)? (?P<meant>[\w'’+#/-]+(?: [\w'’+#/-]+)?) (?:mean|stand for))\W*$",
    re.IGNORECASE,
)
_EARNING = re.compile(
    r"\bdo(?:es)? (?:an? )?(?P<who>[\w'-]+(?: [\w'-]+)?) (?:earn|make|get paid)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the guides answer a question, reached once and handed on.

    Attributes:
        coverage: what is told to people.
        sureness: how sure it is that the guides answer, from 0 to 1.
        quotes: the passages that a rule says make the answer, those that belong together in one
            tuple; empty where sentences are still to be chosen.
        carriers: the sections that carry the very question; empty where none does.
    """

    coverage: Coverage
    sureness: float
    quotes: tuple[tuple[Passage, ...], ...] = ()
    carriers: tuple[Examined, ...] = ()


def verdict_of(found: Found, weights: Weights) -> Verdict:
    """Decide whether the guides answer a question: by a rule, or else by weighing signals.

    Args:
        found: what retrieval has found, examined.
        weights: the fitted numbers.
    """
    verdict = rule_of(found, weights) or judged(signals(found, weights), weights)
    only_helps = found.question.places or _earned_by_others(found) or _lacks_duration(found)
    if verdict.coverage == "covered" and only_helps and not verdict.carriers:
        return replace(verdict, coverage="partial")
    return verdict


def rule_of(found: Found, weights: Weights) -> Verdict | None:
    """Decide what needs no weighing, or return None: there is nothing to weigh; a section carries
    the very question, or is suggested by it; it asks for a term that a guide defines; it is a task;
    it is near to one that a guide carries; it asks how to become something, or what something is,
    that no guide has a word of.
    """
    question = found.question
    if not found.examined or not question.encoding.words:
        return Verdict("not_covered", 0.0)
    if carriers := _carriers(found):
        return Verdict("covered", 1.0, carriers=carriers)
    if _TASK.match(question.text):
        return Verdict("not_covered", 0.0)
    if quotes := _suggested(found) or definitions_of(found):
        return Verdict("covered", 1.0, quotes=quotes)
    if _is_carried(found, weights):
        return Verdict("covered", 1.0)
    if _names_nobody_known(_CALLING, found) or asks_for_unknown_term(found):
        return Verdict("not_covered", 0.0)
    return None


def asks_for_unknown_term(found: Found) -> bool:
    """Whether it is asked what something is that no guide has a word of, nor another word for."""
    return not _is_reworded(found) and _names_nobody_known(_DEFINED, found)


def judged(values: Mapping[str, float], weights: Weights) -> Verdict:
    """Decide by two logistic models over signals, and their thresholds. Where a reranker finds that
    a sentence helps, the question is on the subject, however it is worded."""
    sureness = 0.0
    if _could_be_answered(values, weights):
        sureness = probability(values, weights.read if "read" in values else weights.covered)
    if sureness < weights.partial_from:
        return Verdict("not_covered", sureness)
    return Verdict("covered" if sureness >= weights.covered_from else "partial", sureness)


def is_elsewhere(found: Found, weights: Weights) -> bool:
    """Whether a question is on something that no guide could answer."""
    return not found.examined or not _could_be_answered(signals(found, weights), weights)


def _could_be_answered(values: Mapping[str, float], weights: Weights) -> bool:
    helps = "read" in values and values["read"] >= weights.read_helps
    return helps or probability(values, weights.on_subject) >= weights.on_subject_from


def probability(values: Mapping[str, float], model: Mapping[str, float]) -> float:
    """Return what a logistic model makes of signals: its weights by name, and its "bias"."""
    total = model["bias"] + sum(
        weight * values[name] for name, weight in model.items() if name != "bias"
    )
    return float(1.0 / (1.0 + np.exp(-total)))


def signals(found: Found, weights: Weights) -> dict[str, float]:
    """Measure what speaks for and against the guides answering a question.

    A question word counts by how central it is: by the cosine similarity of its vector to the
    whole question's. Its gap is how far its best match is from perfect.

        similarity      of the nearest sentence, by cosine
        gap             the widest gap of a question word in the three best sections, by its
                        centrality
        lead            how far the best section stands before the nine others that come nearest,
                        by its nearest sentence, as a whole, and by its words, together
        career          nearness to questions for a career adviser
        elsewhere       nearness to other questions
        read            the log-odds of the sentence that a reranker finds most likely to answer;
                        only where there is one
        read_lead       how far it stands before the fourth to the eighth likely
    """
    question, encoding = found.question, found.question.encoding
    central = np.maximum(encoding.word_vectors @ encoding.vector, 0.01)
    met = np.max([each.met for each in found.examined[:_BEST]], axis=0)
    gaps = central * (1.0 - met)
    by_sentence = [each.sentence for each in found.ranked]
    values = {
        "similarity": max(_of_sentences(found), default=0.0),
        "gap": float(gaps.max()),
        "lead": _lead(by_sentence, "sentence", weights)
        + _lead([each.section for each in found.ranked], "section", weights)
        + _lead([each.words for each in found.examined], "words", weights),
        "career": question.career,
        "elsewhere": question.elsewhere,
    }
    likely = sorted(
        (value for each in found.examined for value in each.read.values()), reverse=True
    )
    if likely:
        others = likely[3:8] or likely[-1:]
        values |= {"read": likely[0], "read_lead": likely[0] - sum(others) / len(others)}
    return values


def _lead(scores: Sequence[float], kind: str, weights: Weights) -> float:
    """Return how far the first score stands before the mean of the nine highest of the others.
    Where there are fewer, what they usually are stands in for them."""
    others = sorted(scores[1:], reverse=True)[:_OTHERS]
    others += [weights.others[kind]] * (_OTHERS - len(others))
    return scores[0] - sum(others) / _OTHERS


def _of_sentences(found: Found) -> list[float]:
    """The similarities of the sentences that are near; not of the questions that a guide
    carries, which are near every question."""
    return [
        value
        for each in found.ranked
        for id_, value in each.similarity.items()
        if id_ not in {question.id for question in each.place.questions}
    ]


def _carriers(found: Found) -> tuple[Examined, ...]:
    """Return the sections with sentences to quote that carry the very question."""
    asked = _folded(found.question.text)
    return tuple(
        each
        for each in found.examined
        if each.place.sentences and asked in {_folded(q.text) for q in each.place.questions}
    )


def _suggested(found: Found) -> tuple[tuple[Passage, ...], ...]:
    """Return how the section begins that the question, word for word, is suggested for."""
    asked = _folded(found.question.text)
    for each in found.ranked:
        suggestion = question_about(each.place)
        if suggestion is not None and _folded(suggestion) == asked:
            return beginning_of(each.place)
    return ()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_carried(found: Found, weights: Weights) -> bool:
    """Whether a guide says of one of the best sections that it answers this very question."""
    return any(
        each.similarity.get(question.id, 0.0) >= weights.carried_from
        for each in found.ranked[:_BEST]
        for question in each.place.questions
    )


def _names_nobody_known(form: re.Pattern[str], found: Found) -> bool:
    """Whether a question of a form, how to become somebody or what somebody earns, is about one of
    whom no guide has a word. It may have one in another language, where the model reads many."""
    if found.question.any_language:
        return False
    match = form.search(found.question.text)
    groups = match.groupdict().values() if match else ()
    named = [word for each in groups for word in words_of(each or "") if is_content_word(word)]
    return bool(named) and not any(found.library.knows(word) for word in named)


def _earned_by_others(found: Found) -> bool:
    """Whether it is asked what somebody earns of whom no guide has a word, nor another word for
    them; what the guides say of others' pay may still help."""
    return not _is_reworded(found) and _names_nobody_known(_EARNING, found)


def _is_reworded(found: Found) -> bool:
    return found.question.expanded != found.question.text


def _lacks_duration(found: Found) -> bool:
    """Whether it is asked how long something takes, and the best sections name no length of
    time."""
    intent = intent_of(found.question.text)
    return intent.measure == "duration" and not any(
        has_figure(passage.text, intent)
        for each in found.examined[:_BEST]
        for passage in each.place.sentences
    )
