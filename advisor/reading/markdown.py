"""Markdown as people write it (GitHub, static sites, MDX) to canonical Markdown.

The text stays as it is, except for what is no text: comments, MDX code, bullets that are
typed as characters, and headings written as HTML.
"""

from __future__ import annotations

import re

from advisor.text.blocks import front_matter

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
_BULLET = re.compile(r"^([ \t>]*)[•●◦▪▸‣∙·][ \t]+(?=\S)")
_HTML_HEADING = re.compile(
    r"^[ \t]{0,3}<h([1-6])\b[^<>]{0,300}>[ \t]*(\S[^\n]{0,300}?)[ \t]*</h\1>[ \t]*$", re.IGNORECASE
)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w*{]|['\"])|export\s+(?:const|let|default|function|\{|\*))"
)
_COMPONENT = re.compile(r"^\s*</?[A-Z][\w.]*(?:\s[^\n]*)?/?>\s*$")
_COMPONENT_INLINE = re.compile(r"</?[A-Z][\w.]{0,60}(?:\s[^<>\n]{0,300})?/?>")
#: Comments that carry questions are read by `advisor.guide.carried`.
_ASKED = re.compile(r"\s*asked:")
_EXPRESSION_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)


def from_markdown(text: str) -> str:
    """Return canonical Markdown of a Markdown text."""
    _, end = front_matter(text)
    return text[:end] + _lines(_without_comments(text[end:]), mdx=False)


def from_mdx(text: str) -> str:
    """Return canonical Markdown of an MDX text: without its imports, exports and component tags."""
    _, end = front_matter(text)
    body = _EXPRESSION_COMMENT.sub("", text[end:])
    return text[:end] + _lines(_without_comments(body), mdx=True)


def _lines(text: str, *, mdx: bool) -> str:
    kept: list[str] = []
    fence = ""
    in_module = False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" \t>`~"):
            fence = ""
        elif not fence:
            if mdx:
                in_module = bool(line.strip()) and (in_module or bool(_MODULE.match(line)))
                if in_module:
                    continue
                if _COMPONENT.match(line):
                    kept.append("")
                    continue
                line = _COMPONENT_INLINE.sub("", line)
            line = _BULLET.sub(r"\1- ", line)
            heading = _HTML_HEADING.match(line)
            if heading:
                title = _TAGS.sub("", heading[2]).strip()
                if title:
                    kept.append(f"\n{'#' * int(heading[1])} {title}\n")
                    continue
        kept.append(line)
    return "\n".join(kept)


def _without_comments(text: str) -> str:
    """Return the text without its HTML comments; those inside code stay, one left open is text."""
    if "<!--" not in text:
        return text
    kept: list[str] = []
    position = 0
    for match in re.finditer(
        r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?[ \t>]*(?P=fence)[`~]*[ \t]*$"
        r"|`[^`\n]+`|<!--",
        text,
        re.MULTILINE,
    ):
        if match[0] != "<!--" or match.start() < position:
            continue
        end = text.find("-->", match.end())
        if end < 0:
            kept += [text[position : match.start()], text[match.start() + 4 :]]
            return "".join(kept)
        kept.append(text[position : match.start()])
        position = end + 3
        if _ASKED.match(text, match.end()):
            kept.append(text[match.start() : position])
    kept.append(text[position:])
    return "".join(kept)
