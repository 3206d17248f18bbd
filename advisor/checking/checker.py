"""Check whether the passages that a sentence cites support it.

What can be compared exactly is: figures with what they are said of, names, negations and
opposites. The rest goes by meaning, clause by clause, so that two passages mixed up do not pass
for one (`advisor.checking.comparison`). A logistic model weighs the signals, or a model made for
the purpose does (`advisor.models.entailment`); figures and names that are not in the passages
refute a sentence in either case.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from advisor.checking.asides import claim_in
from advisor.checking.comparison import Comparison
from advisor.checking.statements import COMMON_SHORT_FORMS, Statement, keys_of, statement_of
from advisor.checking.weights import WEIGHTS, CheckWeights
from advisor.models.embedding import Embedder
from advisor.text.abbreviations import defined_abbreviations
from advisor.text.plain import plain
from advisor.text.quantities import quantities_of
from advisor.text.sentences import sentences
from advisor.types import Support

_REMEMBERED = 4096
_CLAIMS = 256
_MOST_STATEMENTS = 200
_MARKER = re.compile(r"\s*\[\d{1,3}\](?!\()")
_ADDRESS = re.compile(
    r"\b[a-z][a-z+.-]{1,20}://[^\s()<>]+|\]\(\s*[^\s)]+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+\.(?:com|org|net|io|gov|edu)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?:.{1,300} > )?(?:.{1,160}\?|.{1,120}?): (?=\S)")
_QUESTION = re.compile(r"(?:^|> )([^>]*\?): $")
#: What an item begins with to say what it is about: "Residential: houses. Lowest pay …".
_LABEL = re.compile(r"(?:[\w'’&/,()-]+ ){0,4}[\w'’&/,()-]+[:.] (?=\S)")
_ANSWER = re.compile(r"(?:A: )?(?:\w+,? )?(?:yes|no|not)\b", re.IGNORECASE)


class SupportModel(Protocol):
    """Tell how likely passages support a sentence, from 0 to 1."""

    def probability(self, sentence: str, passages: Sequence[str]) -> float: ...


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage taken apart: its sentences, as they are (in lower case, with single spaces) and
    for comparison, its words, and the short forms that it defines."""

    quotes: frozenset[str]
    statements: tuple[Statement, ...]
    keys: frozenset[str]
    abbreviations: Mapping[str, str]


class Checker:
    """Check sentences against passages with the embedding model that the guides are searched by.

    Args:
        embedder: gives the vectors; those of passages are remembered.
        abbreviations: what the guides' short forms stand for, in lower case.
        model: judges by meaning in place of the embedding model, when it is given.
        weights: the fitted numbers.
    """

    def __init__(
        self,
        embedder: Embedder,
        abbreviations: Mapping[str, str] | None = None,
        model: SupportModel | None = None,
        weights: CheckWeights = WEIGHTS,
    ) -> None:
        self.weights = weights
        self._embedder = embedder
        self._abbreviations = _lowered(abbreviations or {})
        self._model = model
        self._claim = lru_cache(maxsize=_CLAIMS)(self._taken_apart)
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, _Source] = OrderedDict()

    @property
    def has_model(self) -> bool:
        """Whether a model made for the purpose judges."""
        return self._model is not None

    def check(self, sentence: str, passages: Sequence[str]) -> Support:
        """Return whether passages support a sentence.

        Args:
            sentence: Markdown; markers such as [1] are passed over. An address, in a link's
                target too, has to be in the passages.
            passages: the visible text of the passages that it cites, each with its heading path in
                front: "Heading > Heading: text".

        Returns:
            "supported" also for a sentence that says nothing about the subject, such as an offer
            of further help.

        Raises:
            ModelError: a model cannot be loaded.
        """
        if _addresses(sentence) - _addresses(" ".join(passages)):
            return "unsupported"
        claim = claim_in(_MARKER.sub("", plain(sentence)))
        if claim is None:
            return "supported"
        if not passages:
            return "unsupported"
        return self._judged(self._claim(claim), passages)[0]

    def supporting(self, sentence: str, passages: Sequence[str]) -> tuple[int, ...]:
        """Return the indexes of the passages that surely support a sentence alone, best first.

        A sentence that says nothing about the subject needs no passage and has none.

        Args:
            sentence: as in `check`.
            passages: as in `check`.

        Raises:
            ModelError: a model cannot be loaded.
        """
        claim = claim_in(_MARKER.sub("", plain(sentence)))
        if claim is None or not passages:
            return ()
        statement = self._claim(claim)
        self._sources(passages)
        found = []
        for index, passage in enumerate(passages):
            support, score = self._judged(statement, [passage])
            sure = support == "supported" and (self._model or score >= self.weights.alone_from)
            if sure and not _addresses(sentence) - _addresses(passage):
                found.append((-score, index))
        return tuple(index for _, index in sorted(found))

    def signals(self, sentence: str, passages: Sequence[str]) -> dict[str, float]:
        """Return what speaks for and against the passages supporting a sentence; see
        `Comparison.signals`."""
        return self._signals(self._claim(sentence), passages)

    def _judged(self, claim: Statement, passages: Sequence[str]) -> tuple[Support, float]:
        sources = self._sources(passages)
        if any(_even(claim.text) in source.quotes for source in sources):
            return "supported", 1.0
        values = self._signals(claim, passages)
        if any(values[name] >= limit for name, limit in self.weights.refuted_from.items()):
            return "unsupported", 0.0
        if self._model is not None:
            score = self._model.probability(claim.text, passages)
            weak_from, supported_from = (
                self.weights.model_weak_from,
                self.weights.model_supported_from,
            )
        else:
            score = probability(values, self.weights.support)
            weak_from, supported_from = self.weights.weak_from, self.weights.supported_from
        if score < weak_from:
            return "unsupported", score
        doubtful = any(values[name] >= limit for name, limit in self.weights.doubted_from.items())
        return ("weak" if doubtful or score < supported_from else "supported"), score

    def _signals(self, claim: Statement, passages: Sequence[str]) -> dict[str, float]:
        sources = self._sources(passages)
        statements = [each for source in sources for each in source.statements]
        keys = frozenset(key for source in sources for key in source.keys)
        expansions = {**COMMON_SHORT_FORMS, **self._abbreviations}
        for source in sources:
            expansions.update(source.abbreviations)
        return Comparison(
            claim, statements[:_MOST_STATEMENTS], keys, expansions, self.weights
        ).signals()

    def _taken_apart(self, sentence: str) -> Statement:
        ((_, encoding),) = self._embedder.encode_passages([sentence])
        return statement_of(encoding, sentence)

    def _sources(self, passages: Sequence[str]) -> list[_Source]:
        """Take passages apart; those that are new go through the model together."""
        found: dict[str, _Source] = {}
        with self._lock:
            for passage in passages:
                if passage in self._remembered:
                    self._remembered.move_to_end(passage)
                    found[passage] = self._remembered[passage]
        parts = {passage: _parts(passage) for passage in passages if passage not in found}
        texts = [lead + text for each in parts.values() for lead, text in each]
        encodings = dict(self._embedder.encode_passages(texts)) if texts else {}
        index = 0
        for passage, pieces in parts.items():
            statements = []
            for lead, text in pieces:
                statements.append(statement_of(encodings[index], text, len(lead)))
                index += 1
            found[passage] = _Source(
                _quotes(passage),
                tuple(statements),
                keys_of([passage]),
                _lowered(defined_abbreviations(passage)),
            )
        with self._lock:
            for passage in parts:
                self._remembered[passage] = found[passage]
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return [found[passage] for passage in passages]


def _sentences(passage: str) -> tuple[int, list[tuple[int, int]]]:
    """Return where the text of a passage begins after its heading path, and its sentences."""
    heading = _HEADING.match(passage)
    body = heading.end() if heading else 0
    return body, [(body + start, body + end) for start, end in sentences(passage[body:])]


def _quotes(passage: str) -> frozenset[str]:
    return frozenset(_even(passage[start:end]) for start, end in _sentences(passage)[1])


def _parts(passage: str) -> list[tuple[str, str]]:
    """Return the sentences of a passage, each with what stands before it: its headings, and the
    words that say what the passage is about."""
    body, spans = _sentences(passage)
    label = _LABEL.match(passage, body)
    about = label.end() if label and not quantities_of(label[0]) else body
    opening = about if passage[body:about].endswith(": ") else body
    parts: list[tuple[str, str]] = []
    for start, end in spans:
        lead = opening if start < about else about
        if max(start, lead) < end:
            parts.append((passage[:lead], passage[max(start, lead) : end]))
    question = _QUESTION.search(passage[:body])
    if question and parts and _ANSWER.match(parts[0][1]):
        parts.append(("", f"{question[1]} {parts[0][1]}"))
    return parts


def _lowered(abbreviations: Mapping[str, str]) -> dict[str, str]:
    return {short_form.lower(): long_form for short_form, long_form in abbreviations.items()}


def _even(text: str) -> str:
    return " ".join(text.casefold().split())


def _addresses(text: str) -> set[str]:
    return {match.rstrip(").,;:]>*_\"'").lower() for match in _ADDRESS.findall(text)}


def probability(values: Mapping[str, float], support: Mapping[str, float]) -> float:
    """Return how likely the passages support the sentence, from 0 to 1, by its signals.

    Args:
        values: of `Comparison.signals`.
        support: a logistic model: a weight for each signal, and its "bias".
    """
    total = support["bias"] + sum(
        weight * values[name] for name, weight in support.items() if name != "bias"
    )
    return float(1.0 / (1.0 + np.exp(-total)))
