"""DOCX to Markdown, by way of mammoth's document model and HTML.

Heading styles are headings. Many guides have none: there a short paragraph that is wholly
bold, larger than the text, underlined or in capitals is one.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from advisor.reading.archive import damage_explained, office_document
from advisor.reading.headings import (
    Heading,
    heading_like,
    is_label,
    set_levels,
    style_of,
)
from advisor.reading.left_out import LeftOut
from advisor.reading.markers import Margins, Marker, is_step, marker_of
from advisor.reading.notes import place_notes
from advisor.reading.word_xml import CHUNK, prepared

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = "is broken or no DOCX file; open it in a word processor and save it again as .docx"
_UNKNOWN = re.compile(r"unrecognised element was ignored: (?:\{[^}]*\})?(\S+)")
_STYLE_NAME = re.compile(r"^heading (\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(
    r"^(?:toc|contents?)(?: heading| \d|\d)?$|^table of contents$", re.IGNORECASE
)
#: The style of a paragraph that goes on with the list item before it.
_CONTINUES = re.compile(r"list continue(?: [2-5])?$", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?:bullet|number) ([2-5])$", re.IGNORECASE)
#: A paragraph this much larger than the text is a heading, bold or not.
_LARGER = 1.15


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    level: int = 0  # of a heading style, from 1
    size: float | None = None
    bold: bool | None = None
    caps: bool | None = None
    base: str = ""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph of mammoth's, and how it looks."""

    node: Any
    text: str
    style: _Style
    size: float
    bold: bool
    caps: bool
    underlined: bool
    heading: Heading | None = None


def from_docx(data: bytes, unpacked_mb: int, left_out: LeftOut, *, inner: bool = False) -> str:
    """Return the Markdown of a DOCX file.

    Args:
        data: the whole file.
        unpacked_mb: what its parts may unpack to.
        left_out: counts what is not read.
        inner: the document is a chunk of another; chunks in it are left out.

    Returns:
        Markdown with headings, lists, tables and bold; footnotes follow the paragraph that
        refers to them; headers, footers, comments, pictures and the contents are left out.

    Raises:
        GuideError: the file is encrypted, broken or unpacks to too much.
    """
    import mammoth
    from bs4 import BeautifulSoup

    from advisor.reading.web import markdown_of

    with damage_explained(_BROKEN):
        with office_document(data, unpacked_mb, "docx"):
            data, chunks = prepared(data, left_out)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            styles = _styles(archive)
        result = mammoth.convert_to_html(
            BytesIO(data),
            transform_document=lambda document: _Outline(styles).applied(document),
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        )
        for message in result.messages:
            unknown = _UNKNOWN.search(message.message)
            if unknown:
                left_out.add(f"element of an unknown kind ({unknown[1]})")
        soup = BeautifulSoup(result.value, "lxml")
        place_notes(soup)
        markdown = markdown_of(soup, left_out)
    for number, (suffix, content) in enumerate(chunks):
        if inner:
            left_out.add("embedded file")
        text = "" if inner else _chunk(suffix, content, unpacked_mb, left_out)
        markdown = markdown.replace(CHUNK.format(number), text.strip("\n"))
    return markdown


def _chunk(suffix: str, content: bytes, unpacked_mb: int, left_out: LeftOut) -> str:
    """Return the Markdown of a chunk of another format."""
    if suffix == ".docx":
        return from_docx(content, unpacked_mb, left_out, inner=True)
    if suffix == ".txt":
        from advisor.reading.encoding import decode

        return re.sub(r"([\\`*_<>#\[\]])", r"\\\1", decode(content))
    from advisor.reading.web import from_html

    return from_html(content, left_out)


def _styles(archive: zipfile.ZipFile) -> dict[str, _Style]:
    """Return the styles of a document by id, with what they inherit; "" is what holds without
    one."""
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    if "word/styles.xml" not in archive.namelist():
        return {"": _Style()}
    root = ElementTree.fromstring(archive.read("word/styles.xml"))
    own: dict[str, _Style] = {}
    normal = ""
    for element in root.iter(f"{_WORD}style"):
        if element.get(f"{_WORD}type") not in ("paragraph", None):
            continue
        identity = element.get(f"{_WORD}styleId") or ""
        own[identity] = _style(element)
        if element.get(f"{_WORD}default") in ("1", "true"):
            normal = identity
    defaults = root.find(f"{_WORD}docDefaults")
    plain = _style(defaults) if defaults is not None else _Style()
    found = {identity: _inherited(identity, own, plain) for identity in own}
    found[""] = found.get(normal, plain)
    return found


def _style(element: Any) -> _Style:
    name = element.find(f"{_WORD}name")
    title = (name.get(f"{_WORD}val") or "") if name is not None else ""
    base = element.find(f"{_WORD}basedOn")
    outline = element.find(f".//{_WORD}outlineLvl")
    level = int(outline.get(f"{_WORD}val") or 9) + 1 if outline is not None else 0
    match = _STYLE_NAME.match(title)
    if match:
        level = int(match[1])
    size = element.find(f".//{_WORD}sz")
    return _Style(
        name=title,
        level=level if level <= 6 else 0,
        size=float(size.get(f"{_WORD}val") or 0) / 2 if size is not None else None,
        bold=_switch(element.find(f".//{_WORD}b")),
        caps=_switch(element.find(f".//{_WORD}caps")),
        base=(base.get(f"{_WORD}val") or "") if base is not None else "",
    )


def _switch(element: Any) -> bool | None:
    if element is None:
        return None
    return element.get(f"{_WORD}val") not in ("0", "false", "off")


def _inherited(identity: str, own: dict[str, _Style], plain: _Style) -> _Style:
    chain: list[_Style] = []
    while identity in own and len(chain) < 20:
        chain.append(own[identity])
        identity = own[identity].base
    chain.append(plain)
    return _Style(
        name=chain[0].name,
        level=next((each.level for each in chain if each.level), 0),
        size=next((each.size for each in chain if each.size is not None), None),
        bold=next((each.bold for each in chain if each.bold is not None), None),
        caps=next((each.caps for each in chain if each.caps is not None), None),
    )


class _Outline:
    """Finds the headings and typed lists of a document, and writes them into its model."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.styles = styles

    def applied(self, document: Any) -> Any:
        """Return the document with every heading in a heading style, typed bullets as lists, and no
        table of contents."""
        from mammoth import documents

        children: list[Any] = []
        for node in document.children:
            if not isinstance(node, documents.Paragraph):
                children.append(node)
                continue
            for part in _split_after_bold_line(node):
                paragraph = self._read(part)
                if _CONTENTS_STYLE.match(paragraph.style.name):
                    continue
                if _CONTINUES.match(paragraph.style.name) and children and _is_item(children[-1]):
                    children[-1] = self._read(_joined(children[-1].node, part))
                else:
                    children.append(paragraph)
        children = [
            each for each in children if not isinstance(each, _Paragraph) or each.text.strip()
        ]
        self._find_headings(children)
        nodes = list(_with_lists(children))
        return document.copy(children=nodes)

    def _read(self, node: Any) -> _Paragraph:
        style = self.styles.get(node.style_id or "", self.styles[""])
        runs = [(run, text) for run, text in _runs(node) if text.strip()]
        default = style.size or 11.0
        size = max((float(run.font_size or default) for run, _ in runs), default=default)
        bold = all(run.is_bold or bool(style.bold) or _is_strong(run) for run, _ in runs)
        text = "".join(text for _, text in _runs(node))
        return _Paragraph(
            node=node,
            text=text,
            style=style,
            size=size,
            bold=bold and bool(runs),
            caps=bool(runs) and all(run.is_all_caps or style.caps for run, _ in runs),
            underlined=bool(runs) and all(run.is_underline for run, _ in runs),
        )

    def _find_headings(self, children: Sequence[Any]) -> None:
        body = _body_size(children)
        title: Heading | None = None
        for each, after in zip(children, [*children[1:], None], strict=False):
            if not isinstance(each, _Paragraph):
                continue
            titled = each.style.name.lower() == "title"
            if (
                titled
                or each.style.level
                or (after is not None and _looks_like_heading(each, after, body))
            ):
                text = " ".join(each.text.split())
                each.heading = Heading(
                    text,
                    style_of(text),
                    marked=each.style.level,
                    size=each.size,
                    bold=each.bold,
                    underlined=each.underlined,
                    capitals=each.caps,
                )
                title = title or (each.heading if titled else None)
        set_levels(
            [each.heading or each if isinstance(each, _Paragraph) else each for each in children],
            title,
        )


def _runs(node: Any) -> Iterator[tuple[Any, str]]:
    from mammoth import documents

    for child in node.children:
        if isinstance(child, documents.Run):
            yield child, _text(child)
        elif isinstance(child, documents.Hyperlink):
            yield from _runs(child)


def _text(node: Any) -> str:
    from mammoth import documents

    if isinstance(node, documents.Text):
        return str(node.value)
    if isinstance(node, documents.Tab):
        return "\t"
    if isinstance(node, documents.Break):
        return "\n"
    return "".join(map(_text, getattr(node, "children", ())))


def _is_strong(run: Any) -> bool:
    return (run.style_name or "").lower() == "strong"


def _body_size(children: Sequence[Any]) -> float:
    """Return the size of most of the text."""
    sizes: Counter[float] = Counter()
    for child in children:
        if isinstance(child, _Paragraph):
            sizes[child.size] += len(child.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


def _looks_like_heading(paragraph: _Paragraph, after: Any, body: float) -> bool:
    text = " ".join(paragraph.text.split())
    if "\n" in paragraph.text.strip() or not heading_like(text):
        return False
    larger = paragraph.size >= _LARGER * body
    capitals = paragraph.caps or (style_of(text) == "caps" and len(text) > 4)
    if not (paragraph.bold or larger or capitals or paragraph.underlined):
        return False
    marker = marker_of(text)
    if paragraph.size < 0.9 * body or (marker and not marker.value):
        return False
    follows_list = isinstance(after, _Paragraph) and _is_listed(after)
    if paragraph.node.numbering is not None and (
        follows_list or not paragraph.bold or not isinstance(after, _Paragraph)
    ):
        return False
    if text.endswith(":") and not larger:
        return is_label(text, follows_list or not isinstance(after, _Paragraph))
    return True


def _is_listed(paragraph: _Paragraph) -> bool:
    return paragraph.node.numbering is not None or marker_of(paragraph.text) is not None


def _is_item(child: Any) -> bool:
    return isinstance(child, _Paragraph) and _is_listed(child)


def _joined(item: Any, node: Any) -> Any:
    """Return a list item with what goes on with it on a line of its own."""
    from mammoth import documents

    between = documents.run([documents.line_break])
    return item.copy(children=[*item.children, between, *node.children])


def _split_after_bold_line(node: Any) -> list[Any]:
    """Return the paragraph, or the bold line that it begins with and the rest after the line
    break."""
    from mammoth import documents

    first: list[Any] = []
    for position, run in enumerate(node.children):
        breaks = isinstance(run, documents.Run) and any(
            isinstance(child, documents.Break) and child.break_type == "line"
            for child in run.children
        )
        if not breaks:
            if not isinstance(run, documents.Run) or (_text(run).strip() and not run.is_bold):
                return [node]
            first.append(run)
            continue
        at = next(i for i, child in enumerate(run.children) if isinstance(child, documents.Break))
        head = run.copy(children=run.children[:at])
        tail = run.copy(children=run.children[at + 1 :])
        line = "".join(map(_text, [*first, head])).strip()
        rest = [tail, *node.children[position + 1 :]]
        if (
            (run.is_bold or not _text(head).strip())
            and heading_like(line)
            and "".join(map(_text, rest)).strip()
            and not all(
                each.is_bold
                for each in rest
                if isinstance(each, documents.Run) and _text(each).strip()
            )
        ):
            return [node.copy(children=[*first, head]), node.copy(children=rest)]
        return [node]
    return [node]


def _with_lists(children: Sequence[Any]) -> Iterator[Any]:
    """Yield the nodes: headings in heading styles, typed bullets and numbers as list items."""
    from mammoth import documents

    margins = Margins()
    markers = [_typed_marker(each) for each in children]
    for number, (child, marker) in enumerate(zip(children, markers, strict=True)):
        if marker and (not marker.value or is_step(markers, number)):
            level = str(margins.depth(_indentation(child.node)))
            yield _without_prefix(child.node, marker.length).copy(
                style_id=None,
                style_name=None,
                numbering=documents.numbering_level(level, is_ordered=marker.value > 0),
            )
            continue
        margins.close()
        if not isinstance(child, _Paragraph):
            yield child
        elif child.heading:
            level = str(min(child.heading.level, 6))
            yield child.node.copy(
                style_id=f"Heading{level}", style_name=f"heading {level}", numbering=None
            )
        else:
            yield child.node.copy(
                style_id=None, style_name=None, numbering=_numbering(child.node, documents)
            )


def _numbering(node: Any, documents: Any) -> Any:
    """Return the numbering of a paragraph, deeper where its style says so: "List Bullet 2" is a
    list of its own to Word, and stands inside another one to who reads it."""
    style = _LIST_STYLE.match(node.style_name or "")
    if node.numbering is None or style is None or node.numbering.level_index != "0":
        return node.numbering
    return documents.numbering_level(str(int(style[1]) - 1), is_ordered=node.numbering.is_ordered)


def _typed_marker(child: Any) -> Marker | None:
    """Return the list marker that a paragraph begins with as text."""
    if not isinstance(child, _Paragraph) or child.heading or child.node.numbering is not None:
        return None
    return marker_of(child.text)


def _indentation(node: Any) -> float:
    """Return where a paragraph begins, in points from the margin."""
    start = getattr(node.indent, "start", None) or getattr(node.indent, "left", None)
    return int(start) / 20 if start and str(start).lstrip("-").isdigit() else 0.0


def _without_prefix(node: Any, length: int) -> Any:
    """Return the node without the first characters of its text."""
    from mammoth import documents

    children = []
    for child in node.children:
        if length <= 0:
            children.append(child)
            continue
        size = len(_text(child))
        if isinstance(child, documents.Text):
            children.append(documents.text(child.value[length:]))
        elif size > length and getattr(child, "children", None):
            children.append(_without_prefix(child, length))
        length -= size
    return node.copy(children=children)
