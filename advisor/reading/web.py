"""HTML to Markdown: the content of a page, without what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from advisor.errors import GuideError
from advisor.reading.bold import BOLD_STYLE, bold_headings, mark_bold
from advisor.reading.left_out import LeftOut
from advisor.reading.notes import drop_comments, place_notes
from advisor.reading.rows import keep_rows
from advisor.reading.tags import HEADINGS, attribute, drop, letters_in, names_of, new_tag

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

#: Elements whose content no reader of the page sees.
UNSEEN = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas",
    "audio", "video", "map", "link", "meta", "img", "picture", "input", "select", "textarea",
    "datalist", "dialog", "head",
)  # fmt: skip
_CHROME_ROLES = frozenset(
    """
    navigation banner contentinfo complementary search dialog alertdialog menu menubar
    """.split()
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
#: A rule of a style sheet that hides what has one class or id, outside of @media and the like.
_AT_RULE = re.compile(r"@[^{};]{1,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\})*[^{}]{0,2000}\}")
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"^[a-z]*[.#][\w-]+$")
_HIDDEN_CLASSES = frozenset(["visually-hidden", "sr-only", "screen-reader-text", "visuallyhidden"])
#: Names of classes and ids that stand for what surrounds a text. The first are plain; the
#: second could also name a part of the text, so that it must look like links or a form too.
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|newsletter|subscribe|pagination|pager|skip-?link"
    r"|cookies?|cookie-?(?:banner|bar|notice|consent|law)|gdpr|advert|advertisement|adsbygoogle"
    r"|ad-(?:slot|unit|banner)|navbar|site-?(?:header|footer|nav)|page-?footer|sidebar"
    r"|share-?(?:bar|buttons|links)|social-?(?:share|links|icons|media)|comment-?(?:list|form)"
    r"|comments-area|masthead)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_MAYBE_CHROME = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|subscription|consent|related|recommended|popular|trending|promo|banner|social|tags?|menu|toc"
    r"|table-of-contents|footer|header|widget|ads?|cta|author|bio|comments?|meta|nav|next|prev"
    r"|feedback|rating|helpful|modal|popup|overlay|toolbar|print)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_CHROME_HEADING = re.compile(
    r"^(?:related (?:articles?|posts?|guides?|content|reading|stories|links)"
    r"|you (?:may|might) also(?: like| enjoy| be interested in)?"
    r"|more (?:articles|from|like this)\b.*"
    r"|recommended (?:for you|reading|articles)|read (?:next|more)|up next|keep reading"
    r"|popular (?:posts|articles|guides)|share(?: this.*)?|newsletter|subscribe.*|sign up.*"
    r"|join our (?:newsletter|mailing list).*|leave a (?:comment|reply)|comments?|\d+ comments?"
    r"|follow us.*|advertisement|sponsored|cookie (?:settings|policy|notice)|about the author|tags"
    r"|categories)\W*$",
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
#: What would be a heading, the line below one, or the fence of code, were it not text. Typed
#: bullets and numbers are taken for those of a list, which they are for who reads the page.
_MARKUP_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[=-]{2,}(?=\s*$)|`{3,}|~{3,})", re.MULTILINE)
_HARD_BREAK_LINE = re.compile(r"^[ \t]+$", re.MULTILINE)
_PANEL = re.compile(r"accordion|collaps|(?:^|[\s_-])(?:panel|tab-?(?:pane|content)|answer|faq)")
_OPENER = re.compile(r"accordion|collaps|toggle|aria-expanded|aria-controls|faq|question")
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad"), None) | {
    ord("\u00a0"): " ", ord("\u202f"): " ",
}  # fmt: skip
_NESTED = "is nested too deeply; save the text of the page as Markdown or plain text"
_CONTAINER = re.compile(
    r"<(/?)(?:div|span|ul|ol|dl|table|blockquote|section|article|b|i|u|em|strong|font|a)\b",
    re.IGNORECASE,
)
_DEEPEST = 3000
_MOST_HEADS = 3
#: Hidden text of fewer letters is not worth telling.
_SHORTEST_PASSAGE = 20
_LONGEST_SHEET = 300_000
#: A container with less than this share of the page's text is not the main one.
_MAIN_SHARE = 0.3


def from_html(data: bytes, left_out: LeftOut) -> str:
    """Return the Markdown of an HTML page: its main content, or all of it but navigation and the
    like.

    Args:
        data: the whole file; its encoding is the one that it declares, or what it looks like.

    Returns:
        Markdown with the page's headings, lists, tables and text; links keep their text
        only, images are left out.

    Raises:
        GuideError: the page is nested too deeply, or is no text.
    """
    from bs4 import BeautifulSoup

    markup: str | bytes = data
    if b"\x00" in data or not _declares_encoding(data):
        from advisor.reading.encoding import decode

        markup = decode(data)
    if _too_deep(markup if isinstance(markup, str) else data.decode("latin-1")):
        raise GuideError(_NESTED)
    soup = BeautifulSoup(markup, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    try:
        return _page(soup, title, left_out)
    except RecursionError:
        raise GuideError(_NESTED) from None


def markdown_of(root: Tag, left_out: LeftOut) -> str:
    """Return the Markdown of an element and all that is in it. Changes the element.

    Args:
        root: clean HTML.
        left_out: counts passages that are struck out.
    """
    from markdownify import MarkdownConverter

    struck = root.find_all(["del", "s", "strike"])
    left_out.add("passage of deleted text", sum(1 for each in struck if each.get_text(strip=True)))
    drop(struck)
    _prepare(root)

    class Converter(MarkdownConverter):
        def escape(self, text: str, parent_tags: set[str]) -> str:
            return _MARKUP_START.sub(r"\1\\\2", super().escape(text, parent_tags))  # type: ignore[misc]

    converter = Converter(
        heading_style="atx",
        bullets="-",
        escape_underscores=False,
        strip=["a"],
        strip_document=None,
    )
    markdown = _HARD_BREAK_LINE.sub("", converter.convert_soup(root))
    return _BLANK_LINES.sub("\n\n", markdown).strip() + "\n"


def _too_deep(markup: str) -> bool:
    """Tell whether elements that only end where they say so are nested deeper than any page's:
    parsing those takes quadratic time."""
    depth = 0
    for tag in _CONTAINER.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _declares_encoding(data: bytes) -> bool:
    return re.search(rb"charset|<\?xml[^>]{0,100}encoding", data[:4096], re.IGNORECASE) is not None


def _page(soup: BeautifulSoup, title: str, left_out: LeftOut) -> str:
    from bs4 import Comment

    for node in soup.find_all(string=lambda text: isinstance(text, Comment)):
        node.extract()
    hidden = _hidden_by_sheet(soup)
    bold = _bold_by_sheet(soup)
    left_out.add("picture", len(soup.find_all(["img", "picture", "canvas"])))
    drop(soup.find_all(UNSEEN))
    drop_comments(soup, left_out)
    place_notes(soup)
    whole = len(soup.get_text())
    revealed = {
        name
        for each in soup.select("[aria-controls], [data-target], [data-bs-target]")
        for reference in ("aria-controls", "data-target", "data-bs-target")
        for name in attribute(each, reference).replace("#", "").split()
        if each.find_parent("nav") is None
    }
    opened = {id(each) for button in soup.find_all("button") for each in _beside(button)}
    doomed = [
        each
        for each in soup.find_all(True)
        if id(each) not in opened
        and _is_hidden(each, revealed, hidden)
        and len(each.get_text()) < 0.5 * whole
    ]
    for each in doomed:
        if not each.decomposed and not each.find_parent(["nav", "header", "footer"]):
            left_out.add("passage of hidden text", int(letters_in(each) > _SHORTEST_PASSAGE))
        drop([each])
    root = _main(soup)
    top = _top_heading(soup, root)
    _without_chrome(root)
    mark_bold(root, bold)
    bold_headings(root)
    markdown = markdown_of(root, left_out)
    if top and not re.search(r"^# ", markdown, re.MULTILINE):
        markdown = f"# {top}\n\n{markdown}"
    elif title and not re.search(r"^#{1,6} ", markdown, re.MULTILINE):
        markdown = f"# {re.split(r' [|–—·] ', title)[0]}\n\n{markdown}"
    return markdown


def _beside(button: Tag) -> list[Tag]:
    """Return what a button opens that names nothing: the element after it, or after its heading."""
    from bs4 import Tag

    if not button.has_attr("aria-expanded") or button.find_parent(["nav", "header", "footer"]):
        return []
    outer = button.find_parent(HEADINGS) or button
    after = outer.find_next_sibling()
    return [after] if isinstance(after, Tag) else []


def _is_hidden(tag: Tag, revealed: Collection[str], hidden: frozenset[str]) -> bool:
    """Tell whether a reader never sees the element; what a button reveals is seen."""
    if tag.name in ("html", "body", "main", "article", "details"):
        return False
    if attribute(tag, "id") in revealed or _PANEL.search(attribute(tag, "class")):
        return False
    return (
        tag.has_attr("hidden")
        or attribute(tag, "aria-hidden").lower() == "true"
        or _HIDDEN_STYLE.search(attribute(tag, "style")) is not None
        or not hidden.isdisjoint(names_of(tag))
        or not _HIDDEN_CLASSES.isdisjoint(attribute(tag, "class").lower().split())
    )


def _styled(soup: BeautifulSoup, style: re.Pattern[str]) -> frozenset[str]:
    """Return the classes and ids to which the page's style sheets give a style."""
    found: set[str] = set()
    for sheet in soup.find_all("style"):
        rules = _AT_RULE.sub("", re.sub(r"/\*.*?\*/", "", sheet.get_text(), flags=re.DOTALL))
        for rule in _RULE.finditer(rules[:_LONGEST_SHEET]):
            if style.search(rule[2]):
                for selector in rule[1].split(","):
                    if _SIMPLE.match(selector.strip()):
                        found.add(re.sub(r"^[a-z]*", "", selector.strip()))
    return frozenset(found)


def _hidden_by_sheet(soup: BeautifulSoup) -> frozenset[str]:
    return _styled(soup, _HIDDEN_STYLE)


def _bold_by_sheet(soup: BeautifulSoup) -> frozenset[str]:
    return _styled(soup, BOLD_STYLE)


def _main(soup: BeautifulSoup) -> Tag:
    """Return the element that holds the content."""
    body = soup.body or soup
    whole = letters_in(body)
    for selector in (
        "main article, [role=main] article",
        "main, [role=main]",
        "article",
        "#content, #main, #main-content, .entry-content, .post-content, .article-body,"
        " .article-content",
    ):
        largest = max(soup.select(selector), key=letters_in, default=None)
        if largest is not None and letters_in(largest) >= _MAIN_SHARE * whole:
            outer = largest.find_parent(["main", "article"])
            if outer is None or letters_in(largest) >= 0.6 * letters_in(outer):
                return largest
    return body


def _top_heading(soup: BeautifulSoup, root: Tag) -> str:
    """Return the page's only h1, where it stands outside of its main content."""
    if root.find("h1"):
        return ""
    found = [
        heading
        for heading in soup.find_all("h1")
        if not heading.find_parent("nav") and heading.get_text(strip=True)
    ]
    return " ".join(found[0].get_text(" ").split()) if len(found) == 1 else ""


def _without_chrome(root: Tag) -> None:
    whole = max(1, letters_in(root))
    drop(root.find_all(["nav", "footer", "menu"]))
    drop(each for each in root.find_all("aside") if not _is_callout(each, root))
    for header in root.find_all("header"):
        for child in list(header.find_all(True)):
            if not child.decomposed and child.name in ("ul", "ol", "form", "button"):
                child.decompose()
    doomed = []
    for tag in root.find_all(True):
        if tag.name in ("body", "main", "article", "details", *HEADINGS):
            continue
        length = letters_in(tag) if tag.attrs else 0
        if not length or length > 0.4 * whole:
            continue
        names = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
        if (
            attribute(tag, "role").lower() in _CHROME_ROLES
            or (_CHROME.search(names) and not _named_by_heading(tag))
            or (_MAYBE_CHROME.search(names) and _is_controls(tag, length))
        ):
            doomed.append(tag)
    drop(doomed)
    drop(form for form in root.find_all("form") if letters_in(form) < 0.4 * whole)
    _drop_chrome_sections(root)
    drop(each for each in root.find_all(["ul", "ol"]) if _is_contents(each))


def _is_callout(aside: Tag, root: Tag) -> bool:
    """Tell whether an aside is a box in the text (a tip, a warning) rather than beside it."""
    names = f"{attribute(aside, 'class')} {attribute(aside, 'id')}"
    length = letters_in(aside)
    if _CHROME.search(names) or _MAYBE_CHROME.search(names) or aside.find(["form", "nav"]):
        return False
    heading = aside.find(HEADINGS)
    if heading is not None and _CHROME_HEADING.match(heading.get_text(" ", strip=True)):
        return False
    if not length or _is_controls(aside, length):
        return False
    beside = (*HEADINGS, "p", "ul", "ol", "dl", "table", "blockquote", "figure", "aside", "pre")
    return root.name != "body" or aside.find_previous_sibling(beside) is not None


def _named_by_heading(tag: Tag) -> bool:
    """Tell whether the id is only the slug of the heading inside."""
    heading = tag.find(HEADINGS)
    if heading is None or not tag.get("id"):
        return False
    slug = re.sub(r"\W+", "-", heading.get_text().strip().lower()).strip("-")
    return slug.startswith(attribute(tag, "id").lower()) and not tag.get("class")


def _is_controls(tag: Tag, length: int) -> bool:
    linked = sum(letters_in(link) for link in tag.find_all(["a", "button"]) if link.name)
    return linked >= 0.5 * length or (length < 200 and tag.find(["form", "button"]) is not None)


def _drop_chrome_sections(root: Tag) -> None:
    """Drop headings such as "Related articles" with what follows, if that is mostly links."""
    for heading in root.find_all(HEADINGS):
        if heading.decomposed or not _CHROME_HEADING.match(heading.get_text(" ", strip=True)):
            continue
        following: list[Tag] = []
        for sibling in heading.find_next_siblings():
            if sibling.name in HEADINGS and sibling.name <= heading.name:
                break
            if sibling.find(HEADINGS) and following:
                break
            following.append(sibling)
        length = sum(map(letters_in, following))
        linked = sum(
            letters_in(link) for tag in following for link in tag.find_all(["a", "button"])
        )
        linked += sum(letters_in(tag) for tag in following if tag.name in ("a", "button"))
        if linked >= 0.5 * length or length < 60:
            drop([heading, *following])


def _is_contents(tag: Tag) -> bool:
    links = tag.find_all("a")
    return (
        len(links) >= 2
        and all(attribute(link, "href").startswith("#") for link in links)
        and sum(map(letters_in, links)) >= 0.9 * letters_in(tag)
    )


def _opens(button: Tag) -> bool:
    """Tell whether a button is the line under which what it opens stands, or a question."""
    names = attribute(button, "class") + " " + " ".join(button.attrs)
    return _OPENER.search(names) is not None or button.get_text().rstrip().endswith("?")


def _prepare(root: Tag) -> None:
    """Make of the element what a Markdown converter understands."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup("", "lxml")
    for tag in root.select("[role=heading]"):
        level = attribute(tag, "aria-level")
        tag.name = f"h{level}" if level in "123456" and level else "h2"
    for heading in root.find_all(HEADINGS):
        for link in heading.find_all("a"):
            if link.get_text(strip=True) in ("", "#", "¶", "§", "🔗"):
                link.decompose()
        for inner in heading.find_all(True):
            inner.unwrap()
        if not heading.get_text(strip=True):
            heading.decompose()
    for button in root.find_all("button"):
        if _opens(button):
            button.name = "p"
            button.attrs = {"data-strong": ""}
        else:
            button.decompose()
    for summary in root.find_all("summary"):
        if not summary.find(HEADINGS):
            summary.name = "p"
            summary.attrs = {"data-strong": ""}
    for label in root.find_all("p", attrs={"data-strong": True}):
        for inner in label.find_all(True):
            inner.unwrap()
        words = " ".join(label.get_text(" ").split())
        label.clear()
        if words:
            strong = soup.new_tag("strong")
            strong.string = words
            label.append(strong)
    for note in root.find_all("sup"):
        target = note.find("a")
        if target and attribute(target, "href").startswith("#"):
            note.decompose()
    for caption in root.find_all("caption"):
        table = caption.find_parent("table")
        if table:
            caption.name = "p"
            table.insert_before(caption.extract())
    _definition_lists(root, soup)
    _tables(root)
    keep_rows(root, soup)
    for link in root.find_all("a"):
        link.unwrap()
    root.smooth()
    for text in list(root.find_all(string=True)):
        if text.find_parent(["pre", "code"]) is None:
            clean = _MARKUP.sub(r"\\<", str(text).translate(_INVISIBLE))
        else:
            clean = str(text).translate(_INVISIBLE)
        if clean != text:
            text.replace_with(clean)


def _definition_lists(root: Tag, soup: BeautifulSoup) -> None:
    """Make items of terms with their definitions: "**term**: definition"."""
    for group in root.find_all("dl"):
        for box in group.find_all("div", recursive=False):
            box.unwrap()
        group.name = "ul"
        item: Tag | None = None
        for child in group.find_all(["dt", "dd"]):
            if child.name == "dt":
                item = soup.new_tag("li")
                child.insert_before(item)
                child.extract()
                child.name = "strong"
                text = child.get_text(" ", strip=True)
                child.clear()
                child.append(text)
                item.append(child)
            elif item is not None:
                child.extract()
                item.append(": " if len(item.contents) == 1 else " ")
                child.name = "span"
                item.append(child)
            else:
                child.name = "li"


def _tables(root: Tag) -> None:
    """Repeat cells that span rows in each of the rows; make one of several rows of column heads,
    and a line above the table of a row that only names it; unwrap a table of one column."""
    for table in root.find_all("table"):
        rows: Sequence[Tag] = [
            row for row in table.find_all("tr") if row.find_parent("table") is table
        ]
        widest = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
        if widest < 2 or table.find("table") or _is_layout(table):
            for part in [table, *table.find_all(["tr", "td", "th", "tbody", "thead", "tfoot"])]:
                part.name = "div"
            continue
        _repeat_spanning_cells(rows)
        _name_columns(table, _with_one_head(table, rows))
        for cell in table.find_all(["td", "th"]):
            for item in cell.find_all("li"):
                item.insert_after("; ")
                item.unwrap()
            for inner in cell.find_all(["p", "div", "ul", "ol", *HEADINGS]):
                inner.insert_after(" ")
                inner.unwrap()
            for line in cell.find_all("br"):
                line.replace_with(" ")
            for text in list(cell.find_all(string=True)):
                if "|" in text:
                    text.replace_with(str(text).replace("|", r"\|"))


def _is_layout(table: Tag) -> bool:
    """Tell whether a table only places things: a cell has a heading with text of its own."""
    return any(
        letters_in(cell) > letters_in(heading)
        for heading in table.find_all(HEADINGS)
        if (cell := heading.find_parent(["td", "th"])) is not None
    )


def _with_one_head(table: Tag, rows: Sequence[Tag]) -> Sequence[Tag]:
    """Return a table's rows with one row of column heads: "Dublin: From" where "From" stands under
    "Dublin"."""
    first = rows[0].find_all(["td", "th"], recursive=False)
    if len(rows) > 2 and len(first) == 1 and len(rows[1].find_all(["td", "th"])) > 1:
        title = new_tag("p")
        title.string = first[0].get_text(" ", strip=True)
        table.insert_before(title)
        rows[0].decompose()
        rows = rows[1:]
    heads = 0
    while heads < len(rows) - 1 and _is_head(rows[heads]):
        heads += 1
    if not 2 <= heads <= _MOST_HEADS:  # more are rows of a table that has nothing but heads
        return rows
    columns: list[list[str]] = []
    for row in rows[:heads]:
        texts = [
            cell.get_text(" ", strip=True)
            for cell in row.find_all(["td", "th"], recursive=False)
            for _ in range(_width(cell))
        ]
        for index, text in enumerate(texts):
            columns += [[]] if index == len(columns) else []
            if text and text not in columns[index]:
                columns[index].append(text)
    head = rows[0]
    head.clear()
    for names in columns:
        cell = new_tag("th")
        cell.string = ": ".join(names)
        head.append(cell)
    for row in rows[1:heads]:
        row.decompose()
    return [head, *rows[heads:]]


def _is_head(row: Tag) -> bool:
    """Tell whether a row names columns and nothing else."""
    cells = row.find_all(["td", "th"], recursive=False)
    return row.find_parent("thead") is not None or all(cell.name == "th" for cell in cells)


def _width(cell: Tag) -> int:
    """Return how many columns a cell spans."""
    width = attribute(cell, "colspan")
    return int(width) if width.isdigit() and 0 < int(width) <= 100 else 1


def _name_columns(table: Tag, rows: Sequence[Tag]) -> None:
    """Mark the first row as the table's header where it is one and nothing says so."""
    from advisor.reading.elements import has_header

    if table.find("thead"):
        return
    first = rows[0].find_all(["td", "th"], recursive=False)
    named = all(cell.name == "th" for cell in first)
    strong = all(cell.find(["b", "strong"]) or not cell.get_text(strip=True) for cell in first)
    texts = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"], recursive=False)]
        for row in rows
    ]
    if named or strong or has_header(texts):
        for cell in first:
            cell.name = "th"


def _repeat_spanning_cells(rows: Sequence[Tag]) -> None:
    import copy

    pending: dict[int, tuple[int, Tag]] = {}
    for row in rows:
        column = 0
        cells = row.find_all(["td", "th"], recursive=False)
        following: dict[int, tuple[int, Tag]] = {}
        while cells or column in pending:
            if column in pending:
                left, spanning = pending.pop(column)
                repeated: Tag = copy.copy(spanning)
                if cells:
                    cells[0].insert_before(repeated)
                else:
                    row.append(repeated)
                if left > 1:
                    following[column] = (left - 1, spanning)
                column += 1
                continue
            cell = cells.pop(0)
            span = attribute(cell, "rowspan")
            del cell["rowspan"]
            if span.isdigit() and 1 < int(span) <= 100:
                following[column] = (int(span) - 1, cell)
            column += _width(cell)
        pending = following
