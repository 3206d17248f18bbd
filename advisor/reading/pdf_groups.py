"""Lines of a PDF to headings, paragraphs, items and tables that go on over columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from advisor.reading.elements import Table, has_header
from advisor.reading.headings import number_depth
from advisor.reading.lines import Line, rejoin
from advisor.reading.markers import marker_of
from advisor.reading.paging import Pages
from advisor.reading.pdf_pages import PdfPage

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
#: A line this much larger than the text is a heading.
LARGER = 1.08
#: A text that divides words does so at this share of its line ends or more; few lines do not tell.
_DIVIDED, _FEW_LINES = 0.02, 50


@dataclass(slots=True)
class Group:
    """Lines that belong together, or a table.

    `kind` is "heading", "item", "number" or "paragraph". `edges` are those of a table's columns.
    `text` is the lines as one, `marked` the same with marks where pages begin; `begins` has these
    pages, by the index of their first line or row.
    """

    lines: list[Line]
    kind: str = "paragraph"
    table: Table | None = None
    edges: tuple[float, ...] = ()
    text: str = ""
    marked: str = ""
    begins: dict[int, PdfPage] = field(default_factory=dict)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]


def groups_of(pages: Sequence[PdfPage], body: tuple[float, bool], begun: Pages) -> list[Group]:
    """Return what the lines of all pages make together, with the tables where they stand.

    Args:
        pages: in their order, without running lines.
        body: the size of most of the text, and whether most of it is bold.
        begun: marks in the text where pages begin.
    """
    groups = _with_whole_tables(_blocks(pages, body))
    _set_texts(groups, begun)
    return groups


def _blocks(pages: Sequence[PdfPage], body: tuple[float, bool]) -> Iterator[Group]:
    """Group the lines of all pages, with the tables where they stand."""
    pitch = _pitch(pages, body[0])
    current: Group | None = None
    for page in pages:
        tables = sorted(page.tables, key=lambda each: each[0])
        fresh, begins = True, {0: page}
        for line in page.lines:
            while tables and tables[0][0] <= line.top and line.column == 0:
                if current:
                    yield current
                current = None
                _, table, edges = tables.pop(0)
                yield Group([], table=table, edges=edges, begins=begins)
                begins = {}
            kind = _kind(line, body)
            if current and _continues(current, line, kind, pitch, fresh):
                current.begins |= {len(current.lines): page for page in begins.values()}
                current.lines.append(line)
            else:
                if current:
                    yield current
                current = Group([line], kind, begins=begins)
            fresh, begins = False, {}
        for _, table, edges in tables:
            if current:
                yield current
            current = None
            yield Group([], table=table, edges=edges, begins=begins)
            begins = {}
    if current:
        yield current


def _with_whole_tables(blocks: Iterable[Group]) -> list[Group]:
    """Return groups in which a table that goes on over the end of a page is one."""
    found: list[Group] = []
    for block in blocks:
        before = found[-1].table if found else None
        if before and block.table and block.begins and _goes_on(found[-1], block):
            rows = block.table.rows[block.table.rows[0] == before.rows[0] :]
            found[-1].begins |= {len(before.rows): page for page in block.begins.values()}
            before.rows += rows
        else:
            found.append(block)
    return found


def _goes_on(before: Group, block: Group) -> bool:
    """Tell whether a table at the beginning of a page goes on with the one at the end of the page
    before: its columns stand where that one's do, and it has no header of its own."""
    assert before.table is not None
    assert block.table is not None
    first, rows = before.table.rows[0], block.table.rows
    if not block.edges or block.edges != before.edges or len(first) != len(rows[0]):
        return False
    below = any(re.search(r"\d", cell) for row in rows[1:] for cell in row[1:])
    headed = below and has_header(rows)
    return rows[0] == first or not headed


def _pitch(pages: Sequence[PdfPage], size: float) -> float:
    """Return the distance from line to line within a paragraph of the text."""
    found: Counter[float] = Counter()
    for page in pages:
        for line, follower in zip(page.lines, page.lines[1:], strict=False):
            distance = round(follower.top - line.top, 0)
            if line.column == follower.column and 0.9 * size < distance < 2.2 * size:
                found[distance] += 1
    return found.most_common(1)[0][0] if found else 1.3 * size


def _kind(line: Line, body: tuple[float, bool]) -> str:
    marker = marker_of(line.text)
    if marker and not marker.value:
        return "item"
    larger = line.size >= body[0] * LARGER
    bolder = line.bold and not body[1] and line.size >= 0.95 * body[0]
    if larger or bolder:
        return "heading"
    return "number" if marker else "paragraph"


def _continues(block: Group, line: Line, kind: str, pitch: float, new_page: bool) -> bool:
    last = block.last
    if (kind == "heading") != (block.kind == "heading") or kind == "item":
        return False
    if kind == "heading":
        near = 0 < line.top - last.top <= 1.45 * max(last.size, line.size)
        return (
            near
            and line.look == last.look
            and not number_depth(line.text)
            and not re.match(r"\d+[.)]?\s", line.text)
            and not last.text.endswith((".", ":", "?"))
        )
    apart = new_page or line.column != last.column or line.top <= last.top
    ended = _SENTENCE_END.search(last.text) is not None
    if kind == "number" and (ended or not line.text[0].isdigit() or block.kind != "paragraph"):
        return False
    short = last.x1 < last.right - 0.12 * (last.right - last.left)
    if apart:
        return not ended and (line.text[0].islower() or not short) and line.size == last.size
    if abs(line.size - last.size) > 0.6:
        return False
    if line.top - last.top > 1.3 * max(pitch, 1.05 * line.size):
        return False
    if block.kind in ("item", "number"):
        return line.x0 > block.first.x0 + 2 or not (ended or short)
    if ended and (short or line.x0 > last.x0 + 6):
        return False
    return not (short and last.x1 + line.first_width + 4 < last.right and line.text[0].isupper())


def _set_texts(blocks: Sequence[Group], pages: Pages) -> None:
    """Set the text of each group, with words whole again, and the same with marks of pages."""
    vocabulary: Counter[str] = Counter()
    count = divided_lines = 0
    for block in blocks:
        divided = False
        for line in block.lines:
            words = _WORDS.findall(line.text)
            vocabulary.update(word.lower() for word in words[1 if divided else 0 :])
            divided_lines += divided and line.text[0].islower()
            divided = line.text.endswith(("-", "\u2010"))
            if divided and words:
                vocabulary[words[-1].lower()] -= 1
        count += len(block.lines)
    divides = count < _FEW_LINES or divided_lines >= _DIVIDED * count
    for block in blocks:
        lines = [line.text for line in block.lines]
        block.text = block.marked = rejoin(lines, vocabulary, divides=divides)
        for number, page in block.begins.items():
            if block.table:
                pages.mark_element(Table(block.table.rows[number:]), page.number, page.label)
            else:
                lines[number] = pages.mark(lines[number], page.number, page.label)
        if block.begins:
            block.marked = rejoin(lines, vocabulary, divides=divides)
