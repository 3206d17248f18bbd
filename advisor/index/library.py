"""The live editions as retrieval sees them, made once and then only read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor.guide.context import embedded_text, heading_words
from advisor.guide.edition import Edition
from advisor.guide.identity import Identity, identity_of, without_years
from advisor.index.keywords import KeywordIndex
from advisor.text.abbreviations import defined_abbreviations
from advisor.text.languages import ENGLISH, Language, language_of
from advisor.text.words import script_of, stems_of, words_of
from advisor.types import Citation, Guide, Passage, Section

#: The share of their words that two sections of one name have in common which say the same.
_ALIKE = 0.6
#: So much of a guide, in characters, tells its language.
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """A section with text, and its passages: `parts` is the section itself (or the parts of a
    long one), `sentences` its sentences, list items and table rows, in order, and `questions`
    those that the guide says it answers."""

    index: int
    guide: Guide
    section: Section
    parts: tuple[Passage, ...]
    sentences: tuple[Passage, ...]
    questions: tuple[Passage, ...] = ()

    @property
    def start(self) -> int:
        """Where the section starts in the guide's text, heading line and all."""
        return self.section.start

    @property
    def end(self) -> int:
        """Where the section's last word ends in the guide's text."""
        return self.section.start + len(self.text)

    @property
    def text(self) -> str:
        """The section's Markdown, with its heading line."""
        return self.guide.text[self.section.start : self.section.end].rstrip()


class Library:
    """The live editions of all guides.

    Args:
        editions: at most one edition of each guide.
    """

    def __init__(self, editions: Sequence[Edition]) -> None:
        self.editions = {edition.guide.name: edition for edition in editions}
        self.places: tuple[Place, ...] = tuple(_places(editions))
        self._place_of = {
            passage.id: place
            for place in self.places
            for passage in (*place.parts, *place.sentences, *place.questions)
        }
        self._content_of = {
            passage.id: content
            for edition in editions
            for passage, content in zip(edition.passages, edition.contents, strict=True)
        }

    def place_of(self, passage_id: str) -> Place | None:
        """Return the section that a passage stands in; None when it is not live."""
        return self._place_of.get(passage_id)

    def knows(self, word: str) -> bool:
        """Tell whether a guide has a word, in any form of it; its title counts, and the questions
        that it carries do not."""
        return any(stem in self._stems for stem in stems_of(word, self.language))

    def mentions(self, phrase: str) -> bool:
        """Whether a guide has a phrase, word for word, in any case."""
        if not all(self.knows(w) or not stems_of(w, self.language) for w in words_of(phrase)):
            return False
        whole = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
        return any(
            whole.search(edition.guide.text) or whole.search(edition.guide.title)
            for edition in self.editions.values()
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the guides in lower case, those with a hyphen also by their parts."""
        return frozenset(
            part
            for edition in self.editions.values()
            for word in words_of(edition.guide.text)
            for part in (word, *word.split("-"))
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        titles = (edition.guide.title for edition in self.editions.values())
        return frozenset(
            stem for text in (*self.words, *titles) for stem in stems_of(text, self.language)
        )

    @cached_property
    def identities(self) -> dict[str, Identity]:
        """What tells each guide apart from the others, by its name."""
        guides = tuple(edition.guide for edition in self.editions.values())
        return {guide.name: identity_of(guide, guides) for guide in guides}

    @cached_property
    def newer(self) -> dict[str, tuple[str, ...]]:
        """The names of the guides that are the same guide for later years, the newest first, by the
        name of each guide that there are such of."""
        found: dict[str, tuple[str, ...]] = {}
        for name, own in self.identities.items():
            later = [
                (max(other.years), other_name)
                for other_name, other in self.identities.items()
                if own.years and other.years and own.phrases == other.phrases
                if max(other.years) > max(own.years)
            ]
            if later:
                found[name] = tuple(each for _, each in sorted(later, reverse=True))
        return found

    @cached_property
    def twins(self) -> dict[int, tuple[Place, ...]]:
        """The sections that say the same in the guides of several years, the newest first, by the
        index of each of them."""
        by_heading: dict[tuple[object, ...], list[Place]] = {}
        dated = {*self.newer, *(name for names in self.newer.values() for name in names)}
        for place in self.places:
            if place.guide.name in dated:
                path = tuple(
                    without_years(heading)
                    for heading in heading_words(place.guide, place.section.path)
                )
                key = (self.identities[place.guide.name].phrases, path, place.section.part)
                by_heading.setdefault(key, []).append(place)
        found: dict[int, tuple[Place, ...]] = {}
        for places in by_heading.values():
            places.sort(key=lambda each: -max(self.identities[each.guide.name].years))
            left = places
            while left:
                alike = [each for each in left if _alike(left[0].text, each.text)]
                left = [each for each in left if each not in alike]
                if len(alike) > 1:
                    found |= {each.index: tuple(alike) for each in alike}
        return found

    def citation(self, passage: Passage, number: int) -> Citation:
        """Make the citation of a live passage that the marker `[number]` stands for."""
        guide = self.editions[passage.guide].guide
        page = guide.page_at(passage.start)
        return Citation(
            number=number,
            guide=passage.guide,
            edition=guide.edition,
            section=passage.path,
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            page=page.number if page else None,
            label=page.label if page else "",
        )

    @cached_property
    def keywords(self) -> KeywordIndex:
        """Keyword search over the places: the headings and words of each."""
        return KeywordIndex(
            [
                " ".join(
                    [
                        *heading_words(place.guide, place.section.path),
                        place.text,
                        *(question.text for question in place.questions),
                    ]
                )
                for place in self.places
            ],
            self.language,
        )

    @cached_property
    def language(self) -> Language:
        """The language that most of the guides' text is in."""
        sizes: dict[Language, int] = {}
        for edition in self.editions.values():
            language = language_of(words_of(edition.guide.text[:_SAMPLE]))
            sizes[language] = sizes.get(language, 0) + len(edition.guide.text)
        return max(sizes, key=lambda each: sizes[each], default=ENGLISH)

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts that the guides are written in."""
        letters = {c for edition in self.editions.values() for c in edition.guide.text}
        return frozenset(script_of(letter) for letter in letters if letter.isalpha())

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """What the guides define in brackets."""
        found: dict[str, str] = {}
        for edition in self.editions.values():
            for short_form, long_form in defined_abbreviations(edition.guide.text).items():
                found.setdefault(short_form, long_form)
        return found

    def content_of(self, passage: Passage) -> str:
        """Return the digest of what a live passage is embedded as."""
        return self._content_of[passage.id]

    def embedded(self, passage: Passage) -> str:
        """Return what a live passage is embedded as."""
        return embedded_text(self.editions[passage.guide].guide, passage)


def _alike(one: str, other: str) -> bool:
    """Whether two texts have most of their words in common, figures apart."""
    first, second = (
        {stem for stem in stems_of(text) if not any(map(str.isdigit, stem))}
        for text in (one, other)
    )
    return len(first & second) >= _ALIKE * max(len(first), len(second))


def _places(editions: Sequence[Edition]) -> list[Place]:
    places: list[Place] = []
    for edition in editions:
        by_section: dict[int, list[Passage]] = {}
        for passage in edition.passages:
            by_section.setdefault(passage.section, []).append(passage)
        for number, passages in by_section.items():
            places.append(
                Place(
                    index=len(places),
                    guide=edition.guide,
                    section=edition.guide.sections[number],
                    parts=tuple(p for p in passages if p.kind == "section"),
                    sentences=tuple(p for p in passages if p.kind in ("sentence", "item")),
                    questions=tuple(p for p in passages if p.kind == "question"),
                )
            )
    return places
