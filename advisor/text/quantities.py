"""Figures in English prose: amounts, shares, durations, times of day, years and counts.

What "$107,000", "107k dollars" and "about a hundred and seven thousand USD" have in common, and
what "€60,000 to €120,000" and "£60,000 to £120,000" have not.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field, replace
from typing import Literal

_EXACT = frozenset({"year", "count", "ordinal", "time"})

Kind = Literal["money", "share", "duration", "time", "year", "ordinal", "count"]

_UNITS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
    "bn": 1e9,
}
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        range(1, 11),
        strict=True,
    )
)
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    name + plural: number
    for name, number in _ORDINALS.items()
    if number > 2
    for plural in ("", "s")
}
#: What a symbol, code or name of money may stand for. One without a country may stand for several.
_CURRENCIES = {
    code: frozenset(meanings.split())
    for code, meanings in {
        "$": "usd", "us$": "usd", "usd": "usd", "dollar": "usd aud sgd cad nzd hkd",
        "s$": "sgd", "sgd": "sgd", "a$": "aud", "au$": "aud", "aud": "aud",
        "c$": "cad", "ca$": "cad", "cad": "cad", "nz$": "nzd", "nzd": "nzd",
        "hk$": "hkd", "hkd": "hkd", "r$": "brl", "brl": "brl",
        "€": "eur", "eur": "eur", "euro": "eur", "£": "gbp", "gbp": "gbp", "pound": "gbp",
        "¥": "cny jpy", "cny": "cny", "rmb": "cny", "yuan": "cny", "jpy": "jpy", "yen": "jpy",
        "₹": "inr", "inr": "inr", "rs": "inr", "rupee": "inr", "chf": "chf", "franc": "chf",
        "krw": "krw", "₩": "krw", "sek": "sek", "nok": "nok", "dkk": "dkk", "zł": "pln",
        "pln": "pln", "zar": "zar", "aed": "aed",
    }.items()
}  # fmt: skip
#: Units of time in the smallest unit of their family; months and years are no number of days.
_TIME = {
    "second": ("second", 1),
    "minute": ("second", 60),
    "min": ("second", 60),
    "hour": ("second", 3600),
    "hr": ("second", 3600),
    "day": ("day", 1),
    "week": ("day", 7),
    "fortnight": ("day", 14),
    "month": ("month", 1),
    "year": ("month", 12),
    "yr": ("month", 12),
    "decade": ("month", 120),
}

_SMALL = "|".join(_UNITS)
_TEN = "|".join(_TENS)
_SCALE = "hundred|thousand|million|billion|lakhs?|crores?|dozen"
_SPELLED = rf"(?:(?:{_TEN})(?:[- ](?:{_SMALL}))?|{_SMALL})"
_NUMBER = rf"""
    (?P<digits>\d{{1,3}}(?:,\d{{2,3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:(?P<suffix>k|m|mn|bn)\b)?
    (?:[ -](?P<scale>{_SCALE})\b)?
  | \b(?P<words>(?:{_SPELLED}|a)[ -](?:{_SCALE})(?:[ ](?:and[ ])?{_SPELLED})?(?:[ ]thousand)?
    |{_SPELLED})\b
"""
_SYMBOL = r"(?:us|ca|au|nz|hk|[sacr])?\$|[€£¥₹₩]"
_CODES = "|".join(sorted((code for code in _CURRENCIES if code.isalpha()), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.])(?:(?P<before>{_SYMBOL}|\b(?:{_CODES})\b)\s?)?(?:{_NUMBER})",
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCY_AFTER = re.compile(
    rf"\s?\(?(?:us[ ]|u\.s\.[ ]|american[ ])?(?P<code>{_SYMBOL}|(?:{_CODES})s?\b)\)?", re.IGNORECASE
)
_COUNTRY_AFTER = re.compile(r"\s?\(?(?:us|u\.s\.|american)\s", re.IGNORECASE)
_PERCENT_AFTER = re.compile(r"\s?(?:%|percent\b|per\s?cent\b)", re.IGNORECASE)
_TIME_AFTER = re.compile(
    rf"(?:\sor\s(?:more|less|fewer))?(?:\s+|-)(?:(?!and|or|to|a|an|per|the|of|in|on)[a-z]+\s)?(?P<unit>{'|'.join(_TIME)})s?\b",
    re.IGNORECASE,
)
_OF_TEN = re.compile(
    rf"(?:\s\w+)?\s(?:in|out\sof)\s(?:every\s)?(?:{_NUMBER})"
    rf"(?!\s?(?:-|–|to\s\d|to\s(?:{_SMALL})|or\s)|\s(?:{'|'.join(_TIME)})s?\b)",
    re.IGNORECASE | re.VERBOSE,
)
_PART_AFTER = re.compile(rf"[ -](?P<part>{'|'.join(_PARTS)})\b", re.IGNORECASE)
_JOINER = re.compile(
    r"[\s-]?(?:-|–|—|to|and|or|up\sto|as\shigh\sas|rising\sto|:)[\s-]?(?:up\sto\s|about\s|around\s)?",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\W{0,3}(?:\w+\s){0,1}?(?:an?|per|each|every|/)\s?(?P<unit>hour|day|week|month|year)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"""
    \b(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)\b
  | \bhalf\spast\s(?P<half>{_SMALL}|\d{{1,2}})\b
  | \bquarter\s(?P<side>past|to)\s(?P<quarter>{_SMALL}|\d{{1,2}})\b
  | \b(?P<hour>{_SMALL})-(?P<minutes>fifteen|thirty|forty-five)\b
  | \b(?P<noon>noon|midday|midnight)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ONE_PART = re.compile(
    r"\b(?:an?|one|the\s(?:remaining|other|first|last|bottom|top|lowest|highest|best|worst)(?:-\w+)?"
    r"|(?:bottom|top|lowest|highest|best|worst)(?:-paid|-earning)?|about|only)\s"
    rf"(?P<part>{'|'.join(part for part in _PARTS if part != 'half')})\b(?!\s(?:time|year|one))",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\bhalf\b(?:\s(?:an?|of\san?)\s(?P<unit>hour|day|month|year|dozen)\b)?", re.IGNORECASE
)
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d{{1,2}})(?:st|nd|rd|th)"
    rf"|(?P<noun>year|day|week|month|step|stage|period)\s(?P<after>{_SMALL}|\d{{1,2}}))\b"
    r"(?!\s(?:of\sall|come|aid|hand))",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"\b(?P<lead>is|takes?|lasts?|of|for|within)\san?\s(?P<unit>{'|'.join(_TIME)})\b"
)
_TWICE = re.compile(r"\b(?:twice|thrice)\b", re.IGNORECASE)
_ABOVE = re.compile(
    r"\b(?:at\sleast|more\sthan|over|above|beyond|upwards?\sof|passe?s?|exceeds?|exceeding"
    r"|not\s(?:less|fewer)\sthan|no\s(?:less|fewer)\sthan|minimum(?:\sof)?|longer\sthan)\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:at\smost|less\sthan|fewer\sthan|under|below|up\sto|not\smore\sthan|no\smore\sthan"
    r"|maximum(?:\sof)?|as\shigh\sas|shorter\sthan)\s*$",
    re.IGNORECASE,
)
_MORE_AFTER = re.compile(
    r"(?:\s\w+){0,2}?\s(?:or|and)\s(?:more|beyond|above|over|better|higher)\b", re.IGNORECASE
)
_LESS_AFTER = re.compile(
    r"(?:\s\w+){0,2}?\s(?:or|and)\s(?:less|below|under|lower|fewer)\b", re.IGNORECASE
)
_NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|another|which|this|that|the|only|at|as)\s$", re.IGNORECASE
)
_NO_COUNT_AFTER = re.compile(r"\s(?:of|by|another|or\sanother|or\sthe\sother|is|who|that|can)\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or a range of them.

    Attributes:
        kind: what it measures.
        values: the one value or, of a range, both ends: money in its currency, shares from 0 to 1,
            durations in the smallest unit of their family, times in minutes after twelve.
        units: the currencies that it may be in, or the family of its unit of time; empty where
            nothing is said.
        per: the period that it is paid or counted by, or "".
        bound: 1 where it is a lower bound ("more than"), -1 for an upper one, 0 otherwise.
        start: where it begins in the text.
        end: where it ends.
        scale: what the number was multiplied by: 1000 in "80k", 0.01 in "80 %".
    """

    kind: Kind
    values: tuple[float, ...]
    units: frozenset[str]
    per: str
    bound: int
    start: int
    end: int
    scale: float = field(default=1.0, compare=False)

    def comparable(self, other: Figure) -> bool:
        """Whether both say how much of the same kind of thing."""
        if self.kind != other.kind:
            return "count" in (self.kind, other.kind) and {self.kind, other.kind} <= {
                "count",
                "money",
                "time",
                "year",
                "duration",
            }
        return self.kind != "duration" or self.units == other.units

    def agrees(self, other: Figure) -> bool:
        """Whether a text that has `other` bears this one out: the same values, or one of a
        range's, in the same currency and by the same period."""
        if not self.comparable(other) or (
            self.units and other.units and not self.units & other.units
        ):
            return False
        if self.per and other.per and self.per != other.per and self.kind == "money":
            return False
        if self.bound * other.bound < 0:
            return False
        mine, theirs = self.values, other.values
        if "count" in (self.kind, other.kind) and self.kind != other.kind:
            mine = tuple(value / self.scale for value in mine) if self.kind == "duration" else mine
            theirs = (
                tuple(value / other.scale for value in theirs)
                if other.kind == "duration"
                else theirs
            )
        same = operator.eq if self.kind in _EXACT and max(mine) < 3000 else _close
        if len(mine) > 1 and len(theirs) > 1:
            return all(map(same, mine, theirs))
        return all(any(same(value, each) for each in theirs) for value in mine)

    def ends(self) -> tuple[Figure, ...]:
        """Each end of a range by itself."""
        return tuple(replace(self, values=(value,)) for value in self.values)


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order; the two ends of a range are one figure."""
    found: list[Figure] = []
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= first or start >= last for first, last in taken)

    def keep(figure: Figure) -> None:
        found.append(figure)
        taken.append((figure.start, figure.end))

    for match in _CLOCK.finditer(text):
        keep(_clock(match))
    for match in _HALF.finditer(text):
        if free(*match.span()):
            keep(_half(match))
    for match in _ONE_PART.finditer(text):
        if free(*match.span()):
            keep(_plain("share", 1 / _PARTS[match["part"].lower()], *match.span()))
    position = 0
    while amount := _AMOUNT.search(text, position):
        position = amount.end()
        if not free(*amount.span()):
            continue
        figure = _amount(text, amount)
        if figure is not None:
            position = max(position, figure.end)
            keep(figure)
    for match in _ORDINAL.finditer(text):
        if free(*match.span()):
            keep(_plain("ordinal", _ordinal(match), *match.span()))
        elif match["noun"]:
            found = [each for each in found if not match.start() <= each.start < match.end()]
            keep(_plain("ordinal", _ordinal(match), *match.span()))
    for match in _ALONE.finditer(text):
        if free(*match.span()):
            family, factor = _TIME[match["unit"].lower()]
            keep(
                Figure(
                    "duration",
                    (factor,),
                    frozenset({family}),
                    "",
                    0,
                    match.start("unit"),
                    match.end(),
                )
            )
    for match in _TWICE.finditer(text):
        keep(_plain("count", 2 if match[0].lower() == "twice" else 3, *match.span()))
    return tuple(_joined(text, sorted(found, key=lambda each: each.start)))


def _plain(kind: Kind, value: float, start: int, end: int) -> Figure:
    return Figure(kind, (float(value),), frozenset(), "", 0, start, end)


def _clock(match: re.Match[str]) -> Figure:
    if match["h"]:
        minutes = int(match["h"]) * 60 + int(match["m"])
    elif match["half"]:
        minutes = int(_spelled(match["half"])) * 60 + 30
    elif match["quarter"]:
        minutes = int(_spelled(match["quarter"])) * 60 + (
            15 if match["side"].lower() == "past" else -15
        )
    elif match["hour"]:
        minutes = int(_spelled(match["hour"])) * 60 + int(_spelled(match["minutes"]))
    else:
        minutes = 720
    return _plain("time", minutes % 720 / 60 or 12.0, *match.span())


def _half(match: re.Match[str]) -> Figure:
    unit = (match["unit"] or "").lower()
    if unit == "dozen":
        return _plain("count", 6, *match.span())
    if unit:
        family, factor = {"hour": ("second", 1800), "day": ("second", 43200)}.get(
            unit, ("month", _TIME[unit][1] / 2)
        )
        return Figure("duration", (factor,), frozenset({family}), "", 0, *match.span())
    return _plain("share", 0.5, *match.span())


def _ordinal(match: re.Match[str]) -> float:
    if match["word"]:
        return _ORDINALS[match["word"].lower()]
    return _spelled(match["digits"] or match["after"])


def _amount(text: str, match: re.Match[str]) -> Figure | None:
    value, end = _value(match), match.end()
    scale = value / float(match["digits"].replace(",", "")) if match["digits"] and value else 1.0
    before, head = match["before"], text[: match.start()]
    bound = 1 if _ABOVE.search(head) else -1 if _BELOW.search(head) else 0
    units: frozenset[str] = _CURRENCIES[before.lower()] if before else frozenset()
    kind: Kind = "money" if before else "count"
    after = _CURRENCY_AFTER.match(text, end)
    if after:
        code = after["code"].lower()
        named = _CURRENCIES.get(code) or _CURRENCIES[code.rstrip("s")]
        if _COUNTRY_AFTER.match(text, end):
            named = frozenset({"usd"})
        units = units & named or named
        kind, end = "money", after.end()
    elif kind == "count":
        if percent := _PERCENT_AFTER.match(text, end):
            kind, value, scale, end = "share", value / 100, 0.01, percent.end()
        elif part := _PART_AFTER.match(text, end):
            if value >= _PARTS[part["part"].lower()]:
                return None
            kind, value, end = "share", value / _PARTS[part["part"].lower()], part.end()
        elif (among := _OF_TEN.match(text, end)) and _value(among) > value:
            kind, value, end = "share", value / _value(among), among.end()
        elif time := _TIME_AFTER.match(text, end):
            family, factor = _TIME[time["unit"].lower()]
            kind, value, scale, end = "duration", value * factor, scale * factor, time.end()
            units = frozenset({family})
        elif _is_year(match, value):
            kind = "year"
        elif match["words"] and match["words"].lower() == "one":
            ranges = re.match(r"\s?(?:-|–|—|to|or)\s", text[end:])
            if not ranges and (_NO_COUNT.search(head) or _NO_COUNT_AFTER.match(text, end)):
                return None
    if _MORE_AFTER.match(text, end):
        bound = 1
    elif _LESS_AFTER.match(text, end):
        bound = -1
    per = _PER.match(text, end)
    period = per["unit"].lower() if per else ""
    return Figure(kind, (value,), units, period, bound, match.start(), end, scale)


def _is_year(match: re.Match[str], value: float) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", match[0])) and 1900 <= value < 2100


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
        for scale in (match["suffix"], match["scale"]):
            value *= _SCALES[scale.lower()] if scale else 1
        return value
    return _spelled(match["words"])


def _spelled(words: str) -> float:
    if words.isdigit():
        return float(words)
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1e3:
                total, current = total + current, 0.0
        elif word == "a":
            current = 1
    return total + current


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with the two ends of each range made one; an end without a unit has the other's."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        gap = text[last.end : figure.start] if last else ""
        if (
            last
            and len(last.values) == 1
            and _JOINER.fullmatch(gap)
            and _one_range(text, last, gap, figure)
        ):
            joined[-1] = _range(last, figure)
        else:
            joined.append(figure)
    return joined


def _one_range(text: str, first: Figure, gap: str, second: Figure) -> bool:
    if first.kind != second.kind and "count" not in (first.kind, second.kind):
        return False
    if (
        first.kind == second.kind
        and first.units
        and second.units
        and not first.units & second.units
    ):
        return False
    if gap.strip().lower() == "and":
        return bool(re.search(r"\b(?:between|from)\s*$", text[: first.start], re.IGNORECASE))
    return gap.strip().lower() != "or" or first.kind == "count"


def _range(first: Figure, second: Figure) -> Figure:
    low, high = first.values[0], second.values[0]
    if first.scale == 1.0 and low <= high / second.scale:
        low *= second.scale
    return Figure(
        first.kind if second.kind == "count" else second.kind,
        (low, high),
        first.units & second.units or second.units or first.units,
        second.per or first.per,
        max(second.bound, 0),
        first.start,
        second.end,
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 0.012 * max(abs(one), abs(other))
