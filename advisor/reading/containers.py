"""The boxes of Markdown's dialects (notes, tips, tabs): their text as prose, without the marks.

Known are MkDocs (!!!, ???, ===), Docusaurus, VitePress, Pandoc and Quarto (:::), PyMdown (///),
GitBook and Liquid ({% %}), Hugo ({{< >}}, {{% %}}), MyST (```{note}), GitHub and Obsidian
(> [!note]), and components of MDX (<Tip>).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})([^\n]*)$")
#: An indented box: its text stands four columns further in.
_INDENTED = re.compile(r"^([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+([^\n]*)$")
_COLONS = re.compile(r"^[ \t]*(?::{3,}|/{3,}(?!/))[ \t]*([^\n]*)$")
#: A tag of Liquid or Hugo.
TAG = re.compile(r"\{%-?[^%\n]{0,500}-?%\}|\{\{[<%][^\n]{0,500}?[>%]\}\}")
_TAG_NAME = re.compile(r"[ \t]*\{[%{][<%-]?\s*([\w/-]+)")
_TAG_CLOSED = re.compile(r"\{%-?\s*end([\w-]+)|\{\{[<%]\s*/\s*([\w-]+)")
_TAG_LINE = re.compile(rf"^[ \t]*(?:(?:{TAG.pattern})[ \t]*)+$")
_ALERT = re.compile(r"^([ \t]*>[ \t>]*)\[!([\w|-]+)\][+-]?[ \t]*([^\n]*)$")
_COMPONENT = re.compile(r"^\s*</?(?:[A-Z]\w*[a-z][\w.]*(?:\s[^\n]*)?/?)?>\s*$")
_COMPONENT_START = re.compile(r"^\s*<[A-Z]\w*[a-z][\w.]*(?:\s[^<>\n]*)?$")
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w*{][^\n]*\bfrom\s+['\"]|\{\s*$|['\"][^'\"\n]+['\"];?\s*$)"
    r"|export\s+(?:const|let|default|function)\b)"
)
_LABEL = re.compile(
    r"\b(?:title|label|header|summary|name|heading)=(?:\"([^\"]*)\"|'([^']*)'|\{\"([^\"]*)\"\})"
)
_QUOTED = re.compile(r"[\"“]([^\"”\n]+)[\"”]")
_BRACKETED = re.compile(r"^[\w-]*\[([^\]\n]+)\]")
_OPTION = re.compile(r"^[ \t]*:[\w-]+:")
_DIRECTIVE = re.compile(r"^\{([\w:+-]+)\}[ \t]*(.*)$")
#: MyST's directives whose text is no prose.
_NO_PROSE = frozenset(
    """
    code code-block code-cell sourcecode literalinclude math mermaid eval-rst raw graphviz plantuml
    """.split()
)
_LISTINGS = frozenset("toctree contents tableofcontents include image bibliography".split())
_NO_PARAGRAPH = re.compile(r"^[ \t]*(?:$|#{1,6}\s|[-*+>|]|\d{1,9}[.)]\s|`{3}|~{3}|<|:{3})")
_DEEPEST = 20


def unwrapped(lines: Sequence[str], depth: int = 0) -> list[str]:
    """Return the lines of a Markdown text with boxes as plain paragraphs.

    The title of a box stands in bold before its text. Lines that only mark a box, import a
    module or open a component are left out; code stays as it is.
    """
    written = _Written()
    closed = {name for line in lines for match in _TAG_CLOSED.findall(line) for name in match}
    number = 0
    while number < len(lines):
        line = lines[number]
        fence = _FENCE.match(line)
        if fence:
            end = _fence_end(lines, number, fence[2])
            directive = _DIRECTIVE.match(fence[3].strip())
            if directive is None or depth > _DEEPEST:
                written.plain(lines[number : end + 1])
            else:
                written.box(_directive(lines[number + 1 : end], directive, fence, depth))
            number = end + 1
            continue
        indented = _INDENTED.match(line) if depth <= _DEEPEST else None
        if indented:
            end, body = _indented_body(lines, number + 1, _columns(indented[1]) + 4)
            if body or line.lstrip().startswith(("!!!", "???")):
                quoted = _QUOTED.search(indented[2])
                written.label(quoted[1] if quoted else "")
                written.box([indented[1] + each for each in unwrapped(body, depth + 1)])
                number = end
                continue
        number += _marked(lines, number, closed, written)
    return written.lines


class _Written:
    """The lines so far, and the title of a box that waits for its first paragraph."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._label = ""
        self._gap = False

    def label(self, title: str) -> None:
        """Write a title before the next paragraph."""
        self.flush()
        title = " ".join(title.strip(" *_").split())
        self._label = title if not title or title[-1] in ".!?:…" else f"{title}:"

    def plain(self, lines: Sequence[str]) -> None:
        """Write lines, the first of them after the title that waits."""
        for line in lines:
            if not line.strip() and self._gap:
                continue
            self._gap = False
            if self._label and line.strip():
                indent = line[: len(line) - len(line.lstrip(" \t>"))]
                if _NO_PARAGRAPH.match(line[len(indent) :]):
                    self.lines += [f"{indent}**{self._label}**", indent.rstrip()]
                else:
                    line = f"{indent}**{self._label}** {line[len(indent) :]}"
                self._label = ""
            self.lines.append(line)

    def box(self, lines: Sequence[str]) -> None:
        """Write lines as paragraphs of their own."""
        self._apart()
        self.plain(lines)
        self._apart()

    def flush(self) -> None:
        """Write a title that nothing follows."""
        if self._label:
            self._apart()
            self.lines.append(f"**{self._label}**")
            self._label = ""
            self._apart()

    def _apart(self) -> None:
        if self.lines and self.lines[-1].strip():
            self.lines.append("")
        self._gap = True


def _marked(lines: Sequence[str], number: int, closed: Collection[str], written: _Written) -> int:
    """Write a line without its marks; return how many lines it took."""
    line = lines[number]
    if _MODULE.match(line):
        end = number + 1
        while end < len(lines) and lines[end].strip():
            end += 1
        return end - number
    alert = _ALERT.match(line)
    if alert:
        written.label(alert[3])
        return 1
    colons = _COLONS.match(line)
    if colons:
        written.box([])
        written.label(_title(colons[1]))
        return 1
    if _TAG_LINE.match(line):
        written.box([])
        written.label(_tag_title(line, closed))
        return 1
    if _COMPONENT_START.match(line):
        end = number + 1
        while end < min(len(lines), number + 10) and ">" not in lines[end]:
            end += 1
        joined = " ".join(each.strip() for each in lines[number : end + 1])
        if end < len(lines) and _COMPONENT.match(joined):
            written.box([])
            written.label(_attribute(joined))
            return end - number + 1
    if _COMPONENT.match(line):
        written.box([])
        if not line.lstrip().startswith("</"):
            written.label(_attribute(line))
        return 1
    written.plain([line])
    return 1


def _title(rest: str) -> str:
    """Return the title in what follows the colons: "tip[Cheaper]", "warning Read this"."""
    bracketed = _BRACKETED.match(rest)
    if bracketed:
        return bracketed[1]
    if named := _attribute(rest):
        return named
    if rest.startswith("{") and "}" in rest and not _DIRECTIVE.match(rest):
        return ""
    bare = re.sub(r"\{[^{}]*\}", "", rest).strip()
    _, _, title = bare.partition("|") if "|" in bare else bare.partition(" ")
    return title.strip() if not rest.startswith("{") else bare


def _attribute(tag: str) -> str:
    match = _LABEL.search(tag)
    return next(filter(None, match.groups()), "") if match else ""


def _tag_title(line: str, closed: Collection[str]) -> str:
    """Return the title of a box that a tag opens; a tag that opens none has no title.

    Args:
        line: with the tag.
        closed: the names of the boxes that are closed somewhere.
    """
    opening = _TAG_NAME.match(line)
    if opening is None or opening[1] not in closed:
        return ""
    quoted = _QUOTED.search(line) if "=" not in line else None
    return _attribute(line) or (quoted[1] if quoted else "")


def _directive(
    body: Sequence[str], directive: re.Match[str], fence: re.Match[str], depth: int
) -> list[str]:
    """Return the lines of a directive of MyST."""
    name, argument = directive[1], directive[2].strip()
    while body and _OPTION.match(body[0]):
        body = body[1:]
    if name in _NO_PROSE:
        return [fence[1] + fence[2], *body, fence[1] + fence[2]]
    if name in _LISTINGS:
        return []
    written = _Written()
    written.label("" if name == "figure" else argument)
    written.plain(unwrapped(body, depth + 1))
    written.flush()
    return written.lines


def _fence_end(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the line that closes a fence, or the last one."""
    for number in range(start + 1, len(lines)):
        mark = lines[number].strip(" \t>")
        if mark.startswith(fence) and not mark.strip(fence[0]):
            return number
    return len(lines) - 1


def _indented_body(lines: Sequence[str], start: int, columns: int) -> tuple[int, list[str]]:
    """Return the line after an indented box, and its lines without their indentation."""
    end = start
    last = start
    while end < len(lines) and (not lines[end].strip() or _columns(lines[end]) >= columns):
        end += 1
        if lines[end - 1].strip():
            last = end
    return last, [_dedented(line, columns) for line in lines[start:last]]


def _columns(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def _dedented(line: str, columns: int) -> str:
    return line.expandtabs(4)[columns:] if line[:1] in " \t" else line
