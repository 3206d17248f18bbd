"""What reading a file gives: its text, and what of the file is not in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from advisor.types import Page

_REST = re.compile(r" (?:of|on|outside|that|without) ")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read.

    Attributes:
        text: canonical Markdown.
        left_out: what of the file is not in the text, for the person whose file it is:
            "2 comments", "1 page without text".
        pages: where the pages of the file begin in the text, where it has pages.
    """

    text: str
    left_out: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


class LeftOut:
    """Counts what a reader leaves out."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count things that were left out.

        Args:
            what: one of them, in words: "comment", "page without text".
            count: how many there are.
        """
        if count:
            self._counts[what] += count

    def told(self) -> tuple[str, ...]:
        """Return what was left out, each kind with its number, in the order of the file."""
        return tuple(
            f"{count:,} {what if count == 1 else _plural(what)}"
            for what, count in self._counts.items()
        )


def _plural(what: str) -> str:
    rest = _REST.search(what)
    end = rest.start() if rest else len(what)
    return f"{what[:end]}s{what[end:]}"
