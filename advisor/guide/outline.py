"""The sections of a guide's Markdown, and its title."""

from __future__ import annotations

import re

from advisor.text.blocks import Block, blocks, cuts, front_matter
from advisor.text.plain import plain
from advisor.types import Section

#: A longer section becomes several, cut between paragraphs.
LONGEST_SECTION = 6000

_FRONT_TITLE = re.compile(r"^[ \t]*[\"']?title[\"']?[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\s*\{#[\w:.-]+[^{}]*\}\s*$")
_PERMALINK = re.compile(r"\s*(?:\[[#¶§🔗]?\]\(#[^()\s]*\)|¶)\s*$")
_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*#{1,6}[ \t]+")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s)")
_LOOKS_LIKE_ITEM = re.compile(r"^[-+*>](?=\s)")
_UNDERLINE = re.compile(r"\n[ \t]*(?:=+|-+)[ \t]*$")


def outline(text: str, title: str) -> tuple[Section, ...]:
    """Find the sections of a guide.

    Args:
        text: canonical Markdown.
        title: the path of what stands before the first heading.

    Returns:
        The sections in order. They tile the text: each ends where the next one starts, the
        last at the end of the text, and the first starts at the first text that is not
        front matter. Headings in code and in block quotes are not headings; headings in list
        items are.
    """
    leaves = blocks(text)
    found: list[Section] = []
    ancestors: list[tuple[int, str]] = []
    start, level, body, inside = _beginning(text), 0, _beginning(text), list[Block]()
    path: tuple[str, ...] = (title,)
    for leaf in leaves:
        name = heading_text(text[leaf.outer : leaf.close]) if leaf.kind == "heading" else ""
        if not name:
            inside.append(leaf)
            continue
        if leaf.outer > start or level:
            found += _sections(text, path, level, (start, body, leaf.outer), inside)
        while ancestors and ancestors[-1][0] >= leaf.level:
            ancestors.pop()
        ancestors.append((leaf.level, name))
        path = tuple(name for _, name in ancestors)
        start, level, body, inside = leaf.outer, leaf.level, _line_end(text, leaf.close), []
    if start < len(text):
        found += _sections(text, path, level, (start, body, len(text)), inside)
    return tuple(found)


def title_of(text: str, fallback: str) -> str:
    """Return the title of a guide: its front matter's, else its only top heading, else `fallback`
    (a file's stem, say), made readable."""
    matter, _ = front_matter(text)
    match = _FRONT_TITLE.search(matter)
    if match:
        title = match[1].strip().strip("\"'").strip()
        if title and title not in ("|", ">"):
            return title
    top = [leaf for leaf in blocks(text) if leaf.kind == "heading" and leaf.level == 1]
    if len(top) == 1:
        title = heading_text(text[top[0].outer : top[0].close])
        if title:
            return title
    if " " in fallback.strip():
        return fallback.strip()
    words = re.sub(r"[-_.\s]+", " ", fallback).strip()
    return words[:1].upper() + words[1:] or fallback


def heading_text(markdown: str) -> str:
    """Return the visible words of a heading, from its Markdown lines."""
    inner = _MARKERS.sub("", markdown.strip())
    inner = _CLOSING.sub("", inner) if inner != markdown.strip() else _UNDERLINE.sub("", inner)
    inner = _PERMALINK.sub("", _ATTRIBUTES.sub("", inner)).strip()
    return plain(_LOOKS_LIKE_ITEM.sub(r"\\\g<0>", _NUMBER.sub(r"\1\\\2", inner)))


def _beginning(text: str) -> int:
    _, end = front_matter(text)
    rest = text[end:]
    blank = len(rest) - len(rest.lstrip())
    return end + rest[:blank].rfind("\n") + 1 if "\n" in rest[:blank] else end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _sections(
    text: str,
    path: tuple[str, ...],
    level: int,
    span: tuple[int, int, int],
    inside: list[Block],
) -> list[Section]:
    start, body, end = span
    parts = cuts(text, body, end, inside, LONGEST_SECTION) if end - start > LONGEST_SECTION else []
    if len(parts) <= 1:
        return [Section(path, level, start, min(body, end), end)]
    return [
        Section(path, level, start if part == 0 else first, first, last, part)
        for part, (first, last) in enumerate(parts)
    ]
