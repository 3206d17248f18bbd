"""Headings of a page that nothing marks but their bold type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from advisor.reading.headings import Heading, heading_like, is_label, set_levels, style_of
from advisor.reading.tags import BLOCKS, HEADINGS, attribute, has_any, letters_in, names_of, new_tag

if TYPE_CHECKING:
    from bs4 import Tag

BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)


def mark_bold(root: Tag, bold: frozenset[str]) -> None:
    """Make `strong` of what is bold by its style."""
    for tag in root.find_all(["span", "font"]):
        if BOLD_STYLE.search(attribute(tag, "style")) or not bold.isdisjoint(names_of(tag)):
            tag.name = "strong"


def bold_headings(root: Tag) -> None:
    """Make headings of short paragraphs that are bold as a whole, where two or more are.

    They stand below the marked heading that they follow.
    """
    from bs4.element import NavigableString

    for paragraph in root.find_all(["p", "div"]):
        _split_after_bold_line(paragraph)
    found: dict[int, Heading] = {}
    tags: list[Tag] = []
    for tag in root.find_all([*BLOCKS]):
        if tag.name in HEADINGS and tag.get_text(strip=True):
            tags.append(tag)
            found[id(tag)] = Heading(tag.get_text(" ", strip=True), marked=int(tag.name[1]))
        elif tag.name in ("p", "div") and _is_bold(tag) and _stands_alone(tag, root):
            words = " ".join(tag.get_text(" ").split())
            following = next(
                (each for each in tag.next_elements if isinstance(each, NavigableString)
                 and each.strip() and tag not in each.parents), None,
            )  # fmt: skip
            after = following.find_parent([*BLOCKS]) if following else None
            before_list = after is not None and after.name in ("ul", "ol", "li", "table", "dl")
            if (
                heading_like(words)
                and after is not None
                and after.name not in HEADINGS
                and (not words.endswith(":") or is_label(words, before_list))
            ):
                tags.append(tag)
                found[id(tag)] = Heading(words, style_of(words), bold=True, size=1)
    bold = [each for each in tags if not found[id(each)].marked]
    marked = [found[id(each)].marked for each in tags if found[id(each)].marked]
    if not bold or (len(bold) < 2 and marked):
        return
    first = found[id(bold[0])]
    before = "".join(
        str(each)
        for each in bold[0].previous_elements
        if isinstance(each, NavigableString) and root in each.parents
    )
    title = first if not marked and not before.strip() and " " in first.text else None
    parts: list[object] = []
    for tag in tags:
        parts += [found[id(tag)], None]
    set_levels(parts, title)
    level = min(marked, default=1)
    for tag in tags:
        heading = found[id(tag)]
        level = heading.marked or level
        if not heading.marked:
            tag.name = f"h{min(level + 1 if marked else heading.level, 6)}"


def _is_bold(tag: Tag) -> bool:
    """Tell whether all words of a paragraph are bold."""
    if has_any(tag, BLOCKS):
        return False
    words = letters_in(tag)
    if not words:
        return False
    outer = [
        each for each in tag.find_all(["b", "strong"]) if not each.find_parent(["b", "strong"])
    ]
    return sum(map(letters_in, outer)) == words


def _stands_alone(tag: Tag, root: Tag) -> bool:
    """Tell whether a paragraph is one of the text, not of a list, a table, a quote or a box."""
    inside = tag.find_parent(["li", "table", "blockquote", "aside", "figure", "dl", "details"])
    return inside is None or inside not in root.descendants


def _split_after_bold_line(paragraph: Tag) -> None:
    """Part a paragraph that begins with a bold line and a line break."""
    from bs4.element import NavigableString, Tag

    children = [
        each
        for each in paragraph.children
        if not (isinstance(each, NavigableString) and not each.strip())
    ]
    if len(children) < 3 or not all(isinstance(each, Tag) for each in children[:2]):
        return
    first, second = children[:2]
    assert isinstance(first, Tag)
    assert isinstance(second, Tag)
    rest = "".join(each.get_text() for each in children[2:])
    if (
        first.name not in ("b", "strong")
        or second.name != "br"
        or not rest.strip()
        or not heading_like(" ".join(first.get_text(" ").split()))
    ):
        return
    second.decompose()
    line = first.wrap(new_tag("p"))
    paragraph.insert_before(line.extract())
