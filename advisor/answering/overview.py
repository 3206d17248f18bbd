"""Answers along a guide's outline, to the question that a whole guide answers: "How do I become …?"

No one sentence says it best, so each main section has its say.
"""

from __future__ import annotations

import re

from advisor.guide.context import heading_words
from advisor.index.library import Library, Place
from advisor.text.words import stems_of
from advisor.types import Guide, Passage

_BEGINNING = re.compile(
    r"\b(?:becom(?:e|es|ing)|start(?:ed|ing)?|begin(?:ning)?|(?:get|getting|break|breaking|go|going)"
    r" (?:in|into|one)|enter(?:ing)?|path|roadmap|road map|steps?)\b",
    re.IGNORECASE,
)
#: What may stand in such a question besides the guide's title.
_GENERIC = frozenset(
    stem
    for word in (
        "become becoming start started starting begin beginning beginner enter break path roadmap "
        "road map step steps career job field profession guide good successful overview zero "
        "scratch best first order"
    ).split()
    for stem in stems_of(word)
)
_MOST = 6
_MOST_OF_A_SECTION = 3


def overview_of(question: str, library: Library) -> tuple[tuple[Passage, ...], ...]:
    """Return a sentence from each main section of the guide whose subject the question is; nothing
    for any other question.

    Args:
        question: what is asked, with abbreviations spelled out.
        library: the guides.
    """
    if not _BEGINNING.search(question):
        return ()
    asked = set(stems_of(question)) - _GENERIC
    guides = [edition.guide for edition in library.editions.values()]
    about = [guide for guide in guides if asked <= _subject(guide, library)]
    if len(about) != 1 or (not asked and len(guides) > 1):
        return ()
    places = [place for place in library.places if place.guide == about[0]]
    return tuple((passage,) for passage in _along_outline(places))


def beginning_of(place: Place) -> tuple[tuple[Passage, ...], ...]:
    """Return how a section begins: its first sentences, each alone or a list with its lead-in."""
    lists: dict[str, list[Passage]] = {}
    for passage in place.sentences:
        own = passage.id if passage.list_id is None else str(passage.list_id)
        lists.setdefault(own, []).append(passage)
    return tuple(tuple(passages) for passages in lists.values())[:_MOST_OF_A_SECTION]


def _subject(guide: Guide, library: Library) -> set[str]:
    stems = set(stems_of(guide.title))
    for short_form, long_form in library.abbreviations.items():
        if set(stems_of(long_form)) <= stems:
            stems.update(stems_of(short_form))
    return stems


def _along_outline(places: list[Place]) -> list[Passage]:
    """The first sentence that stands alone under each main heading, spread over the guide."""
    first: dict[str, Passage] = {}
    for place in places:
        headings = heading_words(place.guide, place.section.path)
        if not headings or headings[0] in first:
            continue
        for passage in place.sentences:
            if not passage.text.rstrip(" *_").endswith((":", "?", "!")):
                first[headings[0]] = passage
                break
    found = list(first.values())
    if len(found) <= _MOST:
        return found
    return [found[round(index * (len(found) - 1) / (_MOST - 1))] for index in range(_MOST)]
