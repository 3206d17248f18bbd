"""Plain text to Markdown: the outline is inferred from how the lines stand.

What is looked at: blank lines, indentation, bullets, underlines, capitals, numbers, colons and
end punctuation. Levels come from `headings.set_levels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.reading.elements import Element, Item, Paragraph, Table, markdown
from advisor.reading.headings import (
    Heading,
    Style,
    heading_like,
    is_label,
    set_levels,
    style_of,
)
from advisor.reading.left_out import LeftOut
from advisor.reading.markdown import from_markdown
from advisor.reading.markers import Marker, marker_of

_ATX = re.compile(r"^#{1,6} \S", re.MULTILINE)
_ATX_LINE = re.compile(r"^#{1,6} .*\n", re.MULTILINE)
#: Comments that carry questions are read by `advisor.guide.carried`.
_ASKED = re.compile(r"^[ \t]*<!--\s*asked:.*?-->[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_RULE = re.compile(r"^\s*([=\-~*_#+—–─═])(?:\s?\1){2,}\s*$")
_TITLE_LABEL = re.compile(r"^title\s*:\s*(?=\S)", re.IGNORECASE)
_TABS = re.compile(r"\t+")
_SPACES = re.compile(r"(?<![.!?:]) {2,}| {3,}")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d+$|\s{3,}\d{1,4}$")
#: A line is wrapped, not ended, when the next word would not have fitted in this share of the
#: widest wrapped line.
_WRAP = 0.8
_LONGEST_TITLE = 130
_LONGEST_TABLE = 1000


@dataclass(slots=True)
class _Line:
    text: str
    indent: int
    before: bool  # a blank line (or the text's border) stands before it
    after: bool


@dataclass(slots=True)
class _Paragraph:
    text: str
    first: _Line
    last: _Line
    count: int = 1

    @property
    def alone(self) -> bool:
        return self.count == 1


@dataclass(slots=True)
class _Item:
    text: str
    indent: int
    inner: int  # where its text begins
    marker: Marker
    first: _Line
    last: _Line
    depth: int = 0


_Element = _Paragraph | _Item | Table | Heading


def from_plain_text(text: str, left_out: LeftOut) -> str:
    """Return the Markdown of a plain text.

    Args:
        text: with line feeds at the line ends.

    Returns:
        Markdown with headings, nested lists, tables, and each paragraph on one line. Comments
        that carry questions stand right below the heading of their section.
    """
    if len(_ATX.findall(text)) >= 2:
        return from_markdown(text, left_out)
    text, asked = _without_asked(text)
    lines = _lines(text)
    spans = list(_elements(lines, _width(lines)))
    elements = _with_headings(_nested([element for element, _ in spans]))
    written = markdown(list(_markdown_elements(elements)))
    begins = [0, *(end for _, end in spans)]
    headings = [begins[i] for i, each in enumerate(elements) if isinstance(each, Heading)]
    return _with_asked(written, asked, headings)


def _without_asked(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return a text without the comments that carry questions, and these comments, each with the
    number of filled lines before it."""
    kept: list[str] = []
    asked: list[tuple[int, str]] = []
    position = before = 0
    for comment in _ASKED.finditer(text):
        kept.append(text[position : comment.start()])
        before += len(_lines(kept[-1]))
        asked.append((before, " ".join(comment[0].split())))
        position = comment.end()
    return "".join(kept) + text[position:], asked


def _with_asked(written: str, asked: Sequence[tuple[int, str]], headings: Sequence[int]) -> str:
    """Return the Markdown with each comment right below the last heading that begins before it;
    `headings` says at which line each does."""
    places = [0, *(heading.end() for heading in _ATX_LINE.finditer(written))]
    for before, comment in reversed(asked):
        place = places[sum(begin < before for begin in headings)]
        written = f"{written[:place]}{comment}\n{written[place:]}"
    return written


def _lines(text: str) -> list[_Line]:
    raw = [line.rstrip() for line in text.replace("\f", "\n\n").replace("\v", "\n").split("\n")]
    found = []
    for number, line in enumerate(raw):
        if line:
            stripped = line.lstrip()
            indent = len(line[: len(line) - len(stripped)].expandtabs(4))
            before = number == 0 or not raw[number - 1]
            after = number + 1 == len(raw) or not raw[number + 1]
            found.append(_Line(stripped, indent, before, after))
    return found


def _width(lines: Sequence[_Line]) -> int:
    """Return the width at which the text is wrapped; 0 when each paragraph is one line."""
    widths = sorted(
        line.indent + len(line.text)
        for line, follower in pairwise(lines)
        if not line.after and follower.text[0].islower() and not marker_of(follower.text)
    )
    return widths[int(len(widths) * 0.95)] if widths else 0


def _wrapped(line: _Line, follower: _Line, width: int) -> bool:
    if line.after:
        return False
    if follower.text[0].islower() and line.text[-1].isalnum() and len(line.text) > 15:
        return True
    if not width:
        return False
    if line.indent + len(line.text) > 2 * width:
        return False
    word = len(follower.text.split(None, 1)[0])
    return line.indent + len(line.text) + 1 + word > _WRAP * width


def _elements(lines: Sequence[_Line], width: int) -> Iterator[tuple[_Element, int]]:
    """Yield the elements, each with the number of the line that it ends before."""
    current: _Paragraph | _Item | None = None
    position = 0
    while position < len(lines):
        line = lines[position]
        table, end = _table(lines, position)
        marker = marker_of(line.text)
        if _RULE.match(line.text) and not marker:
            style: Style = "double" if line.text[0] in "=#═*" else "single"
            if (
                isinstance(current, _Paragraph)
                and current.alone
                and not line.before
                and len(current.text) <= _LONGEST_TITLE
            ):
                current = Heading(current.text, style)  # type: ignore[assignment]
            if current is not None:
                yield current, position
            current = None
            position += 1
            continue
        if table:
            if current is not None:
                yield current, position
            current = None
            yield Table(table), end
            position = end
            continue
        if (
            current is not None
            and not line.before
            and (
                not marker
                or (
                    isinstance(current, _Paragraph)
                    and marker.text in "-–—+*"
                    and _wrapped(current.last, line, width)
                    and line.text[2:3].islower()
                )
            )
            and (
                _wrapped(current.last, line, width)
                or (isinstance(current, _Item) and line.indent >= current.inner > 0)
            )
        ):
            glue = "" if re.search(r"\w-$", current.text) and line.text[0].islower() else " "
            current.text += glue + line.text
            current.last = line
            if isinstance(current, _Paragraph):
                current.count += 1
        else:
            if current is not None:
                yield current, position
            if marker:
                inner = line.indent + marker.length
                text = line.text[marker.length :]
                current = _Item(text, line.indent, inner, marker, line, line)
            else:
                current = _Paragraph(line.text, line, line)
        position += 1
    if current is not None:
        yield current, len(lines)


def _table(lines: Sequence[_Line], position: int) -> tuple[list[list[str]], int]:
    """Return rows of aligned columns that begin at a line, at least two, with as many cells each;
    and the line that they end before."""
    rows: list[list[str]] = []
    columns: list[int] = []
    end = position
    for number, line in enumerate(lines[position : position + _LONGEST_TABLE], position + 1):
        if rows and line.before:
            break
        cells = _TABS.split(line.text)
        starts: list[int] = []
        if line.text.startswith("|") or " | " in line.text:
            cells = [cell.strip() for cell in line.text.strip("|").split("|")]
            if rows and not "".join(cells).strip("-: +="):
                end = number
                continue
        elif len(cells) < 2:
            cells = _SPACES.split(line.text)
            starts = [match.end() for match in _SPACES.finditer(line.text)]
            if rows and starts != columns:
                break
        if len(cells) < 2 or marker_of(line.text) or (rows and len(cells) != len(rows[0])):
            break
        if any(len(cell) > 120 for cell in cells):
            break
        columns = starts
        rows.append(cells)
        end = number
    return (rows, end) if len(rows) >= 2 else ([], position)


def _nested(elements: list[_Element]) -> list[_Element]:
    """Return the same elements, with the depths of items; typed numbers that stand apart, between
    prose, are section numbers rather than items."""
    stack: list[_Item] = []
    for position, element in enumerate(elements):
        if not isinstance(element, _Item):
            if not (
                isinstance(element, _Paragraph) and stack and element.first.indent >= stack[0].inner
            ):
                stack = []
            continue
        while stack and not _under(element, stack[-1]):
            stack.pop()
        element.depth = len(stack)
        stack.append(element)
        if _is_section_number(elements, position):
            text = f"{element.marker.text} {element.text}"
            elements[position] = _Paragraph(text, element.first, element.last)
            stack = []
    return elements


def _under(item: _Item, other: _Item) -> bool:
    if item.indent > other.indent + 1:
        return True
    if item.indent < other.indent - 1 or item.marker.kind == other.marker.kind:
        return False
    if item.indent != other.indent or item.first.before:
        return False
    ordered = other.marker.value > 0
    return (ordered and not item.marker.value) or (item.marker.text == "o" and not ordered)


def _is_section_number(elements: Sequence[_Element], position: int) -> bool:
    item = elements[position]
    assert isinstance(item, _Item)
    own = item.marker.number
    if not own or item.indent or item.depth or item.first is not item.last:
        return False
    if not (item.first.before and heading_like(item.text)):
        return False
    after = elements[position + 1] if position + 1 < len(elements) else None
    before = elements[position - 1] if position else None
    if after is None or (isinstance(after, _Paragraph) and after.first.indent > 0):
        return False
    if isinstance(before, _Item) and before.first.before and _number(before) == own - 1:
        return False
    if isinstance(after, _Item) and _number(after) == own + 1:
        return False
    return item.first.after or (isinstance(after, _Paragraph) and _is_prose(after.text))


def _number(item: _Item) -> int | None:
    return None if item.indent else item.marker.number


def _with_headings(elements: list[_Element]) -> list[_Element]:
    found: list[_Element] = []
    title: Heading | None = None
    for position, element in enumerate(elements):
        after = elements[position + 1] if position + 1 < len(elements) else None
        before = found[-1] if found else None
        if position == 0:
            title = _title(element, after)
            if title:
                found.append(title)
                continue
        if isinstance(element, _Paragraph) and _is_heading(element, before, after):
            found.append(Heading(element.text, style_of(element.text)))
        else:
            found.append(element)
    set_levels(found, title)
    return found


def _title(element: _Element, after: _Element | None) -> Heading | None:
    if isinstance(element, Heading):
        return element
    if not isinstance(element, _Paragraph) or not element.alone or after is None:
        return None
    text = _TITLE_LABEL.sub("", element.text)
    labelled = text != element.text
    if labelled or (
        heading_like(text, _LONGEST_TITLE)
        and not text.endswith(":")
        and (element.first.after or not isinstance(after, _Item))
    ):
        return Heading(text)
    return None


def _is_heading(paragraph: _Paragraph, before: _Element | None, after: _Element | None) -> bool:
    text = paragraph.text
    if not paragraph.alone or after is None or not heading_like(text):
        return False
    if paragraph.first.indent > 3 or _LEADERS.search(text):
        return False
    if text.endswith(":"):
        prose = (
            isinstance(before, _Paragraph)
            and _is_prose(before.text)
            and isinstance(after, _Paragraph)
            and _is_prose(after.text)
        )
        return (paragraph.first.before or prose) and is_label(
            text, not isinstance(after, _Paragraph | Heading)
        )
    if paragraph.first.before and paragraph.first.after:
        return True
    if not paragraph.first.before and isinstance(before, _Paragraph) and not _is_prose(before.text):
        return False
    if not paragraph.first.before and isinstance(before, Table):
        return False
    if isinstance(after, _Item):
        return paragraph.first.before or len(text) <= 60
    if isinstance(after, _Paragraph):
        return _is_prose(after.text)
    return isinstance(after, Table | Heading)


def _is_prose(text: str) -> bool:
    return len(text) > 60 or text[-1] in '.!?:;…”")'


def _markdown_elements(elements: Sequence[_Element]) -> Iterator[Element]:
    """Yield the elements as they are written; an indented paragraph after an item belongs to it."""
    item: _Item | None = None
    for element in elements:
        if isinstance(element, _Item):
            item = element
            yield Item(element.text, element.marker.number, element.depth)
        elif isinstance(element, _Paragraph):
            inside = item is not None and element.first.indent >= max(2, item.indent + 1)
            item = item if inside else None
            yield Paragraph(element.text, inside)
        else:
            item = None
            yield element
