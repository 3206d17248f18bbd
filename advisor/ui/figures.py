"""Amounts of money in the passages that an answer cites: what a chart can be drawn of.

Nothing is converted: figures are only put beside one another when currency and period agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.text.plain import plain
from advisor.text.sentences import sentences
from advisor.types import Citation

_SYMBOL = r"(?:US|S|C|A|CA|AU|NZ|HK|R)?\$|[€£¥₹₩₽₺₴₦₫₱₪฿]|zł|Rs\.?|kr\.?|Fr\."
_CODE = (
    "USD|EUR|GBP|CNY|RMB|JPY|INR|CHF|SGD|HKD|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|KRW|BRL|MXN"
    "|ZAR|AED|SAR|ILS|TRY|THB|IDR|MYR|PHP|VND|NGN|KES|EGP|PKR|BDT|TWD|CLP|COP|ARS|UAH"
)
_NAME = {
    "dollar": "$", "euro": "€", "pound": "£", "franc": "CHF", "rupee": "₹", "yen": "¥",
    "yuan": "CNY",
}  # fmt: skip
_ONE_COUNTRY = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "us$": "USD", "s$": "SGD", "c$": "CAD",
    "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL", "zł": "PLN",
    "rs": "INR", "rs.": "INR", "rmb": "CNY", "fr.": "CHF",
}  # fmt: skip
_SCALES = {"k": 1e3, "thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "m": 1e6, "million": 1e6}
_NUMBER = (
    r"\d{1,3}(?:[,.’' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)"  # 60,000.50
    r"|\d{1,3}(?:,\d{2})+,\d{3}"  # 12,50,000
    r"|\d+(?:[.,]\d{1,2})?(?!\d)"
)
_AMOUNT = rf"""
    (?:(?P<before%s>(?<![\w])(?:{_SYMBOL}|(?:{_CODE})\b))\s?)?
    (?P<number%s>(?<![\w.,])(?:{_NUMBER}))
    (?:\s?(?P<scale%s>k|K|m|M|thousand|lakhs?|million)(?![A-Za-z]))?
    (?P<open%s>\+)?
    (?:\s?\(?(?P<after%s>(?:{_CODE})\b|(?:{_SYMBOL})(?!\d)|(?:{"|".join(_NAME)})s?\b)\)?)?
    (?P<more%s>\+)?
"""
_FIGURE = re.compile(
    (_AMOUNT % (("1",) * 6))
    + r"(?:(?P<joint>\s?[-–—]\s?|\s(?:up\s)?to\s|\sand\s)"
    + (_AMOUNT % (("2",) * 6))
    + ")?",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"\bbetween\b[^.;]*$", re.IGNORECASE)
_LEAST = re.compile(
    r"\b(?:more than|over|above|at least|upwards of|from|starting at|exceed(?:s|ing)?)\W*$", re.I
)
_MOST = re.compile(r"\b(?:up to|less than|below|under|at most)\W*$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:around|about|roughly|approximately|circa|nearly|almost)\W*$|~$", re.I)
_OR_MORE = re.compile(r"^\W{0,2}(?:or|and) (?:more|above|over|up)\b", re.IGNORECASE)
_PERIODS = {
    "hour": re.compile(r"\b(?:an|per|each|/) ?hour\b|\bhourly\b|/ ?hr?\b", re.IGNORECASE),
    "day": re.compile(r"\b(?:a|per|each|/) ?day\b|\bdaily\b", re.IGNORECASE),
    "week": re.compile(r"\b(?:a|per|each|/) ?week\b|\bweekly\b", re.IGNORECASE),
    "month": re.compile(r"\b(?:a|per|each|/) ?month\b|\bmonthly\b|/ ?mo\b", re.IGNORECASE),
    "year": re.compile(
        r"\b(?:a|per|each|/) ?(?:year|annum)\b|\b(?:yearly|annual(?:ly)?|p\.?a\.)", re.IGNORECASE
    ),
}
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


def figures_in(citations: Sequence[Citation]) -> tuple[Figure, ...]:
    """The amounts of money in cited passages, in order, each once.

    Args:
        citations: of one answer.
    """
    found: dict[tuple[object, ...], Figure] = {}
    for citation in citations:
        for words in _statements(citation.quote):
            for figure in _in_statement(words, citation):
                same = (figure.label, figure.low, figure.high, figure.currency, figure.period)
                found.setdefault(same, figure)
    return tuple(_with_currencies(list(found.values())))


def _statements(quote: str) -> Iterator[str]:
    """The sentences, list items and table rows of a quote, in plain words."""
    for line in quote.split("\n"):
        if _ROW.match(line):
            yield plain(line)
        else:
            yield from (plain(line[start:end]) for start, end in sentences(line))


def _in_statement(words: str, citation: Citation) -> Iterator[Figure]:
    period = next((name for name, said in _PERIODS.items() if said.search(words)), "")
    position = 0
    while match := _FIGURE.search(words, position):
        position = match.end()
        joined = match["number2"] is not None
        if joined and match["joint"].strip() == "and":
            joined = _BETWEEN.search(words, 0, match.start()) is not None
        if match["number2"] is not None and not joined:
            position = match.start("joint")
        currency = _currency(match, joined)
        if currency is None:
            continue
        low = high = _value(match, "1", match["scale1"] or (match["scale2"] if joined else None))
        if joined:
            high = _value(match, "2", match["scale2"])
            if not low < high:
                continue
        before, after = words[: match.start()], words[position:]
        at_least = bool(
            _OR_MORE.match(after)
            or match["open1"]
            or match["more1"]
            or (joined and (match["open2"] or match["more2"]))
            or (not joined and _LEAST.search(before))
        )
        said = _amount(match, "1") + (f" – {_amount(match, '2')}" if joined else "")
        about = _ABOUT.search(before)
        most = not joined and _MOST.search(before)
        if most:
            low, said = 0.0, f"up to {said}"
        elif at_least and not said.endswith("+"):
            said = f"{said} or more"
        elif about:
            said = f"about {said}"
        yield Figure(
            label=_label(before, words, citation.section),
            low=low,
            high=high,
            words=said,
            currency=currency,
            period=period,
            citation=citation.number,
            at_least=at_least,
        )


def _currency(match: re.Match[str], joined: bool) -> str | None:
    """The code of the money, or its symbol when that may be of several countries."""
    names = [match["after1"], match["before1"]]
    if joined:
        names = [match["after2"], *names, match["before2"]]
    said = [name for name in names if name]
    codes = [name.upper() for name in said if re.fullmatch(_CODE, name.upper())]
    if codes:
        return _ONE_COUNTRY.get(codes[0].lower(), codes[0])
    for name in said:
        symbol = _NAME.get(name.lower().removesuffix("s"), name)
        return _ONE_COUNTRY.get(symbol.lower(), symbol)
    return None


def _value(match: re.Match[str], which: str, scale: str | None) -> float:
    text = re.sub(r"[’' \u00a0\u202f]", "", match[f"number{which}"])
    if re.search(r"[.,]\d{3}(?!\d)", text) or re.search(r",\d\d,", text):
        decimal = re.search(r"[.,]\d{1,2}$", text)
        whole = text[: decimal.start()] if decimal else text
        text = re.sub(r"[.,]", "", whole) + (f".{decimal[0][1:]}" if decimal else "")
    return float(text.replace(",", ".")) * _SCALES.get((scale or "").lower(), 1.0)


def _amount(match: re.Match[str], which: str) -> str:
    """An amount as the passage writes it, with the code of its money only if it has no symbol."""
    before, after = match[f"before{which}"] or "", match[f"after{which}"] or ""
    scale = match[f"scale{which}"] or ""
    written = match[f"number{which}"] + (f" {scale}" if len(scale) > 1 else scale)
    written += "+" if match[f"open{which}"] or match[f"more{which}"] else ""
    if before:
        return f"{before} {written}" if before[-1].isalpha() else f"{before}{written}"
    return f"{written} {after}".strip()


def _label(before: str, words: str, section: Sequence[str]) -> str:
    """What a figure is of: the place and the level that its sentence names, and its heading."""
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
    kept: list[str] = []
    for part in parts:
        if part and not any(part.lower() in each.lower() for each in kept):
            kept.append(part[:1].upper() + part[1:])
    return " · ".join(kept)


def _names_a_place(words: str) -> bool:
    first = words.split()[0].lower()
    return first not in _NO_PLACE and not any(character.isdigit() for character in words)


def _with_currencies(figures: list[Figure]) -> Iterator[Figure]:
    """The figures, a bare symbol read as the one code that the others give it."""
    codes = {figure.currency for figure in figures if len(figure.currency) == 3}
    of_symbol = {"$": {"USD"}, "¥": {"CNY", "JPY"}, "kr": {"SEK", "NOK", "DKK"}}
    for figure in figures:
        meant = of_symbol.get(figure.currency, set()) & codes
        yield replace(figure, currency=meant.pop()) if len(meant) == 1 else figure
