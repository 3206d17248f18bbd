"""What readers of unmarked formats find in a text, and how it is written as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.reading.headings import Heading

_BLOCK_START = re.compile(
    r"^(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|`{3}|~{3}|</?[A-Za-z!?]|[=-]{2,}$|[-*_](?:\s?[-*_]){2,}$)"
)
_ORDINAL_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(slots=True)
class Paragraph:
    """A paragraph on one line; `inside` says that it belongs to the list item before it."""

    text: str
    inside: bool = False


@dataclass(slots=True)
class Item:
    """A list item; `number` is 0 for one with a bullet or a letter, `depth` 0 at the margin."""

    text: str
    number: int = 0
    depth: int = 0


@dataclass(slots=True)
class Table:
    """The cells of a table, as many in each row."""

    rows: list[list[str]]


Element = Heading | Paragraph | Item | Table


def markdown(elements: Sequence[Element]) -> str:
    """Return the elements as Markdown, each line safe from being taken for markup."""
    return "\n\n".join(_written(elements)) + "\n"


def _written(elements: Sequence[Element]) -> Iterator[str]:
    rows: list[str] = []
    inner: list[int] = []
    for element in elements:
        inside = isinstance(element, Item) or (isinstance(element, Paragraph) and element.inside)
        if rows and not inside:
            yield "\n".join(rows)
            rows, inner = [], []
        if isinstance(element, Item):
            del inner[element.depth :]
            marker = f"{element.number}." if element.number else "-"
            rows.append(f"{' ' * sum(inner)}{marker} {_safe(element.text)}")
            inner.append(len(marker) + 1)
        elif isinstance(element, Heading):
            hashes = "#" * min(max(element.level, 1), 6)
            yield f"{hashes} {_MARKUP.sub(_ESCAPED, element.text)}"
        elif isinstance(element, Table):
            yield "\n".join(_table(element.rows))
        elif rows:
            rows += ["", " " * sum(inner) + _safe(element.text), ""]
        else:
            yield _safe(element.text)
    if rows:
        yield "\n".join(rows).rstrip()


_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ESCAPED = r"\\<"


def _safe(text: str) -> str:
    text = _MARKUP.sub(_ESCAPED, text)
    text = _BLOCK_START.sub(r"\\", text)
    return _ORDINAL_START.sub(r"\1\\\2", text)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cells = [[_cell(cell) for cell in row] for row in rows]
    if not has_header(rows):
        cells.insert(0, [""] * len(rows[0]))
    for number, row in enumerate(cells):
        yield f"| {' | '.join(row)} |"
        if number == 0:
            yield f"| {' | '.join(['---'] * len(row))} |"


def _cell(text: str) -> str:
    return _MARKUP.sub(_ESCAPED, " ".join(text.split())).replace("|", r"\|")


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row of a table names its columns: its cells are filled (but for the
    first), and it is not a row of figures like those below."""
    if len(rows) < 2 or not all(cell.strip() for cell in rows[0][1:]):
        return False
    figures = sum(
        bool(_DIGIT.search(cell))
        and not _names_a_column(cell, [row[i] for row in rows[1:] if i < len(row)])
        for i, cell in enumerate(rows[0])
        if i
    )
    if figures == 0:
        return True
    below = sum(map(_figures, rows[1:])) / (len(rows) - 1)
    return figures < 0.5 * below


def _names_a_column(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell with a figure is no figure: a few words with one in them over cells that have
    none or are shorter, or a year over what is none."""
    if _YEAR.fullmatch(cell.strip()):
        return not any(_YEAR.fullmatch(each.strip()) for each in below)
    worded = len(_WORD.findall(cell))
    figures = [each for each in below if _DIGIT.search(each)]
    return worded > 1 and all(len(_WORD.findall(each)) < worded for each in figures)


def _figures(row: Sequence[str]) -> int:
    return sum(_DIGIT.search(cell) is not None for cell in row[1:])
