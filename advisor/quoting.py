"""An answer made of the guide's own sentences, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from advisor import weights
from advisor.embedding import Encoding
from advisor.expansion import table_head
from advisor.intent import Intent, intent_of
from advisor.library import Library
from advisor.passages import plain
from advisor.retrieval import Found, Ranked
from advisor.types import Citation, Claim, Passage
from advisor.words import stems_of

_FIGURE = re.compile(r"\d")
_MARKER_LIKE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence or list item, how well it answers, and the rank of its section (from 0)."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Block:
    """Passages that are quoted together: one sentence, or a list with the sentence that leads
    into it."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted blocks as Markdown with markers, their citations, and a claim for each quote."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]


def quote(found: Found) -> Iterator[Quotation]:
    """The guide's sentences that answer a question best, the very best first.

    Args:
        found: sections with the word matches of their sentences.

    Yields:
        A growing quotation, a block at a time.
    """
    blocks = choose(found)
    for count in range(1, len(blocks) + 1):
        yield rendered(blocks[:count], found.library)


def choose(found: Found) -> list[Block]:
    """The blocks that make the answer, the best first."""
    intent = intent_of(found.question.text)
    scored = score_sentences(found, intent)
    if not scored:
        return []
    if intent.sides is not None:
        sides = _both_sides(found, scored, intent.sides)
        if sides:
            return _blocks(sides, found.ranked, Intent(intent.number, False, intent.sides))
    best = scored[0].score
    picked: list[Scored] = []
    for each in scored:
        if best - each.score > weights.QUOTE_MARGIN or len(picked) >= weights.QUOTE_MOST:
            break
        if not any(_says_the_same(each.passage, other.passage) for other in picked):
            picked.append(each)
    return _blocks(picked, found.ranked, intent)


def score_sentences(found: Found, intent: Intent) -> list[Scored]:
    """All sentences and items of the sections that were looked into, best first."""
    looked_into = [each for each in found.ranked if each.matches][: weights.QUOTE_SECTIONS]
    if not looked_into:
        return []
    top = looked_into[0].score
    floor = min((value for each in looked_into for value in each.similarity.values()), default=0.0)
    rarity = found.question.rarity
    scored: list[Scored] = []
    for rank, each in enumerate(looked_into):
        for passage in each.place.sentences:
            matches = each.matches[passage.id]
            score = (
                weights.QUOTE["similarity"] * each.similarity.get(passage.id, floor)
                + weights.QUOTE["words"] * (float(matches.mean()) if len(matches) else 0.0)
                + weights.QUOTE["rare words"] * _average(matches, rarity)
                + weights.QUOTE["section"] * (each.score - top)
            )
            if intent.number and _FIGURE.search(passage.text):
                score += weights.QUOTE["figure"]
            scored.append(Scored(passage, score, rank))
    return sorted(scored, key=lambda each: -each.score)


def rendered(blocks: Sequence[Block], library: Library) -> Quotation:
    """Blocks as Markdown; markers count up from [1] in order of appearance."""
    citations: list[Citation] = []
    claims: list[Claim] = []
    paragraphs: list[str] = []
    for block in blocks:
        lines: list[str] = []
        head: str | None = None
        for passage in block.passages:
            guide = library.editions[passage.guide].guide
            number = len(citations) + 1
            citations.append(
                Citation(
                    number=number,
                    guide=guide.name,
                    edition=guide.edition,
                    section=passage.path,
                    quote=passage.text,
                    start=passage.start,
                    end=passage.end,
                )
            )
            words = _MARKER_LIKE.sub(r"\\[\1\\]", " ".join(passage.text.split()))
            claims.append(Claim(words, (number,), "supported"))
            row_of = table_head(guide.text, passage.start) if passage.kind == "item" else None
            if row_of is not None:
                if row_of != head:
                    head = row_of
                    lines += ["", *_table_start(row_of)]
                lines.append(_marked_row(words, number))
            elif passage.kind == "item" and len(block.passages) > 1:
                lines.append(f"{'  ' * passage.depth}- {words} [{number}]")
            else:
                lines += [f"{words} [{number}]", ""]
        paragraphs.append("\n".join(lines).strip("\n"))
    return Quotation("\n\n".join(paragraphs), tuple(citations), tuple(claims))


def _blocks(picked: Sequence[Scored], ranked: Sequence[Ranked], intent: Intent) -> list[Block]:
    lists = {each.passage.list_id for each in picked if each.passage.list_id is not None}
    whole = {
        (each.passage.guide, each.passage.list_id)
        for each in picked
        if each.passage.list_id in lists and _wants_whole_list(each, picked, intent)
    }
    sentences = {
        (each.place.guide.name, each.place.section.start): each.place.sentences for each in ranked
    }
    blocks: list[Block] = []
    taken: set[str] = set()
    for each in picked:
        if each.passage.id in taken:
            continue
        passages: tuple[Passage, ...] = (each.passage,)
        key = (each.passage.guide, each.passage.list_id)
        if key in whole:
            passages = _list_around(each.passage, sentences)
        taken.update(passage.id for passage in passages)
        blocks.append(Block(passages))
    return blocks


def _wants_whole_list(each: Scored, picked: Sequence[Scored], intent: Intent) -> bool:
    if each.passage.kind == "sentence":
        return True
    same = [
        other
        for other in picked
        if other.passage.list_id == each.passage.list_id
        and other.passage.guide == each.passage.guide
    ]
    return intent.list or len(same) > 1


def _list_around(
    passage: Passage, sentences: dict[tuple[str, int], tuple[Passage, ...]]
) -> tuple[Passage, ...]:
    for around in sentences.values():
        if passage in around:
            return tuple(other for other in around if other.list_id == passage.list_id)
    return (passage,)


def _both_sides(
    found: Found, scored: Sequence[Scored], sides: tuple[tuple[int, int], tuple[int, int]]
) -> list[Scored]:
    """The best sentence for each side of a comparison; nothing unless both sides have one of
    their own, or one sentence speaks of both."""
    encoding = found.question.encoding
    left, right = (_words_between(encoding, side) for side in sides)
    left, right = left - right, right - left
    if not left or not right:
        return []
    matches = {id_: values for each in found.ranked for id_, values in each.matches.items()}
    chosen: list[Scored] = []
    for own, other in ((left, right), (right, left)):

        def fit(each: Scored, own: set[int] = own, other: set[int] = other) -> float:
            values = matches[each.passage.id]
            met = float(np.mean([values[i] for i in own]))
            strayed = float(np.mean([values[i] for i in other]))
            return each.score + weights.SIDE * (met - 0.5 * strayed)

        best = max(scored, key=fit)
        values = matches[best.passage.id]
        if float(np.mean([values[i] for i in own])) < weights.SIDE_LEAST:
            return []
        if best.passage.id not in {each.passage.id for each in chosen}:
            chosen.append(best)
    return chosen


def _words_between(encoding: Encoding, span: tuple[int, int]) -> set[int]:
    return {i for i, start in enumerate(encoding.starts) if span[0] <= start < span[1]}


def _average(values: np.ndarray, by: np.ndarray) -> float:  # type: ignore[type-arg]
    total = float(by.sum()) if len(by) else 0.0
    return float((values * by).sum()) / total if total > 0 else 0.0


def _says_the_same(one: Passage, other: Passage) -> bool:
    first, second = set(stems_of(plain(one.text))), set(stems_of(plain(other.text)))
    smaller = min(len(first), len(second))
    return smaller > 0 and len(first & second) / smaller > weights.SAME


def _table_start(head: str) -> list[str]:
    columns = head.strip().strip("|").count("|") + 1
    return [head.strip(), "|" + " --- |" * columns]


def _marked_row(row: str, number: int) -> str:
    body = row.rstrip().removesuffix("|").rstrip()
    return f"{body} [{number}] |"
