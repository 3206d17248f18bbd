"""The block structure of Markdown, with character positions.

CommonMark with tables, by markdown-it-py; only the blocks are parsed, which takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor.text.sentences import sentences

Kind = Literal[
    "heading",  # text that names a section; `level` says of which rank
    "paragraph",  # prose, wherever it stands
    "item",  # a list item's own text, without its marker and its nested items; a letter in a fence
    "header",  # the header of a table, with its rule
    "row",  # one row of a table
    "code",  # a code block
    "html",  # an HTML block
    "other",  # whatever is left: rules, link definitions, blocks nested too deeply
]

_LINE_END = re.compile(r"\r\n?|\n")
_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>(?:(?!\1[ \t]*(?:\n|\Z))[^\n]*\n){0,500})"
    r"(?:\1|\.\.\.)[ \t]*(?:\n|\Z)"
)
#: An item of several paragraphs counts as one text up to this many characters.
_ITEM_LIMIT = 1000
#: What people call a code block that is a letter, besides nothing.
_TEMPLATES = frozenset(["", *"text txt plain plaintext none md markdown email mail letter".split()])
_BLANK_TO_FILL = re.compile(r"[\[<{]{1,2}[^\[\]<>{}\n]{1,80}[\]>}]{1,2}|_{3,}")
_PLAIN_WORD = re.compile(
    r"[\"'“‘(]*(?:[^\W_]+(?:[-'’./][^\W_]+)*|[£$€]?\d[\d.,:]*%?)[\"'”’).,:;!?…]*|[–—-]"
)
_FEWEST_WORDS = 6
_KEY = re.compile(r"^[\w-]+[ \t]*[:=]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the block tree.

    `text[start:end]` is its content without markers. `outer` is where its first line
    starts, and where its last line ends is `close`. Leaves of one top-level block share
    `top`. The items of a list (nested ones too) and the rows of a table share `group`.
    """

    kind: Kind
    start: int
    end: int
    outer: int
    close: int
    top: int
    level: int = 0
    depth: int = 0
    group: int | None = None


def front_matter(text: str) -> tuple[str, int]:
    """Return the front matter of a text ("" without one), and the position at which it ends."""
    match = _FRONT_MATTER.match(text)
    if match and (_KEY.search(match["body"]) or not match["body"].strip()):
        return match["body"], match.end()
    return "", 0


def blocks(text: str) -> tuple[Block, ...]:
    """Parse Markdown.

    Args:
        text: Markdown; front matter is left out.

    Returns:
        The leaves in order. They do not overlap, and no visible word is outside of them.
    """
    return _blocks(text)


@lru_cache(maxsize=4)
def _blocks(text: str) -> tuple[Block, ...]:
    _, offset = front_matter(text)
    lines = _Lines(text, offset)
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    leaves = list(_leaves(parser.parse(text[offset:]), lines))
    return tuple(_with_gaps(leaves, lines))


class _Lines:
    """Where the lines of a text start and end, as the Markdown parser counts them."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.starts = [offset]
        self.ends: list[int] = []
        for match in _LINE_END.finditer(text, offset):
            self.ends.append(match.start())
            self.starts.append(match.end())
        self.ends.append(len(text))

    def __getitem__(self, line: int) -> str:
        return self.text[self.starts[line] : self.ends[line]]

    def __len__(self) -> int:
        return len(self.starts)

    def trimmed(self, first: int, last: int) -> int:
        """Return where the text of the last line ends that is not blank in `first..last`."""
        while last > first and not self[last].strip():
            last -= 1
        return self.starts[last] + len(self[last].rstrip())


@dataclass(slots=True)
class _Item:
    depth: int
    own: int | None = None  # index of the leaf that holds its text
    closed: bool = False  # it holds a heading, whose section its further text belongs to


def _leaves(tokens: Sequence[Token], lines: _Lines) -> Iterator[Block]:
    found: list[Block] = []
    parents: list[str] = []
    items: list[_Item] = []
    top = group = -1
    in_head = False
    for index, token in enumerate(tokens):
        kind = token.type
        if token.level == 0 and token.nesting >= 0 and kind != "inline":
            top += 1
        if kind in ("bullet_list_open", "ordered_list_open"):
            if not any(parent.endswith("list_open") for parent in parents):
                group += 1
        elif kind == "table_open":
            group += 1
        elif kind == "thead_open":
            in_head = True
        elif kind == "tbody_open":
            in_head = False
        elif kind == "list_item_open":
            items.append(_Item(depth=sum(parent == "list_item_open" for parent in parents)))
        elif kind == "heading_open" and "blockquote_open" not in parents:
            leaf = _leaf("heading", token, lines, top, tokens[index + 1].content)
            if tokens[index + 1].content.strip():
                found.append(replace(leaf, level=int(token.tag[1])))
            for item in items:
                item.closed = True
        elif kind in ("heading_open", "paragraph_open"):
            leaf = _leaf("paragraph", token, lines, top, tokens[index + 1].content)
            if items and parents[-1] == "list_item_open" and not items[-1].closed:
                item = items[-1]
                own = found[-1] if found and item.own == len(found) - 1 else None
                if item.own is None:
                    item.own = len(found)
                    found.append(replace(leaf, kind="item", depth=item.depth, group=group))
                elif own and leaf.close - own.start <= _ITEM_LIMIT:
                    found[-1] = replace(own, end=leaf.end, close=leaf.close)
                else:
                    found.append(leaf)
            else:
                found.append(leaf)
        elif kind == "tr_open":
            leaf = _leaf("header" if in_head else "row", token, lines, top, None)
            found.append(replace(leaf, group=group))
        elif kind in ("fence", "code_block", "html_block"):
            name: Kind = "html" if kind == "html_block" else "code"
            leaf = _leaf(name, token, lines, top, None)
            if name == "code" and _is_template(token):
                leaf = _inner(leaf, token, lines)
                if items:
                    leaf = replace(leaf, kind="paragraph")
                else:
                    group += 1
                    leaf = replace(leaf, kind="item", group=group)
            found.append(leaf)
        if token.nesting == 1:
            parents.append(kind)
        elif token.nesting == -1:
            parents.pop()
            if kind == "list_item_close":
                items.pop()
    yield from found


def _leaf(kind: Kind, token: Token, lines: _Lines, top: int, content: str | None) -> Block:
    assert token.map is not None
    first = min(token.map[0], len(lines) - 1)
    close = lines.trimmed(first, min(max(token.map[1] - 1, first), len(lines) - 1))
    raw = lines[first]
    start = lines.starts[first] + len(raw) - len(raw.lstrip())
    end = close
    if content is not None and content.strip():
        inner = content.strip().split("\n", 1)[0].rstrip()
        position = raw.rfind(inner)
        if position >= 0:
            start = lines.starts[first] + position
            if kind == "heading":
                end = start + len(inner)
    elif kind == "row":
        start += len(raw.lstrip()) - len(raw.lstrip().lstrip("> "))
    return Block(kind, start, max(end, start), lines.starts[first], close, top)


def _is_template(token: Token) -> bool:
    """Tell whether a code block holds a letter or the like rather than code.

    Its language says so, or has no name; and its lines are words, but for blanks to fill in.
    """
    if token.info.strip().lower() not in _TEMPLATES:
        return False
    text = _BLANK_TO_FILL.sub("x", token.content)
    words = [word for word in text.split() if _PLAIN_WORD.fullmatch(word)]
    marks = sum(character in "{}[]<>=;\\|_$#*/@" for character in text)
    return (
        len(words) >= _FEWEST_WORDS
        and len(words) >= 0.8 * len(text.split())
        and marks <= 0.02 * len(text)
    )


def _inner(leaf: Block, token: Token, lines: _Lines) -> Block:
    """Return the leaf of a code block with its content alone, without its fences."""
    assert token.map is not None
    if token.type == "code_block":
        return leaf
    first = min(token.map[0] + 1, len(lines) - 1)
    count = token.content.rstrip("\n").count("\n")
    last = min(first + count, len(lines) - 1)
    raw = lines[first]
    start = lines.starts[first] + len(raw) - len(raw.lstrip(" \t>"))
    return replace(leaf, start=start, end=max(start, lines.trimmed(first, last)))


def _with_gaps(leaves: list[Block], lines: _Lines) -> Iterator[Block]:
    """Yield the leaves, and between them the lines that the parser left out."""
    line = 0
    for leaf in [*leaves, None]:
        until = len(lines)
        if leaf is not None:
            until = line
            while until < len(lines) and lines.starts[until] < leaf.outer:
                until += 1
        filled = [number for number in range(line, until) if lines[number].strip()]
        if filled:
            first, last = filled[0], filled[-1]
            raw = lines[first]
            start = lines.starts[first] + len(raw) - len(raw.lstrip())
            end = lines.starts[last] + len(lines[last].rstrip())
            yield Block("other", start, end, lines.starts[first], end, -1 - first)
        line = until
        if leaf is not None:
            yield leaf
            while line < len(lines) and lines.starts[line] < leaf.close:
                line += 1
            line = max(line, until)


def pack(
    text: str, start: int, end: int, leaves: Sequence[Block], limit: int
) -> list[tuple[int, int]]:
    """Cut `text[start:end]` into parts of at most `limit` characters.

    Args:
        text: the whole text.
        start: where the first part begins.
        end: where the last part ends.
        leaves: the blocks inside, in order.
        limit: in characters.

    Returns:
        Spans without surrounding white space, cut between top-level blocks if these fit,
        else between items or rows, at sentence ends, at white space, or anywhere.
    """
    parts: list[tuple[int, int]] = []
    for first, last in cuts(text, start, end, leaves, limit):
        piece = text[first:last]
        stripped = piece.strip()
        if stripped:
            begin = first + len(piece) - len(piece.lstrip())
            parts.append((begin, begin + len(stripped)))
    return parts


def cuts(
    text: str, start: int, end: int, leaves: Sequence[Block], limit: int
) -> list[tuple[int, int]]:
    """Cut as `pack` does, into spans that tile `start..end`, white space included."""
    if end - start <= limit:
        return [(start, end)]
    borders: list[tuple[int, int]] = []  # position, and how bad a cut there is
    previous: Block | None = None
    for leaf in leaves:
        if previous is not None and start < leaf.outer < end:
            near = leaf.top == previous.top
            lead = text[previous.start : previous.close].endswith(":")
            borders.append((leaf.outer, 1 + near if not lead else 3))
        previous = leaf
    found: list[tuple[int, int]] = []
    number = 0
    while end - start > limit:
        aim = (end - start) / -(-(end - start) // limit)
        while number < len(borders) and borders[number][0] <= start:
            number += 1
        best: tuple[float, int] | None = None
        ahead = number
        while ahead < len(borders) and borders[ahead][0] - start <= limit:
            position, badness = borders[ahead]
            size = position - start
            cost = badness * 0.25 + abs(size - aim) / aim
            if size >= limit * 0.25 and (best is None or cost <= best[0]):
                best = (cost, position)
            ahead += 1
        at = best[1] if best else _cut_inside(text, start, min(start + limit, end))
        found.append((start, at))
        start = at
    found.append((start, end))
    return found


def _cut_inside(text: str, start: int, until: int) -> int:
    """Return the position in the second half of a stretch at which a cut hurts least."""
    half = (start + until) // 2
    for first, _ in reversed(sentences(text[start:until])):
        if start + first >= half:
            return start + first
        break
    for mark in ("\n", " ", "\t"):
        at = text.rfind(mark, half, until)
        if at > start:
            return at + 1
    return until
