"""Questions that the guides can answer, made from their headings and the sentences that lead
into their lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.guide.context import heading_words
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.retrieval.retrieval import Found
from advisor.types import Passage

_MOST = 3
_LOOKED_AT = 15
#: What reads well as a suggestion, of the questions that a section carries.
_ONE_QUESTION = re.compile(r"[^.!?]{1,90}\?")
_TO_DO = re.compile(r"To (?P<what>[a-z][^:,]{8,80}):")
_ARE = re.compile(
    r"(?P<what>(?:The|Common|Typical|Key|Main) [^:,]{4,80}?) (?P<verb>are|include)\b.{0,30}:"
)


def suggestions_for(
    found: Found, quoted: Iterable[Passage], asked_before: frozenset[str]
) -> tuple[str, ...]:
    """Up to three questions near to the one asked that the guides answer.

    Args:
        found: what retrieval has found.
        quoted: what the answer quotes; its sections are passed over.
        asked_before: what has been asked, in lower case, and is not suggested again.
    """
    places = [each.place for each in found.ranked[:_LOOKED_AT]]
    told = {(passage.guide, passage.section) for passage in quoted}
    near = [
        place for place in places if not told & {(part.guide, part.section) for part in place.parts}
    ]
    asked = asked_before | {found.question.text.strip().lower()}
    return _distinct((question_about(place) for place in near), asked, _MOST)


def examples_of(
    library: Library, count: int, asked_before: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Questions from all over the guides' outlines, to begin with.

    Args:
        library: the guides.
        count: how many at most.
        asked_before: what has been asked, in lower case, and is not suggested again.
    """
    places = [place for place in library.places if place.section.part == 0]
    step = max(1, len(places) // max(count, 1))
    spread = [place for first in range(step) for place in places[first + step // 2 :: step]]
    return _distinct((question_about(place) for place in spread), asked_before, count)


def question_about(place: Place) -> str | None:
    """A question that a section answers; None where its headings name nothing to ask about."""
    if place.questions:
        carried = [question.text for question in place.questions]
        asked = next((each for each in carried if _ONE_QUESTION.fullmatch(each)), carried[0])
        return asked[0].upper() + asked[1:] + ("" if asked.endswith("?") else "?")
    headings = heading_words(place.guide, place.section.path)
    if not headings:
        return None
    heading = headings[-1].rstrip(" :.")
    if heading.endswith("?"):
        return heading
    for passage in place.sentences:
        if passage.kind == "sentence" and passage.list_id is not None:
            lead = plain(passage.text)
            if match := _TO_DO.fullmatch(lead):
                return f"How do I {match['what']}?"
            if match := _ARE.fullmatch(lead):
                what = match["what"][0].lower() + match["what"][1:]
                return f"What are {what}?" if match["verb"] == "are" else f"What do {what} include?"
    about = f"“{heading}”"
    if len(headings) > 1 and len(heading.split()) < 3:
        about += f" under “{headings[-2].rstrip(' :.?')}”"
    return f"What does the guide say about {about}?"


def _distinct(
    questions: Iterable[str | None], asked: frozenset[str], count: int
) -> tuple[str, ...]:
    chosen: list[str] = []
    for question in questions:
        if len(chosen) >= count:
            break
        if question and question.lower() not in asked and question not in chosen:
            chosen.append(question)
    return tuple(chosen)
