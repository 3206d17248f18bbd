"""The definition that a guide's glossary has for a term that is asked for."""

from __future__ import annotations

import re

from advisor.guide.passages import plain
from advisor.retrieval.retrieval import Found
from advisor.text.words import is_content_word, words_of
from advisor.types import Passage

_ARTICLE = r"(?:an?|the|your|my)\s+"
_TERM = r"[\"'“‘]?(?P<term>[\w][^?!]{0,60}?)[\"'”’]?"
_ASKED = tuple(
    re.compile(rf"^\W*(?:(?:so|and|ok|please|but|pls)\b\W*)*{form}\W*$", re.IGNORECASE)
    for form in (
        rf"what(?:\s+(?:is|are)|['’]?s|['’]?re)\s+(?:meant\s+by\s+)?(?:{_ARTICLE})?{_TERM}",
        rf"what\s+(?:does|do)\s+(?:{_ARTICLE})?{_TERM}\s+(?:mean|means|stand\s+for)",
        rf"(?:what(?:\s+is|['’]?s)\s+)?(?:the\s+)?(?:meaning|definition)\s+of\s+(?:{_ARTICLE})?{_TERM}",
        rf"(?:define|explain|tell\s+me\s+about|look\s+up)\s+(?:{_ARTICLE})?{_TERM}",
        rf"{_TERM}\s+(?:meaning|definition|means|stands\s+for)(?:\s+what)?",
    )
)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b|&)\s*", re.IGNORECASE)
#: What stands between a term and its definition.
_BETWEEN = re.compile(r"\s+[–—·-]+\s+|\s*[:=|]\s*|\s+—|\t")
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")
_LEAST_WORDS = 3
_MOST = 3


def definitions_of(found: Found) -> tuple[tuple[Passage, ...], ...]:
    """Return the list items and table rows that define the terms that a question asks for, each
    alone; nothing where it asks for none, or where one has no such definition.

    Args:
        found: what retrieval has found.
    """
    for form in _ASKED:
        if match := form.match(found.question.text):
            whole = _folded(match["term"])
            terms = {_folded(part) for part in _AND.split(match["term"]) if part}
            for wanted in ({whole}, terms):
                defined = _defining(found, wanted)
                if wanted <= defined.keys():
                    return tuple((each,) for own in defined.values() for each in own[:_MOST])
    return ()


def _defining(found: Found, terms: set[str]) -> dict[str, list[Passage]]:
    defined: dict[str, list[Passage]] = {}
    for each in found.ranked:
        for passage in each.place.sentences:
            if passage.kind == "item" and (name := _term_in(passage, terms)):
                defined.setdefault(name, []).append(passage)
    return defined


def _term_in(passage: Passage, terms: set[str]) -> str:
    """Return which of the terms a passage defines, in words; "" where none."""
    parts = _BETWEEN.split(plain(passage.text).strip(" |"), maxsplit=1)
    if len(parts) < 2:
        return ""
    said = [word for word in words_of(parts[1]) if word.isalpha()]
    if len(said) < _LEAST_WORDS or not any(map(is_content_word, said)):
        return ""
    names = {_folded(parts[0]), _folded(_BRACKETS.sub(" ", parts[0]))}
    names |= {_folded(each[1:-1]) for each in re.findall(r"\([^()]+\)", parts[0])}
    return next((name for name in sorted(names) if name in terms), "")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" .'\"“”‘’*")
