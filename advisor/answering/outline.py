"""Answers along a guide's outline: the whole way ("How do I become …?"), and what it covers.

No one sentence says it best, so each main section has its say, in the guide's own order.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

import numpy as np

from advisor.errors import StoreError
from advisor.guide.context import content_digest, heading_words
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.models.embedding import Embedder, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.text.questions import Message
from advisor.text.words import stems_of
from advisor.types import Guide, Passage

Kind = Literal["step", "about", "pay", "end"]
Wish = Literal["way", "first", "next", "gaps", "summary"]

#: What headings of each kind are like; a heading is of the kind that it is nearest to.
_LIKE: dict[Kind, tuple[str, ...]] = {
    "step": (
        "Skills to learn",
        "Education and degrees",
        "Training and apprenticeships",
        "Certificates and licences",
        "Getting practical experience",
        "Building a portfolio",
        "Finding a job",
        "Applications and interviews",
        "Tools of the trade",
        "Continuing to learn",
        "The path, step by step",
        "How to get started",
    ),
    "about": (
        "Introduction",
        "What is this profession?",
        "What the work is like",
        "The future of the profession",
        "A typical day at work",
        "Is it the right career for you?",
        "What they do",
        "Advantages and disadvantages",
        "Health and safety at work",
        "Career progression and promotion",
        "Job outlook",
    ),
    "pay": ("Pay", "Salary and earnings", "Money", "Costs and fees"),
    "end": (
        "Conclusion",
        "Final words",
        "Frequently asked questions",
        "FAQ",
        "Glossary",
        "Further reading",
        "About this guide",
        "Contact us",
        "Common mistakes",
        "What goes wrong",
    ),
}
_WAY = re.compile(
    r"\b(?:becom(?:e|es|ing)|start(?:ed|ing)?|begin(?:ning|ner)?s?|road ?map|path(?:way)?|steps?"
    r"|(?:get|getting|break|breaking|go|going|enter|entering|move|moving|transition(?:ing)?|switch"
    r"(?:ing)?) (?:in|into|to|one)|(?:chang|switch)(?:e|ing)? (?:my )?(?:career|field)s?"
    r"|way|journey|plan|first|next)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\b(?:summar(?:y|i[sz]e|i[sz]ing)|overview|outline|tl;?dr|contents|topics?|chapters?|sections?"
    r"|cover(?:s|ed)?|inside)\b|\bguide\b.*\babout\b|\babout\b.*\bguide\b"
    r"|\bin (?:this|the) guide\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:first|start(?:ed|ing)?|begin(?:ning)?)\b", re.IGNORECASE)
_NEXT = re.compile(r"\bnext\b|\bafter (?:that|this)\b", re.IGNORECASE)
#: How people ask what they lack, and for a plan of their own.
_GAPS = re.compile(
    r"\b(?:missing|lack(?:ing)?|gaps?|still need|left to (?:learn|do)|what else|am i ready"
    r"|can i do (?:this|it|that)|what (?:do|should|must) i still|my (?:own )?plan|plan for me"
    r"|(?:make|give|write|draw) (?:me|up) a plan)\b",
    re.IGNORECASE,
)
#: A question whether something can be done, or is so.
_WHETHER = re.compile(
    r"^\W*(?:(?:and|so|but|hey|ok) )*"
    r"(?:can|could|is|are|am|do|does|did|has|have|should|will|would|any)\b",
    re.IGNORECASE,
)
#: What somebody comes from who asks for the way: "… from a desk job", "from web design to …".
_COMES_FROM = re.compile(
    r"(?P<goes>\b(?:becom|switch|transition|mov|chang|get|go|break)\w*\b[^,.?!]*?)"
    r" (?:coming )?from (?:(?:an?|my|being|working|doing) [^,.?!]*?(?= (?:in)?to\b|[,.?!]|$)"
    r"|[^,.?!]+?(?= (?:in)?to\b))",
    re.IGNORECASE,
)
#: What somebody tells of themselves before they ask: "no degree, where do I start".
_TOLD_BEFORE = re.compile(
    r"^\W*(?:(?:no|zero|without|i|i['’]?m|i['’]?ve|im|ive|my|am|have|got|just)\b[^,.?!]*,\s*)+"
    r"(?=(?:where|how|what|which)\b)",
    re.IGNORECASE,
)
#: What may stand in such a question besides the guide's title.
_GENERIC = frozenset(
    stem
    for word in (
        """
        become becoming start started starting begin beginning beginner beginners enter entering
        break breaking change changing path pathway roadmap road map step steps career careers job
        field profession
        industry role guide good successful overview zero scratch best first order next way journey
        plan learn learning study studying move moving transition transitioning switch switching now
        already newbie complete full whole everything short brief quick quickly summary summarize
        summarise summarizing outline topic topics chapter chapters section sections cover covers
        covered contents content inside main points tldr give idea advice person someone people
        today properly right question questions answer page read pls plz guys world work working
        explain missing lack lacking gap gaps else left still enough everything ready thing things
        skill skills requirement requirements need needed qualified background chance realistic
        possible make whats hows wheres
        """
    ).split()
    for stem in stems_of(word)
)
_MOST = 10
_MOST_OF_A_SECTION = 3
_CONCRETE = re.compile(r"\d|,|(?<=\s)[A-Z][\w+#.-]+|\*\*")
_LOOKED_AT = 6
#: A section whose heading is as near as this to one of these, with more than a few parts, is the
#: way itself.
_PATH = ("The path, step by step", "Steps to becoming one", "How to get into the profession")
_IS_THE_PATH, _FEW_STEPS = 0.6, 3
#: A heading inside a step that is as near as this to one of another kind is no step itself.
_IS_OF_A_KIND = 0.55


@dataclass(frozen=True, slots=True)
class MainSection:
    """A main section of a guide: its heading, its own places and those below it, and what kind of
    section it is."""

    heading: str
    places: tuple[Place, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step of a guide's way: its heading, and its sections, each with those below it."""

    heading: str
    sections: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A main section's say in an answer along the outline."""

    heading: str
    passages: tuple[Passage, ...]


class Outlines:
    """Tells the main sections of guides, and which of them are steps of the way.

    Args:
        embedder: compares headings with what headings of each kind are like.
        cache: gives what keeps the vectors of headings, so that a page can be opened before the
            model is loaded; without it they are kept in memory alone.
    """

    def __init__(
        self, embedder: Embedder, cache: Callable[[], EncodingCache] | None = None
    ) -> None:
        self._embedder = embedder
        self._cache = cache
        self._lock = threading.Lock()
        self._known: dict[str, FloatArray] = {}
        self._sections: dict[str, tuple[Guide, tuple[MainSection, ...]]] = {}

    def main_sections(self, guide: Guide, library: Library) -> tuple[MainSection, ...]:
        """Return the main sections of a guide in order; nothing where it has no headings."""
        kept = self._sections.get(guide.name)
        if kept is None or kept[0] is not guide:
            kept = guide, self._found_in(guide, library)
            self._sections[guide.name] = kept
        return kept[1]

    def way_of(self, guide: Guide, library: Library) -> tuple[WayStep, ...]:
        """Return the steps of a guide's way in its order: its main sections that are steps, and in
        the place of one that is the whole way the sections right below it."""
        found: list[WayStep] = []
        for heading, places in _main_headings(guide, library).items():
            below = _by_heading_below(guide, heading, places)
            if self._is_the_path(heading) and len(places) > _FEW_STEPS:
                found += [
                    WayStep(each.rstrip(" :."), (tuple(parts),))
                    for each, parts in below.items()
                    if each
                ]
            elif self._kinds([heading]) == ["step"]:
                parts = (tuple(parts) for each, parts in below.items() if self._may_be_step(each))
                found.append(WayStep(heading.rstrip(" :."), tuple(parts)))
        return tuple(found)

    def _may_be_step(self, heading: str) -> bool:
        """Whether a heading below a step's is not clearly like those of what a profession is or
        pays, or of what only ends a guide."""
        if not heading or self._kinds([heading]) == ["step"]:
            return True
        vector = self._vectors([heading])
        return not any(
            float((vector @ self._vectors(like).T).max()) >= _IS_OF_A_KIND
            for kind, like in _LIKE.items()
            if kind != "step"
        )

    def _found_in(self, guide: Guide, library: Library) -> tuple[MainSection, ...]:
        by_heading = _main_headings(guide, library)
        for heading, places in by_heading.items():
            if self._is_the_path(heading) and len(places) > _FEW_STEPS:
                return tuple(_parts_of(guide, places))
        kinds = self._kinds(list(by_heading))
        return tuple(
            MainSection(heading.rstrip(" :."), tuple(places), kind)
            for (heading, places), kind in zip(by_heading.items(), kinds, strict=True)
        )

    def _is_the_path(self, heading: str) -> bool:
        return float((self._vectors([heading]) @ self._vectors(_PATH).T).max()) >= _IS_THE_PATH

    def _kinds(self, headings: Sequence[str]) -> list[Kind]:
        if not headings:
            return []
        vectors = self._vectors(headings)
        nearness = {
            kind: (vectors @ self._vectors(like).T).max(axis=1) for kind, like in _LIKE.items()
        }
        kinds: list[Kind] = list(nearness)
        best = np.argmax(np.stack([nearness[kind] for kind in kinds]), axis=0)
        return [kinds[int(index)] for index in best]

    def _vectors(self, texts: Sequence[str]) -> FloatArray:
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        found = self._kept(missing)
        unknown = [text for text in missing if text not in found]
        made = {unknown[index]: each for index, each in self._embedder.encode_passages(unknown)}
        found |= {text: each.vector for text, each in made.items()}
        if self._cache is not None and made:
            with suppress(StoreError):  # they are here; without room on the disk they are made anew
                self._cache().put({content_digest(text): each for text, each in made.items()})
        with self._lock:
            self._known.update(found)
            return np.stack([self._known[text] for text in texts])

    def _kept(self, texts: Sequence[str]) -> dict[str, FloatArray]:
        if self._cache is None or not texts:
            return {}
        kept = self._cache().vectors(map(content_digest, texts))
        return {text: kept[digest] for text in texts if (digest := content_digest(text)) in kept}


def wish_of(message: Message, library: Library) -> tuple[Wish, tuple[Guide, ...]] | None:
    """Tell whether a message asks for the whole way or for what a guide covers, and of which guide;
    of several guides where it could be any of them, and the newest of those of several years. None
    for any other message.

    Args:
        message: what is asked and told.
        library: the guides.
    """
    if len(message.bare) != 1:
        return None
    question = _TOLD_BEFORE.sub("", message.bare[0])
    if not _WHETHER.match(question):  # whether that can be done is not told by the way
        question = _COMES_FROM.sub(r"\g<goes>", question)
    way, summary, gaps = (each.search(question) for each in (_WAY, _SUMMARY, _GAPS))
    if not way and not summary and not gaps:
        return None
    asked = set(stems_of(question)) - _GENERIC
    guides = tuple(edition.guide for edition in library.editions.values())
    about = tuple(guide for guide in guides if asked <= _subject(guide, library))
    names = {guide.name for guide in about}
    about = tuple(g for g in about if not names.intersection(library.newer.get(g.name, ())))
    if not about:
        return None
    if summary and not way and not gaps:
        return "summary", about
    if gaps and not _NEXT.search(question) and not re.search(r"\bbecom", question):
        return "gaps", about
    if _NEXT.search(question):
        return "next", about
    first = _FIRST.search(question) and re.search(r"\bfirst\b|\bwhere\b", question, re.IGNORECASE)
    return ("first" if first and not re.search(r"\bbecom", question) else "way"), about


def steps_of(wish: Wish, sections: Sequence[MainSection]) -> tuple[Step, ...]:
    """Return what each main section says in an answer along the outline.

    The way has the sections that are steps, each with its most concrete sentence or list, or the
    parts of these where they are few; what comes first is the first of them with its own parts; a
    summary has all main sections.

    Args:
        wish: what is asked for.
        sections: of the guide.
    """
    if wish == "summary":
        chosen = [each for each in sections if each.kind != "end"] or list(sections)
    else:
        chosen = [each for each in sections if each.kind == "step"] or list(sections)
    steps: list[Step] = []
    if wish == "first":
        places = chosen[0].places if chosen else ()
        parts = [(_name(place), most_concrete((place,))) for place in places]
    else:
        opened = chosen if wish == "summary" else _opened(chosen)
        parts = [(each.heading, most_concrete(each.places)) for each in opened]
    for heading, passages in parts:
        if passages and not any(passages == step.passages for step in steps):
            steps.append(Step(heading, passages))
    return tuple(_spread(steps))


def _opened(sections: Sequence[MainSection]) -> list[MainSection]:
    """Return the parts of a few sections in their place, where they have several and no list of
    their own before them."""
    if len(sections) > _FEW_STEPS:
        return list(sections)
    opened: list[MainSection] = []
    for section in sections:
        steps_down = zip(*(place.section.path for place in section.places), strict=False)
        depth = sum(1 for _ in takewhile(lambda level: len({*level}) == 1, steps_down))
        own = [
            p for each in section.places if len(each.section.path) == depth for p in each.sentences
        ]
        parts: dict[str, list[Place]] = {}
        for place in section.places:
            if len(place.section.path) > depth:
                parts.setdefault(plain(place.section.path[depth]), []).append(place)
        if len(parts) < _FEW_STEPS or any(passage.kind == "item" for passage in own):
            opened.append(section)
        else:
            opened += [
                MainSection(heading.rstrip(" :."), tuple(places), "step")
                for heading, places in parts.items()
            ]
    return opened if len(opened) <= _MOST else list(sections)


def beginning_of(place: Place) -> tuple[tuple[Passage, ...], ...]:
    """Return how a section begins: its first sentences, each alone or a list with its lead-in."""
    return tuple(_together(place.sentences))[:_MOST_OF_A_SECTION]


def _main_headings(guide: Guide, library: Library) -> dict[str, list[Place]]:
    """The sections of a guide by the outermost headings that part it."""
    paths = [
        (place, heading_words(place.guide, place.section.path))
        for place in library.places
        if place.guide is guide
    ]
    by_heading = _by_first_heading(paths)
    if len(by_heading) == 1:  # a title over the whole guide
        by_heading = _by_first_heading([(place, path[1:]) for place, path in paths]) or by_heading
    return by_heading


def _parts_of(guide: Guide, places: Sequence[Place]) -> list[MainSection]:
    """The sections below one that is the whole way, each a step of it."""
    below = _by_first_heading(
        [(place, (heading_words(guide, place.section.path)[-1],)) for place in places[1:]]
    )
    return [MainSection(each.rstrip(" :."), tuple(parts), "step") for each, parts in below.items()]


def _by_heading_below(
    guide: Guide, heading: str, places: Sequence[Place]
) -> dict[str, list[Place]]:
    """The sections of a main section by the heading right below its own, each with those below
    that; its own text by "" """
    found: dict[str, list[Place]] = {}
    for place in places:
        path = heading_words(guide, place.section.path)
        below = path[path.index(heading) + 1 :]
        found.setdefault(below[0] if below else "", []).append(place)
    return found


def _by_first_heading(
    paths: Sequence[tuple[Place, tuple[str, ...]]],
) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place, path in paths:
        if path:
            found.setdefault(path[0], []).append(place)
    return found


def _together(sentences: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    lists: dict[str, list[Passage]] = {}
    for passage in sentences:
        own = passage.id if passage.list_id is None else str(passage.list_id)
        lists.setdefault(own, []).append(passage)
    return [tuple(passages) for passages in lists.values()]


def most_concrete(places: Sequence[Place]) -> tuple[Passage, ...]:
    """The sentence, or the list with its lead-in, among the first of a section that names most:
    figures, names and things in a row. The section's own words come before those of its parts."""
    for place in places:
        groups = [
            group
            for group in _together(place.sentences)[:_LOOKED_AT]
            if not plain(group[-1].text).rstrip().endswith((":", "?", "!"))
        ]
        if groups:
            return max(groups, key=_concreteness)
    return ()


def _concreteness(group: Sequence[Passage]) -> float:
    words = plain(group[0].text)
    found = len(_CONCRETE.findall(words[1:])) if len(group) == 1 else 2 + min(len(group), 6)
    return found / (1 + len(words) / 400)


def _name(place: Place) -> str:
    return heading_words(place.guide, place.section.path)[-1].rstrip(" :.")


def _subject(guide: Guide, library: Library) -> set[str]:
    stems = set(stems_of(guide.title))
    for short_form, long_form in library.abbreviations.items():
        if set(stems_of(long_form)) <= stems:
            stems.update(stems_of(short_form))
    return stems


def _spread(steps: Sequence[Step]) -> list[Step]:
    if len(steps) <= _MOST:
        return list(steps)
    return [steps[round(index * (len(steps) - 1) / (_MOST - 1))] for index in range(_MOST)]
