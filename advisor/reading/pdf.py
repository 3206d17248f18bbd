"""PDF to Markdown: lines by their position and type become headings, paragraphs and lists."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from advisor.errors import GuideError
from advisor.reading.bookmarks import bookmarks_of, levels_by
from advisor.reading.columns import in_reading_order
from advisor.reading.elements import Element, Item, Paragraph, Table, has_header, markdown
from advisor.reading.grid import tables_of
from advisor.reading.headings import (
    Heading,
    heading_like,
    is_label,
    number_depth,
    set_levels,
    style_of,
)
from advisor.reading.left_out import LeftOut
from advisor.reading.lines import Line, Words, lines_of, rejoin
from advisor.reading.markers import Margins, is_step, marker_of
from advisor.reading.paging import Pages

_NO_TEXT = (
    "has no text layer (it is a scan); run OCR on it first, for example with ocrmypdf, "
    "and ingest the result"
)
_UNREADABLE = (
    "has text that cannot be decoded (its fonts do not say which characters they draw); "
    "export it again from its source, or run OCR on it"
)
_BROKEN = "is broken or no PDF; open it in a PDF viewer and save it again"
_ENCRYPTED = "is encrypted; save it again without a password"
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxlc]+)$|…{2,}\s*\d+$")
_CONTENTS = re.compile(r"^(?:table of )?contents$|^in this (?:guide|document)$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—|\s]*(?:(?:of|/)\s*\d{1,4})?$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
#: Annotations that are said about the text, not in it.
_COMMENTS = frozenset("Text FreeText Highlight Underline Squiggly StrikeOut Caret Stamp".split())
#: The flags of annotations that are not shown: hidden, not viewed.
_UNSEEN = 2 | 32
_DEEPEST_FIELD = 10
#: Fewer characters that stand sideways are an ornament.
_FEWEST_SIDEWAYS = 40
#: The share of a page's height, at either edge, in which running lines stand.
_EDGE = 0.12
#: A line this much larger than the text is a heading.
_LARGER = 1.08
_LONGEST_HEADING = 150
#: A text that divides words does so at this share of its line ends or more; few lines do not tell.
_DIVIDED, _FEW_LINES = 0.02, 50


@dataclass(slots=True)
class _Page:
    """Lines, and tables with their upper edges and the left and right edges of their columns."""

    lines: list[Line]
    height: float
    tables: list[tuple[float, Table, tuple[float, ...]]] = field(default_factory=list)
    number: int = 0
    label: str = ""


def from_pdf(data: bytes, left_out: LeftOut, pages_begun: Pages) -> str:
    """Return the Markdown of a PDF file.

    Args:
        data: the whole file.
        left_out: counts what is not read.
        pages_begun: marks in the text where pages begin.

    Returns:
        Markdown in reading order: headings by type size and weight, paragraphs rejoined across
        lines, columns and pages, lists, and tables. Running headers and footers, page numbers
        and the table of contents are left out.

    Raises:
        GuideError: the file is encrypted or broken, or has no text that can be read.
    """
    pages, bookmarks = _read(data, left_out)
    body = _body(pages)
    _drop_running_lines(pages, body)
    _drop_contents(pages)
    blocks = _with_whole_tables(_blocks(pages, body))
    _rejoin_hyphens(blocks, pages_begun)
    elements = _elements(blocks, body, bookmarks)
    text = markdown(elements)
    if not text.strip():
        raise GuideError(_NO_TEXT)
    return text


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence pdfminer, which warns about every font that is not quite right."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _read(data: bytes, left_out: LeftOut) -> tuple[list[_Page], list[tuple[int, str]]]:
    """Return the pages of a PDF, and its bookmarks."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    if b"%PDF-" not in data[:1024]:
        raise GuideError(_BROKEN)
    pages: list[_Page] = []
    try:
        with _quiet(), pdfplumber.open(BytesIO(data)) as document:
            for page in document.pages:
                for found in _pages(page, left_out):
                    found.number, found.label = page.page_number, page.page_obj.label or ""
                    pages.append(found)
                page.close()
            bookmarks = bookmarks_of(document.doc)
    except MemoryError:
        raise
    except RecursionError:
        raise GuideError(_BROKEN) from None
    except Exception as error:
        # pdfplumber wraps what pdfminer raises on damaged files, whatever it is.
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(cause, MemoryError) for cause in causes):
            raise MemoryError from error
        encrypted = any(isinstance(cause, PDFPasswordIncorrect) for cause in causes)
        raise GuideError(_ENCRYPTED if encrypted else _BROKEN) from error
    text = "".join(line.text for page in pages for line in page.lines)
    undecoded = sum(len(match[0]) for match in re.finditer(r"\(cid:\d+\)", text))
    letters = sum(map(str.isalnum, text))
    if letters < 10:
        raise GuideError(_NO_TEXT)
    if undecoded > 0.3 * len(text):
        raise GuideError(_UNREADABLE)
    for each in pages:
        each.lines = [line for line in each.lines if line.tidy()]
    return pages, bookmarks


def _pages(page: Any, left_out: LeftOut) -> Iterator[_Page]:
    """Yield a page, and what is written on it sideways as a page of its own."""
    box = _visible_box(page)
    shown = page.filter(lambda thing: thing["object_type"] != "char" or _within(thing, box))
    shown = shown.dedupe_chars()
    outside = [char for char in page.chars if not _within(char, box)]
    left_out.add("line outside of the page", len(_lines(outside)))
    left_out.add("page without text", int(not page.chars))
    left_out.add("picture", sum(_is_picture(each) for each in page.images) if page.chars else 0)
    fields = _fields(page, shown.chars, left_out)
    yield _upright(shown.filter(lambda thing: thing.get("upright", True)), fields, box)
    for upwards in (True, False):
        chars = [
            _turned(char, page, upwards)
            for char in shown.chars
            if not char["upright"] and (char["matrix"][1] > 0) == upwards
        ]
        lines = _lines(chars)
        if len(lines) > 1 and len(chars) >= _FEWEST_SIDEWAYS:
            ordered = in_reading_order(lines, float(page.height))
            yield _Page(ordered, float(page.width))
        else:
            left_out.add("line of sideways text", len(lines))


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """Return the part of a page that is shown: x0, top, x1, bottom."""
    crop, whole = page.cropbox, page.bbox
    box = (
        float(max(crop[0], whole[0])), float(max(crop[1], whole[1])),
        float(min(crop[2], whole[2])), float(min(crop[3], whole[3])),
    )  # fmt: skip
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        return tuple(map(float, whole))  # type: ignore[return-value]
    return box


def _is_picture(image: dict[str, Any]) -> bool:
    """Tell whether an image is more than an ornament."""
    return bool(image["x1"] - image["x0"] > 40 and image["bottom"] - image["top"] > 40)


def _lines(chars: Sequence[dict[str, Any]]) -> list[Line]:
    from pdfplumber.utils.text import extract_words

    return lines_of(
        extract_words(
            list(chars),
            x_tolerance_ratio=0.2,
            extra_attrs=["size", "fontname"],
            keep_blank_chars=False,
        )
    )


def _turned(char: dict[str, Any], page: Any, upwards: bool) -> dict[str, Any]:
    """Return a character where it stands for somebody who reads the page from its side."""
    if upwards:
        x0, x1 = page.height - char["bottom"], page.height - char["top"]
        top, bottom = char["x0"], char["x1"]
    else:
        x0, x1 = char["top"], char["bottom"]
        top, bottom = page.width - char["x1"], page.width - char["x0"]
    places = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top}
    return {**char, **places, "size": bottom - top, "upright": True}


def _upright(page: Any, fields: Words, box: tuple[float, float, float, float]) -> _Page:
    tables: list[tuple[float, Table, tuple[float, ...]]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for found in page.find_tables() if page.lines or page.rects or page.curves else ():
        rows = [[" ".join((cell or "").split()) for cell in row] for row in found.extract()]
        rows = [row for row in rows if any(row)]
        filled = sum(bool(cell) for row in rows for cell in row)
        if len(rows) < 2 or len(rows[0]) < 2 or filled < 0.5 * len(rows) * len(rows[0]):
            continue
        if any(_within(field, found.bbox) for field in fields):
            continue  # a form, whose lines are read with what was filled in
        edges = tuple(sorted({round(float(x)) for cell in found.cells for x in (cell[0], cell[2])}))
        tables.append((float(found.bbox[1]), Table(rows), edges))
        boxes.append(found.bbox)
    words: Words = [
        word
        for word in page.extract_words(
            x_tolerance_ratio=0.2, extra_attrs=["size", "fontname"], keep_blank_chars=False
        )
        if not any(_within(word, each) for each in boxes)
    ]
    lines = in_reading_order(lines_of([*words, *fields]), float(page.width))
    for start, end, rows in reversed(tables_of(lines)):
        tables.append((lines[start].top, Table(rows), ()))
        del lines[start:end]
    return _Page(lines, box[3], tables)


def _fields(page: Any, chars: Sequence[dict[str, Any]], left_out: LeftOut) -> Words:
    """Return what was filled into the fields of a form, as words where the fields stand."""
    sizes = Counter(round(float(char["size"]), 1) for char in chars)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    words: Words = []
    for annotation in page.annots:
        kind = _name(annotation["data"].get("Subtype"))
        if kind == "FileAttachment":
            left_out.add("embedded file")
        elif kind in _COMMENTS and annotation.get("contents"):
            left_out.add("comment")
        flags = annotation["data"].get("F") or 0
        if kind != "Widget" or (isinstance(flags, int) and flags & _UNSEEN):
            continue
        middle = (float(annotation["top"]) + float(annotation["bottom"])) / 2
        lines = _filled_in(annotation["data"])
        beside = next((char for char in chars if char["top"] < middle < char["bottom"]), None)
        for number, line in enumerate(lines):
            top = float(annotation["top"]) + number * 1.2 * size
            if len(lines) == 1:
                top = float(beside["top"]) if beside else middle - size / 2
            words.append(
                {
                    "text": line,
                    "x0": float(annotation["x0"]),
                    "x1": float(annotation["x0"]) + 0.5 * size * len(line),
                    "top": top,
                    "bottom": float(beside["bottom"]) if beside and len(lines) == 1 else top + size,
                    "size": size,
                    "fontname": "",
                }
            )
    return words


def _filled_in(data: dict[str, Any]) -> list[str]:
    """Return the lines that were filled into a field for text or a choice."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    kind = value = None
    for _ in range(_DEEPEST_FIELD):
        kind = kind or _name(resolve1(data.get("FT")))
        value = value if value is not None else resolve1(data.get("V"))
        parent = resolve1(data.get("Parent"))
        if not isinstance(parent, dict):
            break
        data = parent
    if kind not in ("Tx", "Ch") or value is None:
        return []
    values = value if isinstance(value, list) else [value]
    texts = [decode_text(each) if isinstance(each, bytes) else str(each) for each in values]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def _name(value: Any) -> str:
    """Return a name of PDF as a string."""
    return str(getattr(value, "name", value) or "")


def _within(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])


def _body(pages: Sequence[_Page]) -> tuple[float, bool]:
    """Return the size of most of the text, and whether most of it is bold."""
    found: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page.lines:
            found[line.size, line.bold] += len(line.text)
    return found.most_common(1)[0][0] if found else (10.0, False)


def _drop_running_lines(pages: Sequence[_Page], body: tuple[float, bool]) -> None:
    """Drop the lines that repeat at one place of most pages, but for their numbers."""
    places: dict[tuple[str, bool], list[float]] = {}
    for page in pages:
        for line in page.lines:
            if _at_edge(line, page) and line.size <= body[0] * _LARGER:
                places.setdefault(_running(line, page), []).append(line.top)
    least = 2 if len(pages) < 7 else 0.3 * len(pages)
    repeated = {
        key: sorted(tops)[len(tops) // 2] for key, tops in places.items() if len(tops) >= least
    }
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not _at_edge(line, page)
            or not (
                abs(repeated.get(_running(line, page), -1e9) - line.top) < 15
                or _PAGE_NUMBER.match(line.text)
            )
        ]


def _at_edge(line: Line, page: _Page) -> bool:
    return line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height


def _running(line: Line, page: _Page) -> tuple[str, bool]:
    return re.sub(r"\d+", "#", line.text), line.top < page.height / 2


def _drop_contents(pages: Sequence[_Page]) -> None:
    """Drop the table of contents: lines with leaders, or those under its heading that end in
    a page number."""
    listing = False
    for page in pages:
        kept = []
        for line in page.lines:
            if _CONTENTS.match(line.text):
                listing = True
            elif _LEADERS.search(line.text):
                continue
            elif not (listing and re.search(r"\s\d{1,3}$", line.text)):
                listing = False
                kept.append(line)
        page.lines = kept


@dataclass(slots=True)
class _Group:
    """Lines that belong together, or a table."""

    lines: list[Line]
    kind: str = "paragraph"  # "heading", "item"
    table: Table | None = None
    edges: tuple[float, ...] = ()
    text: str = ""
    marked: str = ""
    begins: dict[int, _Page] = field(default_factory=dict)  # by a page's first line, or row

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]


def _blocks(pages: Sequence[_Page], body: tuple[float, bool]) -> Iterator[_Group]:
    """Group the lines of all pages, with the tables where they stand."""
    pitch = _pitch(pages, body[0])
    current: _Group | None = None
    for page in pages:
        tables = sorted(page.tables, key=lambda each: each[0])
        fresh, begins = True, {0: page}
        for line in page.lines:
            while tables and tables[0][0] <= line.top and line.column == 0:
                if current:
                    yield current
                current = None
                _, table, edges = tables.pop(0)
                yield _Group([], table=table, edges=edges, begins=begins)
                begins = {}
            kind = _kind(line, body)
            if current and _continues(current, line, kind, pitch, fresh):
                current.begins |= {len(current.lines): page for page in begins.values()}
                current.lines.append(line)
            else:
                if current:
                    yield current
                current = _Group([line], kind, begins=begins)
            fresh, begins = False, {}
        for _, table, edges in tables:
            if current:
                yield current
            current = None
            yield _Group([], table=table, edges=edges, begins=begins)
            begins = {}
    if current:
        yield current


def _with_whole_tables(blocks: Iterable[_Group]) -> list[_Group]:
    """Return groups in which a table that goes on over the end of a page is one."""
    found: list[_Group] = []
    for block in blocks:
        before = found[-1].table if found else None
        if before and block.table and block.begins and _goes_on(found[-1], block):
            rows = block.table.rows[block.table.rows[0] == before.rows[0] :]
            found[-1].begins |= {len(before.rows): page for page in block.begins.values()}
            before.rows += rows
        else:
            found.append(block)
    return found


def _goes_on(before: _Group, block: _Group) -> bool:
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


def _pitch(pages: Sequence[_Page], size: float) -> float:
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
    larger = line.size >= body[0] * _LARGER
    bolder = line.bold and not body[1] and line.size >= 0.95 * body[0]
    if larger or bolder:
        return "heading"
    return "number" if marker else "paragraph"


def _continues(block: _Group, line: Line, kind: str, pitch: float, new_page: bool) -> bool:
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


def _rejoin_hyphens(blocks: Sequence[_Group], pages: Pages) -> None:
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


def _elements(
    blocks: Sequence[_Group], body: tuple[float, bool], bookmarks: Sequence[tuple[int, str]]
) -> list[Element]:
    parts: list[_Group | Heading] = []
    levels = levels_by(bookmarks, [(each.text, each.kind == "heading") for each in blocks])
    marked = {block.first.look for block, level in zip(blocks, levels, strict=True) if level}
    for block, after, level in zip(blocks, [*blocks[1:], None], levels, strict=False):
        text = block.text
        looks_like_one = block.kind == "heading" and _is_heading(block, after, body)
        # Bookmarks name the headings; a bold line of another look is a label or of a table.
        if level or (
            looks_like_one
            and (not marked or block.first.look in marked or block.first.size > body[0] * _LARGER)
        ):
            first = block.first
            heading = Heading(text, style_of(text), level, size=first.size, bold=first.bold)
            parts.append(heading)
        else:
            parts.append(block)
    set_levels(parts, _unmarked_title([each for each in parts if isinstance(each, Heading)]))
    markers = [None if isinstance(each, Heading) else marker_of(each.text) for each in parts]
    found: list[Element] = []
    margins = Margins()
    for number, (part, marker) in enumerate(zip(parts, markers, strict=True)):
        if marker and (not marker.value or is_step(markers, number)):
            depth = margins.depth(blocks[number].first.x0)
            found.append(Item(blocks[number].marked[marker.length :], marker.number, depth))
            continue
        margins.close()
        if isinstance(part, Heading):
            part.text = blocks[number].marked
            found.append(part)
        else:
            found.append(part.table or Paragraph(part.marked))
    return found


def _unmarked_title(headings: Sequence[Heading]) -> Heading | None:
    """Return the first heading if the bookmarks name others but not it, and no other is larger."""
    if not headings or headings[0].marked or not any(each.marked for each in headings):
        return None
    first, *others = headings
    return first if all(each.size < first.size for each in others) else None


def _is_heading(block: _Group, after: _Group | None, body: tuple[float, bool]) -> bool:
    text = block.text
    larger = block.first.size >= body[0] * 1.15
    if after is None or not any(map(str.isalpha, text)):
        return False
    if larger:
        return len(text) <= _LONGEST_HEADING and not (text.endswith(".") and len(text) > 60)
    if not heading_like(text, 110):
        return False
    if text.endswith(":"):
        listed = after.table is not None or after.kind in ("item", "number")
        return is_label(text, listed)
    return True
