"""The guide as pages to read: its outline, its text around a place, what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError
from advisor.text import plain as visible
from advisor.types import Guide, Hit
from advisor.ui.markup import find_words, markdown_html, plain
from advisor.ui.places import Place, Reference, address_of, locate, reference_from

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

    `start` is the index of the first section shown, `section` that of the one asked for, `count`
    how many the guide has. `note` is a word about the place, `address` leads to it again.
    """

    title: str
    edition: str
    html: str
    guide: str
    section: int
    count: int
    note: str
    address: str

    def as_json(self) -> dict[str, Any]:
        """The leaf for the browser."""
        return {name: getattr(self, name) for name in self.__slots__}


def open_place(advisor: Advisor, address: str) -> Leaf:
    """The text around the place that an address leads to.

    Raises:
        AdvisorError: it leads to no guide.
    """
    reference = reference_from(address)
    if reference is None:
        raise AdvisorError(NOT_FOUND)
    guide = advisor.guide(reference.guide)
    return leaf(guide, reference)


def leaf(guide: Guide, reference: Reference) -> Leaf:
    """The text of a guide around the place that a reference leads to."""
    place = locate(guide, reference)
    first, last = _window(guide, place.section)
    html = "".join(_section(guide, index, place) for index in range(first, last))
    return Leaf(
        title=guide.title,
        edition=f"edition {guide.edition}",
        html=html,
        guide=guide.name,
        section=place.section,
        count=len(guide.sections),
        note=_NOTES[place.standing],
        address=address_of(_settled(guide, reference, place)),
    )


def outline_html(guides: Sequence[Guide]) -> str:
    """The headings of each guide, as links into it."""
    if not guides:
        return '<p class="outline-empty">There is no guide to read yet.</p>'
    return "".join(_outline(guide, len(guides) == 1) for guide in guides)


def results_html(hits: Sequence[Hit], guides: Sequence[Guide]) -> str:
    """What a search in the guides found, as links into them."""
    if not hits:
        return '<p class="results-empty">Nothing in the guides fits that.</p>'
    titles = {guide.name: guide.title for guide in guides}
    items = "".join(_result(hit, titles) for hit in hits)
    return f'<ol class="results">{items}</ol>'


def path_html(path: Sequence[str], title: str) -> str:
    """A heading path below the guide's title."""
    separator = ' <span class="separator" aria-hidden="true">›</span> '
    return separator.join(f"<span>{plain(heading)}</span>" for heading in below(path, title))


def below(path: Sequence[str], title: str) -> Sequence[str]:
    """A heading path without the guide's title at its head, unless that is all of it."""
    return path[1:] if len(path) > 1 and path[0] == title else path


def _settled(guide: Guide, reference: Reference, place: Place) -> Reference:
    """A reference to where the words stand now."""
    path = guide.sections[place.section].path if guide.sections else reference.path
    if place.start is None or place.end is None:
        return Reference(guide.name, path)
    quote = guide.text[place.start : place.end][: max(len(reference.quote), 80)]
    return Reference(guide.name, path, place.start, place.end, guide.edition, quote)


def _window(guide: Guide, around: int) -> tuple[int, int]:
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


def _section(guide: Guide, index: int, place: Place) -> str:
    section = guide.sections[index]
    text = guide.text[section.start : section.end]
    words = None
    if index == place.section and place.start is not None and place.end is not None:
        quote = guide.text[place.start : place.end]
        words = find_words(text, place.start - section.start, place.end - section.start, quote)
    label = plain(" › ".join(below(section.path, guide.title)))
    return (
        f'<section class="leaf" data-section="{index}" tabindex="-1" dir="auto" '
        f'aria-label="{label}">' + markdown_html(text, headings=3, marked=words) + "</section>"
    )


def _outline(guide: Guide, is_open: bool) -> str:
    paths = dict.fromkeys(tuple(below(section.path, guide.title)) for section in guide.sections)
    deepest = max((len(path) for path in paths), default=0)
    while deepest > 1 and sum(len(path) <= deepest for path in paths) > _OUTLINE_LENGTH:
        deepest -= 1
    full = {tuple(below(section.path, guide.title)): section.path for section in guide.sections}
    headings = "".join(
        f'<li data-depth="{len(path) - 1}"><a href="{_link(guide.name, full[path])}">'
        f"{plain(visible.plain(path[-1]) or path[-1])}</a></li>"
        for path in paths
        if path and len(path) <= deepest
    )
    return (
        f'<details class="contents"{" open" if is_open else ""}>'
        f"<summary>In <cite>{plain(guide.title)}</cite></summary><ul>{headings}</ul></details>"
    )


def _link(guide: str, path: tuple[str, ...]) -> str:
    return plain(address_of(Reference(guide, path)))


def _result(hit: Hit, titles: dict[str, str]) -> str:
    title = titles.get(hit.guide, hit.guide)
    body = visible.plain(hit.text.partition("\n")[2] or hit.text)
    snippet = body if len(body) <= _SNIPPET_LENGTH else body[:_SNIPPET_LENGTH].rstrip() + " …"
    guide = f'<span class="result-guide">{plain(title)}</span>' if len(titles) > 1 else ""
    return (
        f'<li><a href="{_link(hit.guide, hit.section)}">{path_html(hit.section, title)}</a>'
        f"<p>{plain(snippet)}</p>{guide}</li>"
    )
