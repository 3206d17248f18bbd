"""Markdown as people write it (GitHub, Obsidian, static sites, MDX) to canonical Markdown.

The text stays as it is, but for what is no text: comments, code of MDX, the marks of the
dialects. Headings that are only bold, or written as HTML, become Markdown's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from advisor.reading.containers import TAG, unwrapped
from advisor.reading.headings import Heading, heading_like, is_label, set_levels, style_of
from advisor.reading.left_out import LeftOut
from advisor.reading.markers import marker_of
from advisor.text.blocks import front_matter
from advisor.text.sentences import sentences

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
_HTML_HEADING = re.compile(
    r"^[ \t]{0,3}<h([1-6])\b[^<>]{0,300}>[ \t]*(\S[^\n]{0,300}?)[ \t]*</h\1>[ \t]*$", re.IGNORECASE
)
_COMPONENT = re.compile(r"</?[A-Z][\w.]{0,60}(?:\s[^<>\n]{0,300})?/?>")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
#: Comments that carry questions are read by `advisor.guide.carried`.
_ASKED = re.compile(r"\s*asked:")
#: How comments begin and end in HTML, Obsidian, MDX, Critic Markup and Liquid.
_COMMENTS = {
    "<!--": "-->",
    "%%": "%%",
    "{/*": "*/}",
    "{>>": "<<}",
    "{% comment %}": "{% endcomment %}",
}
_CODE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$|`[^`\n]+`", re.MULTILINE)
_CODE_OR_COMMENT = re.compile(
    _CODE.pattern + r"|<!--|(?<![\w%])%%(?!%)|\{/\*|\{>>|\{% comment %\}", re.MULTILINE
)
#: A link definition that nothing refers to is how some people write comments.
_LINK_COMMENT = re.compile(
    r"^[ ]{0,3}\[(?://|comment)\]:[ \t]*(?:#|<>)[ \t]*.*$", re.MULTILINE | re.IGNORECASE
)
_EMBEDDED = re.compile(r"[ \t]?!\[\[([^\[\]\n]{1,300})\]\]")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif)\b", re.IGNORECASE)
_WIKI_LINK = re.compile(r"\[\[([^\[\]\n|]{1,300})(?:\\?\|([^\[\]\n]{1,300}))?\]\]")
_DELETED = re.compile(
    r"\{--(.{0,1000}?)--\}|(?<!~)~~(?=\S)([^~\n]{1,1000}?)(?<=\S)~~(?!~)", re.DOTALL
)
#: Each mark with what is left of it: Critic Markup's additions, substitutions and highlights;
#: Obsidian's highlights and names of blocks; the boxes of tasks.
_MARKS = (
    (TAG, ""),
    (re.compile(r"\{\+\+(.{0,1000}?)\+\+\}", re.DOTALL), r"\1"),
    (re.compile(r"\{~~.{0,1000}?~>(.{0,1000}?)~~\}", re.DOTALL), r"\1"),
    (re.compile(r"\{==(.{0,1000}?)==\}", re.DOTALL), r"\1"),
    (re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,1000}?)(?<=\S)==(?![=\w])"), r"\1"),
    (re.compile(r"(?:^|[ \t])\^(?=[\w-]*[a-zA-Z])[\w-]{1,60}[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^([ \t>]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX/-]\][ \t]+(?=\S)", re.MULTILINE), r"\1"),
)  # fmt: skip
_BOLD = re.compile(r"^(?:\*\*(?P<stars>[^*]+)\*\*|__(?P<lines>[^_]+)__):?$")
_ENDS_SENTENCE = re.compile(r"[.;,…][\"'”’)\]*_`]*$")
_LONGEST_HEADING = 120


def from_markdown(text: str, left_out: LeftOut, *, mdx: bool = False) -> str:
    """Convert Markdown or MDX to canonical Markdown.

    Args:
        text: of the file, with line feeds at the line ends.
        left_out: counts comments, deleted text, and what is embedded from other files.
        mdx: whether components of MDX may stand inside a line.
    """
    _, end = front_matter(text)
    body = _without_comments(text[end:], left_out)
    body = "\n".join(_lines(unwrapped(body.split("\n"))))
    body = _outside_code(body, lambda piece: _without_marks(piece, left_out))
    if mdx:
        body = _outside_code(body, lambda piece: _COMPONENT.sub("", piece))
    return text[:end] + _with_headings(body)


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, typed bullets and headings written as HTML as Markdown has them."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" \t>`~"):
            fence = ""
        elif not fence:
            start = len(line) - len(line.lstrip(" \t>"))
            marker = marker_of(line[start:])
            if marker and not marker.value and marker.text not in "*+–—-o":
                line = f"{line[:start]}- {line[start + marker.length :]}"
            heading = _HTML_HEADING.match(line)
            title = _TAGS.sub("", heading[2]).strip() if heading else ""
            if heading and title:
                line = f"\n{'#' * int(heading[1])} {title}\n"
        yield line


def _without_comments(text: str, left_out: LeftOut) -> str:
    """Return the text without its comments; those inside code stay.

    The mark of a comment that is left open goes, its text stays: unless it is Obsidian's, which
    hides the rest of its paragraph.
    """
    kept: list[str] = []
    begin = position = 0
    unclosed: set[str] = set()
    while match := _CODE_OR_COMMENT.search(text, position):
        opening, position = match[0], match.end()
        if opening not in _COMMENTS:
            position = _code_end(text, match)
            continue
        closing = _COMMENTS[opening]
        end = -1 if opening in unclosed else text.find(closing, position)
        if end < 0:
            unclosed.add(opening)
            if opening == "%%":
                end, closing = text.find("\n\n", position), ""
                end = len(text) if end < 0 else end
            elif opening == "<!--":
                end, closing = position, ""
            else:
                continue
        if text[position:end].strip():
            if opening == "<!--" and _ASKED.match(text, position):
                position = end + len(closing)
                continue
            left_out.add("comment")
        kept.append(text[begin : match.start()])
        begin = position = end + len(closing)
    text = "".join([*kept, text[begin:]])

    def counted(_: re.Match[str]) -> str:
        left_out.add("comment")
        return ""

    return _outside_code(text, lambda piece: _LINK_COMMENT.sub(counted, piece))


def _outside_code(text: str, edit: Callable[[str], str]) -> str:
    """Return the text with its pieces edited, but for code."""
    edited: list[str] = []
    begin = 0
    while match := _CODE.search(text, begin):
        end = _code_end(text, match)
        edited += [edit(text[begin : match.start()]), text[match.start() : end]]
        begin = end
    return "".join([*edited, edit(text[begin:])])


def _code_end(text: str, match: re.Match[str]) -> int:
    """Return where code ends that begins with a match of `_CODE`; a fence may be left open."""
    if not match["fence"]:
        return match.end()
    closing = re.compile(rf"^[ \t>]*{match['fence']}[`~]*[ \t]*$", re.MULTILINE)
    end = closing.search(text, match.end())
    return end.end() if end else len(text)


def _without_marks(text: str, left_out: LeftOut) -> str:
    """Return text without the marks of dialects; what they mark stays, deleted text does not."""

    def embedded(match: re.Match[str]) -> str:
        left_out.add("picture" if _PICTURE.search(match[1]) else "embedded note")
        return ""

    def deleted(_: re.Match[str]) -> str:
        left_out.add("passage of deleted text")
        return ""

    def link(match: re.Match[str]) -> str:
        return (match[2] or match[1].replace("#", " ")).strip(" \\")

    text = _WIKI_LINK.sub(link, _EMBEDDED.sub(embedded, text))
    for mark, rest in _MARKS:
        text = mark.sub(rest, text)
    return _DELETED.sub(deleted, text)


def _with_headings(text: str) -> str:
    """Return the text with short bold paragraphs as headings and rules below prose as rules.

    CommonMark takes a paragraph with a line of hyphens right below for a heading; sentences are
    none. Bold paragraphs are headings where two or more look like it, or nothing else is one.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    tokens = parser.parse(text)
    lines = text.split("\n")
    parts: list[object] = []
    bold: list[tuple[int, Heading]] = []
    rules: list[int] = []
    for token, content in pairwise(tokens):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        first, last = token.map
        if token.type == "heading_open":
            if token.markup in "=-" and _is_prose(content.content):
                rules.append(last - 1)
                parts.append(None)
            else:
                parts.append(Heading(content.content, marked=int(token.tag[1])))
            continue
        words = _bold_words(content.content) if token.type == "paragraph_open" else ""
        if words and heading_like(words):
            heading = Heading(words, style_of(words), bold=True, size=1)
            bold.append((first, heading))
            parts.append(heading)
        else:
            parts.append(token.type)
    _set_bold_levels(parts, bold)
    for line, heading in bold:
        if heading.level:
            lines[line] = f"{'#' * min(heading.level, 6)} {heading.text}"
    for line in rules:
        lines[line] = "\n---\n" if "-" in lines[line] else ""
    return "\n".join(lines)


def _set_bold_levels(parts: list[object], bold: Sequence[tuple[int, Heading]]) -> None:
    """Set the levels of the bold paragraphs that are headings, of the others none."""
    listed = {"bullet_list_open", "ordered_list_open", "table_open"}
    own = {id(heading) for _, heading in bold}
    for number, part in enumerate(parts):
        after = parts[number + 1] if number + 1 < len(parts) else None
        if not isinstance(part, Heading) or id(part) not in own:
            continue
        leads_to_marked = isinstance(after, Heading) and after.marked
        if (
            number + 1 == len(parts)
            or leads_to_marked
            or (part.text.endswith(":") and not is_label(part.text, after in listed))
        ):
            parts[number] = None
    found = [each for each in parts if isinstance(each, Heading) and not each.marked]
    marked = [each for each in parts if isinstance(each, Heading) and each.marked]
    if len(found) < 2 and (marked or not found):
        return
    first = parts[0] if parts and isinstance(parts[0], Heading) else None
    title = first if first and not marked and len(first.text.split()) > 1 else None
    levels = [each.marked for each in marked]
    set_levels(parts, title)
    if not marked:
        return
    # Where headings are marked, they keep their levels, and bold ones stand below them.
    level = min(levels)
    for part in parts:
        if isinstance(part, Heading):
            level = part.marked or level
            part.level = part.marked or level + 1


def _bold_words(content: str) -> str:
    match = _BOLD.match(content.strip())
    if match is None or "\n" in content.strip():
        return ""
    return str(match["stars"] or match["lines"]).strip()


def _is_prose(content: str) -> bool:
    """Tell whether the lines above a rule are sentences rather than a heading."""
    text = " ".join(content.split())
    return (
        _ENDS_SENTENCE.search(text) is not None
        or len(text) > _LONGEST_HEADING
        or len(sentences(text)) > 1
    )
