"""Work out figures that a sentence derives from cited ones: differences, sums, ratios, shares,
yearly from monthly pay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from advisor.text.quantities import Quantity

#: Words that say that a figure is worked out. Without one, a figure is taken as quoted.
_WORKED_OUT = re.compile(
    r"\b(?:differ\w*|more|less|fewer|higher|lower|gap|spread|apart|total\w*|together|altogether|sum"
    r"|combined|times|twice|double|half|triple|ratio|percent\w*|average|mid(?:point|dle)|year\w*"
    r"|annual\w*|month\w*|week\w*|per|that (?:is|makes|would be)|works? out|comes? to|adds? up"
    r"|range|increase|rise|raise|above|below|longer|shorter|left|remain\w*"
    r"|or (?:about|roughly|around))\b"
    r"|[=%×x+−]",
    re.IGNORECASE,
)
_YEARLY = {"month": 12.0, "week": 52.0, "hour": 2080.0, "day": 260.0}
_MOST = 14
#: How far a figure may be from the sum: one in digits, and one in words ("a bit less than half").
_NEARLY, _ROUGHLY = 0.012, 0.15


def worked_out(
    figure: Quantity, sentence: str, sources: Sequence[Quantity], *, surely: bool = False
) -> str | None:
    """Return the sum by which a figure follows from cited ones, or None where none does.

    Args:
        figure: of the sentence.
        sentence: says in words that it works something out, or nothing counts as derived.
        sources: the figures of the passages that it cites.
        surely: whether the sentence gives two cited figures too, so that it need not say so.

    >>> from advisor.text.quantities import quantities_of
    >>> (figure,) = quantities_of("a gap of $220,000")
    >>> worked_out(figure, "a gap of $220,000", quantities_of("$80,000 to $300,000"))
    '$300,000 − $80,000 = $220,000'
    """
    if not (surely or _WORKED_OUT.search(sentence)):
        return None
    ends = [end for source in sources[:_MOST] for end in source.ends()]
    made: list[str] = []
    in_words = not any(character.isdigit() for character in sentence[figure.start : figure.end])
    near = _ROUGHLY if in_words and figure.kind == "share" else _NEARLY
    for value in figure.values:
        sums = _sums(ends, figure)
        found = next((words for number, words in sums if _same(value, number, near)), None)
        if found is None:
            return None
        made.append(f"{found} = {_shown(value, figure)}")
    return "; ".join(dict.fromkeys(made))


def _sums(ends: Sequence[Quantity], figure: Quantity) -> Iterator[tuple[float, str]]:
    """Yield what can be worked out from two figures, or from one and the length of a year."""
    same = [each for each in ends if _of_one_kind(each, figure)]
    if figure.kind == "money":
        for each in same:
            (value,) = each.values
            times = _YEARLY.get(each.per)
            if times and figure.per in ("year", ""):
                yield value * times, f"{_shown(value, each)} × {times:g}"
            times = _YEARLY.get(figure.per)
            if times and each.per in ("year", ""):
                yield value / times, f"{_shown(value, each)} ÷ {times:g}"
    for one, other in combinations(same, 2):
        low, high = sorted((one, other), key=lambda each: each.values)
        (a,), (b,) = low.values, high.values
        yield b - a, f"{_shown(b, high)} − {_shown(a, low)}"
        yield a + b, f"{_shown(a, low)} + {_shown(b, high)}"
        yield (a + b) / 2, f"({_shown(a, low)} + {_shown(b, high)}) ÷ 2"
    if figure.kind not in ("share", "count"):
        return
    for one, other in combinations(ends, 2):
        if one.kind != other.kind or one.kind in ("year", "ordinal", "time"):
            continue
        if one.units != other.units:
            continue
        (a,), (b,) = sorted((one.values, other.values))
        if a > 0:
            words = f"{_shown(b, one)} ÷ {_shown(a, one)}"
            yield b / a, words
            yield b / a - 1, f"{words} − 1"
            yield a / b, f"{_shown(a, one)} ÷ {_shown(b, one)}"
            yield 1 - a / b, f"1 − {_shown(a, one)} ÷ {_shown(b, one)}"
    for one, other in combinations(ends, 2):
        if {one.kind, other.kind} == {"share", "count"}:
            words = f"{_shown(one.values[0], one)} × {_shown(other.values[0], other)}"
            yield one.values[0] * other.values[0], words
    for each in ends:
        if each.kind == "share":
            yield 1 - each.values[0], f"100% − {_shown(each.values[0], each)}"


def _of_one_kind(one: Quantity, figure: Quantity) -> bool:
    if one.kind != figure.kind or one.kind in ("year", "ordinal"):
        return False
    return not one.units or not figure.units or bool(one.units & figure.units)


def _same(value: float, number: float, near: float) -> bool:
    """Return whether a number is nearly a value, or rounds to it: "about 59%" for 58.6%."""
    if number <= 0 or value <= 0:
        return False
    close = abs(value - number) <= near * max(value, number)
    return close or value == float(f"{number:.2g}")


def _shown(value: float, figure: Quantity) -> str:
    if figure.kind == "share":
        return f"{value:.0%}"
    number = f"{value:,.2f}".rstrip("0").rstrip(".")
    if figure.kind == "money":
        sign = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}.get(figure.currency)
        symbol = sign or figure.currency
        return f"{symbol}{number}" if len(symbol) == 1 else f"{symbol} {number}".strip()
    if figure.kind == "duration":
        return f"{number} {next(iter(figure.units), '')}s"
    return number
