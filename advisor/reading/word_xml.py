"""Word documents made ready for mammoth, which passes over some of what Word shows.

Moved text, simple fields, custom XML and the like are unwrapped, text boxes become paragraphs,
the strict variant becomes the common one. Hidden and deleted text is taken out. See ECMA-376,
part 1, chapters 17 (WordprocessingML) and 20 (DrawingML), and part 3 for alternate content.
"""

from __future__ import annotations

import email
import email.policy
import posixpath
import re
import zipfile
from io import BytesIO
from typing import Any

from advisor.reading.left_out import LeftOut

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/",
     b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip
#: The parts of a document that mammoth reads text from.
_TEXTS = re.compile(r"(?:^|/)(?:document\d*|footnotes|endnotes)\.xml$")
#: What is unwrapped: its content stands where it stood.
_WRAPPERS = ("fldSimple", "customXml", "smartTag", "bdo", "dir", "moveTo")
_NOT_READ = (
    ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart", "chart"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds", "diagram"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "picture"),
    ("{urn:schemas-microsoft-com:vml}imagedata", "picture"),
    (f"{_W}object", "embedded file"),
)
#: What stands for a chunk of another format until the document is HTML.
CHUNK = "\ue000chunk{}\ue000"


def prepared(data: bytes, left_out: LeftOut) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Make a document ready for mammoth.

    Args:
        data: a DOCX file that may be opened safely.
        left_out: counts comments, charts, pictures, hidden and deleted text.

    Returns:
        The document as mammoth reads it all, and the chunks of other formats in it, each with
        its suffix; where the nth stood, `CHUNK` says so.
    """
    from lxml import etree  # type: ignore[import-untyped]

    chunks: list[tuple[str, bytes]] = []
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        hidden = set()
        if _has(old, "word/styles.xml"):
            hidden = _hidden_styles(_common(old, "word/styles.xml"))
        for part in old.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue  # pictures, which are not read
            content = _common(old, part.filename)
            if part.filename.endswith("comments.xml"):
                comments = _parsed(content).iter(f"{_W}comment")
                left_out.add("comment", sum(1 for _ in comments))
            elif _TEXTS.search(part.filename):
                root = _parsed(content)
                _Text(root, hidden, left_out).prepare()
                chunks += _take_chunks(root, old, part.filename, len(chunks), left_out)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            new.writestr(part.filename, content)
    return buffer.getvalue(), chunks


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo


def _common(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part in the namespaces of the common variant."""
    content = archive.read(name)
    if _STRICT in content:
        for strict, common in _NAMESPACES:
            content = content.replace(strict, common)
    return content


def _parsed(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val") not in ("0", "false", "off")


def _hidden_styles(content: bytes) -> set[str]:
    """Return the ids of the styles that hide their text."""
    return {
        style.get(f"{_W}styleId") or ""
        for style in _parsed(content).iter(f"{_W}style")
        if _is_on(style.find(f"{_W}rPr/{_W}vanish"))
    }


class _Text:
    """The body of a document, its footnotes or its endnotes."""

    def __init__(self, root: Any, hidden: set[str], left_out: LeftOut) -> None:
        self.root = root
        self.hidden = hidden
        self.left_out = left_out

    def prepare(self) -> None:
        """Change the XML into what mammoth reads in full."""
        self._choose_alternatives()
        self._move_text_boxes()
        self._drop_deleted()
        self._drop_hidden()
        self._unwrap()
        for tag, what in _NOT_READ:
            self.left_out.add(what, sum(1 for _ in self.root.iter(tag)))

    def _choose_alternatives(self) -> None:
        """Take the new form of what is there in two forms, if text is in it."""
        for alternate in list(self.root.iter(f"{_MC}AlternateContent")):
            choice = alternate.find(f"{_MC}Choice")
            if choice is not None and next(choice.iter(f"{_W}txbxContent"), None) is not None:
                for fallback in alternate.findall(f"{_MC}Fallback"):
                    alternate.remove(fallback)
                for other in alternate.findall(f"{_MC}Choice")[1:]:
                    alternate.remove(other)
                _unwrap(choice)
                _unwrap(alternate)

    def _move_text_boxes(self) -> None:
        """Put the paragraphs of text boxes after the paragraph in which the boxes stand."""
        for box in reversed(list(self.root.iter(f"{_W}txbxContent"))):
            paragraph = next(box.iterancestors(f"{_W}p"), None)
            if paragraph is None:
                continue
            drawing = next(box.iterancestors(f"{_W}drawing", f"{_W}pict"), box)
            for child in reversed(list(box)):
                paragraph.addnext(child)
            if next(drawing.iter(f"{_W}txbxContent"), None) is box and drawing is not box:
                _remove(drawing)

    def _drop_deleted(self) -> None:
        for row in list(self.root.iter(f"{_W}tr")):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                self.left_out.add("passage of deleted text")
                _remove(row)
        for name in ("moveFrom", "del"):
            for element in list(self.root.iter(f"{_W}{name}")):
                if element.getparent().tag == f"{_W}rPr":
                    continue  # the end of a paragraph, which mammoth knows
                words = "".join(element.itertext()).strip()
                if name == "del":
                    self.left_out.add("passage of deleted text", int(bool(words)))
                _remove(element)

    def _drop_hidden(self) -> None:
        """Drop runs that are hidden; runs that follow each other are one passage."""
        previous: Any = None
        for run in list(self.root.iter(f"{_W}r")):
            properties = run.find(f"{_W}rPr")
            vanish = properties.find(f"{_W}vanish") if properties is not None else None
            style = properties.find(f"{_W}rStyle") if properties is not None else None
            paragraph = next(run.iterancestors(f"{_W}p"), None)
            base = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
            named = {each.get(f"{_W}val") for each in (style, base) if each is not None}
            if _is_on(vanish) or (vanish is None and named & self.hidden):
                if "".join(run.itertext()).strip():
                    self.left_out.add("passage of hidden text", int(previous is not paragraph))
                    previous = paragraph
                _remove(run)

    def _unwrap(self) -> None:
        for ruby in list(self.root.iter(f"{_W}rt")):
            _remove(ruby)  # how a word is pronounced
        for name in ("ruby", "rubyBase"):
            for element in list(self.root.iter(f"{_W}{name}")):
                _unwrap(element)
        for run in list(self.root.iter(f"{_W}r")):
            for inner in run.findall(f"{_W}r"):
                run.addprevious(inner)
        for name in _WRAPPERS:
            for element in list(self.root.iter(f"{_W}{name}")):
                if element.getparent().tag != f"{_W}rPr":
                    _unwrap(element)
        for formula in list(self.root.iter(f"{_MATH}oMath")):
            run = formula.makeelement(f"{_W}r", {})
            text = formula.makeelement(f"{_W}t", {})
            text.text = "".join(each.text or "" for each in formula.iter(f"{_MATH}t"))
            run.append(text)
            outer = next(formula.iterancestors(f"{_MATH}oMathPara"), None)
            formula.addprevious(run)
            _remove(formula)
            if outer is not None:
                _unwrap(outer)


def _unwrap(element: Any) -> None:
    """Put the children of an element in its place, but for its properties."""
    for child in list(element):
        if not str(child.tag).endswith("Pr"):
            element.addprevious(child)
    _remove(element)


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _take_chunks(
    root: Any, archive: zipfile.ZipFile, part: str, first: int, left_out: LeftOut
) -> list[tuple[str, bytes]]:
    """Return the chunks of other formats that a part refers to, and mark where they stand."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    targets: dict[str, str] = {}
    if _has(archive, relations):
        for relation in _parsed(_common(archive, relations)):
            targets[relation.get("Id") or ""] = relation.get("Target") or ""
    found: list[tuple[str, bytes]] = []
    for chunk in list(root.iter(f"{_W}altChunk")):
        target = targets.get(chunk.get(f"{_R}id") or "", "")
        path = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
        path = target.lstrip("/") if target.startswith("/") else path
        suffix = posixpath.splitext(path)[1].lower()
        content = archive.read(path) if _has(archive, path) else b""
        if suffix in (".mht", ".mhtml"):
            suffix, content = ".html", _page_of(content)
        if suffix in (".html", ".htm", ".xhtml", ".txt", ".docx") and content:
            paragraph = chunk.makeelement(f"{_W}p", {})
            run = chunk.makeelement(f"{_W}r", {})
            text = chunk.makeelement(f"{_W}t", {})
            text.text = CHUNK.format(first + len(found))
            paragraph.append(run)
            run.append(text)
            chunk.addprevious(paragraph)
            found.append((suffix, content))
        else:
            left_out.add("embedded file")
        _remove(chunk)
    return found


def _page_of(content: bytes) -> bytes:
    """Return the page in a web archive (MHTML)."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for each in message.walk():
        if each.get_content_type() == "text/html":
            page = each.get_payload(decode=True)
            return page if isinstance(page, bytes) else b""
    return b""
