"""PPTX to Markdown: the title of a slide is a heading, what stands on it is the text below."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from advisor.reading.archive import damage_explained, office_document
from advisor.reading.elements import Element, Item, Paragraph, Table, markdown
from advisor.reading.headings import Heading, heading_like
from advisor.reading.left_out import LeftOut
from advisor.reading.limits import Limits
from advisor.reading.markers import marker_of
from advisor.reading.paging import Pages

_BROKEN = "is broken or no PPTX file; open it in a presentation program and save it again as .pptx"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CONTENTS = re.compile(
    r"^(?:table of contents|contents|agenda|outline|overview)\W*$", re.IGNORECASE
)
#: What tells the slides of one title apart: "(2/3)", "(continued)", "– part 2".
_CONTINUED = re.compile(
    r"\s*[-–—:,]?\s*(?:\(?\s*\d{1,2}\s*(?:/|of)\s*\d{1,2}\s*\)?|\(\s*\d{1,2}\s*\)"
    r"|\(?\s*(?:cont(?:inued|’d|'d|d|\.)?\.?)\s*\)?)$",
    re.IGNORECASE,
)
_NOT_SHOWN = ("0", "false")
_COMMENTS = re.compile(r"^ppt/comments/.*\.xml$")
#: Shapes whose upper edges are this part of the slide's height apart stand side by side.
_ROW = 24


@dataclass(slots=True)
class _Slide:
    """What a slide says. `kind` is its layout's: "title", "secHead" or any other."""

    title: str
    kind: str
    number: int
    elements: list[Element] = field(default_factory=list)


def from_pptx(data: bytes, limits: Limits, left_out: LeftOut, pages: Pages) -> str:
    """Return the Markdown of a PPTX file.

    Args:
        data: the whole file.
        limits: what its parts may unpack to, and whether the speaker's notes are read.
        left_out: counts what is not read.
        pages: marks in the text where slides begin.

    Returns:
        Markdown: the title slide's title is the top heading, those of section slides and of
        slides are below it; slides that go on under one title are one section. Lists, tables,
        charts (as tables) and diagrams are kept, the speaker's notes if the limits say so; slide
        numbers, footers, pictures, comments, hidden slides and a slide that lists the titles
        are left out.

    Raises:
        GuideError: the file is encrypted, broken or unpacks to too much.
    """
    import pptx

    with damage_explained(_BROKEN):
        with office_document(data, limits.unpacked_mb, "pptx") as archive:
            left_out.add("comment", _comments(archive))
            presentation = pptx.Presentation(BytesIO(data))
        height = int(presentation.slide_height or 6_858_000)
        shown = [
            (number, slide)
            for number, slide in enumerate(presentation.slides, 1)
            if slide._element.get("show") not in _NOT_SHOWN
        ]
        left_out.add("hidden slide", len(presentation.slides) - len(shown))
        slides = [_read(number, slide, height, limits, left_out) for number, slide in shown]
    elements = list(_outlined(_without_contents(slides), pages))
    return markdown(elements) if elements else ""


def _comments(archive: zipfile.ZipFile) -> int:
    """Return how many comments reviewers made."""
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    return sum(
        str(element.tag).rpartition("}")[2] == "cm"
        for name in archive.namelist()
        if _COMMENTS.match(name)
        for element in ElementTree.fromstring(archive.read(name)).iter()
    )


def _outlined(slides: Sequence[_Slide], pages: Pages) -> Iterator[Element]:
    """Yield what the slides say, and their titles as headings, with a mark where each begins."""
    titled = bool(slides) and slides[0].kind == "title" and bool(slides[0].title)
    top = 2 if titled else 1
    level, previous = top, ""
    for number, slide in enumerate(slides):
        title = _CONTINUED.sub("", slide.title) or slide.title
        elements = list(slide.elements)
        if title and title.casefold() != previous:
            here = level
            if number == 0 and titled:
                here = 1
            elif slide.kind == "secHead":
                here, level = top, top + 1
            elements.insert(0, Heading(title, "bare", level=here))
            previous = title.casefold()
        if elements:
            pages.mark_element(elements[0], slide.number)
        yield from elements


def _without_contents(slides: Sequence[_Slide]) -> list[_Slide]:
    """Return the slides without those that only list the titles of others."""
    titles = {_words(slide.title) for slide in slides if slide.title}
    kept = []
    for slide in slides:
        lines = [_words(each.text) for each in slide.elements if isinstance(each, Item | Paragraph)]
        known = sum(line in titles for line in lines)
        listed = _CONTENTS.match(slide.title) and known >= 0.5 * len(lines)
        if not (lines and (listed or (len(lines) >= 3 and known == len(lines)))):
            kept.append(slide)
    return kept


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"^\W*\d+[.)]?\s|\s\d+$", "", text).casefold()))


def _read(number: int, slide: Any, height: int, limits: Limits, left_out: LeftOut) -> _Slide:
    title = slide.shapes.title
    name = _line(title.text_frame.text) if title is not None else ""
    found = _Slide(name, str(slide.slide_layout._element.get("type") or ""), number)
    shapes = [shape for shape in _flat(slide.shapes) if not _is_furniture(shape)]
    if title is not None:
        shapes = [shape for shape in shapes if shape.shape_id != title.shape_id]
    shapes.sort(key=lambda shape: _place(shape, height))
    if not name and len(shapes) > 1:
        first = shapes[0]
        text = _line(first.text_frame.text) if first.has_text_frame else ""
        if len(first.text_frame.paragraphs if text else ()) == 1 and heading_like(text):
            found.title = text
            del shapes[0]
    for shape in shapes:
        found.elements += _elements(shape)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and limits.speaker_notes:
        found.elements += _written(notes.paragraphs, listing=False)
    elif notes is not None and notes.text.strip():
        left_out.add("page of speaker's notes")
    left_out.add("picture", sum(1 for _ in slide._element.iter(f"{_DRAWING}blip")))
    return found


def _flat(shapes: Any) -> Iterator[Any]:
    """Yield the shapes, with those of groups instead of the groups."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _is_furniture(shape: Any) -> bool:
    """Tell whether a shape is a slide number, a date, a header or a footer."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    return bool(
        shape.is_placeholder
        and shape.placeholder_format.type
        in (
            PP_PLACEHOLDER.SLIDE_NUMBER,
            PP_PLACEHOLDER.DATE,
            PP_PLACEHOLDER.HEADER,
            PP_PLACEHOLDER.FOOTER,
        )
    )


def _place(shape: Any, height: int) -> tuple[int, int]:
    """Return a key that sorts shapes from top to bottom, and those side by side from left to
    right."""
    return int(shape.top or 0) * _ROW // max(height, 1), int(shape.left or 0)


def _elements(shape: Any) -> Iterator[Element]:
    if getattr(shape, "has_table", False):
        rows = [[_line(cell.text) for cell in row.cells] for row in shape.table.rows]
        rows = [row for row in rows if any(row)]
        if rows:
            yield Table(rows)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        yield from _text(shape)
    else:
        yield from _diagram(shape)


def _text(shape: Any) -> Iterator[Element]:
    paragraphs = [each for each in shape.text_frame.paragraphs if each.text.strip()]
    listing = shape.is_placeholder and _is_listing(shape) and len(paragraphs) > 1
    return _written(paragraphs, listing=listing)


def _written(paragraphs: Iterable[Any], *, listing: bool) -> Iterator[Element]:
    """Yield paragraphs and items; in a listing, a paragraph has a bullet unless it says no."""
    number = 0
    for paragraph in paragraphs:
        text = _line(paragraph.text)
        properties = paragraph._p.pPr
        marks = set()
        if properties is not None:
            marks = {each.tag.rpartition("}")[2] for each in properties}
        typed = marker_of(text)
        if typed and not typed.value:
            text = text[typed.length :]
        if "buAutoNum" in marks:
            number += 1
            yield Item(text, number, paragraph.level)
        elif (
            (typed and not typed.value)
            or marks & {"buChar", "buBlip"}
            or (listing and "buNone" not in marks)
        ):
            yield Item(text, depth=paragraph.level)
        elif text:
            number = 0
            yield Paragraph(text)


def _is_listing(shape: Any) -> bool:
    """Tell whether the paragraphs of a placeholder have bullets unless they say otherwise."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    return shape.placeholder_format.type in (
        PP_PLACEHOLDER.BODY,
        PP_PLACEHOLDER.OBJECT,
        PP_PLACEHOLDER.VERTICAL_BODY,
        PP_PLACEHOLDER.VERTICAL_OBJECT,
    )


def _chart(chart: Any) -> Iterator[Element]:
    """Yield the title of a chart and its figures, of the kinds that have categories."""
    if chart.has_title and chart.chart_title.has_text_frame:
        title = _line(chart.chart_title.text_frame.text)
        if title:
            yield Paragraph(title)
    try:
        plot = chart.plots[0]
        labels = [_line(str(label)) for label in plot.categories]
        series = [(_line(str(each.name or "")), list(each.values)) for each in plot.series]
    except (ValueError, NotImplementedError, IndexError, KeyError, AttributeError):
        return
    if labels and series:
        rows = [["", *(name for name, _ in series)]]
        for number, label in enumerate(labels):
            values = [values[number] if number < len(values) else None for _, values in series]
            rows.append([label, *("" if value is None else f"{value:g}" for value in values)])
        yield Table(rows)


def _diagram(shape: Any) -> Iterator[Element]:
    """Yield the texts of a diagram (SmartArt), which are in a part of their own."""
    from lxml import etree  # type: ignore[import-untyped]

    relations = next(shape._element.iter(f"{_DIAGRAM}relIds"), None)
    if relations is None:
        return
    part = shape.part.related_part(relations.get(f"{_RELATION}dm"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for point in etree.fromstring(part.blob, parser).iter(f"{_DIAGRAM}pt"):
        if point.get("type", "node") == "node":
            words = "".join(each.text or "" for each in point.iter(f"{_DRAWING}t"))
            if words.strip():
                yield Item(_line(words))


def _line(text: str) -> str:
    return " ".join(text.replace("\v", " ").split())
