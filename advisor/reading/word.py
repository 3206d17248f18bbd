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
    assign,
    heading_like,
    is_label,
    number_depth,
    settle_capitals,
    style_of,
)

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = "is broken or no DOCX file; open it in a word processor and save it again as .docx"
_STYLE_NAME = re.compile(r"^heading (\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(
    r"^(?:toc|contents?)(?: heading| \d|\d)?$|^table of contents$", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*(?:[•●○◦▪▸■□‣∙·➢✓✔\uf0b7\uf0a7\uf0fc*–—-]|o(?=\s))\s+(?=\S)")
_NUMBER = re.compile(r"^\s*\(?(\d{1,2})[.)]\s+(?=\S)")
#: Twentieths of a point by which typed bullets are indented a level deeper.
_INDENT = 240
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


def from_docx(data: bytes, unpacked_mb: int) -> str:
    """Markdown of a DOCX file.

    Args:
        data: the whole file.
        unpacked_mb: what its parts may unpack to.

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
        with office_document(data, unpacked_mb, "docx") as archive:
            styles = _styles(archive)
        html = mammoth.convert_to_html(
            BytesIO(data),
            transform_document=lambda document: _Outline(styles).applied(document),
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        ).value
        soup = BeautifulSoup(html, "lxml")
        _place_notes(soup)
        return markdown_of(soup)


def _styles(archive: zipfile.ZipFile) -> dict[str, _Style]:
    """The styles of a document by id, with what they inherit; "" is what holds without one."""
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
        """The document with every heading in a heading style, typed bullets as lists, and no
        table of contents."""
        from mammoth import documents

        children: list[Any] = []
        for node in document.children:
            if not isinstance(node, documents.Paragraph):
                children.append(node)
                continue
            for part in _split_after_bold_line(node):
                paragraph = self._read(part)
                if not _CONTENTS_STYLE.match(paragraph.style.name):
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
        styled = [each for each in children if isinstance(each, _Paragraph) and each.style.level]
        found: list[_Paragraph] = []
        for number, each in enumerate(children):
            if not isinstance(each, _Paragraph):
                continue
            after = children[number + 1] if number + 1 < len(children) else None
            styled_heading = each.style.level or each.style.name.lower() == "title"
            if styled_heading or (after is not None and _looks_like_heading(each, after, body)):
                found.append(each)
        self._assign(children, found, has_styles=bool(styled))

    def _assign(
        self, children: Sequence[Any], found: Sequence[_Paragraph], has_styles: bool
    ) -> None:
        if not found:
            return
        title = self._title(children, found)
        for each in found:
            text = " ".join(each.text.split())
            each.heading = Heading(text, style_of(text), depth=number_depth(text))
        capitals = [each.heading for each in found if each.heading and each is not title]
        settle_capitals(capitals)
        for each in found:
            each.caps = each.caps or (each.heading is not None and each.heading.style == "caps")
        looks = sorted({_look(each) for each in found if each is not title})
        for each in found:
            if each.heading is None:
                continue
            if each is not title:
                each.heading.look = looks.index(_look(each))
                if each.style.level or len(looks) > 1:
                    # Style or type say the level; what the words look like says nothing more.
                    each.heading.style = "bare"
                if each.style.level:
                    each.heading.depth = 0
        for number, child in enumerate(children[:-1]):
            if isinstance(child, _Paragraph) and child.heading:
                after = children[number + 1]
                child.heading.leads = isinstance(after, _Paragraph) and after.heading is not None
        if title and title.heading:
            title.heading.level = 1
        rest = [each.heading for each in found if each is not title and each.heading]
        assign(rest, top=2 if title or not has_styles else 1)

    def _title(self, children: Sequence[Any], found: Sequence[_Paragraph]) -> _Paragraph | None:
        """The heading that stands first and looks like no other."""
        first = found[0]
        if first.style.name.lower() == "title":
            return first
        if first is not next(each for each in children if isinstance(each, _Paragraph)):
            return None
        alone = Counter(map(_look, found))[_look(first)] == 1
        if alone and _look(first) == min(map(_look, found)):
            return first
        return None


def _look(paragraph: _Paragraph) -> tuple[float, ...]:
    """Sorts headings from the outermost to the innermost by their type."""
    if paragraph.style.level:
        return (0, paragraph.style.level)
    return (
        1,
        -round(paragraph.size * 2),
        not paragraph.caps,
        not paragraph.bold,
        not paragraph.underlined,
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
    """The size of most of the text."""
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
    if paragraph.size < 0.9 * body or _BULLET.match(text):
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
    return paragraph.node.numbering is not None or bool(
        _BULLET.match(paragraph.text) or _NUMBER.match(paragraph.text)
    )


def _split_after_bold_line(node: Any) -> list[Any]:
    """The paragraph, or the bold line that it begins with and the rest after the line break."""
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
    """The nodes, headings in heading styles, typed bullets and numbers as list items."""
    from mammoth import documents

    margin: list[int] = []
    for number, child in enumerate(children):
        if not isinstance(child, _Paragraph):
            margin = []
            yield child
            continue
        if child.heading:
            margin = []
            level = min(child.heading.level, 6)
            yield child.node.copy(
                style_id=f"Heading{level}", style_name=f"heading {level}", numbering=None
            )
            continue
        node = child.node.copy(style_id=None, style_name=None)
        marker = _BULLET.match(child.text) if node.numbering is None else None
        ordered = False
        if marker is None and node.numbering is None and _is_step(children, number):
            marker, ordered = _NUMBER.match(child.text), True
        if marker is None:
            margin = []
            yield node
            continue
        indent = _indentation(node)
        while margin and margin[-1] > indent + _INDENT // 2:
            margin.pop()
        if not margin or indent >= margin[-1] + _INDENT // 2:
            margin.append(indent)
        yield _without_prefix(node, marker.end()).copy(
            numbering=documents.numbering_level(str(len(margin) - 1), is_ordered=ordered)
        )


def _indentation(node: Any) -> int:
    start = getattr(node.indent, "start", None) or getattr(node.indent, "left", None)
    return int(start) if start and str(start).lstrip("-").isdigit() else 0


def _is_step(children: Sequence[Any], position: int) -> bool:
    """Whether a paragraph is one of a run of typed numbers."""
    match = _NUMBER.match(children[position].text)
    if not match:
        return False
    for step in (-1, 1):
        near = position + step
        if 0 <= near < len(children) and isinstance(children[near], _Paragraph):
            other = _NUMBER.match(children[near].text)
            if other and int(other[1]) == int(match[1]) + step and not children[near].heading:
                return True
    return False


def _without_prefix(node: Any, length: int) -> Any:
    """The node without the first characters of its text."""
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


def _place_notes(soup: Any) -> None:
    """Put each footnote after the block that refers to it."""
    for link in soup.select("sup a[href^='#footnote'], sup a[href^='#endnote']"):
        note = soup.find(id=link["href"][1:])
        block = link.find_parent(["p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"])
        while block is not None and block.find_parent(["ul", "ol", "table"]) is not None:
            block = block.find_parent(["ul", "ol", "table"])
        if note is None or block is None or note.find_parent(["p"]):
            continue
        for back in note.find_all("a", href=re.compile(r"^#(?:foot|end)note-ref")):
            back.decompose()
        paragraph = soup.new_tag("p")
        paragraph.string = " ".join(note.get_text(" ").split())
        block.insert_after(paragraph)
        note.decompose()
