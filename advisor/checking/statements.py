"""Take a sentence apart for comparison with others: words, clauses, names and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from advisor.models.embedding import Encoding, FloatArray
from advisor.text.quantities import Quantity, quantities_of
from advisor.text.words import stems_of, words_of

_NAME = re.compile(r"(?<![\w.@/-])[A-Z][\w+#&]*(?:['’.&-][A-Z0-9]\w*)*")
_CLAUSE = re.compile(
    r"[;:()–—]|,(?!\d)|\s(?:and|but|while|whereas|because|since|so|although|though|if|unless|when"
    r"|whether|which|who|as|than|or)\s",
    re.IGNORECASE,
)
#: "In Singapore, …" belongs to what follows.
_OPENING = re.compile(
    r"\W*(?:(?:and|but|while|whereas|or)\s)?(?:in|at|for|with|after|before|from|on|among|outside|by"
    r"|within|across|under|over|during|to)\s",
    re.IGNORECASE,
)
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:]\s+|\n)[\"'“‘(\[]*$")
_NOT_NAMES = frozenset({"I", "A", "OK", "Q"})
_LEAST_WORDS = 2
#: Short forms that everybody uses and hardly any guide defines.
COMMON_SHORT_FORMS = {
    "us": "united states", "u.s": "united states", "usa": "united states",
    "america": "united states", "american": "united states",
    "uk": "united kingdom", "u.k": "united kingdom", "britain": "united kingdom",
    "british": "united kingdom", "eu": "european union", "ml": "machine learning",
    "ai": "artificial intelligence", "it": "information technology", "cv": "resume",
    "phd": "doctorate", "ux": "user experience", "ui": "user interface", "hr": "human resources",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a statement: its span, and which of its words are in it."""

    text: str
    start: int
    end: int
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as the check sees it.

    Attributes:
        text: the sentence, without a heading path.
        vector: its unit vector, shape (dimensions,).
        word_vectors: the unit vectors of its content words, shape (words, dimensions).
        keys: for each word what it is known by where likeness is not enough: its stem, or
            "#2" for "second".
        named: which words are part of a name.
        measured: which words are part of a figure that is compared as a figure.
        starts: where each word begins in the text; those of the heading path are negative.
        clauses: its clauses, each with two content words at least where it has as many.
        figures: its figures.
        names: its names, as they are written, each with whether it only begins the sentence.
        heading: how many of the first words belong to the heading path, not to the text.
    """

    text: str
    vector: FloatArray
    word_vectors: FloatArray
    words: tuple[str, ...]
    keys: tuple[str, ...]
    named: tuple[bool, ...]
    measured: tuple[bool, ...]
    starts: tuple[int, ...]
    clauses: tuple[Clause, ...]
    figures: tuple[Quantity, ...]
    names: tuple[tuple[str, bool], ...]
    heading: int = 0


def statement_of(encoding: Encoding, text: str, offset: int = 0) -> Statement:
    """Take a sentence apart.

    Args:
        encoding: of the sentence with its heading path in front.
        text: the sentence alone.
        offset: where the sentence begins in the encoded text.
    """
    starts = [start - offset for start in encoding.starts]
    heading = sum(start < 0 for start in starts)
    figures = quantities_of(text)
    names = tuple(names_in(text))
    spans = [match.span() for match in _NAME.finditer(text)]
    known = {name for name, _ in names}
    spans = [span for span in spans if text[slice(*span)] in known]
    ordinals = {
        index: f"#{figure.values[0]:g}"
        for figure in figures
        if figure.kind == "ordinal"
        for index, start in enumerate(starts)
        if figure.start <= start < figure.end and not _is_noun(encoding.words[index])
    }
    return Statement(
        text,
        encoding.vector,
        encoding.word_vectors,
        encoding.words,
        tuple(ordinals.get(index) or key_of(word) for index, word in enumerate(encoding.words)),
        tuple(any(first <= start < last for first, last in spans) for start in starts),
        tuple(
            start >= 0 and any(f.kind != "ordinal" and f.start <= start < f.end for f in figures)
            for start in starts
        ),
        tuple(starts),
        tuple(_clauses(text, starts)),
        figures,
        names,
        heading,
    )


def key_of(word: str) -> str:
    """Return what a word is compared by: its stem."""
    stems = stems_of(word)
    return stems[0] if stems else word


def spelled_in(name: str, keys: frozenset[str], expansions: Mapping[str, str]) -> bool:
    """Return whether a name is among the words of a text: itself, its adjective ("Europe",
    "European"), or what it stands for.

    Args:
        name: as it is written.
        keys: the stems of the text's words.
        expansions: long forms in lower case by short form in lower case, and the other way.
    """
    lowered = name.lower().removesuffix("'s").removesuffix("’s").rstrip(".")
    stems = set(stems_of(lowered)) or {lowered}
    if stems & keys or lowered in keys:
        return True
    if len(lowered) >= 5 and any(_kin(lowered, key) for key in keys):
        return True
    for form in (lowered, lowered.removesuffix("s")):
        long_form = expansions.get(form)
        if long_form and all(stem in keys for stem in stems_of(long_form)):
            return True
    return False


def keys_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts by which names are looked up: as written, and their stems."""
    found: set[str] = set()
    for text in texts:
        found.update(stems_of(text))
        found.update(words_of(text))
    return frozenset(found)


def _kin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    common = len(short) - (short[-1] in "aey")
    return common >= 4 and len(long) - len(short) <= 4 and long.startswith(short[:common])


def _is_noun(word: str) -> bool:
    return word in {"year", "day", "week", "month", "step", "stage", "period"}


def names_in(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the names in a text, each with whether it may only be the first word of a sentence."""
    for match in _NAME.finditer(text):
        word = match[0]
        if word in _NOT_NAMES or word.startswith(("I'", "I’")):
            continue
        first = _STARTS_SENTENCE.search(text[: match.start()]) is not None
        marked = len(word) > 1 and (word[1:] != word[1:].lower() or any(c.isdigit() for c in word))
        yield word, first and not marked


def _clauses(text: str, starts: list[int]) -> Iterable[Clause]:
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in pairwise(cuts):
        count = sum(start <= word < end for word in starts)
        if pending is not None:
            start, count = pending, count + _count((pending, start), starts)
            pending = None
        if count == 0 and end < len(text):
            pending = start
        elif spans and (count < _LEAST_WORDS or _count(spans[-1], starts) < _LEAST_WORDS):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    for index in range(len(spans) - 1, 0, -1):
        (first, middle), (_, last) = spans[index - 1], spans[index]
        if text[middle] == "," and _OPENING.match(text, first, middle):
            spans[index - 1 : index + 1] = [(first, last)]
    for start, end in spans:
        inside = tuple(index for index, word in enumerate(starts) if start <= word < end)
        yield Clause(text[start:end], start, end, inside)


def _count(span: tuple[int, int], starts: list[int]) -> int:
    return sum(span[0] <= word < span[1] for word in starts)


def centrality(statement: Statement) -> FloatArray:
    """Return how much each word counts: the cosine of its vector to the whole sentence's."""
    return np.asarray(np.maximum(statement.word_vectors @ statement.vector, 0.05), dtype=np.float32)
