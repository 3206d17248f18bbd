"""PDF to Markdown: lines by their position and type become headings, paragraphs and lists."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from advisor.errors import GuideError
from advisor.reading.bookmarks import bookmarks_of, levels_by
from advisor.reading.elements import Element, Item, Paragraph, markdown
from advisor.reading.headings import (
    Heading,
    heading_like,
    is_label,
    set_levels,
    style_of,
)
from advisor.reading.left_out import LeftOut
from advisor.reading.lines import Line
from advisor.reading.markers import Margins, is_step, marker_of
from advisor.reading.paging import Pages
from advisor.reading.pdf_groups import LARGER, Group, groups_of
from advisor.reading.pdf_pages import PdfPage, pages_of

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
#: The share of a page's height, at either edge, in which running lines stand.
_EDGE = 0.12
_LONGEST_HEADING = 150


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
    blocks = groups_of(pages, body, pages_begun)
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


def _read(data: bytes, left_out: LeftOut) -> tuple[list[PdfPage], list[tuple[int, str]]]:
    """Return the pages of a PDF, and its bookmarks."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    if b"%PDF-" not in data[:1024]:
        raise GuideError(_BROKEN)
    pages: list[PdfPage] = []
    try:
        with _quiet(), pdfplumber.open(BytesIO(data)) as document:
            for page in document.pages:
                for found in pages_of(page, left_out):
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


def _body(pages: Sequence[PdfPage]) -> tuple[float, bool]:
    """Return the size of most of the text, and whether most of it is bold."""
    found: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page.lines:
            found[line.size, line.bold] += len(line.text)
    return found.most_common(1)[0][0] if found else (10.0, False)


def _drop_running_lines(pages: Sequence[PdfPage], body: tuple[float, bool]) -> None:
    """Drop the lines that repeat at one place of most pages, but for their numbers."""
    places: dict[tuple[str, bool], list[float]] = {}
    for page in pages:
        for line in page.lines:
            if _at_edge(line, page) and line.size <= body[0] * LARGER:
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


def _at_edge(line: Line, page: PdfPage) -> bool:
    return line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height


def _running(line: Line, page: PdfPage) -> tuple[str, bool]:
    return re.sub(r"\d+", "#", line.text), line.top < page.height / 2


def _drop_contents(pages: Sequence[PdfPage]) -> None:
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


def _elements(
    blocks: Sequence[Group], body: tuple[float, bool], bookmarks: Sequence[tuple[int, str]]
) -> list[Element]:
    parts: list[Group | Heading] = []
    levels = levels_by(bookmarks, [(each.text, each.kind == "heading") for each in blocks])
    marked = {block.first.look for block, level in zip(blocks, levels, strict=True) if level}
    for block, after, level in zip(blocks, [*blocks[1:], None], levels, strict=False):
        text = block.text
        looks_like_one = block.kind == "heading" and _is_heading(block, after, body)
        # Bookmarks name the headings; a bold line of another look is a label or of a table.
        if level or (
            looks_like_one
            and (not marked or block.first.look in marked or block.first.size > body[0] * LARGER)
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


def _is_heading(block: Group, after: Group | None, body: tuple[float, bool]) -> bool:
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
