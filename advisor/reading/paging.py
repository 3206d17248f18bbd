"""Where the pages of a file begin: marks that go with the words through all that is done to them.

Unicode keeps the noncharacters U+FDD0 to U+FDEF for the inner use of programs (The Unicode
Standard, 23.7): no text has them, and they are neither letters nor spaces.
"""

from __future__ import annotations

import re

from advisor.reading.elements import Element, Table
from advisor.types import Page

_FIRST = 0xFDD0
_END = "\ufdef"
_MARK = re.compile("([\ufdd0-\ufddf]{1,8})\ufdef")
_STRAY = re.compile("[\ufdd0-\ufdef]")
_LONGEST_LABEL = 300
_WORD = re.compile(r"[^\W\d_]+")


class Pages:
    """The pages of a file in their order, and the marks that stand for their beginnings."""

    def __init__(self) -> None:
        self._begun: list[tuple[int | None, str]] = []

    def mark(self, text: str, number: int | None, label: str = "") -> str:
        """Return a text with a mark after its first word: a page begins with it.

        Args:
            text: the first of the page.
            number: of the page in the file, from 1; None where pages have none.
            label: what is printed on the page for a number, or the name of the chapter.
        """
        digits = "".join(chr(_FIRST + int(digit, 16)) for digit in f"{len(self._begun):x}")
        self._begun.append((number, " ".join(label[:_LONGEST_LABEL].split())))
        first = _WORD.search(text)
        at = first.end() if first else len(text)
        return f"{text[:at]}{digits}{_END}{text[at:]}"

    def mark_element(self, element: Element, number: int | None, label: str = "") -> None:
        """Put the mark of a page that begins with an element into it."""
        if isinstance(element, Table):
            row, column = next(
                (
                    (row, column)
                    for row, cells in enumerate(element.rows)
                    for column, cell in enumerate(cells)
                    if cell
                ),
                (0, 0),
            )
            element.rows[row][column] = self.mark(element.rows[row][column], number, label)
        else:
            element.text = self.mark(element.text, number, label)

    def taken_from(self, text: str) -> tuple[str, tuple[Page, ...]]:
        """Return a text without its marks, and the pages, where each begins in it."""
        if not self._begun:
            return text, ()
        plain = _STRAY.sub("", text)
        pages: list[Page] = []
        position = length = latest = 0
        for mark in _MARK.finditer(text):
            length += len(_STRAY.sub("", text[position : mark.start()]))
            position = mark.end()
            index = int("".join(f"{ord(digit) - _FIRST:x}" for digit in mark[1]), 16)
            if latest <= index < len(self._begun):
                latest = index + 1
                pages.append(Page(_start(plain, length), *self._begun[index]))
        return plain, tuple(pages)


def _start(text: str, mark: int) -> int:
    """Return where the word before a mark begins, with what is no word before it in its line."""
    line = text.rfind("\n", 0, mark) + 1
    words = list(_WORD.finditer(text, line, mark))
    if len(words) < 2:
        return line
    before = text[line : words[-1].end()]
    return line + len(before) - len(re.split(r"\s", before)[-1])
