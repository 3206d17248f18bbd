"""What is seen on a page of a PDF: lines in reading order, tables, and filled-in forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from advisor.reading.columns import in_reading_order
from advisor.reading.elements import Table
from advisor.reading.grid import tables_of
from advisor.reading.left_out import LeftOut
from advisor.reading.lines import Line, Words, lines_of

#: Annotations that are said about the text, not in it.
_COMMENTS = frozenset("Text FreeText Highlight Underline Squiggly StrikeOut Caret Stamp".split())
#: The flags of annotations that are not shown: hidden, not viewed.
_UNSEEN = 2 | 32
_DEEPEST_FIELD = 10
#: Fewer characters that stand sideways are an ornament.
_FEWEST_SIDEWAYS = 40


@dataclass(slots=True)
class PdfPage:
    """Lines, and tables with their upper edges and the left and right edges of their columns."""

    lines: list[Line]
    height: float
    tables: list[tuple[float, Table, tuple[float, ...]]] = field(default_factory=list)
    number: int = 0
    label: str = ""


def pages_of(page: Any, left_out: LeftOut) -> Iterator[PdfPage]:
    """Yield what is seen on a page, and what is written on it sideways as a page of its own.

    Args:
        page: pdfplumber's.
        left_out: counts what is not read.
    """
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
            yield PdfPage(ordered, float(page.width))
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


def _upright(page: Any, fields: Words, box: tuple[float, float, float, float]) -> PdfPage:
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
    for grid in reversed(tables_of(lines)):
        tables.append((lines[grid.start].top, Table(grid.rows), grid.edges))
        del lines[grid.start : grid.end]
    return PdfPage(lines, box[3], tables)


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
