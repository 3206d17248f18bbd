"""Pick the amounts of money in the passages that an answer cites, and label them for a chart.

Nothing is converted: figures are only put beside one another when currency and period agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.text.plain import plain
from advisor.text.quantities import Quantity, quantities_of
from advisor.text.sentences import sentences
from advisor.types import Citation

_PLACE = re.compile(
    r"^\W*(?:(?:in|at|across|within|for|around|as)\s+)?(?:the\s+|an?\s+)?"
    r"(?P<place>[^\s,:;.]+(?:\s+[^\s,:;.]+){0,2})\s?,",
    re.IGNORECASE,
)
_NO_PLACE = frozenset(
    """
    however typically usually generally overall also moreover furthermore today currently often
    sometimes additionally similarly meanwhile therefore thus finally first second indeed average
    addition fact example general practice most many some now then yes no
    """.split()
)
_LEVEL = re.compile(
    r"\b(?:(?:entry|junior|mid|senior|executive|top)[- ]level|mid[- ]career|junior|senior|graduate|"
    r"trainee|apprentice|interns?|newly qualified|experienced|principal|staff|lead|associate|"
    r"beginners?|journeym[ae]n|master|director|head|freelance|self-employed)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\W{0,4}(?P<label>[^:–—|\d]{2,60}?)\s*(?::|\s[–—-]\s)\s*(?=\S)")
_ROW = re.compile(r"^\s*\|(.*)\|\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount or a range that a passage gives.

    `low` and `high` are equal for a single amount. `words` is how the passage writes it, `citation`
    the number of its citation. `at_least` is set where the passage says "or more".
    """

    label: str
    low: float
    high: float
    words: str
    currency: str
    period: str
    citation: int
    at_least: bool = False


def figures_in(citations: Sequence[Citation]) -> tuple[Figure, ...]:
    """Return the amounts of money in cited passages, in order, each once.

    Args:
        citations: of one answer.
    """
    found: dict[tuple[object, ...], Figure] = {}
    for citation in citations:
        for words in _statements(citation.quote):
            for figure in _in_statement(words, citation):
                same = (figure.label, figure.low, figure.high, figure.currency, figure.period)
                found.setdefault(same, figure)
    return tuple(_with_currencies(list(found.values())))


def _statements(quote: str) -> Iterator[str]:
    """Yield the sentences, list items and table rows of a quote, in plain words."""
    for line in quote.split("\n"):
        if _ROW.match(line):
            yield plain(line)
        else:
            yield from (plain(line[start:end]) for start, end in sentences(line))


def _in_statement(words: str, citation: Citation) -> Iterator[Figure]:
    for quantity in quantities_of(words):
        low, high = quantity.values[0], quantity.values[-1]
        if quantity.kind != "money" or low > high:
            continue
        yield Figure(
            label=_label(words[: quantity.start], words, citation.section),
            low=0.0 if quantity.bound < 0 else low,
            high=high,
            words=_said(words, quantity),
            currency=quantity.currency,
            period=quantity.per,
            citation=citation.number,
            at_least=quantity.bound > 0,
        )


def _said(words: str, quantity: Quantity) -> str:
    """Return a quantity as its passage writes it, and how exact it is."""
    said = " – ".join(words[start:end] for start, end in quantity.written)
    if quantity.bound < 0:
        return f"up to {said}"
    if quantity.bound > 0:
        return f"{said}+" if "+" in words[quantity.start : quantity.end] else f"{said} or more"
    return f"about {said}" if quantity.about else said


def _label(before: str, words: str, section: Sequence[str]) -> str:
    """Return what a figure is of: its heading, and the place and level that its sentence names."""
    parts = [plain(section[-1]).rstrip(" :")] if section else []
    named = _LABELLED.match(words)
    if named and named.end() <= len(before) + 1:
        parts.append(named["label"].strip(" *_|·"))
    elif " · " in words:
        parts.append(words.partition(" · ")[0].strip())
    else:
        place = _PLACE.match(words)
        if place and place.end() <= len(before) and _names_a_place(place["place"]):
            parts.append(place["place"])
    parts += _LEVEL.findall(before)[-1:]
    kept: list[str] = []
    for part in parts:
        if part and not any(part.lower() in each.lower() for each in kept):
            kept.append(part[:1].upper() + part[1:])
    return " · ".join(kept)


def _names_a_place(words: str) -> bool:
    first = words.split()[0].lower()
    return first not in _NO_PLACE and not any(character.isdigit() for character in words)


def _with_currencies(figures: list[Figure]) -> Iterator[Figure]:
    """Yield the figures, a bare symbol read as the one code that the others give it."""
    codes = {figure.currency for figure in figures if len(figure.currency) == 3}
    of_symbol = {"$": {"USD"}, "¥": {"CNY", "JPY"}, "kr": {"SEK", "NOK", "DKK"}}
    for figure in figures:
        meant = of_symbol.get(figure.currency, set()) & codes
        yield replace(figure, currency=meant.pop()) if len(meant) == 1 else figure
