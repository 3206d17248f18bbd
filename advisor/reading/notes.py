"""Footnotes and reviewers' comments of a page or an exported document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from advisor.reading.left_out import LeftOut
from advisor.reading.tags import HEADINGS, attribute, drop, letters_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

#: What Google Docs, Word and LibreOffice name reviewers' comments.
_COMMENT_TARGET = re.compile(r"^#?_?(?:cmnt|msocom|comment-?ref)[-_]?(?:ref)?\d+$", re.IGNORECASE)
_COMMENT_BOX = re.compile(r"mso-element\s*:\s*comment(?:-list)?\b", re.IGNORECASE)
_LONGEST_NOTE = 5000


def drop_comments(soup: BeautifulSoup, left_out: LeftOut) -> None:
    """Drop what reviewers said in an exported document, with the marks that refer to it."""
    texts: dict[int, Tag] = {}
    for link in soup.find_all("a", href=_COMMENT_TARGET):
        if "ref" in attribute(link, "href"):
            texts[id(link)] = link
        else:
            drop([link.find_parent("sup") or link])
    for link in texts.values():
        if link.decomposed:
            continue
        left_out.add("comment")
        block = link.find_parent(["p", "li", "div"]) or link
        around = block.find_parent("div")
        # A comment of several paragraphs has a box of its own.
        others = around.find_all("a", href=_COMMENT_TARGET) if around else []
        alone = around is not None and len(others) == 1 and around.find(HEADINGS) is None
        small = around is not None and letters_in(around) < 0.5 * letters_in(soup)
        drop([around if around is not None and alone and small else block])
    boxes = soup.find_all(style=_COMMENT_BOX)
    left_out.add("comment", sum("-list" not in attribute(box, "style") for box in boxes))
    drop(boxes)


def place_notes(soup: BeautifulSoup) -> None:
    """Put each footnote after the block that refers to it, without its number."""
    from bs4 import Tag

    for link in soup.select("sup a[href^='#'], a[role=doc-noteref], a.footnote-ref"):
        target = soup.find(id=attribute(link, "href")[1:])
        if not isinstance(target, Tag):
            continue
        note = target if target.name in ("li", "div", "p", "aside", "dd") else None
        note = note or target.find_parent(["li", "p", "dd", "div"])
        mark = link.find_parent("sup") or link
        block = mark.find_parent(["p", "ul", "ol", "table", *HEADINGS])
        while block is not None and block.find_parent(["ul", "ol", "table"]) is not None:
            block = block.find_parent(["ul", "ol", "table"])
        if note is None or block is None or note is block or block in note.descendants:
            continue
        names = {attribute(each, "id") for each in (link, mark) if each.get("id")}
        for back in note.find_all("a", href=True):
            target_name = attribute(back, "href")
            words = back.get_text(strip=True)
            if target_name[1:] in names or (
                target_name.startswith("#") and re.fullmatch(r"\W*\w{0,4}\W*", words)
            ):
                (back.find_parent("sup") or back).decompose()
        words = " ".join(note.get_text(" ").split())
        mark.decompose()
        if not words or (note.find(["p"]) is None and len(words) > _LONGEST_NOTE):
            continue
        paragraph = soup.new_tag("p")
        paragraph.string = re.sub(r"^[\[(]?(?:\d{1,3}|\*)[\])]?\s+", "", words)
        block.insert_after(paragraph)
        note.decompose()
