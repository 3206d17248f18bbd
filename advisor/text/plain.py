"""What a reader sees of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~]|^\s*(?:[-+]|\d{1,9}[.)])\s|^\s*[-=]+\s*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HIDDEN = re.compile(
    r"<(script|style|template)\b[^<>]{0,500}>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LEFT_OVER = re.compile(
    r"(?<![\w*])\*{2,3}(?=\S)|(?<=\S)\*{2,3}(?![\w*])|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)"
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]:?")
_ROW = re.compile(r"^[ \t>]*\|(.*)\|[ \t]*$")
_RULE_ROW = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)")
_OPENING = re.compile(r"\[(?![^\[\]]{0,300}\])")
_MAY_HIDE = re.compile(r"[<\[&\\`~]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_MANY_BRACKETS = 50
#: Inline parsing is not linear on hostile text, so it sees no more than this at a time.
_LIMIT = 8000


def plain(text: str) -> str:
    """Return the visible words of a piece of Markdown on one line.

    Args:
        text: Markdown, of any length; also a piece cut out of a larger text.

    Returns:
        The text without markup, with single spaces. The cells of a table row are joined
        by " · ". Images, comments and footnote marks are left out.
    """
    if len(text) > _LIMIT:
        return " ".join(filter(None, map(plain, _pieces(text))))
    if not _SPECIAL.search(text):
        return " ".join(text.split())
    text = _FOOTNOTE.sub("", HIDDEN.sub(" ", _COMMENT.sub(" ", text)))
    if text.count("[") > _MANY_BRACKETS:
        text = _OPENING.sub(r"\\[", text)
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        if not fenced and "|" in line:
            if _RULE_ROW.match(line):
                continue
            row = _ROW.match(line)
            if row:
                cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", row[1]))
                lines += ["", " · ".join(filter(None, cells)).replace("\\|", "|"), ""]
                continue
        lines.append(line.lstrip(" \t") if not fenced else line)
    words: list[str] = []
    _collect(_parser().parse("\n".join(lines)), words)
    return _LEFT_OVER.sub("", " ".join("".join(words).split()))


def has_words(text: str) -> bool:
    """Tell whether a piece of Markdown has a visible word or number; `plain`, but faster."""
    hiding = _MAY_HIDE.search(text)
    # Nothing hides the letters that stand before the first mark that may hide something; a number
    # may be that of a list item.
    seen = _LETTER.search(text, 0, hiding.start() if hiding else len(text))
    return seen is not None or _WORD_CHARACTER.search(plain(text)) is not None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _collect(tokens: Sequence[Token], words: list[str]) -> None:
    for token in tokens:
        if token.type == "inline":
            _collect(token.children or [], words)
            words.append(" ")
        elif token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("fence", "code_block"):
            words += [token.content, " "]
        elif token.type == "html_block":
            words += [unescape(_TAG.sub(" ", token.content)), " "]
        elif token.type in ("softbreak", "hardbreak") or token.content.lower().startswith("<br"):
            words.append(" ")


def _pieces(text: str) -> Iterator[str]:
    """Yield the text, cut at blank lines where these are near, else at white space, else
    anywhere."""
    start = 0
    while len(text) - start > _LIMIT:
        end = start + _LIMIT
        for mark in ("\n\n", "\n", " "):
            at = text.rfind(mark, start + 1, end)
            if at > start:
                end = at
                break
        yield text[start:end]
        start = end
    yield text[start:]
