"""The guide as pages to read: its outline, its text around a place, what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from advisor.errors import AdvisorError
from advisor.text.plain import plain
from advisor.types import Guide, Hit, Page
from advisor.ui.addresses import (
    Reference,
    Target,
    address_of,
    below,
    locate,
    original_address,
    reference_from,
)
from advisor.ui.markup import Words, find_words, markdown_html
from advisor.ui.templating import render

if TYPE_CHECKING:
    from advisor.advisor import Advisor

#: About how many characters of a guide are shown at a time; whole sections around the place.
WINDOW = 40_000
RESULT_COUNT = 8
_SNIPPET_LENGTH = 180
#: An outline with more headings than that shows only the upper ones.
_OUTLINE_LENGTH = 300

NOT_FOUND = "This link leads to no place in the guides. The outline shows what there is."
MOVED = "The guide has changed since; these words now stand here."
GONE = "These words are no longer in the guide. Below is what stands nearest to where they were."
_NOTES = {"current": "", "moved": MOVED, "gone": GONE}


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the reader shows: sections of a guide as HTML, and which of them was asked for.

    `section` is the index of the section asked for, `count` how many the guide has. `page` is the
    page of the guide's file on which the place stands, in words. `note` is a word about the place,
    `address` leads to it again, and `original` to that page of the file; it is empty where the
    file is not given out.
    """

    title: str
    edition: str
    html: str
    guide: str
    section: int
    count: int
    page: str
    note: str
    address: str
    original: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the leaf for the browser."""
        return {name: getattr(self, name) for name in self.__slots__}


def open_place(advisor: Advisor, address: str) -> Leaf:
    """Return the text around the place that an address leads to.

    Raises:
        AdvisorError: it leads to no guide.
    """
    reference = reference_from(address)
    if reference is None:
        raise AdvisorError(NOT_FOUND)
    guide = advisor.guide(reference.guide)
    return leaf(guide, reference, given_out=advisor.original(guide.name) is not None)


def leaf(guide: Guide, reference: Reference, *, given_out: bool = False) -> Leaf:
    """Return the text of a guide around the place that a reference leads to.

    Args:
        guide: the live edition.
        reference: leads into it.
        given_out: whether its file can be opened.
    """
    target = locate(guide, reference)
    page = _page_at(guide, target)
    sections = [
        {
            "number": number,
            "label": " › ".join(below(guide.sections[number].path, guide.title)),
            "html": _section(guide, number, target),
            "page": _in_words(guide, _page_at(guide, Target(number))),
        }
        for number in range(*_window(guide, target.section))
    ]
    return Leaf(
        title=guide.title,
        edition=f"edition {guide.edition}",
        html=str(render("sections", sections=sections)),
        guide=guide.name,
        section=target.section,
        count=len(guide.sections),
        page=_in_words(guide, page),
        note=_NOTES[target.standing],
        address=address_of(_settled(guide, reference, target)),
        original=original_address(guide.name, page) if given_out else "",
    )


def _page_at(guide: Guide, target: Target) -> Page | None:
    if not guide.sections:
        return None
    start = guide.sections[target.section].start if target.start is None else target.start
    return guide.page_at(start)


def _in_words(guide: Guide, page: Page | None) -> str:
    return page.in_words(guide.name) if page else ""


def outline_html(guides: Sequence[Guide]) -> Markup:
    """Return the headings of each guide as links into it."""
    outlines = [{"title": guide.title, "headings": _headings(guide)} for guide in guides]
    return render("outline", guides=outlines)


def results_html(hits: Sequence[Hit], guides: Sequence[Guide]) -> Markup:
    """Return what a search in the guides found as links into them."""
    titles = {guide.name: guide.title for guide in guides}
    results = []
    for hit in hits:
        title = titles.get(hit.guide, hit.guide)
        words = plain(hit.text.partition("\n")[2] or hit.text)
        cut = words[:_SNIPPET_LENGTH].rstrip() + " …" if len(words) > _SNIPPET_LENGTH else words
        results.append(
            {
                "address": address_of(Reference(hit.guide, hit.section)),
                "path": below(hit.section, title),
                "snippet": cut,
                "guide": title if len(titles) > 1 else "",
            }
        )
    return render("results", results=results)


def _settled(guide: Guide, reference: Reference, target: Target) -> Reference:
    """Return a reference to where the words stand now."""
    path = guide.sections[target.section].path if guide.sections else reference.path
    if target.start is None or target.end is None:
        return Reference(guide.name, path)
    quote = guide.text[target.start : target.end]
    return Reference(guide.name, path, target.start, target.end, guide.edition, quote)


def _window(guide: Guide, around: int) -> tuple[int, int]:
    """Return the first of the sections shown around one, and the one after the last."""
    sizes = [section.end - section.start for section in guide.sections]
    if not sizes:
        return 0, 0
    first, last, size = around, around + 1, sizes[around]
    while size < WINDOW and (first > 0 or last < len(sizes)):
        if last < len(sizes):
            size += sizes[last]
            last += 1
        if first > 0 and size < WINDOW:
            first -= 1
            size += sizes[first]
    return first, last


def _section(guide: Guide, number: int, target: Target) -> Markup:
    section = guide.sections[number]
    text = guide.text[section.start : section.end]
    words: Words | None = None
    if number == target.section and target.start is not None and target.end is not None:
        quote = guide.text[target.start : target.end]
        words = find_words(text, target.start - section.start, target.end - section.start, quote)
    return markdown_html(text, headings=3, marked=words)


def _headings(guide: Guide) -> list[dict[str, Any]]:
    """Return the headings of a guide's outline: the upper ones alone where there are many."""
    full = {tuple(below(section.path, guide.title)): section.path for section in guide.sections}
    deepest = max((len(path) for path in full), default=0)
    while deepest > 1 and sum(len(path) <= deepest for path in full) > _OUTLINE_LENGTH:
        deepest -= 1
    return [
        {
            "depth": len(path) - 1,
            "address": address_of(Reference(guide.name, full[path])),
            "words": plain(path[-1]) or path[-1],
        }
        for path in full
        if path and len(path) <= deepest
    ]
