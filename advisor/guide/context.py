"""What a passage is embedded as: its visible words with the context that they need.

A sentence says more under its headings and under the question that it answers, and a table's row
under its column heads; this is document expansion that invents nothing.
"""

from __future__ import annotations

import hashlib
import re

from advisor.text.plain import plain
from advisor.text.sentences import sentences
from advisor.types import Guide, Passage

_RULE_ROW = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_MOST_ROWS = 500
_GAP = re.compile(r"\n[ \t]*\n\s*")
_QUESTION = re.compile(r"\w\W{0,3}\?[\"'”’»)*_\s]*$")
#: How many characters before a sentence its question may begin at most.
_LONGEST = 2000


def embedded_text(guide: Guide, passage: Passage) -> str:
    """Return the text that the embedding model is given for a passage.

    Args:
        guide: the guide that the passage is from.
        passage: any passage of it.

    Returns:
        The headings below the guide's title, the question that it answers, if there is one, and the
        passage's visible words.
    """
    if passage.kind == "question":
        return plain(passage.text)
    section = guide.sections[passage.section]
    start = max(passage.start, section.body) if passage.kind == "section" else passage.start
    words = plain(guide.text[start : passage.end])
    head = table_head(guide.text, passage.start) if passage.kind == "item" else None
    if head is not None:
        words = "; ".join(
            f"{column}: {cell}" if column else cell
            for column, cell in zip(_cells(head), _cells(passage.text), strict=False)
            if cell
        )
    above = [*heading_words(guide, passage.path)]
    if (question := question_over(guide.text, passage)) is not None:
        above.append(plain(guide.text[slice(*question)]))
    headings = " > ".join(above)
    return f"{headings}: {words}" if headings else words


def question_over(text: str, passage: Passage) -> tuple[int, int] | None:
    """Return where the question stands that a sentence answers, or None where there is none: the
    one that it follows, that its paragraph begins with, or that is the whole paragraph before it.

    Args:
        text: the guide's.
        passage: any passage of it; only a sentence answers a question.
    """
    if passage.kind != "sentence":
        return None
    gaps = [
        gap.end() for gap in _GAP.finditer(text, max(0, passage.start - _LONGEST), passage.start)
    ]
    if not gaps and passage.start > _LONGEST:
        return None
    begin = gaps[-1] if gaps else 0
    before = [
        (begin + first, begin + last) for first, last in sentences(text[begin : passage.start])
    ]
    if not before and len(gaps) > 1:
        begin = gaps[-2]
        stretch = text[begin : passage.start]
        before = [(begin + first, begin + last) for first, last in sentences(stretch)]
        before = before if len(before) == 1 else []
    for start, end in before[-1:] + before[:1]:
        if _QUESTION.search(text[start:end]) and not text[start:end].startswith("#"):
            return start, end
    return None


def content_digest(text: str) -> str:
    """Return the digest that names an embedded text, in hex."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def heading_words(guide: Guide, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of a path that tell its section from others of the guide. A title that
    stands over the whole guide tells nothing and is left out."""
    below_title = path[1:] if path and path[0] == guide.title else path
    return tuple(plain(heading) for heading in below_title)


def table_head(text: str, row: int) -> str | None:
    """Return the head of the table that has a row at a position, or None where there is none.

    Args:
        text: Markdown.
        row: position in the row.
    """
    end = text.rfind("\n", 0, row)
    if "|" not in text[end + 1 : row + 1] and "|" not in text[row : text.find("\n", row)]:
        return None
    for _ in range(_MOST_ROWS):
        if end < 0:
            return None
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if "|" not in line:
            return None
        if _RULE_ROW.match(line):
            head_start = text.rfind("\n", 0, max(start - 1, 0)) + 1
            return text[head_start : start - 1] if start > 0 else None
        end = start - 1
    return None


def _cells(row: str) -> list[str]:
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]
