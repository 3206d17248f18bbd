"""What to ask next, made from the guides' outlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor.answering.outline import MainSection
from advisor.guide.context import heading_words
from advisor.index.library import Library, Place
from advisor.types import Guide, Passage

_MOST = 3
_SHORT_HEADING = 3
_WAYS = ("how to become ", "becoming ", "how to be ", "become ")
#: A heading that is a clause, not the name of a thing.
_SAYS = re.compile(
    r"(?:you|we|they|it|if|who|what|how|why|where|when|which|is|are|do|does|can|should)\b",
    re.IGNORECASE,
)


def next_questions(
    library: Library,
    quoted: Sequence[Passage],
    shown_before: frozenset[str],
    near: Sequence[Place] = (),
) -> tuple[str, ...]:
    """Return up to three questions that lead on from an answer: what lies below the sections that
    it quotes, then what comes after them in the outline, then what is near.

    Args:
        library: the guides.
        quoted: what the answer quotes; its sections are passed over.
        shown_before: what was asked or suggested before, in lower case.
        near: sections near to the question.
    """
    told = {(passage.guide, passage.path) for passage in quoted}
    below: list[Place] = []
    after: list[Place] = []
    for guide, path in dict.fromkeys((p.guide, p.path) for p in quoted):
        places = [place for place in library.places if place.guide.name == guide]
        below += [p for p in places if p.section.path[:-1] == path]
        index = next((i for i, p in enumerate(places) if p.section.path == path), len(places))
        after += places[index + 1 : index + 1 + _MOST]
    places = [
        place
        for place in (*below, *after, *near)
        if (place.guide.name, place.section.path) not in told
    ]
    return _distinct((question_about(place) for place in places), shown_before, _MOST)


def starters(
    sections: Sequence[tuple[Guide, Sequence[MainSection]]], count: int
) -> tuple[str, ...]:
    """Return questions to begin with: the way of each guide, and then its main sections.

    Args:
        sections: the guides, each with its main sections.
        count: how many at most.
    """
    ways = [way_question(guide) for guide, each in sections if each]
    about = [
        question_about(section.places[0])
        for _, each in sections
        for section in sorted(each, key=lambda section: section.kind == "about")
        if section.kind != "end"
    ]
    return _distinct((*ways[: max(1, count // 2)], *about), frozenset(), count)


def way_question(guide: Guide) -> str:
    """Return the question that a whole guide answers: "How do I become …?" where its title says
    what, else "Where do I start?"."""
    title = guide.title.split(":")[0].strip()
    for way in _WAYS:
        if title.lower().startswith(way):
            return f"How do I become {title[len(way) :].rstrip(' .?!')}?".replace(
                "become A ", "become a "
            ).replace("become An ", "become an ")
    return "Where do I start?"


def question_about(place: Place) -> str | None:
    """Return a short question that a section answers; None where it has no heading of its own."""
    headings = heading_words(place.guide, place.section.path)
    if not headings:
        return None
    heading = headings[-1].rstrip(" :.")
    if heading.endswith("?"):
        return heading
    if len(headings) > 1 and len(heading.split()) < _SHORT_HEADING:
        heading = f"{heading} ({headings[-2].rstrip(' :.?')})"
    if _SAYS.match(heading):
        heading = f"“{heading}”"
    return f"Tell me about {heading}"


def _distinct(
    questions: Iterable[str | None], before: frozenset[str], count: int
) -> tuple[str, ...]:
    chosen: list[str] = []
    for question in questions:
        if len(chosen) >= count:
            break
        if question and question.lower() not in before and question not in chosen:
            chosen.append(question)
    return tuple(chosen)
