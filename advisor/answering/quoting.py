"""An answer made of the guide's own sentences, word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from advisor.answering.coverage import Verdict
from advisor.answering.intent import Intent, has_figure, intent_of
from advisor.guide.context import label_over, table_head
from advisor.guide.passages import number_of, plain
from advisor.index.library import Library
from advisor.retrieval.locations import locations_in
from advisor.retrieval.retrieval import Examined, Found, Question, closeness, least_similarity
from advisor.text.words import stems_of, words_of
from advisor.types import Citation, Claim, Guide, Passage
from advisor.weights import Weights

_DIGITS = re.compile(r"\d[\d.,]*")
_MARKUP = re.compile(r"([\\`*_\[\]<])")
#: Of so many guides of other years it is shown at most what they say.
_OTHER_YEARS = 4
#: The share of their words that two sentences have in common which differ in figures alone.
_COUNTERPART = 0.7
#: How many sentences one may stand behind its label to be quoted with it.
_APART = 2
#: An answer of fewer words ("No.") is quoted with the sentence after it.
_SHORT = 4
#: An item with more words says something by itself, and does not bring the others with it.
_LONG_ITEM = 25
#: An item of no more words is quoted with the items inside it.
_SHORT_ITEM = 10
_PARAGRAPH = "\n\n"
_MARKER_LIKE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence or list item, how well it answers, the rank of its section (from 0), and how
    likely a reranker finds it that it answers, in log-odds; 0 without one."""

    passage: Passage
    score: float
    rank: int
    read: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """Passages that are quoted together: one sentence, some that follow one another, or a list with
    the sentence that leads into it."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted blocks as Markdown with markers, their citations, and a claim for each quote."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]


def choose(found: Found, verdict: Verdict, weights: Weights) -> list[Block]:
    """Choose the blocks that make the answer, the best first, those of one guide together. What the
    guides of other years have another figure for comes after each.

    Args:
        found: what retrieval has found, examined.
        verdict: whether the guides answer, and by which passages where a rule says so.
        weights: what makes a sentence worth quoting.
    """
    by_guide: dict[str, list[Block]] = {}
    for block in _chosen(found, verdict, weights):
        own = by_guide.setdefault(block.passages[0].guide, [])
        own += [block, *_of_other_years(block, found)]
    return [block for blocks in by_guide.values() for block in blocks]


def _of_other_years(block: Block, found: Found) -> list[Block]:
    """Return what the guides of other years say in place of a block where their figures differ."""
    by_guide: dict[str, list[Passage]] = {}
    for passage in block.passages:
        place = found.library.place_of(passage.id)
        for twin in found.twins.get(place.index, ()) if place is not None else ():
            own = _counterpart(passage, twin.sentences)
            if own is not None and _DIGITS.findall(own.text) != _DIGITS.findall(passage.text):
                by_guide.setdefault(twin.guide.name, []).append(own)
    return [Block(tuple(passages)) for passages in list(by_guide.values())[:_OTHER_YEARS]]


def _counterpart(passage: Passage, sentences: Sequence[Passage]) -> Passage | None:
    """Return the sentence that says the same, figures apart."""
    wanted = set(stems_of(_DIGITS.sub("", plain(passage.text))))
    if not wanted:
        return None

    def shared(each: Passage) -> float:
        theirs = set(stems_of(_DIGITS.sub("", plain(each.text))))
        return len(wanted & theirs) / max(len(wanted), len(theirs))

    alike = [each for each in sentences if each.kind == passage.kind]
    best = max(alike, key=shared, default=None)
    return best if best is not None and shared(best) >= _COUNTERPART else None


def _chosen(found: Found, verdict: Verdict, weights: Weights) -> list[Block]:
    if verdict.quotes:
        return [Block(passages) for passages in verdict.quotes]
    examined = verdict.carriers or found.examined
    intent = intent_of(found.question.text)
    scored = score_sentences(found.question, examined, intent, weights)
    if not verdict.carriers:
        scored = _without_filler(scored, verdict, weights)
    if not scored:
        return []
    if intent.sides is not None:
        sides = _both_sides(found, scored, intent.sides, weights)
        if sides:
            if intent.number:
                sides = [_with_figure(side, scored, intent, weights) or side for side in sides]
            return _blocks(sides, examined, replace(intent, list=False), found)
    few = verdict.sureness < weights.few_below
    most = weights.quote_few if few else weights.quote_most
    best = scored[0].score
    picked: list[Scored] = []
    if intent.number and (figure := _with_figure(scored[0], scored, intent, weights)):
        picked.append(figure)
    for each in scored:
        if best - each.score > weights.quote_margin or len(picked) >= most:
            break
        if not any(_says_the_same(each.passage, other.passage, weights) for other in picked):
            picked.append(each)
    if not few and all(each.rank for each in picked):  # the best section has its say
        picked += [each for each in scored if each.rank == 0][:1]
    # In doubt whole lists would mostly be filler.
    return _blocks(picked, examined, intent, found, lists=not few)


def _without_filler(scored: Sequence[Scored], verdict: Verdict, weights: Weights) -> list[Scored]:
    """Return the sentences that may answer; the best one at least where the guides do."""
    likely = [each for each in scored if each.read >= weights.quote_likely]
    return likely or list(scored[: verdict.coverage == "covered"])


def _with_figure(
    chosen: Scored, scored: Sequence[Scored], intent: Intent, weights: Weights
) -> Scored | None:
    """Return the best sentence with a figure from the section of a chosen one that has none."""
    if has_figure(chosen.passage.text, intent):
        return None
    for each in scored:
        if chosen.score - each.score > weights.figure_margin:
            return None
        if each.rank == chosen.rank and has_figure(each.passage.text, intent):
            return each
    return None


def score_sentences(
    question: Question, examined: Sequence[Examined], intent: Intent, weights: Weights
) -> list[Scored]:
    """Score the sentences and items of the best sections, best first. Where a reranker has read
    some, the others count as its worst."""
    best = examined[: weights.quote_sections]
    floor = least_similarity(best)
    unread = min((value for each in best for value in each.read.values()), default=0.0)
    scored: list[Scored] = []
    for rank, each in enumerate(best):
        for passage in each.place.sentences:
            likely = each.read.get(passage.id, unread)
            score = (
                closeness(question, each, passage, floor, weights)
                + weights.quote["read"] * likely
                + weights.quote["section"] * (each.score - best[0].score)
            )
            if passage.text.rstrip().endswith("!"):
                score -= weights.quote["exclamation"]
            if intent.number and has_figure(passage.text, intent):
                score += weights.quote["figure"]
            scored.append(Scored(passage, score, rank, likely))
    return sorted(scored, key=lambda each: -each.score)


def rendered(
    blocks: Sequence[Block], library: Library, before: int = 0, *, named: bool = False
) -> Quotation:
    """Write blocks as Markdown with markers that count up in order of appearance.

    Args:
        blocks: what is quoted.
        library: the guides.
        before: how many markers the answer has already.
        named: say before each block which guide it is from.
    """
    citations: list[Citation] = []
    claims: list[Claim] = []
    paragraphs: list[str] = []
    for block in blocks:
        lines: list[str] = []
        head: str | None = None
        bullets = _bullets(block, library)
        last: Passage | None = None
        for passage in block.passages:
            guide = library.editions[passage.guide].guide
            number = before + len(citations) + 1
            citations.append(library.citation(passage, number))
            words = _MARKER_LIKE.sub(r"\\[\1\\]", " ".join(passage.text.split()))
            claims.append(Claim(words, (number,), "supported"))
            row_of = table_head(guide.text, passage.start) if passage.kind == "item" else None
            if row_of is not None:
                if row_of != head:
                    head = row_of
                    lines += ["", *_table_start(row_of)]
                lines.append(_marked_row(words, number))
            elif passage.kind == "item" and len(block.passages) > 1:
                indent = " " * max(map(len, bullets.values()), default=1)
                lines.append(
                    f"{(indent + ' ') * passage.depth}{bullets[passage.id]} {words} [{number}]"
                )
            elif last is not None and _goes_on(last, passage, guide):
                lines[-2] += f" {words} [{number}]"
            else:
                lines += [f"{words} [{number}]", ""]
            last = passage
        text = "\n".join(lines).strip("\n")
        if named:
            alone = len(block.passages) == 1 and head is None
            guide = library.editions[block.passages[0].guide].guide
            text = f"**{_title(guide, library)}:**{' ' if alone else _PARAGRAPH}{text}"
        paragraphs.append(text)
    return Quotation("\n\n".join(paragraphs), tuple(citations), tuple(claims))


def _bullets(block: Block, library: Library) -> dict[str, str]:
    """Return what stands before each item of a block, by its id: its number where the numbers are
    those of the list as Markdown would count them, else a dash."""
    numbers = {
        each.id: number_of(library.editions[each.guide].guide, each)
        for each in block.passages
        if each.kind == "item"
    }
    outer = [
        numbers[each.id][:-1] for each in block.passages if each.id in numbers and not each.depth
    ]
    first = int(outer[0]) if outer and outer[0] else 0
    counted = outer == [str(first + index) for index in range(len(outer))]
    return {id_: number if counted and number else "-" for id_, number in numbers.items()}


def _goes_on(one: Passage, other: Passage, guide: Guide) -> bool:
    """Whether a sentence follows another one in the same paragraph."""
    between = guide.text[one.end : other.start]
    sentences = one.guide == other.guide and one.kind == other.kind == "sentence"
    return sentences and between.isspace() and between.count("\n") < 2


def _blocks(
    picked: Sequence[Scored],
    examined: Sequence[Examined],
    intent: Intent,
    found: Found,
    *,
    lists: bool = True,
) -> list[Block]:
    whole = {
        (each.passage.guide, each.passage.list_id)
        for each in picked
        if lists and each.passage.list_id is not None and _wants_whole_list(each, picked, intent)
    }
    sentences = {
        (each.place.guide.name, each.place.section.start): each.place.sentences for each in examined
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
        elif each.passage.kind == "item":
            passages = _with_parts(each.passage, found, taken)
        else:
            passages = _complete(each.passage, found, taken)
        taken.update(passage.id for passage in passages)
        blocks.append(Block(_rows_asked_for(passages, found)))
    return blocks


def _with_parts(item: Passage, found: Found, taken: set[str]) -> tuple[Passage, ...]:
    """Return a short item of a list with the items inside it, which say what it is about:
    "Apprentice" with "£12,400 in year one", unless they are quoted already."""
    place = found.library.place_of(item.id)
    if place is None or len(words_of(item.text)) > _SHORT_ITEM:
        return (item,)
    after = place.sentences[place.sentences.index(item) + 1 :]
    inside = takewhile(lambda each: each.list_id == item.list_id and each.depth > item.depth, after)
    return (item, *(each for each in inside if each.id not in taken))


def _complete(passage: Passage, found: Found, taken: set[str]) -> tuple[Passage, ...]:
    """Return a sentence with those beside it that complete it, unless they are quoted already."""
    together = found.completed.get(passage.id, (passage,))
    return tuple(each for each in _with_label(together, found) if each.id not in taken)


def _with_label(passages: tuple[Passage, ...], found: Found) -> tuple[Passage, ...]:
    """Return sentences that follow one another after the label that they stand under, and a label
    with what stands under it: of a question, more than a "No."."""
    place = found.library.place_of(passages[0].id)
    if place is None or passages[0].kind != "sentence":
        return passages
    siblings, text = place.sentences, place.guide.text
    first, end = siblings.index(passages[0]), siblings.index(passages[-1]) + 1
    label = end - 1
    if (over := label_over(text, passages[0])) is not None:
        for index in range(max(0, first - _APART), first):
            if siblings[index].end == over[1]:
                label = first = index
                break
    while (
        end < len(siblings)
        and sum(len(words_of(each.text)) for each in siblings[label + 1 : end]) < _SHORT
        and (over := label_over(text, siblings[end])) is not None
        and over[1] == siblings[label].end
    ):
        end += 1
    return siblings[first:end]


def _wants_whole_list(each: Scored, picked: Sequence[Scored], intent: Intent) -> bool:
    if intent.list or each.passage.kind == "sentence":
        return intent.list or each.passage.text.rstrip("*_ ").endswith(":")
    same = [
        other.passage.text
        for other in picked
        if other.passage.list_id == each.passage.list_id
        and other.passage.guide == each.passage.guide
    ]
    return len(same) > 1 and all(len(text.split()) <= _LONG_ITEM for text in same)


def _list_around(
    passage: Passage, sentences: dict[tuple[str, int], tuple[Passage, ...]]
) -> tuple[Passage, ...]:
    for around in sentences.values():
        if passage in around:
            return tuple(other for other in around if other.list_id == passage.list_id)
    return (passage,)


def _rows_asked_for(passages: tuple[Passage, ...], found: Found) -> tuple[Passage, ...]:
    """Return a list without the rows of a table that the question does not name, where it names
    some by the words of their first cell alone."""
    language = found.library.language
    asked = set(stems_of(found.question.text, language))
    cells = {
        each.id: set(stems_of(plain(each.text.strip().strip("|").partition("|")[0]), language))
        for each in passages
        if each.text.lstrip().startswith("|")
    }
    common = Counter(stem for stems in cells.values() for stem in stems)
    named = {
        id_ for id_, stems in cells.items() if any(common[stem] == 1 for stem in stems & asked)
    }
    return tuple(each for each in passages if not named or each.id in named or each.id not in cells)


def _both_sides(
    found: Found,
    scored: Sequence[Scored],
    sides: tuple[tuple[int, int], tuple[int, int]],
    weights: Weights,
) -> list[Scored]:
    """Return the sentence that speaks of both sides of a comparison, or else the best one for each;
    nothing where a side is not spoken of."""
    spoken = [_words_of_side(found, side) for side in sides]
    left, right = sorted(spoken[0] - spoken[1]), sorted(spoken[1] - spoken[0])
    if not left or not right:
        return []
    matches = {id_: values for each in found.examined for id_, values in each.matches.items()}

    def met(each: Scored, side: list[int]) -> float:
        return float(matches[each.passage.id][side].mean())

    best = scored[0].score
    for each in scored:
        if best - each.score > weights.quote_margin:
            break
        if min(met(each, left), met(each, right)) >= weights.side_both:
            return [each]
    chosen: list[Scored] = []
    for own, other in ((left, right), (right, left)):
        fit = {
            each.passage.id: each.score + weights.side * (met(each, own) - met(each, other))
            for each in scored
            if met(each, own) >= weights.side_least and each not in chosen
        }
        if not fit:
            return []
        chosen.append(max(scored, key=lambda each: fit.get(each.passage.id, -np.inf)))
    return chosen


def _words_of_side(found: Found, span: tuple[int, int]) -> set[int]:
    """Return which words of the encoded question stand for one side of a comparison: its own, and
    those that were put behind the question for what lies around the places that it names."""
    question = found.question
    around = locations_in(question.text[slice(*span)], found.library.mentions).around
    names = {word.lower() for name in around for word in words_of(name)}
    encoding = question.encoding
    return {
        i
        for i, (word, start) in enumerate(zip(encoding.words, encoding.starts, strict=True))
        if span[0] <= start < span[1] or (start >= len(question.text) and word in names)
    }


def _says_the_same(one: Passage, other: Passage, weights: Weights) -> bool:
    first, second = set(stems_of(plain(one.text))), set(stems_of(plain(other.text)))
    smaller = min(len(first), len(second))
    return smaller > 0 and len(first & second) / smaller > weights.same


def names_guides(blocks: Sequence[Block], found: Found) -> bool:
    """Tell whether it has to be said which guide each block is from: where they are from several,
    or from one of those of several years."""
    library, asked = found.library, found.question.guides
    guides = {block.passages[0].guide for block in blocks}
    dated = {*library.newer, *(name for later in library.newer.values() for name in later)}
    return len(guides) > 1 or (len(asked) > 1 and bool(guides & dated))


def _title(guide: Guide, library: Library) -> str:
    """Return a guide's title as Markdown, with its name where another one has the same title."""
    same = [each for each in library.editions.values() if each.guide.title == guide.title]
    title = plain(guide.title).strip(" :.")
    return _MARKUP.sub(r"\\\1", title if len(same) == 1 else f"{title} ({guide.name})")


def _table_start(head: str) -> list[str]:
    columns = head.strip().strip("|").count("|") + 1
    return [head.strip(), "|" + " --- |" * columns]


def _marked_row(row: str, number: int) -> str:
    body = row.rstrip().removesuffix("|").rstrip()
    return f"{body} [{number}] |"
