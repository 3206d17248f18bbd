"""Which of several guides a question is about: what tells them apart takes part in finding them.

A question names a guide by whom it is about or for ("nurse"), by its year, or outright ("according
to the nurse guide"). Where it names none, all of them are looked into.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from advisor.guide.identity import Identity, has_phrase, tokens_of, years_in
from advisor.index.library import Library
from advisor.text.words import stems_of

T = TypeVar("T")

_KIND = r"(?:guide|handbook|manual|booklet|book|edition|brochure|leaflet|document|file|version)"
_BY_NAME = re.compile(
    r",?\s*\b(?:(?:according to|as per|per|in|from|by|of|using|use)\s+)?"
    rf"(?:the|your|my|our)\s+(?P<name>(?:[\w'’&/.–-]+\s+){{1,6}}?){_KIND}(?:\s+for\s+(?P<year>\d{{4}}))?"
    r"(?:\s+(?:says?|said))?\b,?\s*",
    re.IGNORECASE,
)
_OF_YEAR = re.compile(
    r"\s*\b(?:(?:in|for|of|from|during|since|the year)\s+)+(?P<year>(?:19|20)\d\d)"
    r"(?:\s?[/–-]\s?\d\d)?\b(?!\s+\w+s\b)",
    re.IGNORECASE,
)
_NEWEST = frozenset(stems_of("latest newest recent current"))


@dataclass(frozen=True, slots=True)
class Scope:
    """The guides that a question is about.

    Attributes:
        guides: their names.
        question: the question without what only named them.
        missing: years that it names and none of them is of or speaks of.
        inherited: whether only the conversation before it says so.
    """

    guides: frozenset[str]
    question: str
    missing: tuple[str, ...] = ()
    inherited: bool = False


def scope_of(question: str, library: Library, earlier: Sequence[str] = ()) -> Scope:
    """Tell which guides a question is about; where it names none, those of the conversation before
    it; all of them where that names none either.

    Args:
        question: what is asked.
        library: the guides.
        earlier: the questions before it, oldest first.
    """
    scope = _scope_of(question, library)
    before = reversed(earlier) if len(scope.guides) == len(library.editions) > 1 else ()
    for asked in before:
        guides = _scope_of(asked, library).guides
        if len(guides) < len(library.editions):
            return replace(scope, guides=guides, inherited=True)
    return scope


def _scope_of(question: str, library: Library) -> Scope:
    identities = library.identities
    everything = frozenset(identities)
    if len(everything) < 2:
        return Scope(everything, question)
    kept, rest = _named_outright(question, library)
    if kept == everything:
        kept = _about(rest, identities)
    years = years_in(rest)
    named = list(_OF_YEAR.finditer(rest))
    if any(identities[name].years & years for name in kept):
        kept = _of_years(years, kept, identities)
        for match in reversed(named if len(years) == 1 else ()):
            if not _spoken_of(match["year"], kept, library):
                rest = rest[: match.start()] + rest[match.end() :]
        return Scope(kept, rest if stems_of(rest) else question)
    dated = any(identities[name].years for name in kept)
    missing = [m["year"] for m in named if dated and not _spoken_of(m["year"], kept, library)]
    return Scope(kept, rest, tuple(missing))


def _named_outright(question: str, library: Library) -> tuple[frozenset[str], str]:
    """Return the guides that a question names as guides, and the question without that."""
    identities = library.identities
    everything = frozenset(identities)
    folded = question.casefold()
    files = frozenset(
        name for name in everything if "." in name and name.rpartition("/")[2].casefold() in folded
    )
    if files:
        return files, question
    match = _BY_NAME.search(question)
    if match is None:
        return everything, question
    named = f"{match['name']} {match['year'] or ''}"
    said = {token for token in tokens_of(named) if token}
    kept = _about(named, identities)
    if kept == everything:  # no phrase in full: by single words
        shared = {name: len(said & each.words) for name, each in identities.items()}
        kept = frozenset(n for n, count in shared.items() if count == max(shared.values()))
    kept = _of_years(years_in(named), kept, identities)
    if said & _NEWEST:
        kept = frozenset(name for name in kept if name not in library.newer)
    if kept == everything:
        return everything, question
    rest = f"{question[: match.start()]} {question[match.end() :]}".strip()
    return kept, rest if stems_of(rest) else question


def _about(question: str, identities: dict[str, Identity]) -> frozenset[str]:
    """Return the guides that are about what a question names: of "dental nurse" and "nurse" the one
    that is named at greater length."""
    tokens = tokens_of(question)
    named = {
        name: {phrase for phrase in each.phrases if has_phrase(tokens, phrase)}
        for name, each in identities.items()
    }
    return _longest(
        {name: frozenset(s for phrase in found for s in phrase) for name, found in named.items()}
    )


def _of_years(
    years: frozenset[int], guides: frozenset[str], identities: dict[str, Identity]
) -> frozenset[str]:
    return _longest({name: identities[name].years & years for name in guides})


def _longest(shared: dict[str, frozenset[T]]) -> frozenset[str]:
    """Return the guides that share something with a question, and no other shares that and more;
    all of them where none shares anything."""
    return frozenset(
        name for name, own in shared.items() if not any(own < other for other in shared.values())
    )


def _spoken_of(year: str, guides: frozenset[str], library: Library) -> bool:
    return any(
        year in passage.text
        for place in library.places
        if place.guide.name in guides
        for passage in place.sentences
    )
