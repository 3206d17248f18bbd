"""Quantities in prose: money, shares, durations, times of day, years and counts.

One parser for all that reads a number: the check of written sentences, which compares them, and
the charts, which draw them. It knows how numbers are written in Europe and India too (60.000 €,
₹1,50,000), and the words for units in English, German and Spanish.

The tables are the product's own. Babel has larger ones, but weighs 33 MB, takes 0.2 s to import,
and would need a list of exceptions ("won", "real", "ALL" are money there); the tests compare with
it. text2num reads neither "a dozen" nor "lakh" nor "nine-to-twelve-month".
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["money", "share", "duration", "time", "year", "ordinal", "count"]

#: What is compared exactly; all else may differ by a little, as "about" allows.
_EXACT = frozenset({"year", "count", "ordinal", "time"})
_COUNT_MAY_BE = frozenset({"count", "money", "time", "year", "duration"})

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_UNITS = {word: number for number, word in enumerate(_ONES)}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    name + plural: number
    for name, number in _ORDINALS.items()
    if number > 2
    for plural in ("", "s")
}


def _table(rows: dict[str, float]) -> dict[str, float]:
    """Return a value for each word of a table whose keys are words that mean the same."""
    return {word: value for words, value in rows.items() for word in words.split()}


_ENGLISH_SCALES = _table(
    {
        "dozen": 12,
        "hundred": 1e2,
        "thousand": 1e3,
        "lakh lakhs": 1e5,
        "million": 1e6,
        "crore crores": 1e7,
        "billion": 1e9,
    }
)
#: Scales behind digits: close to them, after a space, and in capitals after a space.
_SUFFIXES = _table({"k": 1e3, "m mn": 1e6, "bn": 1e9, "cr": 1e7})
_SCALES = _ENGLISH_SCALES | _table(
    {
        "tsd tausend mil हज़ार": 1e3,
        "लाख": 1e5,
        "mio millionen millón millones": 1e6,
        "करोड़": 1e7,
        "mrd milliarde milliarden": 1e9,
    }
)
_LONE_CAPITALS = {"K": 1e3, "M": 1e6}

#: The currencies in use (ISO 4217), but ALL and TOP, which are words.
_CODES = frozenset(
    """
    AED AFN AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
    NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
    SOS SRD SSP STN SYP SZL THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF
    XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()
)
#: What a symbol or name of money may stand for. One without a country may stand for several.
_MONEY = {
    word: frozenset(codes.split())
    for words, codes in {
        "$": "USD", "US$ $US": "USD", "S$ SG$ $SG": "SGD", "A$ AU$ $AU": "AUD",
        "C$ CA$ $CA": "CAD", "NZ$ $NZ": "NZD", "HK$ $HK": "HKD", "R$": "BRL",
        "MX$": "MXN", "NT$": "TWD",
        "€ euro": "EUR", "£ pound": "GBP", "¥": "CNY JPY", "CN¥ yuan RMB": "CNY",
        "JP¥ yen": "JPY", "₹ rs rs.": "INR", "rupee": "INR PKR LKR NPR", "₩": "KRW", "₽": "RUB",
        "₺": "TRY", "₴": "UAH", "₦ naira": "NGN", "₫": "VND", "₱": "PHP", "₪ shekel": "ILS",
        "฿ baht": "THB", "zł zloty": "PLN", "fr. franc": "CHF", "dirham": "AED",
        "dollar": "USD AUD SGD CAD NZD HKD", "kr kr.": "SEK NOK DKK", "krona kronor": "SEK",
        "krone kroner": "NOK DKK", "peso": "MXN PHP", "rand": "ZAR",
    }.items()
    for word in words.lower().split()
}  # fmt: skip
#: How the money is called where several countries have it.
_BARE = {"dollar": "$", "peso": "peso", "rupee": "₹", "krone": "kr", "kroner": "kr", "kr.": "kr"}

#: Words for a unit of time, its family, and how many of the family's smallest unit it has; months
#: and years are no number of days.
_TIME = {
    word: (unit, family, size)
    for words, unit, family, size in (
        ("second seconds segundo segundos sekunde sekunden", "second", "second", 1),
        ("minute minutes min minuto minutos minuten", "minute", "second", 60),
        ("hour hours hr hrs hora horas stunde stunden", "hour", "second", 3600),
        ("day days día días tag tage tagen", "day", "day", 1),
        ("week weeks semana semanas woche wochen", "week", "day", 7),
        ("fortnight fortnights", "fortnight", "day", 14),
        ("month months mes meses monat monate monaten", "month", "month", 1),
        ("year years yr yrs año años jahr jahre jahren", "year", "month", 12),
        ("decade decades", "decade", "month", 120),
    )
    for word in words.split()
}


def _any(words: object) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(map(re.escape, sorted(map(str, words), key=len, reverse=True)))  # type: ignore[call-overload]


_ENDS = r"(?![^\W\d_])"  # \b does not hold after a vowel sign of Devanagari
_SMALL = _any(_UNITS)
_SCALE_WORD = _any(_ENGLISH_SCALES)
_SPELLED = rf"(?:(?:{_any(_TENS)})(?:[- ](?:{_SMALL}))?|{_SMALL})"
_GROUPS = (
    r"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?(?!\d)"  # 60,000.50
    r"|\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)"  # 1,50,000
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)"  # 60.000,50
    r"|\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?(?!\d)"  # 60 000,50 and 60’000.50
    r"|\d+(?:[.٫]\d+|,\d{1,2}(?!\d))?"
)
_NUMBER = rf"""
    (?P<digits>{_GROUPS})
    (?:(?P<suffix>{_any(_SUFFIXES)})\b
      |[\s-]?(?P<scale>{_any(_SCALES)}){_ENDS}\.?|\s(?P<capital>(?-i:[KM])){_ENDS})?
  | \b(?P<words>(?:{_SPELLED}|a)[ -](?:{_SCALE_WORD})(?:[ ](?:and[ ])?{_SPELLED})?(?:[ ]thousand)?
    |{_SPELLED})\b
"""
_SYMBOLS = _any(word for word in _MONEY if not word.isalpha())
_NAMES = _any(word for word in _MONEY if word.isalpha())
_CODE = rf"(?-i:{_any(_CODES)})"
_AMOUNT = re.compile(
    rf"(?<![\w.])(?:(?P<before>(?:{_SYMBOLS})|\b(?:{_CODE}|rs|rmb|zł|kr){_ENDS})\s?)?(?:{_NUMBER})",
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCY_AFTER = re.compile(
    rf"\s?\(?(?P<country>us\s|u\.s\.\s|american\s)?"
    rf"(?P<code>{_CODE}\b|(?:{_SYMBOLS})(?!\d)|(?:{_NAMES})s?\b)\)?",
    re.IGNORECASE,
)
_LPA = re.compile(r"\s?lpa\b", re.IGNORECASE)
_PERCENT_AFTER = re.compile(
    r"\s?(?:%|percent\b|per\s?cent\b|prozent\b|por\sciento\b)", re.IGNORECASE
)
_PLUS_AFTER = re.compile(r"\+(?!\d)")
_TIME_WORD = rf"(?:{_any(_TIME)}){_ENDS}"
_TIME_AFTER = re.compile(
    rf"(?:\sor\s(?:more|less|fewer))?(?:\s+|-)(?:(?!and|or|to|a|an|per|the|of|in|on)[a-z]+\s)?"
    rf"(?P<unit>{_TIME_WORD})",
    re.IGNORECASE,
)
_OF_TEN = re.compile(
    rf"(?:\s\w+)?\s(?:in(?!\s(?:19|20)\d\d\b)|out\sof|of(?=\s(?:10|100|1,?000)\b))"
    rf"\s(?:every\s)?(?:{_NUMBER})"
    rf"(?!\s?(?:-|–|to\s\d|to\s(?:{_SMALL})|or\s)|\s{_TIME_WORD})",
    re.IGNORECASE | re.VERBOSE,
)
#: "4½", "4 1/2" and "four and a half".
_FRACTION_AFTER = re.compile(
    r"\s?(?P<sign>[½¼¾])|[ ](?P<over>[13])/(?P<under>[24])\b|\sand\sa\s(?P<part>half|quarter)\b",
    re.IGNORECASE,
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "half": 0.5, "quarter": 0.25}
_PART_AFTER = re.compile(rf"[ -](?P<part>{_any(_PARTS)})\b", re.IGNORECASE)
_ABOUT_WORDS = r"(?:about|around|roughly|approximately|circa|nearly|almost|etwa|rund|unos)"
_JOINER = re.compile(
    r"[\s-]?(?:-|–|—|to|and|or|up\sto|as\shigh\sas|rising\sto|bis|und|a|:)[\s-]?"
    rf"(?:up\sto\s|{_ABOUT_WORDS}\s)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:between|from|zwischen|entre)\s(?:{_ABOUT_WORDS}\s)?\W*$", re.IGNORECASE
)
_PERIOD = rf"(?P<unit>{_any(w for w, (unit, *_) in _TIME.items() if unit[0] in 'hdwmy')}|annum)"
_PER_AFTER = re.compile(
    rf"\W{{0,3}}(?:(?:\w+\s)?(?:an?|per|each|every|pro|im|al|por)\s{_PERIOD}{_ENDS}"
    rf"|/\s?(?:{_PERIOD.replace('unit', 'slashed')}{_ENDS}|(?P<short>hr?|mo|yr?)\b)"
    r"|(?P<annual>p\.\s?a\.?|pa\b))",
    re.IGNORECASE,
)
_PERIOD_WORDS = {
    word: period
    for words, period in {
        "hourly": "hour", "daily": "day", "weekly": "week", "monthly monatlich mensual": "month",
        "yearly annual annually jährlich anual": "year",
    }.items()
    for word in words.split()
}  # fmt: skip
_PERIOD_WORD = re.compile(rf"\b(?:{_any(_PERIOD_WORDS)})\b", re.IGNORECASE)
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
    rf"(?P<part>{_any(part for part in _PARTS if part != 'half')})\b(?!\s(?:time|year|one))",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\bhalf\b(?:\s(?:an?|of\san?)\s(?P<unit>hour|day|month|year|dozen)\b)?", re.IGNORECASE
)
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{_any(_ORDINALS)})|(?P<digits>\d{{1,2}})(?:st|nd|rd|th)"
    rf"|(?P<noun>year|day|week|month|step|stage|period)\s(?P<after>{_SMALL}|\d{{1,2}}))\b"
    r"(?!\s(?:of\sall|come|aid|hand))",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\b(?:is|takes?|lasts?|of|for|within)\san?\s(?P<unit>{_TIME_WORD})")
_TWICE = re.compile(r"\b(?:twice|thrice)\b", re.IGNORECASE)
_ABOVE = re.compile(
    r"(?:\b(?:at\sleast|more\sthan|over|above|beyond|upwards?\sof|passe?s?|exceeds?|exceeding"
    r"|not\s(?:less|fewer)\sthan|no\s(?:less|fewer)\sthan|minimum(?:\sof)?|longer\sthan"
    r"|starting\sat|mindestens|über|ab|al\smenos|más\sde)|[>≥])\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:\b(?:at\smost|less\sthan|fewer\sthan|under|below|up\sto|not\smore\sthan|no\smore\sthan"
    r"|maximum(?:\sof)?|as\shigh\sas|shorter\sthan|höchstens|bis\szu|unter|hasta|menos\sde"
    r"|como\smáximo)|[<≤])\s*$",
    re.IGNORECASE,
)
_NEAR = re.compile(rf"(?:\b{_ABOUT_WORDS}\W*|~\s?)$", re.IGNORECASE)
_MORE_AFTER = re.compile(
    r"(?:\s\w+){0,2}?\s(?:(?:or|and)\s(?:more|beyond|above|over|better|higher|up)"
    r"|(?:und|oder)\smehr|o\smás)\b",
    re.IGNORECASE,
)
_LESS_AFTER = re.compile(
    r"(?:\s\w+){0,2}?\s(?:(?:or|and)\s(?:less|below|under|lower|fewer)|oder\sweniger|o\smenos)\b",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|another|which|this|that|the|only|at|as)\s$", re.IGNORECASE
)
_NO_COUNT_AFTER = re.compile(r"\s(?:of|by|another|or\sanother|or\sthe\sother|is|who|that|can)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that a text gives, or a range of quantities.

    Attributes:
        kind: what it measures.
        values: the one value or, of a range, both ends: money in its currency, shares from 0 to 1,
            durations in the smallest unit of their family, times in hours after twelve.
        units: the codes of the currencies that it may be in, or the family of its unit of time;
            empty where nothing is said.
        per: the period that it is paid or counted by ("hour", "year"), or "".
        bound: 1 where it is a lower bound ("more than", "60k+"), -1 for an upper one, else 0.
        start: where it begins in the text.
        end: where it ends, without the period.
        scale: what the number was multiplied by: 1000 in "80k", 0.01 in "80 %".
        currency: the code of its money, or the bare symbol that several countries share.
        written: where each of the values is written, with its symbol and scale; with a code or
            name of money behind it only where it has no symbol.
        about: whether the text says that it is not exact.
    """

    kind: Kind
    values: tuple[float, ...]
    units: frozenset[str]
    per: str
    bound: int
    start: int
    end: int
    scale: float = field(default=1.0, compare=False)
    currency: str = field(default="", compare=False)
    written: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    about: bool = field(default=False, compare=False)

    def comparable(self, other: Quantity) -> bool:
        """Return whether both say how much of the same kind of thing."""
        if self.kind != other.kind:
            return "count" in (self.kind, other.kind) and {self.kind, other.kind} <= _COUNT_MAY_BE
        return self.kind != "duration" or self.units == other.units

    def agrees(self, other: Quantity) -> bool:
        """Return whether a text that has `other` bears this one out: the same values, or one of a
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
        if self.kind != other.kind:  # one is a bare count: "three" beside "three months"
            mine, theirs = self._as_written(), other._as_written()
        same = operator.eq if self.kind in _EXACT and max(mine) < 3000 else _close
        if len(mine) > 1 and len(theirs) > 1:
            return all(map(same, mine, theirs))
        return all(any(same(value, each) for each in theirs) for value in mine)

    def ends(self) -> tuple[Quantity, ...]:
        """Return each end of a range by itself."""
        return tuple(replace(self, values=(value,)) for value in self.values)

    def _as_written(self) -> tuple[float, ...]:
        scale = self.scale if self.kind == "duration" else 1.0
        return tuple(value / scale for value in self.values)


@lru_cache(maxsize=4096)
def quantities_of(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text, in order; the two ends of a range are one quantity.

    >>> [(each.values, each.currency) for each in quantities_of("60.000 bis 75.000 € p.a.")]
    [((60000.0, 75000.0), 'EUR')]
    """
    found: list[Quantity] = []

    def free(match: re.Match[str]) -> bool:
        start, end = match.span()
        return all(end <= each.start or start >= each.end for each in found)

    found += [_clock(match) for match in _CLOCK.finditer(text)]
    found += [_half(match) for match in _HALF.finditer(text) if free(match)]
    found += [
        _plain("share", 1 / _PARTS[match["part"].lower()], match)
        for match in _ONE_PART.finditer(text)
        if free(match)
    ]
    position = 0
    while amount := _AMOUNT.search(text, position):
        position = amount.end()
        quantity = _amount(text, amount) if free(amount) else None
        if quantity is not None:
            position = max(position, quantity.end)
            found = [each for each in found if not quantity.start <= each.start < quantity.end]
            found.append(quantity)
    for match in _ORDINAL.finditer(text):
        if match["noun"]:  # "year two": the number is no count
            found = [each for each in found if not match.start() <= each.start < match.end()]
        if free(match):
            found.append(_plain("ordinal", _ordinal(match), match))
    for match in _ALONE.finditer(text):
        if free(match):
            _, family, size = _TIME[match["unit"].lower()]
            start, end = match.span("unit")
            found.append(Quantity("duration", (size,), frozenset({family}), "", 0, start, end))
    for match in _TWICE.finditer(text):
        found.append(_plain("count", 2 if match[0].lower() == "twice" else 3, match))
    return _with_periods(text, _joined(text, sorted(found, key=lambda each: each.start)))


def _plain(kind: Kind, value: float, match: re.Match[str]) -> Quantity:
    return Quantity(kind, (float(value),), frozenset(), "", 0, *match.span())


def _clock(match: re.Match[str]) -> Quantity:
    if match["h"]:
        minutes = int(match["h"]) * 60 + int(match["m"])
    elif match["half"]:
        minutes = int(_spelled(match["half"])) * 60 + 30
    elif match["quarter"]:
        side = 15 if match["side"].lower() == "past" else -15
        minutes = int(_spelled(match["quarter"])) * 60 + side
    elif match["hour"]:
        minutes = int(_spelled(match["hour"])) * 60 + int(_spelled(match["minutes"]))
    else:
        minutes = 720
    return _plain("time", minutes % 720 / 60 or 12.0, match)


def _half(match: re.Match[str]) -> Quantity:
    unit = (match["unit"] or "").lower()
    if unit == "dozen":
        return _plain("count", 6, match)
    if not unit:
        return _plain("share", 0.5, match)
    family, size = ("second", 43200.0) if unit == "day" else (_TIME[unit][1], _TIME[unit][2] / 2)
    return Quantity("duration", (size,), frozenset({family}), "", 0, *match.span())


def _ordinal(match: re.Match[str]) -> float:
    if match["word"]:
        return _ORDINALS[match["word"].lower()]
    return _spelled(match["digits"] or match["after"])


def _amount(text: str, match: re.Match[str]) -> Quantity | None:
    """Return the quantity that a number begins, or None where it is none ("no one")."""
    value, scale = _value(match)
    end, head = match.end(), text[: match.start()]
    written = match.span()
    symbol = match["before"] or ""
    bound = 1 if _ABOVE.search(head) else -1 if _BELOW.search(head) else 0
    units, per = _codes(symbol), ""
    kind: Kind = "money" if symbol else "count"
    if scale == 1.0 and (fraction := _FRACTION_AFTER.match(text, end)):
        over, under = fraction["over"], fraction["under"]
        part = (fraction["sign"] or fraction["part"] or "").lower()
        value += int(over) / int(under) if over else _FRACTIONS[part]
        end = fraction.end()
    if plus := _PLUS_AFTER.match(text, end):
        bound, end = 1, plus.end()
    if lakh := _LPA.match(text, end):  # lakh rupees per annum
        kind, units, per, symbol = "money", frozenset({"INR"}), "year", symbol or "INR"
        value, scale, end = value * 1e5, scale * 1e5, lakh.end()
        written = match.start(), end
    elif after := _CURRENCY_AFTER.match(text, end):
        named = frozenset({"USD"}) if after["country"] else _codes(after["code"])
        units = units & named or named
        kind, end = "money", after.end()
        if not symbol:
            written = match.start(), after.end("code")
        symbol = after["code"] if len(named) == 1 or not symbol else symbol
        if plus := _PLUS_AFTER.match(text, end):
            bound, end = 1, plus.end()
    elif kind == "count":
        if percent := _PERCENT_AFTER.match(text, end):
            kind, value, scale, end = "share", value / 100, 0.01, percent.end()
        elif piece := _PART_AFTER.match(text, end):
            parts = _PARTS[piece["part"].lower()]
            if value >= parts:
                return None
            kind, value, end = "share", value / parts, piece.end()
        elif (among := _OF_TEN.match(text, end)) and _value(among)[0] > value:
            kind, value, end = "share", value / _value(among)[0], among.end()
        elif time := _TIME_AFTER.match(text, end):
            _, family, size = _TIME[time["unit"].lower()]
            kind, value, scale, end = "duration", value * size, scale * size, time.end()
            units = frozenset({family})
        elif _YEAR.fullmatch(match[0]):
            kind = "year"
        elif (match["words"] or "").lower() == "one":
            ranges = re.match(r"\s?(?:-|–|—|to|or)\s", text[end:])
            if not ranges and (_NO_COUNT.search(head) or _NO_COUNT_AFTER.match(text, end)):
                return None
    if _MORE_AFTER.match(text, end):
        bound = 1
    elif _LESS_AFTER.match(text, end):
        bound = -1
    return Quantity(
        kind,
        (value,),
        units,
        per or _per(text, end),
        bound,
        match.start(),
        end,
        scale,
        _currency(symbol, units) if kind == "money" else "",
        (written,),
        _NEAR.search(head) is not None,
    )


def _per(text: str, end: int) -> str:
    """Return the period that stands behind a quantity: "a month", "/yr", "p.a."; else ""."""
    match = _PER_AFTER.match(text, end)
    if match is None:
        return ""
    if match["annual"]:
        return "year"
    if match["short"]:
        return {"h": "hour", "m": "month", "y": "year"}[match["short"][0].lower()]
    word = (match["unit"] or match["slashed"]).lower()
    return "year" if word == "annum" else _TIME[word][0]


def _codes(name: str) -> frozenset[str]:
    """Return the codes of the money that a symbol, code or name may stand for."""
    if name in _CODES:
        return frozenset({name})
    low = name.lower()
    return _MONEY.get(low) or _MONEY.get(low.removesuffix("s"), frozenset())


def _currency(name: str, codes: frozenset[str]) -> str:
    """Return the code of the money where one is meant; "$" may be of several countries."""
    if name == "$" or len(codes) != 1:
        low = name.lower().removesuffix("s")
        return _BARE.get(low, name)
    return next(iter(codes))


def _value(match: re.Match[str]) -> tuple[float, float]:
    """Return a number, and what its scale multiplied it by."""
    if match["words"]:
        return _spelled(match["words"]), 1.0
    scale = (
        _SUFFIXES[match["suffix"].lower()] if match["suffix"]
        else _SCALES[match["scale"].lower()] if match["scale"]
        else _LONE_CAPITALS[match["capital"]] if match["capital"]
        else 1.0
    )  # fmt: skip
    return _number(match["digits"], scale > 1) * scale, scale


def _number(digits: str, scaled: bool) -> float:
    """Return the value of digits with separators. One dot before three digits groups ("60.000"),
    unless a scale follows ("1.125 million") or nothing stands before it ("0.125")."""
    bare = re.sub(r"[٬ \u00a0\u202f’']", "", digits).replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
        once = bare.count(".") == 1 and "," not in bare
        if not (once and (scaled or bare.startswith("0."))):
            bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", bare):
        bare = bare.replace(",", ".")
    return float(bare.replace(",", ""))


def _spelled(words: str) -> float:
    if words.isdigit():
        return float(words)
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in _ENGLISH_SCALES:
            current = max(current, 1) * _ENGLISH_SCALES[word]
            if _ENGLISH_SCALES[word] >= 1e3:
                total, current = total + current, 0.0
        elif word == "a":
            current = 1
    return total + current


def _joined(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities with the two ends of each range made one; an end without a unit has
    the other's."""
    joined: list[Quantity] = []
    for quantity in quantities:
        last = joined[-1] if joined else None
        if last and len(last.values) == 1 and _one_range(text, last, quantity):
            joined[-1] = _range(last, quantity)
        else:
            joined.append(quantity)
    return joined


def _one_range(text: str, first: Quantity, second: Quantity) -> bool:
    gap = text[first.end : second.start]
    if not _JOINER.fullmatch(gap):
        return False
    if first.kind != second.kind and "count" not in (first.kind, second.kind):
        return False
    apart = first.units and second.units and not first.units & second.units
    if first.kind == second.kind and apart:
        return False
    word = gap.split()[0].lower() if gap.split() else ""
    if word in ("and", "und", "a"):
        between = _BETWEEN.search(text[: first.start])
        return bool(between) or (word == "a" and first.kind == second.kind == "money")
    return word != "or" or first.kind == "count"


def _range(first: Quantity, second: Quantity) -> Quantity:
    low, high = first.values[0], second.values[0]
    if first.scale == 1.0 and low <= high / second.scale:  # "30 to 45k"
        low *= second.scale
    named = [each.currency for each in (second, first) if each.currency]
    return Quantity(
        first.kind if second.kind == "count" else second.kind,
        (low, high),
        first.units & second.units or second.units or first.units,
        second.per or first.per,
        max(first.bound, second.bound, 0),
        first.start,
        second.end,
        currency=next((name for name in named if name in _CODES), *named[:1] or [""]),
        written=first.written + second.written,
        about=first.about or second.about,
    )


def _with_periods(text: str, quantities: list[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities; money without a period has the one that the text names in a word of
    its own, as "hourly" or "annual"."""
    word = _PERIOD_WORD.search(text)
    period = _PERIOD_WORDS[word[0].lower()] if word else ""
    return tuple(
        replace(each, per=period) if period and each.kind == "money" and not each.per else each
        for each in quantities
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 0.012 * max(abs(one), abs(other))
