"""Read the citation markers that language models write, in whatever form they write them.

They are asked for `[2]` and send `【2†source】`, `[passage 2]`, `[1-3]`, `[^2]`, `(2)` or `²` too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIST = r"\d{1,3}(?:\s*(?:[,;&–-]|and|to|und|y)\s*\d{1,3})*"
_NAMED = r"(?:passages?|sources?|refs?\.?|references?|quellen?|fuentes?)\s*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKER = re.compile(
    rf"""
    [ \t\u00a0]*(?P<bold>\*\*|__)?
    (?: \\?\[+\^?\s*(?:{_NAMED})?(?P<square>{_LIST})\s*\\?\]+(?:\([^()\s]*\))?
      | 【\s*(?:{_NAMED})?(?P<lens>{_LIST})[^】\n]{{0,40}}】
      | \({_NAMED}(?P<named>{_LIST})\)
      | \((?P<round>\d{{1,2}}(?:\s*[,;]\s*\d{{1,2}})*)\)(?=\s*(?:[.!?,;:*]|$))
      | (?<![\W\d_])(?P<after>[{_RAISED}]{{1,3}})(?![\w])
      | (?<=[.!?…)”"])(?P<end>[{_RAISED}]{{1,3}})
    )
    (?(bold)(?P=bold))
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_NUMBERS = re.compile(r"(\d+)(?:\s*(?:[–-]|to)\s*(\d+))?", re.IGNORECASE)
_UNIT = re.compile(r"(?:^|[\s\d])(?:m|km|cm|mm|ft|in)$")
_WIDEST = 10
#: What may stand between a word and the marker that belongs to its sentence.
_STOPS = ".!?…。！？*_\"'”’»)"
#: Private characters around a marker's place in `marked`.
_OPEN, _CLOSE = "\ue010", "\ue011"
_PLACED = re.compile(rf"{_OPEN}([\d,]*){_CLOSE}")
_UNFINISHED = re.compile(r"[ \t]*(?:\*\*)?(?:\[[^\]\n]{0,20}|【[^】\n]{0,20}|\(\d{0,3})$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markers, and the numbers that they name, in order, each once."""

    text: str
    numbers: tuple[int, ...]


def marked(text: str, most: int) -> str:
    """Return a text in which each marker stands inside its sentence, before the full stop, in a
    form that `read` knows.

    Args:
        text: Markdown of a model.
        most: the highest number that a passage has. What looks like a marker in round brackets or
            as a raised digit, and names a higher one, is left as it is.
    """
    for private in (_OPEN, _CLOSE):
        text = text.replace(private, "")
    out = ""
    position = 0
    for match in _MARKER.finditer(text):
        numbers = _numbers(match)
        loose = match["round"] or match["after"] or match["end"]
        if loose and (max(numbers) > most or _UNIT.search(text[: match.start()])):
            continue
        out += text[position : match.start()]
        position = match.end()
        after = text[position : position + 1]
        bare = out.rstrip(" \t")
        stem = bare.rstrip(_STOPS)
        ends = stem != bare and (not after or after.isspace() or after in "[【(")
        place = f"{_OPEN}{','.join(map(str, numbers))}{_CLOSE}"
        out = f"{stem}{place}{bare[len(stem) :]}" if ends and stem else out + place
    return out + text[position:]


def read(text: str) -> Marked:
    """Return a part of a `marked` text without its markers, and the numbers in them."""
    numbers = [
        int(number) for match in _PLACED.finditer(text) for number in match[1].split(",") if number
    ]
    return Marked(_PLACED.sub("", text), tuple(dict.fromkeys(numbers)))


def without_markers(text: str) -> str:
    """Return a text without its markers, and without a marker that has only begun."""
    return _UNFINISHED.sub("", read(marked(text, 999)).text)


def _numbers(match: re.Match[str]) -> list[int]:
    raised = match["after"] or match["end"]
    if raised:
        return [int("".join(str(_RAISED.index(digit)) for digit in raised))]
    listed = match["square"] or match["lens"] or match["named"] or match["round"]
    found: list[int] = []
    for first, last in _NUMBERS.findall(listed):
        start, end = int(first), int(last or first)
        found += range(start, end + 1) if start <= end <= start + _WIDEST else [start, end]
    return found
