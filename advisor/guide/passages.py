"""Sections of a guide, cut into the passages that are embedded and quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from advisor.text.blocks import Block, blocks, pack
from advisor.text.plain import HIDDEN, has_words, plain
from advisor.text.sentences import sentences
from advisor.types import Guide, Passage, PassageKind, Section

__all__ = ["number_of", "passages_of", "plain"]

#: The most characters of a section passage: about what the embedding model reads.
LONGEST_PASSAGE = 1100

_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th"
    r"|thead|tr|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<!\d)(\d{1,9}[.)])[ \t]*$")
_OWN_LINK = re.compile(r"^(?:[-*+]|\d{1,9}[.)])?\s*\[[^\[\]]+\]\(#[^()\s]*\)\s*$")
_CONTENTS_ENTRY = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(.*?)[\s.…·]*\d*$")


def passages_of(guide: Guide) -> tuple[Passage, ...]:
    """Cut a guide into passages.

    Args:
        guide: with `text` and the `sections` that `outline.outline` found in it.

    Returns:
        In the order of the text: for each section with a body its section passages (the
        whole of it, or parts of at most about `LONGEST_PASSAGE` characters), then every
        sentence and every list item or table row in it. A list that only repeats the
        guide's headings, code, comments and front matter make no passage of their own.
    """
    leaves = _without_contents(guide)
    found: list[Passage] = []
    seen: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    position = 0
    for index, section in enumerate(guide.sections):
        while position < len(leaves) and leaves[position].close <= section.start:
            position += 1
        inside: list[Block] = []
        until = position
        while until < len(leaves) and leaves[until].outer < section.end:
            inside.append(leaves[until])
            until += 1
        for kind, start, end, list_id, depth in _spans(guide.text, section, inside):
            text = guide.text[start:end]
            seen[kind, section.path, text] += 1
            occurrence = seen[kind, section.path, text]
            found.append(
                Passage(
                    id=_identity(guide.name, kind, section.path, text, occurrence),
                    guide=guide.name,
                    kind=kind,
                    section=index,
                    path=section.path,
                    text=text,
                    start=start,
                    end=end,
                    list_id=list_id,
                    depth=depth,
                )
            )
    return tuple(found)


def _identity(guide: str, kind: str, path: tuple[str, ...], text: str, occurrence: int) -> str:
    parts = [
        part.encode("utf-8", "surrogatepass")
        for part in (guide, kind, *path, text, str(occurrence))
    ]
    measured = b"".join([len(part).to_bytes(8, "big") + part for part in parts])
    return blake2b(measured, digest_size=16).hexdigest()


def number_of(guide: Guide, item: Passage) -> str:
    """Return the number of an item of a numbered list as it is written, "2." or "2)"; of another
    item nothing."""
    match = _NUMBERED.search(guide.text, max(0, item.start - 12), item.start)
    return match[1] if match else ""


_Span = tuple[PassageKind, int, int, int | None, int]


def _spans(text: str, section: Section, leaves: Sequence[Block]) -> Iterator[_Span]:
    body = [leaf for leaf in leaves if leaf.close > section.body and leaf.kind != "heading"]
    if not any(has_words(text[_clipped(leaf, section)]) for leaf in body):
        return
    for start, end in _section_spans(text, section, body):
        if has_words(text[start:end]):
            yield "section", start, end, None, 0
    body = _with_lists_joined(text, body)
    for index, leaf in enumerate(body):
        follower = body[index + 1] if index + 1 < len(body) else None
        leads = (
            follower.group
            if follower and follower.kind in ("item", "row", "header") and leaf.group is None
            else None
        )
        start, end = max(leaf.start, section.body), min(leaf.end, section.end)
        if leaf.kind in ("item", "row"):
            if has_words(text[start:end]):
                for first, last in pack(text, start, end, [], LONGEST_PASSAGE):
                    yield "item", first, last, leaf.group, leaf.depth
        elif leaf.kind in ("paragraph", "html"):
            pieces = [
                piece
                for first, last in _prose(text, leaf.kind, start, end)
                for begin, finish in sentences(text[first:last])
                for piece in pack(text, first + begin, first + finish, [], LONGEST_PASSAGE)
                if has_words(text[slice(*piece)])
            ]
            for number, (first, last) in enumerate(pieces, 1):
                yield "sentence", first, last, leads if number == len(pieces) else None, 0


def _with_lists_joined(text: str, body: Sequence[Block]) -> list[Block]:
    """Return the blocks with a numbered list that goes on after a paragraph ("3. …" behind "2. …")
    in the group of the list that it goes on with."""
    joined: dict[int, int] = {}
    group, number = -1, 0
    for leaf in body:
        if leaf.kind == "item" and leaf.depth == 0 and leaf.group is not None:
            match = _NUMBERED.search(text, max(0, leaf.start - 12), leaf.start)
            value = int(match[1][:-1]) if match else 0
            if joined.get(leaf.group, leaf.group) != group and 1 < value == number + 1:
                joined[leaf.group] = group
            group, number = joined.get(leaf.group, leaf.group), value
    return [
        replace(leaf, group=joined[leaf.group]) if leaf.group in joined else leaf for leaf in body
    ]


def _clipped(leaf: Block, section: Section) -> slice:
    """Return the part of a block that is in the section's body. A block that is longer than a
    section's limit is in the bodies of several."""
    return slice(max(leaf.outer, section.body), min(leaf.close, section.end))


def _prose(text: str, kind: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the stretches of prose in a block: an HTML block's text between its tags."""
    if kind != "html":
        yield start, end
        return
    raw = text[start:end]
    if raw.startswith(("<!--", "<?", "<!")) or HIDDEN.match(raw):
        return
    first = start
    for tag in _BLOCK_TAG.finditer(text, start, end):
        yield first, tag.start()
        first = tag.end()
    yield first, end


def _section_spans(text: str, section: Section, body: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the spans of a section's passages: blocks that stand together, cut where they are too
    long."""
    run: list[Block] = []
    runs: list[list[Block]] = []
    for leaf in body:
        comment = leaf.kind == "html" and not has_words(text[_clipped(leaf, section)])
        apart = run and text[run[-1].close : leaf.outer].strip()
        if (comment or apart) and run:
            runs.append(run)
            run = []
        if not comment:
            run.append(leaf)
    if run:
        runs.append(run)
    for number, run in enumerate(runs):
        start = max(run[0].outer, section.start)
        if number == 0 and not text[section.body : start].strip():
            start = section.start
        end = min(run[-1].close, section.end)
        yield from pack(text, start, end, run, LONGEST_PASSAGE)


def _without_contents(guide: Guide) -> list[Block]:
    """Return the guide's blocks without its table of contents, which is a list whose every item is
    a link into the guide, or the words of one of its headings."""
    leaves = blocks(guide.text)
    headings = {
        " ".join(_entry(title).split()) for section in guide.sections for title in section.path
    }
    lists: dict[int, list[Block]] = {}
    for leaf in leaves:
        if leaf.kind == "item" and leaf.group is not None:
            lists.setdefault(leaf.group, []).append(leaf)
    contents = set()
    for group, items in lists.items():
        raw = [guide.text[item.start : item.end] for item in items]
        if all(map(_OWN_LINK.match, raw)) or (
            len(items) >= 3
            and all(len(each) < 200 and _entry(plain(each)) in headings for each in raw)
        ):
            contents.add(group)
    return [leaf for leaf in leaves if leaf.group is None or leaf.group not in contents]


def _entry(title: str) -> str:
    match = _CONTENTS_ENTRY.match(title)
    return (match[1] if match else title).casefold().rstrip(" :")
