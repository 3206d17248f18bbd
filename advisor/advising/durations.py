"""How long a guide says that something takes."""

from __future__ import annotations

import re

from advisor.text.quantities import quantities_of

#: What is read of a sentence, in characters.
_LIMIT = 500
_DAYS = {"second": 1 / 86_400, "day": 1.0, "month": 30.4375}
#: What stands before a duration that something takes, and what behind one that names it.
_TAKES = re.compile(
    r"\b(?:tak(?:e|es|ing)|lasts?|runs? (?:for|to)|plan (?:on|for)|allow|finish(?:es|ed)? in"
    r"|spread over|stretch\w*(?: \w+){0,4} over|needs?)\s+(?:\w+\s+){0,2}?\W*$",
    re.IGNORECASE,
)
_IS_ONE = re.compile(
    r"^\W{0,2}(?:\w+[ -]){0,2}?(?:plan|course|program(?:me)?|training|certificate|degree|diploma"
    r"|class|bootcamp|apprenticeship|internship|version)\b",
    re.IGNORECASE,
)


def duration_in(text: str) -> tuple[str, float] | None:
    """Return how long a sentence says that something takes: its words for that, and the longest
    that they mean in days, an hour being a twenty-fourth of one. None where it does not say so.

    >>> duration_in("A full-time bootcamp lasts 9 to 14 weeks.")
    ('9 to 14 weeks', 98.0)
    """
    for quantity in quantities_of(text[:_LIMIT]):
        if quantity.kind != "duration" or quantity.per or not quantity.values:
            continue
        (unit,) = quantity.units or ("",)
        if unit not in _DAYS:
            continue
        before, behind = text[: quantity.start], text[quantity.end :]
        if not _TAKES.search(before) and not _IS_ONE.match(behind):
            continue
        longest = max(quantity.values)
        if longest * _DAYS[unit] * 24 < 1:
            continue
        words = text[quantity.start : quantity.end].strip()
        return words, longest * _DAYS[unit]
    return None
