"""What a heading looks like where nothing marks it, and which level it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Style = Literal["double", "single", "part", "caps", "number", "bare", "colon"]

#: How headings look, outermost first: underlined with "=" or "-", "Part 1", in capitals,
#: numbered, bare, ending in a colon.
STYLES: tuple[Style, ...] = ("double", "single", "part", "caps", "number", "bare", "colon")

_CLOSING = re.compile(
    r"^[\d.)\s]*(?:in )?(?:conclusions?|summary|final (?:thoughts|words)|last words"
    r"|closing (?:thoughts|words|remarks)|wrapping up|the bottom line|next steps"
    r"|(?:key )?takeaways|further (?:reading|resources)|resources|references|sources|glossary"
    r"|appendix(?: \w)?|about (?:the|this) (?:authors?|guide)|faqs?|frequently asked questions)\b",
    re.IGNORECASE,
)
_QUESTIONS = re.compile(
    r"\b(?:faqs?|questions and answers|q&a|(?:frequently|commonly) asked|common questions)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^Q\d*[.:)]\s|\?$")
_PART = re.compile(
    r"^(?:part|chapter|module|unit)\s+(?:\d+|[ivxlc]+|one|two|three|four|five|six)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+\S")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w")
_IMPRINT = re.compile(
    r"^(?:by|written by|author|authors|last (?:updated|reviewed)|updated|published|posted|revised"
    r"|version|copyright|©|\(c\)|date|source|sources|note|tip|warning|figure|table)\b[\s:]",
    re.IGNORECASE,
)
_SMALL = frozenset(
    """
    a an and as at but by for from how in into is it its nor not of off on or over per so than
    that the to up v via vs vs. what when where which who why with within without you your
    """.split()
)
_LEAD_WORDS = re.compile(
    r"\b(?:include|includes|including|following|follows|example|such as|are|is|was|were|be|can|may"
    r"|should|must|will|need|needs|ask|asks|contains?|covers?|here|these|below|costs?|run|means)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
_LONGEST = 90


@dataclass(slots=True)
class Heading:
    """A heading, and what is known of its rank.

    Attributes:
        text: its words.
        style: how they look; `style_of` says it.
        marked: the level that the document gives it, from 1; 0 where it gives none.
        size: of its type, in points; 0 where there is no type.
        bold: whether its type is bold.
        underlined: whether its type is underlined.
        capitals: whether its type is set in capitals.
        level: its level in the guide, from 1; `set_levels` sets it.
        leads: whether another heading follows at once; `set_levels` sets it.
    """

    text: str
    style: Style = "bare"
    marked: int = 0
    size: float = 0.0
    bold: bool = False
    underlined: bool = False
    capitals: bool = False
    level: int = 0
    leads: bool = False

    @property
    def look(self) -> tuple[float, ...]:
        """A key that sorts headings by their type, the outermost first."""
        if self.marked:
            return (0, self.marked)
        if not self.size:
            return (1,)
        capitals = self.capitals or self.style == "caps"
        return (1, -round(self.size * 2), not capitals, not self.bold, not self.underlined)


def set_levels(parts: Sequence[object], title: Heading | None = None) -> None:
    """Set the level of each heading of a document.

    Without a title, the first heading is the title if its look is the outermost and no other
    heading has it. Of the others, a look contains the looks of higher rank, and within one look a
    style further out in `STYLES` contains those further in, as far as the text uses them. Where
    the looks are all one, a heading with no text of its own, at once followed by another of its
    style, is the parent of those up to the next such heading. The last such group has no end that
    one could see: it is taken to be no larger than the largest of the others. A conclusion, a
    summary or a list of sources is never part of a group, and the questions after a heading for
    questions always are.

    Args:
        parts: the document in its order: `Heading`s, whose levels are set, and anything else.
        title: the heading that is known to be the title.
    """
    headings = [each for each in parts if isinstance(each, Heading)]
    for first, second in pairwise(parts):
        if isinstance(first, Heading):
            first.leads = isinstance(second, Heading)
    _settle_capitals([each for each in headings if each is not title])
    if title is None and headings and headings[0].size + headings[0].marked:
        outermost = min(each.look for each in headings)
        if [each.look for each in headings].count(outermost) == 1:
            title = headings[0] if headings[0].look == outermost else None
    rest = [each for each in headings if each is not title]
    looks = sorted({each.look for each in rest})
    ranked = []
    for each in rest:
        # Where marks or type say the level, what the words look like says nothing more.
        style = "bare" if each.marked or len(looks) > 1 else each.style
        depth = 0 if each.marked else number_depth(each.text)
        ranked.append(_Ranked(each.text, looks.index(each.look), style, depth, each.leads))
    top = 1 if title is None and any(each.marked for each in headings) else 2
    for each, level in zip(rest, _levels(ranked), strict=True):
        each.level = top + level
    if title is not None:
        title.level = 1


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What decides the level of a heading: `look` counts from 0, the outermost; `depth` is the
    number of dots in its number."""

    text: str
    look: int
    style: Style
    depth: int
    leads: bool


def _levels(headings: Sequence[_Ranked]) -> Iterator[int]:
    """Yield the levels of headings, from 0."""
    inside = _inside_groups(headings)
    ranks = [
        (heading.look, STYLES.index(heading.style) * 10 + heading.depth, inner)
        for heading, inner in zip(headings, inside, strict=True)
    ]
    outermost: dict[int, int] = {}
    for look, style, _ in ranks:
        outermost[look] = min(style, outermost.get(look, style))
    stack: list[tuple[int, int, bool]] = []
    for heading, rank in zip(headings, ranks, strict=True):
        if _CLOSING.match(heading.text) and not rank[2]:
            rank = (rank[0], outermost[rank[0]], False)
        while stack and stack[-1] >= rank:
            stack.pop()
        yield len(stack)
        stack.append(rank)


def _settle_capitals(headings: Sequence[Heading]) -> None:
    """Take capitals for a style only where two headings or more show it that are no acronyms;
    elsewhere they are bare."""
    shown = sum(
        heading.style == "caps"
        and (" " in heading.text or re.fullmatch(r"[^\W\d_]{5,}\W*", heading.text) is not None)
        for heading in headings
    )
    if shown < 2:
        for heading in headings:
            if heading.style == "caps":
                heading.style = "bare"


def _inside_groups(headings: Sequence[_Ranked]) -> list[bool]:
    inside = [False] * len(headings)
    _group_questions(headings, inside)
    if len({heading.look for heading in headings}) == 1:
        for run, bounded in _runs(headings, inside):
            _group_run(headings, run, bounded, inside)
    return inside


def _group_questions(headings: Sequence[_Ranked], inside: list[bool]) -> None:
    head: _Ranked | None = None
    for number, heading in enumerate(headings):
        if not _QUESTION.search(heading.text):
            asked = _QUESTIONS.search(heading.text) is not None
            head = heading if asked or heading.leads else None
        elif head and (head.look, head.style, head.depth) == (
            heading.look,
            heading.style,
            heading.depth,
        ):
            inside[number] = _QUESTIONS.search(head.text) is not None


def _runs(headings: Sequence[_Ranked], inside: Sequence[bool]) -> Iterator[tuple[list[int], bool]]:
    """Yield headings of one style with none further out between them, and whether one ends the
    run."""
    open_runs: dict[tuple[int, int], list[int]] = {}
    for number, heading in enumerate(headings):
        key = (STYLES.index(heading.style), heading.depth)
        for other in [each for each in open_runs if each > key]:
            yield open_runs.pop(other), True
        if not inside[number]:
            open_runs.setdefault(key, []).append(number)
    for run in open_runs.values():
        yield run, False


def _group_run(
    headings: Sequence[_Ranked], run: Sequence[int], bounded: bool, inside: list[bool]
) -> None:
    heads = [
        index
        for index, number in enumerate(run[:-1])
        if headings[number].leads
        and run[index + 1] == number + 1
        and not _CLOSING.match(headings[number].text)
    ]
    following = set(heads)
    heads = [index for index in heads if index + 1 not in following]
    largest = 0
    for position, head in enumerate(heads):
        last = position + 1 == len(heads)
        children = list(range(head + 1, len(run) if last else heads[position + 1]))
        for index, child in enumerate(children):
            if _CLOSING.match(headings[run[child]].text):
                children = children[:index]
                break
        if not last:
            largest = max(largest, len(children))
        elif largest:
            children = children[:largest]
        elif not bounded:
            children = _sharing_words(headings, run, head, children)
        for child in children:
            inside[run[child]] = True


def _sharing_words(
    headings: Sequence[_Ranked], run: Sequence[int], head: int, children: Sequence[int]
) -> list[int]:
    """Return the first of the children, as long as they share a word with the head."""
    words = _stems(headings[run[head]].text)
    shared = []
    for child in children:
        if not words & _stems(headings[run[child]].text):
            break
        shared.append(child)
    return shared


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower())}


def heading_like(text: str, longest: int = _LONGEST) -> bool:
    """Tell whether a line could be a heading: it is short, and no sentence, address or label with
    its value."""
    if not 2 <= len(text) <= longest or len(text.split()) > longest // 6:
        return False
    if text[-1] in ".,;!…" or _ADDRESS.search(text) or _IMPRINT.match(text):
        return False
    core = re.sub(r"^(?:\d{1,3}(?:\.\d+)*[.)]?\s+|[^\w(]+)", "", text)
    first = next((character for character in core if character.isalnum()), "")
    if not first or first.islower() or not any(map(str.isalpha, core)):
        return False
    if re.search(r"[a-z]{3}[.!?] [A-Z]", core) or text.count(",") > 3:
        return False
    label, colon, rest = core.partition(": ")
    return not (colon and rest and (re.search(r"[$€£¥%]|^\W*\d", rest) or len(label) > 60))


def is_label(text: str, before_list: bool) -> bool:
    """Tell whether a line that ends in a colon is a heading such as "North America:" rather than
    the lead-in of a list or of an example.

    Args:
        text: the line.
        before_list: a list or a table follows.
    """
    words = text.rstrip(": ").split()
    if not words or len(words) > 8:
        return False
    titled = all(
        word[0].isupper() or word.lower() in _SMALL or not word[0].isalpha() for word in words
    )
    if _LEAD_WORDS.search(text) and not (titled and len(words) >= 3):
        return False
    return titled or (not before_list and len(words) <= 3)


def number_depth(text: str) -> int:
    """Return the dots inside the number that a heading begins with: 1 for "2.1 Pay"."""
    match = _NUMBER.match(text)
    return match[1].count(".") if match else 0


def style_of(text: str) -> Style:
    """Return how the words of a heading look."""
    if _PART.match(text):
        return "part"
    if _NUMBER.match(text) and re.match(r"\d+[.)]", text):
        return "number"
    letters = [character for character in text if character.isalpha()]
    if len(letters) >= 2 and all(map(str.isupper, letters)):
        return "caps"
    return "colon" if text.endswith(":") else "bare"
