"""Compare a sentence with the sentences of its passages: what agrees, is missing, or differs.

The words are compared by late interaction (Khattab and Zaharia 2020, ColBERT,
https://arxiv.org/abs/2004.12832); a word counts by how central it is to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from advisor.checking.polarity import hedged, negated, opposed, pivot, universal
from advisor.checking.statements import Clause, Statement, centrality, spelled_in
from advisor.checking.weights import WEIGHTS, CheckWeights
from advisor.models.embedding import FloatArray
from advisor.text.quantities import Quantity

#: The signals by which a sentence is judged; `Comparison.signals` says what each of them is.
SIGNALS = tuple(
    """
    gap coverage severed stranger rearranged reversed swapped similarity figure mixed name place
    denied opposed sweeping
    """.split()
)

_STOP = re.compile(r"[;,](?!\d)")


def _reach(source: Statement, figure: Quantity) -> tuple[int, int, int]:
    """Return the stretch of a text that speaks of a quantity, between its neighbours of the same
    kind, and the end of what stands before all of them: "In London, …", a row's first cell."""
    peers = [other for other in source.figures if other is not figure and other.kind == figure.kind]
    first = max((other.end for other in peers if other.end <= figure.start), default=0)
    last = min((other.start for other in peers if other.start >= figure.end), default=1 << 30)
    stop = _STOP.search(source.text, figure.end)
    if stop and stop.start() < last < 1 << 30:
        last = stop.start()
    opening = _STOP.search(source.text)
    earliest = min(each.start for each in source.figures)
    lead = opening.start() if opening and opening.start() < earliest else 0
    return first, last, lead


def _word_after(statement: Statement, figure: Quantity) -> str | None:
    """Return the key of the word after a quantity."""
    following = [
        key
        for key, start in zip(statement.keys, statement.starts, strict=True)
        if start >= figure.end
    ]
    return following[0] if following else None


class Comparison:
    """Compare one sentence with the sentences of its passages.

    Args:
        claim: the sentence.
        sources: the sentences of the passages.
        keys: the words of the passages, by which names are looked up.
        expansions: long forms in lower case by short form in lower case.
        weights: the fitted numbers.
    """

    def __init__(
        self,
        claim: Statement,
        sources: Sequence[Statement],
        keys: frozenset[str],
        expansions: Mapping[str, str],
        weights: CheckWeights = WEIGHTS,
    ) -> None:
        self.weights = weights
        self.claim = claim
        self.sources = sources
        self.keys = keys
        self.expansions = expansions
        self.central = centrality(claim) if claim.words else np.zeros(0, dtype=np.float32)
        counted = ~np.array(claim.measured, dtype=bool)
        if not counted.any():
            counted = np.ones(len(claim.words), dtype=bool)
        self.importance = self.central * counted
        self.emphasis = self.importance * np.where(claim.named, 2.0, 1.0)
        self.known = frozenset(key for source in sources for key in source.keys)
        self.known_names = frozenset(
            key
            for source in sources
            for key, named, start in zip(source.keys, source.named, source.starts, strict=True)
            if named and start > 0
        )
        self.matches = [self._matches(source) for source in sources]

    def _matches(self, source: Statement) -> FloatArray:
        """Return word by word how well they match, shape (claim words, source words)."""
        claim = self.claim
        if not claim.words or not source.words:
            return np.zeros((len(claim.words), len(source.words)), dtype=np.float32)
        found = np.clip(claim.word_vectors @ source.word_vectors.T, 0.0, 1.0)
        same = np.array([[one == other for other in source.keys] for one in claim.keys])
        known = self.known
        for row, key in enumerate(claim.keys):
            if claim.named[row]:
                expansion = self.expansions.get(claim.words[row], "").split()
                for column, other in enumerate(source.words):
                    if other in expansion:
                        same[row, column] = True
                found[row] = np.minimum(found[row], self.weights.other_name)
            elif key in known:
                found[row] = np.minimum(found[row], self.weights.other_word)
        return np.asarray(np.where(same, 1.0, found), dtype=np.float32)

    def signals(self) -> dict[str, float]:
        """Return what speaks for and against the passages supporting the sentence.

        A word counts by how central it is: by the cosine of its vector to the sentence's.

            gap          the widest gap: how far the best match of a word is from perfect
            coverage     how well the words are met, on average
            severed      the widest gap of a word that the passages have, in the one sentence of
                         theirs that meets its clause best; the more, the more the sentence has
                         the passages' own words
            stranger     the widest gap, the more the sentence has the passages' own words
            rearranged   of a sentence in the passages' own words: the widest gap of a word in the
                         one clause of theirs that meets its clause best
            reversed     whether the two sides of a comparison have changed places
            swapped      whether it says of one name what the passages say of another
            similarity   of the nearest sentence, by cosine
            figure       whether it has a figure that the passages have not; a half for a count
                         of what they do not count
            mixed        how much better a figure's words fit another figure of its kind
            name         names that are not in the passages
            place        a first word that stands where the passages have another name
            denied       clauses that are negated here or there, but not both
            opposed      clauses with the opposite of what the passages have
            sweeping     whether it leaves no exception where the passages do
        """
        claim, sources = self.claim, self.sources
        if not sources:
            return dict.fromkeys(SIGNALS, 0.0)
        met = np.array([self._best(matches) for matches in self.matches])
        best = np.asarray(met.max(axis=0) if met.size else np.zeros(0), dtype=np.float32)
        raw = [
            np.clip(claim.word_vectors @ source.word_vectors.T, 0, 1).max(axis=1)
            if len(source.words) and len(claim.words)
            else np.zeros(len(claim.words))
            for source in sources
        ]
        free = np.maximum(np.max(raw, axis=0), best) if raw else best
        total = max(float(self.importance.sum()), 1e-6)
        gaps = np.sort(self.importance * (1.0 - free))[::-1]
        figure, mixed = self._figures()
        denied, against = self._turned()
        spelled = np.array([key in self.known for key in claim.keys], dtype=float)
        split = self._split(met, best)
        literal = float((self.importance * spelled).sum()) / total
        return {
            "gap": float(gaps[:1].sum()),
            "coverage": float((self.importance * free).sum()) / total,
            "severed": split * literal,
            "stranger": float(gaps[:1].sum()) * literal,
            "rearranged": self._parted(best) * float(literal >= self.weights.literal),
            "reversed": self._reversed(met),
            "swapped": self._swapped(),
            "similarity": max(float(source.vector @ claim.vector) for source in sources),
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
        return [row for row in clause.words if self.importance[row] > 0]

    def _split(self, met: FloatArray, best: FloatArray) -> float:
        widest = 0.0
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            if rows:
                gaps = self.emphasis[rows] * (best[rows] - met[:, rows])
                widest = max(widest, float(gaps.max(axis=1).min()))
        return widest

    def _parted(self, best: FloatArray) -> float:
        widest = 0.0
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            narrowest = None
            for source, matches in zip(self.sources, self.matches, strict=True):
                for other in source.clauses:
                    columns = [*range(source.heading), *other.words]
                    if rows and columns:
                        met = matches[np.ix_(rows, columns)].max(axis=1)
                        gap = float((self.emphasis[rows] * (best[rows] - met)).max())
                        narrowest = gap if narrowest is None else min(narrowest, gap)
            widest = max(widest, narrowest or 0.0)
        return widest

    def _reversed(self, met: FloatArray) -> float:
        here = pivot(self.claim.text)
        source = self.sources[int((met @ self.importance).argmax())]
        there = pivot(source.text)
        if here is None or there is None:
            return 0.0
        sides = {key: at > there for key, at in zip(source.keys, source.starts, strict=True)}
        votes = [
            1 if sides[key] != (at > here) else -1
            for key, at in zip(self.claim.keys, self.claim.starts, strict=True)
            if key in sides
        ]
        return float(len(votes) >= 2 and sum(votes) > 0)

    def _nearest_clause(self, rows: Sequence[int]) -> tuple[float, Clause | None]:
        part = self.importance[rows]
        best, nearest = 0.0, None
        for source, matches in zip(self.sources, self.matches, strict=True):
            for clause in source.clauses:
                columns = [*range(source.heading), *clause.words]
                if columns:
                    met = matches[np.ix_(rows, columns)].max(axis=1)
                    score = float((met * part).sum() / part.sum())
                    if score > best:
                        best, nearest = score, clause
        return best, nearest

    def _figures(self) -> tuple[float, float]:
        """Return whether a figure is missing in the passages (a half where it counts what they do
        not count), and how much better the words about one fit another figure."""
        missing, mixed = 0.0, 0.0
        for figure in self.claim.figures:
            if figure.kind == "ordinal":
                continue
            rows = self._words_about(figure)
            agreeing, others = self._fits(rows, figure)
            if agreeing < 0 and len(figure.values) > 1:
                agreeing = min(self._fits(rows, end, alone=True)[0] for end in figure.ends())
            if agreeing < 0:
                sure = figure.kind != "count" or (
                    others >= self.weights.rival and self._counted_otherwise(figure)
                )
                missing = max(missing, 1.0 if sure else 0.5)
            elif others >= 0:
                mixed = max(mixed, others - agreeing)
                mixed = max(mixed, self._names_apart(figure, rows))
        return missing, mixed

    def _fits(
        self, rows: Sequence[int], figure: Quantity, alone: bool = False
    ) -> tuple[float, float]:
        """Return how well words fit the figures that agree with one, and those that do not, at
        best; -1 where there are none. `alone` leaves ranges out."""
        agreeing = others = -1.0
        for source, matches in zip(self.sources, self.matches, strict=True):
            for other in source.figures:
                if not figure.comparable(other) or (alone and len(other.values) > 1):
                    continue
                score = self._fit(rows, source, matches, other)
                if figure.agrees(other):
                    agreeing = max(agreeing, score)
                elif figure.kind == other.kind:
                    others = max(others, score)
        return agreeing, others

    def _counted_otherwise(self, figure: Quantity) -> bool:
        """Return whether the passages count the same thing: the word after the figure follows
        one of theirs too."""
        after = _word_after(self.claim, figure)
        return after is not None and any(
            other.kind == "count" and _word_after(source, other) == after
            for source in self.sources
            for other in source.figures
        )

    def _names_apart(self, figure: Quantity, rows: Sequence[int]) -> float:
        """Return 1 where the names beside a figure stand by another figure of its kind and not by
        it; less where they only stand elsewhere; 0 where a sentence has both, or there are none."""
        names = [row for row in rows if self.claim.named[row] and self._is_known_name(row)]
        if not names:
            return 0.0
        rivalled = False
        for source, matches in zip(self.sources, self.matches, strict=True):
            if not source.words or not all(matches[row].max() == 1.0 for row in names):
                continue
            for other in source.figures:
                if any(each.agrees(other) for each in (figure, *figure.ends())):
                    return 0.0
                rivalled = rivalled or other.kind == figure.kind
        return 1.0 if rivalled else self.weights.names_elsewhere

    def _is_known_name(self, row: int) -> bool:
        """Return whether a word is a name that the passages have; a word that begins the sentence
        is one only if it is a name there."""
        key = self.claim.keys[row]
        return key in (self.known if self.claim.starts[row] > 0 else self.known_names)

    def _swapped(self) -> float:
        """Return 1 where a clause says of one name what the passages say of another, else 0."""
        for clause in self.claim.clauses:
            rows = self._clause_rows(clause)
            if any(clause.start <= each.start < clause.end for each in self.claim.figures):
                continue  # figures are held to their names anyway
            names = [row for row in rows if self.claim.named[row] and self._is_known_name(row)]
            rest = [row for row in rows if row not in names and self.claim.keys[row] in self.known]
            if not names or not rest:
                continue
            with_names = without = 0.0
            part = self.importance[rest]
            for source, matches in zip(self.sources, self.matches, strict=True):
                for other in source.clauses:
                    if not other.words:
                        continue
                    columns = [*range(source.heading), *other.words]
                    met = matches[np.ix_(rest, columns)].max(axis=1)
                    score = float((met * part).sum() / part.sum())
                    held = matches[np.ix_(names, columns)].max(axis=1) == 1.0
                    if held.all():
                        with_names = max(with_names, score)
                    elif not held.any() and any(source.named[column] for column in other.words):
                        without = max(without, score)
            if (
                without > self.weights.said_of_other
                and without - with_names > self.weights.said_apart
            ):
                return 1.0
        return 0.0

    def _words_about(self, figure: Quantity) -> list[int]:
        for clause in self.claim.clauses:
            if clause.start <= figure.start < clause.end:
                rows = self._clause_rows(clause)
                if rows:
                    return rows
        return [row for row in range(len(self.claim.words)) if self.importance[row] > 0]

    def _fit(
        self, rows: Sequence[int], source: Statement, matches: FloatArray, figure: Quantity
    ) -> float:
        """Return how well words fit a figure of a source; words of its clause count in full."""
        if not rows or not source.words:
            return 0.0
        first, last, lead = _reach(source, figure)
        near = [start < 0 or first <= start < last or start < lead for start in source.starts]
        reach = np.where(near, 1.0, self.weights.farther)
        met = (matches[rows] * reach).max(axis=1)
        part = self.importance[rows]
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
        """Return how near a first word that is not in the passages is to a name that is."""
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
            score, other = self._nearest_clause(rows)
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
        nearest = self.sources[int((met @ self.importance).argmax())]
        more = universal(self.claim.text) > universal(nearest.text)
        return float(more and not hedged(self.claim.text)) * (1.0 + hedged(nearest.text)) / 2
