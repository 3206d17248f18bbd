"""The answer to the question that a whole guide answers: "How do I become …?"

No one section says it best, so the guide is quoted along its outline.
"""

from __future__ import annotations

import re

from advisor.expansion import heading_words
from advisor.library import Library, Place
from advisor.types import Guide, Passage
from advisor.words import stems_of

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


def overview_of(question: str, library: Library) -> list[Passage]:
    """A sentence from each main section of the guide whose subject the question is; nothing for
    any other question.

    Args:
        question: what is asked, with abbreviations spelled out.
        library: the guides.
    """
    if not _BEGINNING.search(question):
        return []
    asked = set(stems_of(question)) - _GENERIC
    guides = [edition.guide for edition in library.editions.values()]
    about = [guide for guide in guides if asked <= _subject(guide, library)]
    if len(about) != 1 or (not asked and len(guides) > 1):
        return []
    return _along_outline([place for place in library.places if place.guide == about[0]])


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
