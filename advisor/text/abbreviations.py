"""Abbreviations that a text defines for itself: "natural language processing (NLP)".

After Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions
in biomedical text" (https://psb.stanford.edu/psb-online/proceedings/psb03/schwartz.pdf).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IN_BRACKETS = re.compile(r"\(([^()\n]{2,80})\)")
_SHORT_FORM = re.compile(r"[A-Za-z][A-Za-z0-9&/.-]{1,9}")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")


def defined_abbreviations(text: str) -> dict[str, str]:
    """Return each abbreviation that the text defines in brackets, with its long form in lower case.

    Both "long form (SF)" and "SF (long form)" are definitions. The first one of a short form
    holds.
    """
    found: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        before = text[max(0, match.start() - 120) : match.start()].rstrip("*_ ")
        inside = match.group(1).split(",")[0].split(";")[0].strip(" *_")
        before = re.split(r"[.!?:;()\n]\s", before)[-1]
        if _is_short_form(inside):
            long_form = _long_form(inside, before)
            short_form = inside
        else:
            last = before.split()[-1:] or [""]
            short_form = last[0].strip("*_")
            long_form = _long_form(short_form, inside) if _is_short_form(short_form) else None
            if long_form is not None and long_form != inside.lower():
                long_form = None
        if long_form is not None:
            found.setdefault(_singular(short_form), long_form)
    return found


def expand(question: str, abbreviations: Mapping[str, str]) -> str:
    """Return the question with what the guides' abbreviations stand for beside them, both ways.

    >>> expand("Is NLP hard?", {"NLP": "natural language processing"})
    'Is NLP hard? (natural language processing)'
    >>> expand("Is natural language processing hard?", {"NLP": "natural language processing"})
    'Is natural language processing hard? (NLP)'
    """
    words = {word.lower() for word in _WORD.findall(question)}
    lowered = question.lower()
    additions = []
    for short_form, long_form in abbreviations.items():
        has_short = {short_form.lower(), short_form.lower() + "s"} & words
        has_long = long_form in lowered
        if has_short and not has_long:
            additions.append(long_form)
        elif has_long and not has_short:
            additions.append(short_form)
    return f"{question} ({', '.join(additions)})" if additions else question


def _is_short_form(text: str) -> bool:
    capitals = sum(character.isupper() for character in text)
    return _SHORT_FORM.fullmatch(text) is not None and capitals >= 2


def _singular(short_form: str) -> str:
    return short_form[:-1] if short_form.endswith("s") and short_form[:-1].isupper() else short_form


def _long_form(short_form: str, text: str) -> str | None:
    """Return the shortest tail of `text` whose letters contain the short form's in order, the first
    one at the start of a word."""
    letters = [c.lower() for c in _singular(short_form) if c.isalnum()]
    words = list(_WORD.finditer(text))
    position = len(text) - 1
    for index in range(len(letters) - 1, -1, -1):
        while position >= 0 and not (
            text[position].lower() == letters[index]
            and (index > 0 or position == 0 or not text[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    long_form = text[start:].strip(" *_\"'“”").lower()
    count = len([word for word in words if word.start() >= start])
    if count < 2 or count > min(len(letters) + 5, len(letters) * 2):
        return None
    return re.sub(r"\s+", " ", long_form)
