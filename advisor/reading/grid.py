"""Tables that have no rules: lines whose words stand in the same columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.reading.lines import Line, Words, line_of

#: Rows, the header included, that it takes to see a table.
_FEWEST = 3
#: Points by which the cells of a column may be out of line.
_TOLERANCE = 4.0
#: Characters of a cell in one line.
_LONGEST_CELL = 60
#: Lines of one cell stand this many times their size apart at most.
_PITCH = 1.6
#: Bullets and numbers, which stand apart from their items.
_MARKER = re.compile(r"^(?:\(cid:\d+\)|[^\w\s]|o|\(?(?:\d{1,3}|[a-z])[.)])$")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that was seen: the indices of its first line and of the one after its last, its
    cells, of which each row has as many, and the left borders of its columns."""

    start: int
    end: int
    rows: list[list[str]]
    edges: tuple[float, ...]


def tables_of(lines: Sequence[Line]) -> list[Grid]:
    """Find runs of lines that are the rows of a table, whose cells may take several lines.

    Args:
        lines: in reading order.
    """
    found: list[Grid] = []
    cells = [_cells(line) for line in lines]
    start = 0
    while start < len(lines):
        grid = _grid_at(start, lines, cells)
        if len(grid.rows) < _FEWEST:  # the next line may begin one with other columns
            start += 1
            continue
        pieces = (line_of(cell).text for row in cells[start : grid.end] for cell in row)
        if all(len(text) <= _LONGEST_CELL for text in pieces):
            found.append(_with_corner(grid, lines, cells, found[-1].end if found else 0))
        start = grid.end
    return found


def _grid_at(start: int, lines: Sequence[Line], cells: Sequence[list[Words]]) -> Grid:
    """Return the lines from one on that stand in its columns."""
    columns = cells[start]
    rows = [[line_of(cell).text for cell in columns]]
    end = start + 1
    while end < len(lines):
        if _aligned(columns, cells[end]):
            rows.append([line_of(cell).text for cell in cells[end]])
        else:
            places = _places(cells[end], columns) if _follows(lines[end - 1], lines[end]) else []
            texts = {
                place: line_of(cell).text for place, cell in zip(places, cells[end], strict=False)
            }
            if 0 in texts and len(texts) > 1:  # a row with an empty cell
                rows.append([texts.get(place, "") for place in range(len(columns))])
            elif texts and 0 not in texts and all(rows[-1][place] for place in texts):
                for place, text in texts.items():
                    rows[-1][place] += f" {text}"
            else:
                break
        end += 1
    return Grid(start, end, rows, tuple(round(float(cell[0]["x0"])) for cell in columns))


def _with_corner(
    grid: Grid, lines: Sequence[Line], cells: Sequence[list[Words]], least: int
) -> Grid:
    """Return a table with the line above as its header, if that has a cell for each column but the
    first: an empty corner."""
    above = grid.start - 1
    if above < least or not _follows(lines[above], lines[grid.start]):
        return grid
    count = len(grid.edges)
    if count < 3 or _places(cells[above], cells[grid.start]) != list(range(1, count)):
        return grid
    header = ["", *(line_of(cell).text for cell in cells[above])]
    return Grid(above, grid.end, [header, *grid.rows], grid.edges)


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


def _places(cells: Sequence[Words], columns: Sequence[Words]) -> list[int]:
    """Return which columns cells stand in, by their left borders, if they are fewer than the
    columns; nothing if one stands in none."""
    if len(columns) < 2 or len(cells) >= len(columns):
        return []
    borders = [float(column[0]["x0"]) for column in columns]
    places: list[int] = []
    for cell in cells:
        left = float(cell[0]["x0"])
        near = [i for i, border in enumerate(borders) if abs(left - border) <= _TOLERANCE]
        if not near:
            return []
        places.append(near[0])
    return places


def _follows(above: Line, below: Line) -> bool:
    return above.column == below.column and 0 < below.top - above.top <= _PITCH * below.size
