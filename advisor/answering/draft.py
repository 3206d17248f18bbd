"""Take a model's draft apart into sentences, and put together again those that stay.

The draft is parsed as Markdown, so that paragraphs, lists, numbered steps and tables keep their
shape; headings come back as bold text. What leads in goes only with all that it leads to, lists are
numbered anew, and a sentence that leaned on one that is gone is made to read again or goes too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from advisor.answering.markers import marked, read
from advisor.checking.asides import claim_in, is_beside_the_point, is_silence
from advisor.text.blocks import Block, blocks
from advisor.text.plain import plain
from advisor.text.sentences import sentences

Role = Literal[
    "claim",  # says something that can be checked
    "silence",  # says that the guide does not say something
    "label",  # a heading, a table's head, an item's bold title
    "aside",  # claims nothing: a wish, a lead-in, an offer
    "stray",  # about the passages, which readers do not see, or asks back; never shown
]

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_BARE_LINK = re.compile(r"(?:https?|ftp|data|javascript|file):\S+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_BOLD_ALONE = re.compile(r"(?:\*\*|__)[^*_]+(?:\*\*|__)[:.]?")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_ITEM_NUMBER = re.compile(r"(\s*)(\d{1,3})([.)])")
#: Words that only join a sentence to the one before it, and words that stand for something in it.
_JOINING = re.compile(
    r"(?:However|But|Still|Yet|Also|Moreover|Furthermore|In addition|Additionally|Similarly"
    r"|Likewise|Then|So|And|That said|Besides|Instead|On the other hand|By contrast|In contrast"
    r"|Allerdings|Außerdem|Aber|Sin embargo|Además|Pero),?\s+"
)
_LEANING = re.compile(
    r"(?:(?:They|These|This|That|Those|It|Both|Such|There|He|She|The (?:same|latter|former)"
    r"|Doing (?:so|this)|Otherwise|Therefore|Thus|Hence|As a result|For this reason|Dies|Diese[rs]?"
    r"|Eso|Esto)\b)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or table row of a draft.

    Attributes:
        text: its Markdown on one line, without markers, links, pictures and tags.
        cited: the numbers of the passages that its markers name.
        role: what there is to check about it.
        leads: whether it introduces what follows it.
        gap: the white space between it and the sentence before it in its block.
    """

    text: str
    cited: tuple[int, ...]
    role: Role
    leads: bool
    gap: str = " "


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a draft: how it opens (a list's marker with its indentation), whether a blank line
    stands before it, and its sentences."""

    kind: str
    opening: str
    apart: bool
    group: int | None
    sentences: tuple[Sentence, ...] = field(default=())


def parts_of(draft: str, most: int) -> tuple[Part, ...]:
    """Parse a draft.

    Args:
        draft: Markdown of a model, whole or its beginning.
        most: how many passages the model was given.
    """
    text = marked(_with_lists_closed(draft), most)
    found: list[Part] = []
    last = 0
    for block in blocks(text):
        if block.kind == "other":
            continue
        before = found[-1] if found else None
        same = before is not None and block.group is not None and before.group == block.group
        closed = before is not None and before.kind in ("heading", "row", "header", "code")
        apart = text[last : block.outer].count("\n") > 1 or block.kind in ("heading", "code")
        apart = apart or closed or block.kind == "header"
        if same and block.kind in ("row", "header"):
            apart = False  # a table is one block, whatever its rule takes
        last = block.close
        opening = text[block.outer : block.start] if block.kind in ("item", "paragraph") else ""
        written = tuple(_sentences(block, text))
        if written:
            found.append(Part(block.kind, opening.replace("> ", ""), apart, block.group, written))
    return tuple(found)


def sentences_of(parts: Sequence[Part]) -> list[Sentence]:
    """Return the sentences of a draft, in order."""
    return [sentence for part in parts for sentence in part.sentences]


def staying(parts: Sequence[Part], keep: Callable[[Sentence], bool]) -> list[list[str | None]]:
    """Return for each sentence of each part the words that stay of it, or None where it goes.

    Args:
        parts: the draft.
        keep: whether a sentence that says something may stay; labels, asides and what leads in
            follow those that they belong to.
    """
    words: list[list[str | None]] = []
    for part in parts:
        gone = False
        line: list[str | None] = []
        for sentence in part.sentences:
            text: str | None = sentence.text
            if sentence.role == "stray" or not keep(sentence):
                text = None
            elif gone and sentence.role != "aside":
                text = _reading_again(sentence.text)
            gone = text is None or (gone and sentence.role == "aside")
            line.append(text)
        words.append(line)
    for index in range(len(parts) - 1, -1, -1):
        for number in range(len(parts[index].sentences) - 1, -1, -1):
            sentence = parts[index].sentences[number]
            if sentence.leads and words[index][number] is not None:
                follows = list(_led_to(parts, words, index, number))
                if follows and not any(text is not None for text in follows):
                    words[index][number] = None
    return words


def rendered(
    parts: Sequence[Part],
    words: Sequence[Sequence[str | None]],
    markers: Callable[[Sentence], str],
) -> str:
    """Write the sentences that stay as Markdown, each with its markers.

    Args:
        parts: the draft.
        words: of `staying`.
        markers: gives the markers of a sentence, "" where it has none.
    """
    out = ""
    apart = False
    counts: dict[tuple[int | None, int], int] = {}
    for part, kept in zip(parts, words, strict=True):
        apart = apart or part.apart
        line = ""
        for sentence, text in zip(part.sentences, kept, strict=True):
            if text is None:
                continue
            marks = markers(sentence)
            if part.kind in ("row", "header"):
                line = f"{text} {marks} |" if marks else f"{text} |"
            else:
                line += (sentence.gap if line else "") + f"{text} {marks}".rstrip()
        if not line:
            continue
        if out:
            out += "\n\n" if apart else "\n"
        apart = False
        out += _opened(part, line, counts)
        if part.kind == "header":
            out += "\n|" + " --- |" * max(line.count("|") - 1, 1)
    return out


def _with_lists_closed(draft: str) -> str:
    """Return a draft with a blank line between a list and a line of text at the margin right below
    it, which a writer means as a paragraph and Markdown reads as the item's."""
    lines: list[str] = []
    fenced = in_list = False
    for line in draft.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        at_margin = bool(line) and not line[0].isspace() and not _ITEM.match(line)
        if in_list and at_margin and not fenced and lines[-1].strip():
            lines.append("")
        in_list = bool(_ITEM.match(line)) or (in_list and not at_margin)
        lines.append(line)
    return "\n".join(lines)


def _sentences(block: Block, text: str) -> Iterator[Sentence]:
    content = text[block.start : block.end]
    if block.kind in ("row", "header"):
        row = read(content)
        bare = _harmless(row.text).strip().removesuffix("|").rstrip()
        yield Sentence(bare, row.numbers, "label" if block.kind == "header" else "claim",
                       leads=block.kind == "header")  # fmt: skip
        return
    if block.kind == "code":
        code = read(content)
        yield Sentence(_harmless(code.text), code.numbers, "claim", leads=False)
        return
    if block.kind == "heading":
        title = " ".join(_harmless(read(content).text).strip(" #*_").split())
        if title:
            yield Sentence(f"**{title}**", (), "label", leads=True)
        return
    end = 0
    for first, last in sentences(content):
        piece = read(content[first:last])
        words = " ".join(_harmless(piece.text).split())
        gap = "\n" if "\n" in content[end:first] and content[end:first].strip(" ") else " "
        end = last
        if _LETTERS.search(words) or piece.numbers:
            yield _sentence(words, piece.numbers, gap, block.kind == "item" and first == 0)


def _sentence(words: str, cited: tuple[int, ...], gap: str, opens_item: bool) -> Sentence:
    bare = plain(words)
    leads = bare.endswith((":", "：")) or (opens_item and bool(_BOLD_ALONE.fullmatch(words)))
    role: Role = "claim"
    if not _LETTERS.search(bare):
        role = "stray"
    elif _BOLD_ALONE.fullmatch(words) and not cited:
        role, leads = "label", True
    elif is_silence(bare):
        role = "silence"
    elif is_beside_the_point(bare):
        role = "stray"
    elif claim_in(bare, leads=leads) is None:
        role = "aside"
    return Sentence(words, cited, role, leads, gap)


def _led_to(
    parts: Sequence[Part], words: Sequence[Sequence[str | None]], index: int, number: int
) -> Iterator[str | None]:
    """Yield what stays of that which a sentence leads to: the rest of its block or, where it ends
    it, the list or table below it, or else the next paragraph; a heading leads to all up to the
    next one."""
    part = parts[index]
    if part.kind == "heading":
        for below in range(index + 1, len(parts)):
            if parts[below].kind == "heading":
                return
            yield from words[below]
        return
    if part.kind == "header" or number == len(part.sentences) - 1:
        for below in range(index + 1, len(parts)):
            if parts[below].group is None and below > index + 1:
                return
            if parts[below].kind == "heading" or (
                part.kind in ("header", "item") and parts[below].group != part.group
            ):
                return
            deeper = len(parts[below].opening) > len(part.opening)
            if part.kind == "item" and not deeper:
                return
            yield from words[below]
            if parts[below].group is None:
                return
        return
    yield from words[index][number + 1 :]


def _reading_again(text: str) -> str | None:
    """Return a sentence so that it reads without the one before it, or None where it cannot."""
    if joining := _JOINING.match(text):
        text = text[joining.end() :]
        text = text[:1].upper() + text[1:]
    return None if _LEANING.match(text) else text


def _opened(part: Part, line: str, counts: dict[tuple[int | None, int], int]) -> str:
    """Return a block's line with how it opens; an ordered list counts anew."""
    if part.kind == "code":
        return f"```\n{line.strip('`~')}\n```" if not line.startswith("```") else line
    numbered = _ITEM_NUMBER.match(part.opening) if part.kind == "item" else None
    if numbered is None:
        return part.opening + line
    key = part.group, len(numbered[1])
    for other in [other for other in counts if other[0] == key[0] and other[1] > key[1]]:
        del counts[other]  # a nested list begins anew under the next item
    counts[key] = counts[key] + 1 if key in counts else int(numbered[2])
    return f"{numbered[1]}{counts[key]}{numbered[3]} {line}"


def _harmless(text: str) -> str:
    """Return a model's text without links, pictures, tags or addresses, which could carry words to
    another host."""
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    return _BARE_LINK.sub("", _TAG.sub("", text)).replace("](", "] (")
