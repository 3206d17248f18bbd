"""Tables that have no rules: lines whose words stand in the same columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.reading.lines import Line, Words, line_of

#: Rows, the header included, that it takes to see a table.
_FEWEST = 3
#: Points by which the cells of a column may be out of line.
_TOLERANCE = 4.0
_LONGEST_CELL = 60
#: Bullets and numbers, which stand apart from their items.
_MARKER = re.compile(r"^(?:\(cid:\d+\)|[^\w\s]|o|\(?(?:\d{1,3}|[a-z])[.)])$")


def tables_of(lines: Sequence[Line]) -> list[tuple[int, int, list[list[str]]]]:
    """Find runs of lines that are the rows of a table.

    Args:
        lines: in reading order.

    Returns:
        For each table the indices of its first line and of the one after its last, and its
        cells; every row has as many.
    """
    found: list[tuple[int, int, list[list[str]]]] = []
    cells = [_cells(line) for line in lines]
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and _aligned(cells[start], cells[end]):
            end += 1
        if end - start >= _FEWEST:
            rows = [[line_of(cell).text for cell in row] for row in cells[start:end]]
            if all(len(text) <= _LONGEST_CELL for row in rows for text in row):
                found.append((start, end, rows))
        start = end
    return found


def _cells(line: Line) -> list[Words]:
    """Return the words of a line, divided where the space between them is wide."""
    groups: list[Words] = [[]]
    for number, word in enumerate(line.words):
        gap = float(word["x0"]) - float(line.words[number - 1]["x1"]) if number else 0.0
        if gap > 0.9 * line.size:
            groups.append([])
        groups[-1].append(word)
    return groups


def _aligned(first: Sequence[Words], second: Sequence[Words]) -> bool:
    """Tell whether two rows have the same columns: each pair of cells shares its left border, its
    right border or its middle."""
    if len(first) < 2 or len(first) != len(second):
        return False
    for one, other in zip(first, second, strict=True):
        left = float(one[0]["x0"]) - float(other[0]["x0"])
        right = float(one[-1]["x1"]) - float(other[-1]["x1"])
        if min(abs(left), abs(right), abs(left + right) / 2) > _TOLERANCE:
            return False
    return not all(len(row[0]) == 1 and _MARKER.match(row[0][0]["text"]) for row in (first, second))
