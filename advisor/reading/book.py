"""EPUB to Markdown: the chapters in the order of the spine, their headings at the levels that
the book's table of contents gives them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from advisor.errors import GuideError
from advisor.reading.archive import damage_explained, open_archive
from advisor.reading.headings import heading_like
from advisor.reading.left_out import LeftOut
from advisor.reading.paging import Pages

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_BROKEN = "is broken or no EPUB file; open it in a reader or in Calibre and save it again as .epub"
_PROTECTED = "is protected against copying (DRM); use an edition without"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/xml")
#: Parts of a book that tell nothing of its subject.
_WRAPPING = re.compile(
    r"(?:^|[\s_-])(?:cover(?:-?page)?|toc|table-of-contents|contents|title-?page|half-?title-?page"
    r"|landmarks|page-list|loi|lot|copyright(?:-page)?)(?=\s|$)",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]{0,300}\?>")
#: Empty elements written as XML, but for those that HTML knows to be empty.
_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([A-Za-z][\w:.-]{0,40})(\s[^<>]{0,1000})?/>",
    re.IGNORECASE,
)
#: Names of classes that say "heading": "h2", "heading-1", "chapter-title", "subhead".
_HEADING_CLASS = re.compile(
    r"^(?:h(?:ead(?:ing)?)?[-_]?(?P<level>[1-6])|(?P<chapter>(?:book|part|chapter|chap)[-_]?(?:title"
    r"|head(?:ing)?|name)|title|chapter)|(?:section|sect|sub)[-_]?(?:title|head(?:ing)?)|heading)$",
    re.IGNORECASE,
)
_FONT = re.compile(r"\.(?:otf|ttf|woff2?|ttc)$", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """A line of the table of contents; `depth` is 0 at the top."""

    title: str
    page: str
    fragment: str
    depth: int


@dataclass(slots=True)
class _Book:
    title: str
    pages: list[str]
    navigation: str = ""
    contents: list[_Entry] = field(default_factory=list)
    wrapping: set[str] = field(default_factory=set)


def from_epub(data: bytes, unpacked_mb: int, left_out: LeftOut, pages: Pages) -> str:
    """Return the Markdown of an EPUB file.

    Args:
        data: the whole file.
        unpacked_mb: what its parts may unpack to.
        left_out: counts what is not read.
        pages: marks in the text where chapters begin.

    Returns:
        Markdown: the book's title is the top heading, below it parts and chapters as the table
        of contents nests them, below those their own headings. The cover, the title page, the
        imprint and the table of contents are left out.

    Raises:
        GuideError: the file is protected, broken or unpacks to too much.
    """
    with damage_explained(_BROKEN), open_archive(data, unpacked_mb) as archive:
        book = _book(archive)
        _refuse_protected(archive, book)
        return _markdown(archive, book, left_out, pages)


def _book(archive: zipfile.ZipFile) -> _Book:
    container = _xml(archive, "META-INF/container.xml")
    package = next(_named(container, "rootfile")).get("full-path") or ""
    root = _xml(archive, package)
    title = next((_text(each) for each in _named(root, "title") if _text(each)), "")
    book = _Book(title, [])
    items: dict[str, Any] = {}
    toc = ""
    for item in _named(root, "item"):
        items[item.get("id") or ""] = item
        path = _resolve(archive, package, item.get("href") or "")
        if "nav" in (item.get("properties") or "").split():
            book.navigation = path
        if item.get("media-type") == "application/x-dtbncx+xml":
            toc = path
    for reference in _named(root, "itemref"):
        item = items.get(reference.get("idref") or "")
        if item is not None and item.get("media-type") in _PAGES:
            path = _resolve(archive, package, item.get("href") or "")
            if path not in book.pages:
                book.pages.append(path)
    for reference in _named(root, "reference"):
        if _WRAPPING.search(reference.get("type") or ""):
            book.wrapping.add(_resolve(archive, package, reference.get("href") or ""))
    if book.navigation:
        _read_navigation(archive, book)
    if toc and not book.contents:
        book.contents = list(_ncx(archive, toc))
    return book


def _refuse_protected(archive: zipfile.ZipFile, book: _Book) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    for reference in _named(_xml(archive, "META-INF/encryption.xml"), "CipherReference"):
        path = unquote(reference.get("URI") or "")
        if path in book.pages or (path == book.navigation and not _FONT.search(path)):
            raise GuideError(_PROTECTED)


def _xml(archive: zipfile.ZipFile, path: str) -> Any:
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    return ElementTree.fromstring(archive.read(path))


def _page(archive: zipfile.ZipFile, path: str) -> BeautifulSoup:
    """Return a page of the book. Not every XHTML in books is well-formed, so it is read as HTML,
    where `<a/>` would open an element that nothing closes."""
    from bs4 import BeautifulSoup

    from advisor.reading.encoding import decode

    text = _DECLARATION.sub("", decode(archive.read(path)))
    return BeautifulSoup(_CLOSED.sub(r"<\1\2></\1>", text), "lxml")


def _named(root: Any, name: str) -> Iterator[Any]:
    """Yield the elements of a name, whatever their namespace."""
    return (each for each in root.iter() if str(each.tag).rpartition("}")[2] == name)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _resolve(archive: zipfile.ZipFile, base: str, reference: str) -> str:
    """Return the name in the archive of what a file refers to."""
    folder = posixpath.dirname(base)
    path, _, _ = reference.partition("#")
    candidates = [
        posixpath.normpath(posixpath.join(folder, each)) for each in (unquote(path), path)
    ]
    names = archive.NameToInfo
    return next((each for each in candidates if each in names), candidates[0])


def _read_navigation(archive: zipfile.ZipFile, book: _Book) -> None:
    soup = _page(archive, book.navigation)
    for nav in soup.find_all("nav"):
        kind = _attribute(nav, "epub:type") or _attribute(nav, "role")
        if "toc" in kind or not (kind or book.contents):
            book.contents = [
                _entry(archive, book.navigation, link, len(link.find_parents("ol")) - 1)
                for link in nav.find_all(["a"])
                if link.get_text(strip=True) and link.get("href")
            ]
        elif "landmarks" in kind:
            for link in nav.find_all("a"):
                if _WRAPPING.search(_attribute(link, "epub:type")):
                    href = _attribute(link, "href")
                    book.wrapping.add(_resolve(archive, book.navigation, href))


def _entry(archive: zipfile.ZipFile, base: str, link: Tag, depth: int) -> _Entry:
    href = _attribute(link, "href")
    title = " ".join(link.get_text(" ").split())
    fragment = unquote(href.partition("#")[2])
    return _Entry(title, _resolve(archive, base, href), fragment, max(depth, 0))


def _ncx(archive: zipfile.ZipFile, path: str) -> Iterator[_Entry]:
    """Yield the entries of an EPUB 2 table of contents."""
    root = _xml(archive, path)
    waiting = [(point, 0) for top in _named(root, "navMap") for point in top][::-1]
    while waiting:
        point, depth = waiting.pop()
        if not str(point.tag).endswith("navPoint"):
            continue
        label = next((each for each in point if str(each.tag).endswith("navLabel")), None)
        target = next((each for each in point if str(each.tag).endswith("content")), None)
        if label is not None and target is not None and _text(label):
            source = target.get("src") or ""
            fragment = unquote(source.partition("#")[2])
            yield _Entry(_text(label), _resolve(archive, path, source), fragment, depth)
        waiting += [(child, depth + 1) for child in reversed(point)]


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)


def _markdown(archive: zipfile.ZipFile, book: _Book, left_out: LeftOut, pages: Pages) -> str:
    from advisor.reading.web import markdown_of

    entries: dict[str, list[_Entry]] = {}
    for entry in book.contents:
        entries.setdefault(entry.page, []).append(entry)
    levels = _Levels(book.title)
    texts: list[str] = []
    for path in book.pages:
        if path == book.navigation or path not in archive.NameToInfo:
            continue
        soup = _page(archive, path)
        body = soup.body
        if body is None or _is_wrapping(body, path, book):
            continue
        left_out.add("picture", len(body.find_all(["img", "svg", "image"])))
        _clean(body)
        _name_headings(body)
        for heading in levels.set(soup, body, entries.get(path, [])):
            _mark_chapter(heading, pages)
        text = markdown_of(body, left_out).strip()
        if text:
            texts.append(text)
    if not texts:
        return ""
    if book.title:
        first = re.match(r"#{1,6} (.*)\n*", texts[0])
        if first and _words(first[1]) == _words(book.title):
            texts[0] = texts[0][first.end() :]
        texts.insert(0, "# " + re.sub(r"<(?=[A-Za-z/!?])", r"\\<", book.title))
    return "\n\n".join(filter(None, texts)) + "\n"


def _mark_chapter(heading: Tag, pages: Pages) -> None:
    name = heading.get_text(" ")
    words = next((each for each in heading.find_all(string=True) if each.strip()), None)
    if words is not None:
        words.replace_with(pages.mark(str(words), None, name))


def _is_wrapping(body: Tag, path: str, book: _Book) -> bool:
    """Tell whether a page is a cover, a title page or a table of contents."""
    length = len("".join(body.get_text().split()))
    if not length:
        return True
    kinds = [body, *body.find_all(["section", "div", "nav"], limit=3)]
    if any(
        _WRAPPING.search(_attribute(each, "epub:type"))
        and len("".join(each.get_text().split())) >= 0.8 * length
        for each in kinds
    ):
        return True
    if path in book.wrapping and length < 3000:
        return True
    if length < 1000 and _words(body.get_text(" ")) == _words(book.title):
        return True
    links = [
        link
        for link in body.find_all("a", href=True)
        if not re.match(r"[a-z]+:|#", _attribute(link, "href"))
    ]
    linked = sum(len("".join(link.get_text().split())) for link in links)
    return len(links) >= 3 and linked >= 0.6 * length


def _clean(body: Tag) -> None:
    """Take away what is not text: pictures, page breaks, marks of notes and the ways back."""
    from advisor.reading.web import UNSEEN

    for tag in body.find_all([*UNSEEN, "nav"]):
        if not tag.decomposed:
            tag.decompose()
    for tag in body.find_all(["a", "span", "div", "hr"]):
        if tag.decomposed:
            continue
        kind = _attribute(tag, "epub:type") + " " + _attribute(tag, "role")
        if re.search(r"noteref|backlink", kind):
            mark = tag.find_parent("sup") or tag
            mark.decompose()
        elif "pagebreak" in kind:
            tag.decompose()
    for note in body.find_all("sup"):
        if note.find("a") and re.fullmatch(r"\W*\w{1,3}\W*", note.get_text(strip=True)):
            note.decompose()
    for heading in body.find_all(_HEADINGS):
        for line in heading.find_all("br"):
            line.replace_with(" ")


def _name_headings(body: Tag) -> None:
    """Make headings of the paragraphs of a page whose class alone says that they are."""
    if body.find(_HEADINGS):
        return
    for tag in body.find_all(["p", "div"]):
        if tag.find(["p", "div"]) or not heading_like(" ".join(tag.get_text(" ").split())):
            continue
        for name in _attribute(tag, "class").split():
            if match := _HEADING_CLASS.match(name):
                tag.name = f"h{match['level'] or (1 if match['chapter'] else 2)}"
                break


class _Levels:
    """Gives headings their levels, from page to page.

    A heading that the table of contents names is as deep as its entry; one that it does not
    name is as much deeper than the one before as its own tag says.
    """

    def __init__(self, title: str) -> None:
        self.title = _words(title)
        self.top = top = 2 if title else 1
        self.anchor = top  # the level of the latest heading of the table of contents
        self.rank = 1  # and the number in its tag

    def set(self, soup: BeautifulSoup, body: Tag, entries: Sequence[_Entry]) -> list[Tag]:
        """Rename the headings of a page; add those that only the table of contents has. Return
        those that begin a chapter: of the outermost entries of the page but the book's title."""
        named: dict[int, int] = {}
        for entry in entries:
            heading = self._heading(soup, body, entry, named)
            named[id(heading)] = min(self.top + entry.depth, 6)
        headings = body.find_all(_HEADINGS)
        ranks = [int(each.name[1]) for each in headings if id(each) not in named]
        for heading in headings:
            rank = int(heading.name[1])
            if id(heading) in named:
                self.anchor = named[id(heading)]
                # A made heading is as far out as any on its page.
                made = heading.has_attr("data-made")
                self.rank = min(ranks, default=2) - 1 if made else rank
                level = self.anchor
            else:
                level = max(self.anchor + rank - self.rank, self.top)
            heading.name = f"h{min(level, 6)}"
        entered = [
            each
            for each in headings
            if id(each) in named and _words(each.get_text(" ")) != self.title
        ]
        outermost = min((named[id(each)] for each in entered), default=0)
        return [each for each in entered if named[id(each)] == outermost]

    def _heading(self, soup: BeautifulSoup, body: Tag, entry: _Entry, named: dict[int, int]) -> Tag:
        """Return the heading that an entry of the contents means.

        Where the page has none, a paragraph with the words of the entry becomes the heading, or
        a new one is put in.
        """
        target = body.find(id=entry.fragment) if entry.fragment else None
        start = target if target is not None else body
        near = [
            start if start.name in _HEADINGS else None,
            start.find_parent(_HEADINGS),
            start.find(_HEADINGS),
            start.find_next(_HEADINGS) if target is not None else None,
        ]
        free = [each for each in near if each is not None and id(each) not in named]
        for heading in free:
            if _same(heading.get_text(" "), entry.title):
                return heading
            following = heading.find_next_sibling()
            if following is not None and following.name in _HEADINGS:
                both = f"{heading.get_text(' ')} {following.get_text(' ')}"
                if _words(both) == _words(entry.title):
                    following.decompose()
                    heading.string = entry.title
                    return heading
        line = self._line(start, entry)
        if line is not None:
            line.name = "h1"
            line["data-made"] = ""
            return line
        for heading in free:
            if self._begins(start, heading):
                return heading
        made = soup.new_tag("h1", attrs={"data-made": ""})
        made.string = entry.title
        if target is not None:
            target.insert_before(made)
        else:
            body.insert(0, made)
        return made

    def _line(self, start: Tag, entry: _Entry) -> Tag | None:
        """Return the paragraph near a target that has the words of its entry."""
        near = [
            start,
            *start.find_parents(["p", "div"], limit=2),
            *start.find_all(["p", "div"], limit=6),
        ]
        following = start.find_next(["p", "div"])
        if following is not None:
            near.append(following)
        for each in near:
            if (
                each.name in ("p", "div")
                and not each.find(["p", "div", *_HEADINGS])
                and _same(each.get_text(" "), entry.title)
            ):
                return each
        return None

    def _begins(self, start: Tag, heading: Tag) -> bool:
        """Tell whether a heading follows a target at once, without text between them."""
        if start is heading or heading in start.parents:
            return True
        for node in start.next_elements:
            if node is heading:
                return True
            if isinstance(node, str) and node.strip():
                return False
        return False


def _same(first: str, second: str) -> bool:
    """Tell whether two titles have the same words, but for a number or the like before them."""
    one, other = sorted((_words(first), _words(second)), key=len)
    return bool(one) and one == other[-len(one) :]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
