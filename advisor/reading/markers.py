"""What a list looks like where nothing marks it: bullets and numbers that somebody typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKER = re.compile(
    r"\s*(?:(?P<bullet>[•●○◦▪▸■□‣➢➤✓✔❖◆\uf0b7\uf0a7\uf0fc\uf0d8]|[∙·*+–—-](?=\s)|o(?=\s{1,8}[^\W_]))"
    r"|\(?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))[.)](?=\s))\s*(?=\S)"
)
#: The most list items between two steps that belong to one run.
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the beginning of a line.

    Attributes:
        text: as it stands there: "•", "3.", "(b)".
        length: of the marker with the white space on both sides, in characters.
        value: of a number or letter, from 1; 0 for a bullet.
    """

    text: str
    length: int
    value: int

    @property
    def number(self) -> int:
        """The number that it is written with; 0 for a letter or a bullet."""
        return self.value if any(map(str.isdigit, self.text)) else 0

    @property
    def kind(self) -> str:
        """What all markers of one list have in common: "•", "1.", "(a)"."""
        return re.sub(r"[a-z](?=[.)])", "a", re.sub(r"\d+", "1", self.text))


def marker_of(text: str) -> Marker | None:
    """Return the list marker that a line begins with, or None."""
    match = _MARKER.match(text)
    if match is None:
        return None
    value = 0
    if match["number"]:
        value = int(match["number"])
    elif match["letter"]:
        value = ord(match["letter"]) - ord("a") + 1
    return Marker(match[0].strip(), match.end(), value)


def is_step(markers: Sequence[Marker | None], position: int) -> bool:
    """Say whether a numbered line is one of a run: the number before or after it is near.

    Args:
        markers: of the lines of a document; None for a line without one and for a heading, both
            of which end a run.
        position: of the line among them.
    """
    own = markers[position]
    if own is None or not own.value:
        return False
    for step in (-1, 1):
        for near in range(position + step, position + step * (_NEAR + 1), step):
            other = markers[near] if 0 <= near < len(markers) else None
            if other is None:
                break
            if other.value:
                if other.value == own.value + step and other.kind == own.kind:
                    return True
                break
    return False


class Margins:
    """The left edges of the lists that are open, from which the depth of an item follows."""

    def __init__(self) -> None:
        self._edges: list[float] = []

    def depth(self, left: float) -> int:
        """Return how deep an item is nested, from 0, by its left edge in points."""
        while self._edges and self._edges[-1] > left + 4:
            self._edges.pop()
        if not self._edges or left > self._edges[-1] + 4:
            self._edges.append(left)
        return len(self._edges) - 1

    def close(self) -> None:
        """End all lists."""
        self._edges.clear()
