"""What a passage is embedded as: its visible words with the context that they need.

A sentence says more under its headings and under the question or the label before it, and a table's
row under its column heads; this is document expansion that invents nothing.
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
_BOLD = re.compile(r"(\*\*|__)(?:(?!\1)[^\n]){1,60}\1[.:]?\s*$")
#: How many characters before a sentence its label may begin at most.
_LONGEST = 2000


def embedded_text(guide: Guide, passage: Passage) -> str:
    """Return the text that the embedding model is given for a passage.

    Args:
        guide: the guide that the passage is from.
        passage: any passage of it.

    Returns:
        The headings below the guide's title, the label that it stands under, if there is one, and
        the passage's visible words.
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
    if (label := label_over(guide.text, passage)) is not None:
        above.append(plain(guide.text[slice(*label)]).rstrip(" :."))
    headings = " > ".join(above)
    return f"{headings}: {words}" if headings else words


def label_over(text: str, passage: Passage) -> tuple[int, int] | None:
    """Return where the label stands that a sentence stands under as under a heading, or None where
    there is none: a question that it follows, or a question or a few words in bold type that its
    paragraph begins with or that are the whole paragraph before it.

    Args:
        text: the guide's.
        passage: any passage of it; only a sentence stands under a label.
    """
    earliest = max(0, passage.start - _LONGEST)
    gaps = [gap.end() for gap in _GAP.finditer(text, earliest, passage.start)]
    if passage.kind != "sentence" or (not gaps and earliest):
        return None
    before = _sentences_between(text, gaps[-1] if gaps else 0, passage.start)
    above = _sentences_between(text, gaps[-2], gaps[-1]) if len(gaps) > 1 else []
    if before and _QUESTION.search(text[slice(*before[-1])]):
        return before[-1]
    for start, end in (*before[:1], *(above if len(above) == 1 else ())):
        if _QUESTION.search(words := text[start:end]) or _BOLD.match(words):
            return start, end
    return None


def _sentences_between(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences there; none where no paragraph begins there."""
    if text.startswith(("#", "|", "<", "```", "- ", "* ", "+ "), start):
        return []
    return [(start + first, start + last) for first, last in sentences(text[start:end])]


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
