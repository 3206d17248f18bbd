"""Do the passages that a sentence cites support it?

What can be compared exactly is: figures with what they are said of, names, negations and
opposites. The rest goes by meaning: late interaction between the sentence's words and the
passages' (Khattab and Zaharia 2020, ColBERT, https://arxiv.org/abs/2004.12832), in whole and
clause by clause, so that two passages mixed up do not pass for one. A logistic model weighs the
signals; its numbers are in `advisor.checking_weights`.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from advisor import checking_weights as weights
from advisor.abbreviations import defined_abbreviations
from advisor.asides import claim_in
from advisor.embedding import Embedder, FloatArray
from advisor.figures import Figure
from advisor.polarity import hedged, negated, opposed, universal
from advisor.sentences import sentences
from advisor.statements import Clause, Statement, centrality, keys_of, spelled_in, statement_of
from advisor.types import Support
from advisor.visible import plain

_REMEMBERED = 4096
_MOST_STATEMENTS = 200
_MARKER = re.compile(r"\s*\[\d{1,3}\](?!\()")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+\.(?:com|org|net|io|gov|edu)\b")
_HEADING = re.compile(r"^(?:.{1,300} > )?.{1,120}?: (?=\S)")
#: Short forms that everybody uses and hardly any guide defines.
_COMMON = {
    "us": "united states", "u.s": "united states", "usa": "united states",
    "america": "united states", "american": "united states",
    "uk": "united kingdom", "u.k": "united kingdom", "britain": "united kingdom",
    "british": "united kingdom", "eu": "european union", "ml": "machine learning",
    "ai": "artificial intelligence", "it": "information technology", "cv": "resume",
    "phd": "doctorate", "ux": "user experience", "ui": "user interface", "hr": "human resources",
}  # fmt: skip


class SupportCheck(Protocol):
    """Decides whether passages support a sentence."""

    def check(self, sentence: str, passages: Sequence[str]) -> Support: ...


class Checker:
    """Checks sentences against passages with the embedding model that the guides are searched by.

    Args:
        embedder: gives the vectors; those of passages are remembered.
        abbreviations: what short forms stand for in the guides, in lower case by short form.
    """

    def __init__(self, embedder: Embedder, abbreviations: Mapping[str, str] | None = None) -> None:
        self._embedder = embedder
        self._abbreviations = dict(abbreviations or {})
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, tuple[Statement, ...]] = OrderedDict()

    def check(self, sentence: str, passages: Sequence[str]) -> Support:
        """Whether passages support a sentence.

        Args:
            sentence: Markdown; markers such as [1] are passed over.
            passages: the visible text of the passages that it cites, each with its heading path in
                front: "Heading > Heading: text".

        Returns:
            "supported" also for a sentence that says nothing about the subject, such as an offer
            of further help.
        """
        claim = claim_in(_MARKER.sub("", plain(sentence)))
        if claim is None:
            return "supported"
        if not passages:
            return "unsupported"
        if set(_ADDRESS.findall(claim)) - set(_ADDRESS.findall(" ".join(passages))):
            return "unsupported"
        values = self.signals(claim, passages)
        if any(values[name] >= limit for name, limit in weights.REFUTED_FROM.items()):
            return "unsupported"
        score = probability(values)
        if score < weights.WEAK_FROM:
            return "unsupported"
        doubtful = any(values[name] >= limit for name, limit in weights.DOUBTED_FROM.items())
        return "supported" if score >= weights.SUPPORTED_FROM and not doubtful else "weak"

    def supporting(self, sentence: str, passages: Sequence[str]) -> tuple[int, ...]:
        """The indexes of the passages that support a sentence each by itself, best first.

        A sentence that says nothing about the subject needs no passage and has none.
        """
        claim = claim_in(_MARKER.sub("", plain(sentence)))
        if claim is None:
            return ()
        found = [
            (probability(self.signals(claim, [passage])), -index)
            for index, passage in enumerate(passages)
            if self.check(sentence, [passage]) == "supported"
        ]
        return tuple(-index for _, index in sorted(found, reverse=True))

    def signals(self, sentence: str, passages: Sequence[str]) -> dict[str, float]:
        """What speaks for and against the passages supporting a sentence.

        A word counts by how central it is: by the cosine of its vector to the sentence's.

            gap          the widest gap: how far the best match of a word is from perfect
            coverage     how well the words are met, on average
            joint        the same, each clause in the one sentence of the passages that meets it
                         best, for the clause that is met worst
            paired       the same, each clause in the one clause of the passages
            similarity   of the nearest sentence, by cosine
            spelled      the share of words that are in the passages as they are
            figure       figures that no sentence of the passages has
            mixed        how much better a figure's words fit another figure of its kind
            name         names that are not in the passages
            place        a first word that stands where the passages have another name
            denied       clauses that are negated here or there, but not both
            opposed      clauses with the opposite of what the passages have
            sweeping     whether it leaves no exception where the passages do
        """
        claim = self._claim(sentence)
        sources = [each for passage in passages for each in self._statements(passage)]
        sources = sources[:_MOST_STATEMENTS]
        comparison = _Comparison(claim, sources, keys_of(passages), self._expansions(passages))
        return comparison.signals()

    def _claim(self, sentence: str) -> Statement:
        ((_, encoding),) = self._embedder.encode_passages([sentence])
        return statement_of(encoding, sentence)

    def _expansions(self, passages: Sequence[str]) -> dict[str, str]:
        found = dict(_COMMON)
        defined = {**self._abbreviations, **defined_abbreviations("\n".join(passages))}
        for short_form, long_form in defined.items():
            found[short_form.lower()] = long_form
        return found

    def _statements(self, passage: str) -> tuple[Statement, ...]:
        with self._lock:
            found = self._remembered.get(passage)
            if found is not None:
                self._remembered.move_to_end(passage)
                return found
        heading = _HEADING.match(passage)
        body = heading.end() if heading else 0
        spans = [(body + start, body + end) for start, end in sentences(passage[body:])]
        texts = [passage[:body] + passage[start:end] for start, end in spans]
        encodings = dict(self._embedder.encode_passages(texts))
        statements = tuple(
            statement_of(encodings[index], passage[start:end], body)
            for index, (start, end) in enumerate(spans)
        )
        with self._lock:
            self._remembered[passage] = statements
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return statements


def probability(values: Mapping[str, float]) -> float:
    """How likely the passages support the sentence, from 0 to 1, by its signals."""
    total = weights.SUPPORT["bias"] + sum(
        weight * values[name] for name, weight in weights.SUPPORT.items() if name != "bias"
    )
    return float(1.0 / (1.0 + np.exp(-total)))


class _Comparison:
    """One sentence beside the sentences of its passages."""

    def __init__(
        self,
        claim: Statement,
        sources: Sequence[Statement],
        keys: frozenset[str],
        expansions: Mapping[str, str],
    ) -> None:
        self.claim = claim
        self.sources = sources
        self.keys = keys
        self.expansions = expansions
        self.central = centrality(claim) if claim.words else np.zeros(0, dtype=np.float32)
        counted = ~np.array(claim.measured, dtype=bool)
        if not counted.any():
            counted = np.ones(len(claim.words), dtype=bool)
        self.weights = self.central * counted
        self.everywhere = [frozenset(key for source in sources for key in source.keys)]
        self.matches = [self._matches(source) for source in sources]

    def _matches(self, source: Statement) -> FloatArray:
        """Word by word how well they match, shape (claim words, source words)."""
        claim = self.claim
        if not claim.words or not source.words:
            return np.zeros((len(claim.words), len(source.words)), dtype=np.float32)
        found = np.clip(claim.word_vectors @ source.word_vectors.T, 0.0, 1.0)
        same = np.array([[one == other for other in source.keys] for one in claim.keys])
        known = self.everywhere[0]
        for row, key in enumerate(claim.keys):
            if claim.named[row]:
                expansion = self.expansions.get(claim.words[row], "").split()
                for column, other in enumerate(source.words):
                    if other in expansion:
                        same[row, column] = True
                found[row] = np.minimum(found[row], weights.OTHER_NAME)
            elif key in known:
                found[row] = np.minimum(found[row], weights.OTHER_WORD)
        return np.asarray(np.where(same, 1.0, found), dtype=np.float32)

    def signals(self) -> dict[str, float]:
        claim, sources = self.claim, self.sources
        if not sources:
            return dict.fromkeys(
                "gap coverage joint paired similarity spelled figure mixed name place denied "
                "opposed sweeping".split(),
                0.0,
            )
        met = np.array([self._best(matches) for matches in self.matches])
        best = met.max(axis=0) if met.size else np.zeros(0)
        raw = [
            np.clip(claim.word_vectors @ source.word_vectors.T, 0, 1).max(axis=1)
            if len(source.words) and len(claim.words)
            else np.zeros(len(claim.words))
            for source in sources
        ]
        free = np.maximum(np.max(raw, axis=0), best) if raw else best
        total = max(float(self.weights.sum()), 1e-6)
        gaps = np.sort(self.weights * (1.0 - free))[::-1]
        figure, mixed = self._figures()
        denied, against = self._turned()
        spelled = np.array([key in self.everywhere[0] for key in claim.keys], dtype=float)
        return {
            "gap": float(gaps[:1].sum()),
            "gaps": float(gaps[:3].sum()),
            "coverage": float((self.weights * free).sum()) / total,
            "joint": self._joint(met),
            "paired": self._paired(),
            "similarity": max(float(source.vector @ claim.vector) for source in sources),
            "spelled": float((self.weights * spelled).sum()) / total,
            "figure": figure,
            "mixed": mixed,
            "name": self._unknown_names(),
            "place": self._place(),
            "denied": denied,
            "opposed": against,
            "sweeping": self._sweeping(met),
        }

    @staticmethod
    def _best(matches: FloatArray) -> FloatArray:
        if not matches.shape[1]:
            return np.zeros(matches.shape[0], dtype=np.float32)
        return np.asarray(matches.max(axis=1), dtype=np.float32)

    def _clause_rows(self, clause: Clause) -> list[int]:
        return [row for row in clause.words if self.weights[row] > 0]

    def _joint(self, met: FloatArray) -> float:
        worst = 1.0
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            if rows:
                part = self.weights[rows]
                worst = min(worst, float((met[:, rows] @ part).max() / part.sum()))
        return worst

    def _paired(self) -> float:
        worst = 1.0
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            if rows:
                worst = min(worst, self._nearest_clause(rows)[0])
        return worst

    def _nearest_clause(self, rows: Sequence[int]) -> tuple[float, Statement, Clause | None]:
        part = self.weights[rows]
        found: tuple[float, Statement, Clause | None] = (0.0, self.sources[0], None)
        for source, matches in zip(self.sources, self.matches, strict=True):
            for clause in source.clauses:
                columns = [*range(source.heading), *clause.words]
                if columns:
                    met = matches[np.ix_(rows, columns)].max(axis=1)
                    score = float((met * part).sum() / part.sum())
                    if score > found[0]:
                        found = (score, source, clause)
        return found

    def _figures(self) -> tuple[float, float]:
        """How many figures are nowhere, and how much better one fits elsewhere."""
        missing, mixed = 0.0, 0.0
        for figure in self.claim.figures:
            if figure.kind == "ordinal":
                continue
            rows = self._words_about(figure)
            agreeing, others = -1.0, -1.0
            for source, matches in zip(self.sources, self.matches, strict=True):
                for other in source.figures:
                    if not figure.comparable(other):
                        continue
                    score = self._fit(rows, source, matches, other)
                    if figure.agrees(other):
                        agreeing = max(agreeing, score)
                    else:
                        others = max(others, score)
            if agreeing < 0:
                missing += 0.5 if figure.kind == "count" and others < 0 else 1.0
            elif others >= 0:
                mixed = max(mixed, others - agreeing)
        return missing, mixed

    def _words_about(self, figure: Figure) -> list[int]:
        for clause in self.claim.clauses:
            if clause.start <= figure.start < clause.end:
                rows = self._clause_rows(clause)
                if rows:
                    return rows
        return [row for row in range(len(self.claim.words)) if self.weights[row] > 0]

    def _fit(
        self, rows: Sequence[int], source: Statement, matches: FloatArray, figure: Figure
    ) -> float:
        """How well words fit a figure of a source: those of its clause in full, others less."""
        if not rows or not source.words:
            return 0.0
        near = np.zeros(len(source.words), dtype=bool)
        for clause in source.clauses:
            if clause.start <= figure.start < clause.end:
                near[list(clause.words)] = True
        reach = np.where(near, 1.0, weights.FARTHER)
        met = (matches[rows] * reach).max(axis=1)
        part = self.weights[rows]
        return float((met * part).sum() / part.sum())

    def _unknown_names(self) -> float:
        return float(
            sum(
                not spelled_in(name, self.keys, self.expansions)
                for name, first in self.claim.names
                if not first
            )
        )

    def _place(self) -> float:
        """How near a first word that the passages have not is to a name that they have."""
        nearest = 0.0
        for name, first in self.claim.names:
            if not first or spelled_in(name, self.keys, self.expansions):
                continue
            rows = [row for row, word in enumerate(self.claim.words) if word == name.lower()]
            for source in self.sources:
                names = {other.lower() for other, opens in source.names if not opens}
                columns = [i for i, word in enumerate(source.words) if word in names]
                if rows and columns:
                    vectors = self.claim.word_vectors[rows] @ source.word_vectors[columns].T
                    nearest = max(nearest, float(vectors.max()))
        return nearest

    def _turned(self) -> tuple[float, float]:
        denied = against = 0.0
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            if not rows:
                continue
            score, source, other = self._nearest_clause(rows)
            if other is None:
                continue
            here, there = negated(clause.text), negated(other.text)
            turned = opposed(clause.text, other.text)
            if (here != there) != turned:
                if here != there:
                    denied = max(denied, score)
                else:
                    against = max(against, score)
        return denied, against

    def _sweeping(self, met: FloatArray) -> float:
        nearest = self.sources[int((met @ self.weights).argmax())]
        more = universal(self.claim.text) > universal(nearest.text)
        return float(more and not hedged(self.claim.text)) * (1.0 + hedged(nearest.text)) / 2
