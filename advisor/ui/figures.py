"""Pick the amounts of money in the passages that an answer cites, and label them for a chart.

Nothing is converted: figures are only put beside one another when currency and period agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.guide.context import table_head
from advisor.text.plain import plain
from advisor.text.quantities import Quantity, quantities_of
from advisor.text.sentences import sentences
from advisor.types import Citation, Guide

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
_CELL_END = re.compile(r"(?<!\\)\|")


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


def figures_in(
    citations: Sequence[Citation], guides: Mapping[str, Guide] | None = None
) -> tuple[Figure, ...]:
    """Return the amounts of money in cited passages, in order, each once.

    Args:
        citations: of one answer.
        guides: the live guides by name, which say what the columns of a cited row are called.
    """
    found: dict[tuple[object, ...], Figure] = {}
    for citation in citations:
        head = _head(citation, guides or {})
        if head:
            figures = list(_in_row(citation, head))
        else:
            figures = [
                figure
                for words in _statements(citation.quote)
                for figure in _in_statement(words, citation)
            ]
        for figure in figures:
            same = (figure.label, figure.low, figure.high, figure.currency, figure.period)
            found.setdefault(same, figure)
    return tuple(_with_currencies(list(found.values())))


def _head(citation: Citation, guides: Mapping[str, Guide]) -> list[str]:
    """Return the names of the columns, where a citation is a row of a table that has them."""
    guide = guides.get(citation.guide)
    row = _ROW.fullmatch(citation.quote)
    if guide is None or row is None or guide.edition != citation.edition:
        return []
    head = table_head(guide.text, citation.start)
    names = _cells(head) if head else []
    return names if any(names[1:]) and len(names) == len(_cells(citation.quote)) else []


def _cells(row: str) -> list[str]:
    return [plain(cell).strip() for cell in _CELL_END.split(row.strip().strip("|"))]


def _in_row(citation: Citation, head: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures of a row, each under the names of its row and column."""
    cells = _cells(citation.quote)
    heading = plain(citation.section[-1]).rstrip(" :") if citation.section else ""
    for number, (cell, column) in enumerate(zip(cells, head, strict=True)):
        for figure in _in_statement(cell, citation):
            names = [heading, cells[0] if number else "", column]
            yield replace(figure, label=_together(names))


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
    return _together(parts)


def _together(parts: Sequence[str]) -> str:
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
