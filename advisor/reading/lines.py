"""Lines of type: words on one baseline, and how they become a paragraph again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Words as pdfplumber has them: text, x0, x1, top, bottom, size, fontname.
Words = list[dict[str, Any]]

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b", re.IGNORECASE)
_GLYPH = re.compile(r"\(cid:\d+\)")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_FIRST_PARTS = frozenset(
    """
    all anti best co cross data de decision e end entry ex face far fast first five four full half
    hands hard high in job large level long low medium mid multi near next non off on one open
    out over part peer post pre problem re real risk role second self semi short six skill small
    so soft state step sub ten third three time two under up vice well white wide work world year
    """.split()
)


@dataclass(slots=True)
class Line:
    """Words that stand on one baseline in one column.

    Lengths are in points from the page's upper left corner; `left` and `right` are the
    borders of its column.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    first_width: float
    words: Words
    column: int = 0
    left: float = 0.0
    right: float = 0.0

    @property
    def look(self) -> tuple[float, bool]:
        return self.size, self.bold

    def tidy(self) -> bool:
        """Replace glyphs that stand for bullets and ligatures; whether any text is left."""
        text = self.text
        if re.match(r"\(cid:\d+\)\s", text):
            text = "•" + text[text.index(")") + 1 :]
        text = _GLYPH.sub("", text).replace("\u00ad", "-").replace("\u00a0", " ")
        text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        self.text = " ".join(text.replace("\u200b", "").split())
        return bool(self.text)


def line_of(words: Words) -> Line:
    """Return the line that some words make, which stand in order from left to right."""
    sizes: Counter[float] = Counter()
    bold = 0
    letters = 0
    for word in words:
        length = len(word["text"])
        sizes[round(float(word["size"]) * 2) / 2] += length
        letters += length
        bold += length if _BOLD.search(str(word["fontname"])) else 0
    size = sizes.most_common(1)[0][0]
    raised = [
        word
        for word in words
        if word["text"].isdigit() and float(word["size"]) < 0.75 * size and len(words) > 1
    ]
    kept = [word for word in words if word not in raised] if raised else words
    return Line(
        text=_joined(kept),
        x0=float(words[0]["x0"]),
        x1=max(float(word["x1"]) for word in words),
        top=min(float(word["top"]) for word in words),
        bottom=max(float(word["bottom"]) for word in words),
        size=size,
        bold=bold >= 0.9 * letters,
        first_width=float(words[0]["x1"]) - float(words[0]["x0"]),
        words=words,
    )


def _joined(words: Words) -> str:
    """Return the text of words; those that touch (a change of font inside a word) are one."""
    pieces: list[str] = []
    for number, word in enumerate(words):
        if number:
            gap = float(word["x0"]) - float(words[number - 1]["x1"])
            pieces.append(" " if gap > 0.12 * float(word["size"]) else "")
        pieces.append(str(word["text"]))
    return "".join(pieces)


def lines_of(words: Words) -> list[Line]:
    """Put words on their baselines, from the top of the page to its bottom."""
    rows: list[Words] = []
    for word in sorted(words, key=lambda each: (float(each["bottom"]), float(each["x0"]))):
        height = float(word["bottom"]) - float(word["top"])
        for row in reversed(rows[-3:]):
            if abs(float(row[0]["bottom"]) - float(word["bottom"])) <= 0.35 * height:
                row.append(word)
                break
        else:
            rows.append([word])
    lines = [line_of(sorted(row, key=lambda each: float(each["x0"]))) for row in rows]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def rejoin(lines: Sequence[str], vocabulary: Mapping[str, int], *, divides: bool = True) -> str:
    """Return lines as one paragraph, with words whole again that were divided at a line's end.

    Args:
        lines: of one paragraph.
        divides: whether the text divides words at line ends at all; where it does not, a hyphen
            there is part of the word.
        vocabulary: how often each word, in lower case, stands in the text undivided; it
            decides whether a hyphen at a line's end belongs to the word.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
            continue
        divided = re.search(r"(?<![\w-])((?:[^\W\d_]+-)*[^\W\d_]+)[-\u2010]$", text)
        follower = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", line)
        if divided and follower and line[0].islower():
            keep = not divides or _keeps_hyphen(divided[1].lower(), follower[0].lower(), vocabulary)
            text = (text[:-1] + "-" if keep else text[:-1]) + line
        elif re.search(r"\w[-\u2010/]$", text) and not line[0].isspace() and line[0].isalnum():
            text += line
        else:
            text += " " + line
    return text


def _keeps_hyphen(first: str, second: str, vocabulary: Mapping[str, int]) -> bool:
    joined, hyphenated = vocabulary.get(first + second, 0), vocabulary.get(f"{first}-{second}", 0)
    if joined or hyphenated:
        return hyphenated > joined
    if "-" in first:
        return True
    if first in _FIRST_PARTS:
        return vocabulary.get(second, 0) > 0 or (len(first) > 3 and len(second) > 3)
    if len(first) < 4 or len(second) < 4:
        return False
    return vocabulary.get(first, 0) > 0 and vocabulary.get(second, 0) > 0
