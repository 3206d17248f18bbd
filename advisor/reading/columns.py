"""Reading order of a page whose text stands in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.reading.lines import Line, Words, line_of

#: Points that the space between two columns measures at the least.
_GUTTER = 11.0
#: The share of a page's lines that a gutter divides, if there is one.
_DIVIDED = 0.5
_FEWEST = 8


def in_reading_order(lines: Sequence[Line], width: float) -> list[Line]:
    """Order lines as they are read.

    Args:
        lines: of one page, from top to bottom, each across the whole page.
        width: of the page, in points.

    Returns:
        The lines, divided at the gutter if the page has two columns: what stands above a
        line across the page comes before it, and of that first the left column.
    """
    gutter = _gutter(lines, width)
    if gutter is None:
        return _bordered(list(lines), 0)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        sides = _divided(line, gutter)
        if sides is None:
            ordered += _bordered(left, 0) + _bordered(right, 1) + _bordered([line], 0)
            left, right = [], []
        else:
            left += [line_of(sides[0])] if sides[0] else []
            right += [line_of(sides[1])] if sides[1] else []
    return ordered + _bordered(left, 0) + _bordered(right, 1)


def _bordered(lines: list[Line], column: int) -> list[Line]:
    if lines:
        left = min(line.x0 for line in lines)
        rights = sorted(line.x1 for line in lines)
        # One long line (an address, a figure) does not make the column wider.
        right = rights[int(0.95 * (len(rights) - 1))]
        for line in lines:
            line.column, line.left, line.right = column, left, max(right, left + 1)
    return lines


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Return the position of the gutter, if the page has one."""
    candidates: list[float] = []
    for line in lines:
        for word, follower in zip(line.words, line.words[1:], strict=False):
            gap = float(follower["x0"]) - float(word["x1"])
            middle = (float(follower["x0"]) + float(word["x1"])) / 2
            if gap >= _GUTTER and 0.35 * width < middle < 0.65 * width:
                candidates.append(middle)
    if len(candidates) < _FEWEST:
        return None
    position = sorted(candidates)[len(candidates) // 2]
    near = sum(abs(each - position) < 30 for each in candidates)
    if near < _FEWEST:
        return None
    divided = wide = 0
    for line in lines:
        sides = _divided(line, position)
        if sides is None:
            wide += 1
        elif sides[0] and sides[1]:
            # The columns of a table are filled with words, those of a text with lines.
            full = (line.words[-1]["x1"] - line.words[0]["x0"]) > 0.55 * width
            divided += full and len(sides[0]) >= 3 and len(sides[1]) >= 2
    return position if divided >= max(_FEWEST - 2, _DIVIDED * (divided + wide)) else None


def _divided(line: Line, gutter: float) -> tuple[Words, Words] | None:
    """Return the words on both sides of the gutter, or None for a line across it."""
    left = [word for word in line.words if float(word["x1"]) <= gutter]
    right = [word for word in line.words if float(word["x0"]) >= gutter]
    if len(left) + len(right) < len(line.words):
        return None
    if left and right and float(right[0]["x0"]) - float(left[-1]["x1"]) < _GUTTER - 3:
        return None
    return left, right
