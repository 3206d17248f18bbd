"""What tells a guide apart from others: whom it is about or for, where, and of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.text.words import is_content_word, stems_of, words_of
from advisor.types import Guide

_YEAR = re.compile(r"(?<![\d.,£$€])(?P<first>(?:19|20)\d\d)(?:\s?[/–-]\s?(?P<last>\d\d))?(?!,?\d)")
_PARTS = re.compile(r"['./&-]")
_SUBTITLE = re.compile(r"\s[–—-]\s|[:|]\s")
_SUFFIX = re.compile(r"\.\w{1,5}$")
#: Words of titles that say nothing about whom or where a guide is for.
_GENERIC = frozenset(
    stem
    for word in (
        """
        guide guides handbook handbooks manual book booklet brochure leaflet document edition
        editions version draft final copy career careers job jobs work working profession
        professional occupation role become becoming start starting beginner complete ultimate full
        short essential official introduction overview new year years pay salary wages training
        skills tools education study learn roadmap path success successful
        """
    ).split()
    for stem in stems_of(word)
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a guide apart.

    Attributes:
        phrases: whom it is about or for, and where, as stems: "How to become a dental nurse in
            Scotland, 2024" has ("dental", "nurs") and ("scotland",).
        years: the years that it is of; of "2024/25" both.
    """

    phrases: frozenset[tuple[str, ...]]
    years: frozenset[int]

    @property
    def words(self) -> frozenset[str]:
        """The stems of the phrases, and the years."""
        return frozenset(
            {stem for phrase in self.phrases for stem in phrase} | {str(y) for y in self.years}
        )


def identity_of(guide: Guide, others: tuple[Guide, ...]) -> Identity:
    """Return what tells a guide apart from others: its title, and its path where another guide has
    the same title, or where only the path has a year."""
    phrases = _phrases(_SUBTITLE.split(guide.title)[0]) or _phrases(guide.title)
    years = years_in(guide.title)
    path = _SUFFIX.sub("", guide.name)
    if any(other is not guide and other.title == guide.title for other in others):
        phrases |= {phrase for part in path.split("/") for phrase in _phrases(part)}
    return Identity(phrases, years or years_in(path))


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names; amounts of money are none.

    >>> sorted(years_in("Pay 2024/25, and 2027; not £2020"))
    [2024, 2025, 2027]
    """
    found: set[int] = set()
    for match in _YEAR.finditer(text):
        first = int(match["first"])
        found.add(first)
        if match["last"] and int(match["last"]) == (first + 1) % 100:
            found.add(first + 1)
    return frozenset(found)


def without_years(text: str) -> str:
    """Return a text in lower case without the years that it names."""
    return " ".join(_YEAR.sub(" ", text).casefold().split())


def tokens_of(text: str) -> list[str]:
    """Return the stem of each word of a text in order, those with a hyphen by their parts, and ""
    for a word that carries no subject matter."""
    parts = [part for word in words_of(text) for part in _PARTS.split(word) if part]
    return [stems_of(part)[0] if is_content_word(part) else "" for part in parts]


def has_phrase(tokens: list[str], phrase: tuple[str, ...]) -> bool:
    """Tell whether words follow one another in a text, given as `tokens_of` returns it."""
    size = len(phrase)
    return any(tuple(tokens[i : i + size]) == phrase for i in range(len(tokens) - size + 1))


def _phrases(title: str) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    run: list[str] = []
    for token in (*tokens_of(_YEAR.sub(" the ", title)), ""):
        if token and token not in _GENERIC and any(map(str.isalpha, token)):
            run.append(token)
        elif run:
            found.add(tuple(run))
            run = []
    return frozenset(found)
