"""The levels of headings that a text does not mark, from how they look and follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["double", "single", "part", "caps", "number", "bare", "colon"]

#: How headings look, outermost first: underlined with "=" or "-", "Part 1", in capitals,
#: numbered, bare, ending in a colon.
STYLES: tuple[Style, ...] = ("double", "single", "part", "caps", "number", "bare", "colon")

_CLOSING = re.compile(
    r"^(?:in )?(?:conclusions?|summary|final (?:thoughts|words)|closing (?:thoughts|words)"
    r"|wrapping up|next steps|key takeaways|takeaways|further (?:reading|resources)|resources"
    r"|references|sources|glossary|appendix(?: \w)?|faqs?|frequently asked questions"
    r"|about (?:the|this) (?:author|guide))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(slots=True)
class Heading:
    """A heading of unknown level; `depth` counts the dots in its number."""

    text: str
    style: Style
    depth: int = 0
    level: int = 0
    followed_by_heading: bool = False


def assign(headings: Sequence[Heading], top: int) -> None:
    """Set the levels of headings.

    A style further out in `STYLES` contains those further in, as far as the text uses them.
    Within one style a heading with no text of its own, at once followed by another, is the
    parent of those up to the next such heading. The last such group has no end that one could
    see: it is taken to be no larger than the largest of the others, and a conclusion, summary
    or list of sources is never part of a group.

    Args:
        headings: in the order of the text; `level` is set.
        top: the level of the outermost.
    """
    ranks: list[tuple[int, int]] = []
    groups = _groups(headings)
    for heading, inner in zip(headings, groups, strict=True):
        ranks.append((STYLES.index(heading.style) * 10 + heading.depth, int(inner)))
    if headings:
        outermost = min(ranks)
        for number, heading in enumerate(headings):
            if heading.style in ("bare", "number", "caps") and _CLOSING.match(
                re.sub(r"^[\d.)\s]+", "", heading.text)
            ):
                ranks[number] = outermost
    stack: list[tuple[int, int]] = []
    for heading, rank in zip(headings, ranks, strict=True):
        while stack and stack[-1] >= rank:
            stack.pop()
        heading.level = top + len(stack)
        stack.append(rank)


def _groups(headings: Sequence[Heading]) -> list[bool]:
    """Whether each heading is inside a group of its own style."""
    inside = [False] * len(headings)
    for run, bounded in _runs(headings):
        _group_run(headings, run, bounded, inside)
    return inside


def _runs(headings: Sequence[Heading]) -> Iterator[tuple[list[int], bool]]:
    """Headings of one style with none further out between them, and whether one ends the run."""
    open_runs: dict[tuple[int, int], list[int]] = {}
    for number, heading in enumerate(headings):
        key = (STYLES.index(heading.style), heading.depth)
        for other in [each for each in open_runs if each > key]:
            yield open_runs.pop(other), True
        open_runs.setdefault(key, []).append(number)
    for run in open_runs.values():
        yield run, False


def _group_run(
    headings: Sequence[Heading], run: Sequence[int], bounded: bool, inside: list[bool]
) -> None:
    same = [
        index
        for index, number in enumerate(run[:-1])
        if headings[number].followed_by_heading
        and run[index + 1] == number + 1
        and not _CLOSING.match(headings[number].text)
    ]
    heads = [index for index in same if index + 1 not in same] if len(same) > 1 else same
    if not heads:
        return
    largest = 0
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = len(run) if following is None else following
        children = list(range(head + 1, end))
        for position, child in enumerate(children):
            if _CLOSING.match(headings[run[child]].text):
                children = children[:position]
                break
        if following is not None:
            largest = max(largest, len(children))
        elif largest:
            children = children[:largest]
        elif not bounded:
            children = _sharing_words(headings, run, head, children)
        for child in children:
            inside[run[child]] = True


def _sharing_words(
    headings: Sequence[Heading], run: Sequence[int], head: int, children: list[int]
) -> list[int]:
    """The first of the children, as long as they share a word with the head."""
    words = _stems(headings[run[head]].text)
    shared = []
    for child in children:
        if not words & _stems(headings[run[child]].text):
            break
        shared.append(child)
    return shared


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower())}
