"""Labels and values that a page sets side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.reading.tags import BLOCKS, HEADINGS, attribute, has_any, short_text

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NO_CELL = frozenset(["p", "ul", "ol", "table", *HEADINGS])
_BREAKING = frozenset([*BLOCKS, "br"])
_INLINE = frozenset("span b strong em i small big font mark label data time output cite u".split())
#: How long a label is at most, and what stands beside it.
_LONGEST_LABEL = 60
_LONGEST_VALUE = 80


def keep_rows(root: Tag, soup: BeautifulSoup) -> None:
    """Keep labels with their values where a page sets them side by side.

    Siblings in a line with nothing between them are parted ("Hours a week" and "39"), and short
    blocks that stand in rows, each row in a box of its own or label after value, become items.
    """
    from bs4.element import NavigableString

    for tag in root.find_all(["li", "div", "p", "td", "th", "dd", "dt", "span", "figcaption"]):
        cells = _line_cells(tag)
        if cells and all(map(_touch, cells, cells[1:])):
            for number, cell in enumerate(cells[1:]):
                label = cells[number].get_text(strip=True)
                names = not number and label[0].isalpha() and label[-1] not in ".!?:"
                cell.insert_before(NavigableString(": " if names else ", " if number else " "))
    boxes = [root, *root.find_all(["div", "section", "ul", "ol", "li", "main", "article"])]
    for box in reversed(boxes):  # a box comes after those in it
        if box.decomposed or box.name is None:
            continue
        run: list[Tag] = []
        for child in [*box.find_all(True, recursive=False), None]:
            cells = _cells(child) if child is not None else []
            if child is not None and cells and (not run or len(cells) == len(_cells(run[0]))):
                run.append(child)
                continue
            _as_items(run, soup)
            run = [child] if child is not None and cells else []
        _pair_siblings(box, soup)


def _line_cells(tag: Tag) -> list[Tag]:
    """Return the inline elements that are all that a line has, if there are two to four."""
    from bs4 import Tag

    cells = []
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name not in _INLINE or has_any(child, _BREAKING):
                return []
            if child.get_text(strip=True):
                cells.append(child)
        elif str(child).strip():
            return []
    return cells if 2 <= len(cells) <= 4 else []


def _touch(first: Tag, second: Tag) -> bool:
    """Tell whether two elements in a line are two cells: without space, they would be one word."""
    if isinstance(first.next_sibling, str) or first.name in ("sup", "sub"):
        return False
    one, other = first.get_text(), second.get_text()
    if not one or not other or not (one[-1].isalnum() or one[-1] in ")%+"):
        return False
    alike = (first.name, first.get("class")) == (second.name, second.get("class"))
    if alike and one[-1].isdigit():
        return False
    return other[0].isdigit() or other[0].isupper() or other[0] in "£$€¥₹+~≈<>–"


def _cells(tag: Tag) -> list[Tag]:
    """Return the short blocks in a box that is a row of them: two to four, and nothing else."""
    from bs4 import Tag

    if tag.name not in ("div", "li", "section", "a", "article"):
        return []
    cells = []
    for child in tag.children:
        if isinstance(child, Tag):
            words = _short_words(child)
            if words == "":
                continue
            if words is None or child.name not in ("div", "p", "span", "strong", "b"):
                return []
            cells.append(child)
        elif str(child).strip():
            return []
    if not 2 <= len(cells) <= 4 or all(each.name in _INLINE for each in cells):
        return []
    return cells if _label_first(cells) is not None else []


def _short_words(tag: Tag) -> str | None:
    """Return the words of a cell; None where an element is too much for one."""
    words = short_text(tag, _LONGEST_VALUE)
    return None if words and has_any(tag, _NO_CELL) else words


def _label_first(cells: Sequence[Tag]) -> list[str] | None:
    """Return the words of cells, the label first; None where none of them is a label."""
    texts = [" ".join(each.get_text(" ").split()) for each in cells]
    figures = [re.search(r"\d", text) is not None for text in texts]
    if figures[0] and not figures[1] and len(texts) == 2:
        texts = [texts[1], texts[0]]
    elif figures[0] and len(texts) == 2:
        return None
    label = texts[0]
    if len(label) > _LONGEST_LABEL or label[-1] in ".!?" or not any(map(str.isalpha, label)):
        return None
    return texts if any(figures) or all(len(text) <= _LONGEST_LABEL for text in texts) else None


def _as_items(run: Sequence[Tag], soup: BeautifulSoup) -> None:
    """Make a list of rows; a single row is one only where it holds a figure."""
    rows = [_label_first(_cells(each)) or [] for each in run]
    figures = [any(re.search(r"\d", text) for text in row[1:]) for row in rows]
    if not rows or not (any(figures) if len(rows) == 1 else True):
        return
    for tag, row in zip(run, rows, strict=True):
        _fill_item(tag, row, soup)
    if run[0].name != "li":
        group = run[0].wrap(soup.new_tag("ul"))
        for tag in run:
            tag.name = "li"
            tag.attrs = {}
        for tag in run[1:]:
            group.append(tag.extract())


def _fill_item(tag: Tag, row: Sequence[str], soup: BeautifulSoup) -> None:
    tag.clear()
    strong = soup.new_tag("strong")
    strong.string = row[0].rstrip(":")
    tag.append(strong)
    tag.append(": " + ", ".join(row[1:]))


def _pair_siblings(box: Tag, soup: BeautifulSoup) -> None:
    """Make a list of short blocks that are label and value in turn, as their classes say."""
    run: list[Tag] = []
    for child in [*box.find_all(True, recursive=False), None]:
        words = _short_words(child) if child is not None else None
        if words == "":
            continue
        fits = (
            child is not None
            and words is not None
            and child.name in ("div", "p", "span")
            and not has_any(child, ("div", "p"))
        )
        if not fits or child is None:
            _as_pairs(run, soup)
            run = []
        elif not run or (
            _kind(run[-1]) != _kind(child) and (len(run) < 2 or _kind(run[-2]) == _kind(child))
        ):
            run.append(child)
        else:
            _as_pairs(run, soup)
            run = [child] if _kind(run[-1]) == _kind(child) or len(run) > 2 else [run[-1], child]


def _kind(tag: Tag) -> tuple[str, str]:
    return tag.name, attribute(tag, "class")


def _as_pairs(run: Sequence[Tag], soup: BeautifulSoup) -> None:
    pairs = [run[number : number + 2] for number in range(0, len(run) - 1, 2)]
    rows = [_label_first(pair) for pair in pairs]
    if len(run) % 2 or len(pairs) < 2 or None in rows:
        return
    group = run[0].wrap(soup.new_tag("ul"))
    for (first, second), row in zip(pairs, rows, strict=True):
        item = soup.new_tag("li")
        _fill_item(item, row or [], soup)
        group.append(item)
        for tag in (first, second):
            tag.decompose()
