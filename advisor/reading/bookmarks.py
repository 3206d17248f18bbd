"""The bookmarks of a PDF, by which its author's program says what the headings are (ISO 32000-1,
12.3.3)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any

#: More entries than pdfminer can follow, which calls itself for each.
_MOST = 800
#: So many of the bookmarks, and such a share of them, are lines of the text if they are headings.
_FEWEST, _SHARE = 3, 0.6
_NUMBER = re.compile(
    r"^(?:(?:chapter|part|section)\s+)?[\divxlc]+(?:\.\d+)*[.):]?\s+", re.IGNORECASE
)


def bookmarks_of(document: Any) -> list[tuple[int, str]]:
    """Return the level, from 1, and the title of each bookmark of a pdfminer document, in order;
    none where it has none that can be read."""
    found: list[tuple[int, str]] = []
    try:
        for level, title, *_ in islice(document.get_outlines(), _MOST):
            found.append((level, title))
    except MemoryError:
        raise
    except Exception:  # what is broken of them is not needed to read the text
        return found
    return found


def levels_by(bookmarks: Sequence[tuple[int, str]], lines: Sequence[tuple[str, bool]]) -> list[int]:
    """Return the level of each line that is a heading by the bookmarks, and 0 for the others.

    Args:
        bookmarks: levels and titles, in the order of the document.
        lines: the document's lines or paragraphs in their order, each with whether it looks like a
            heading; the same words elsewhere, as in a list of the contents, are none then.
    """
    waiting: dict[str, deque[int]] = {}
    for level, title in bookmarks:
        if _key(title):
            waiting.setdefault(_key(title), deque()).append(level)
    shown = {_key(text) for text, looks_like_one in lines if looks_like_one}
    levels = []
    for text, looks_like_one in lines:
        key = _key(text)
        of_line = waiting.get(key) if looks_like_one or key not in shown else None
        levels.append(of_line.popleft() if of_line else 0)
    met = sum(map(bool, levels))
    return levels if met >= max(_FEWEST, _SHARE * len(bookmarks)) else [0] * len(lines)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", _NUMBER.sub("", text.strip()).casefold()))
