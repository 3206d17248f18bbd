"""What a guide asks a person to know, to do and to show, read from its headings and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.answering.outline import Outlines
from advisor.guide.context import heading_words
from advisor.guide.passages import number_of, plain
from advisor.index.library import Library, Place
from advisor.types import Guide, Passage

Kind = Literal["label", "sentence", "section"]

_LABEL = re.compile(
    r"^\s*(?:\*\*|__)(.{1,80}?)(?:\*\*|__)|^([^\s.:;,](?:[^.:;]|\.(?=\w)){0,60}?)(?::|\s[–—-])\s"
)
_LEADS = re.compile(
    r"^(?:the|a|an|this|that|these|those|at|if|when|you|it|there|no|in|on|for|from"
    r"|most|many|some|each|every|all|one|two|three|four|five)\b",
    re.IGNORECASE,
)
#: What leads into a list of things that are asked for, whatever they look like.
_ASKS = re.compile(
    r"\b(?:need(?:ed|s)?|requires?|required|requirements?|must|essential|prerequisites?|skills)\b",
    re.IGNORECASE,
)
#: "Not usually needed: a driving licence".
_NOT_ASKED = re.compile(
    r"(?:not|never|rarely|seldom|no longer)\b.{0,20}\b(?:need|requir|necessary|asked|expected)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\D)")
_CUT = re.compile(
    r"[,;:(]| (?:which|such as|like|who|that|and learn|where|because|so that|before"
    r"|–|—)\b| [–—-] "
)
_NAME_LIMIT = 130
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a guide asks for.

    `name` is the guide's own: an item's label, an item's sentence or a section's heading, as `kind`
    says. `passage` says it, and `whole` is all of the guide's words on it. `step` is the heading of
    the main section that it belongs to.
    """

    name: str
    kind: Kind
    step: str
    place: Place
    passage: Passage
    whole: str


def needs_of(guide: Guide, outlines: Outlines, library: Library) -> tuple[Need, ...]:
    """Return what a guide asks for, in its order.

    In sections that are steps of the way, each item of a list of named things, or of things to do,
    is one; a section without such a list is one itself, with all that stands below it. The items of
    a numbered list are steps in the first of these sections; further on such a list tells how one
    thing is done.
    """
    found: list[Need] = []
    for number, step in enumerate(outlines.way_of(guide, library)):
        for places in step.sections:
            top = places[0]
            own = _heading(top) == step.heading
            found += _needs_in(
                places, step.heading, intro=own and len(step.sections) > 1, way=own and not number
            )
    return tuple(found)


def _needs_in(places: Sequence[Place], step: str, *, intro: bool, way: bool) -> list[Need]:
    top = places[0]
    lists: dict[int, list[Passage]] = {}
    for passage in top.sentences:
        if passage.kind == "item" and passage.list_id is not None:
            lists.setdefault(passage.list_id, []).append(passage)
    found: list[Need] = []
    for number, items in lists.items():
        outer = [item for item in items if item.depth == 0]
        lead = next((s for s in top.sentences if s.list_id == number and s.kind != "item"), None)
        before = f"{_heading(top)}: {plain(lead.text)}" if lead else ""
        numbered = any(number_of(top.guide, item) for item in outer)
        if numbered:
            names = [_label(item) or _short(item) for item in outer] if way else []
        else:
            names = _names(outer, before)
        for item, name in zip(outer, names, strict=True) if names else ():
            if _NOT_ASKED.match(name):
                continue
            whole = " ".join(plain(each.text) for each in (item, *_below(item, items)))
            kind: Kind = "label" if _label(item) == name else "sentence"
            found.append(Need(name, kind, step, top, item, whole))
    own = [p for place in places for p in place.sentences if not plain(p.text).endswith("?")]
    if found or intro or not own:
        return found
    said = [each for each in own if not plain(each.text).rstrip().endswith(":")] or own
    whole = " ".join(plain(passage.text) for place in places for passage in place.sentences)
    return [Need(_heading(top), "section", step, top, said[0], whole)]


def _names(items: Sequence[Passage], lead: str) -> list[str]:
    """What the items of a list are called, where each is a thing asked for by itself."""
    if len(items) < 2 or any(map(_is_row, items)):
        return []
    labels = [_label(item) for item in items]
    if sum(map(bool, labels)) * 2 > len(items):
        return [label or _short(item) for label, item in zip(labels, items, strict=True)]
    said = [plain(item.text) for item in items]
    if all(text.endswith(".") and len(text.split()) > _FEW_WORDS for text in said) and not any(
        _LEADS.match(text) for text in said
    ):
        return [_short(item) for item in items]
    return [_short(item) for item in items] if _ASKS.search(lead) and lead.endswith(":") else []


def _label(item: Passage) -> str:
    match = _LABEL.match(item.text)
    return plain(match[1] or match[2]).strip(" .:–—-") if match else ""


def _short(item: Passage) -> str:
    words = plain(item.text).strip().rstrip(".")
    if len(words) > _NAME_LIMIT:
        words = _CUT.split(words, maxsplit=1)[0].rstrip()
    if len(words) > _NAME_LIMIT:
        words = words[:_NAME_LIMIT].rpartition(" ")[0] + " …"
    return words


def _below(item: Passage, items: Sequence[Passage]) -> list[Passage]:
    after = items[items.index(item) + 1 :]
    found: list[Passage] = []
    for each in after:
        if each.depth <= item.depth:
            break
        found.append(each)
    return found


def _is_row(item: Passage) -> bool:
    return item.text.count("|") > 1


def _heading(place: Place) -> str:
    words = heading_words(place.guide, place.section.path)
    return _NUMBER.sub("", words[-1]).rstrip(" :.") if words else plain(place.guide.title)
