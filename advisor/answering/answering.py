"""Answers: along the outline, in a model's words, in quotes, or that the guide does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.answering.coverage import Verdict
from advisor.answering.outline import MainSection, Step, Wish, steps_of
from advisor.answering.quoting import Block, Quotation, choose, names_guides, rendered
from advisor.answering.suggestions import next_questions
from advisor.answering.writing import Writer, written_answer
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.models.chat import ModelFailureError
from advisor.retrieval.retrieval import Candidate, Found
from advisor.text.words import is_content_word, script_of, words_of
from advisor.types import Answer, Coverage, Guide, Passage, Turn
from advisor.weights import Weights

_NEAREST = _MOST = 3
_SHOWN_QUESTION = 120


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message: its words, what was found for it, and the verdict on that."""

    words: str
    found: Found
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Asking:
    """A message that is to be answered.

    Attributes:
        parts: its questions, at least one, in order.
        whole: what was found for the message as a whole.
        turns: the conversation before it.
        not_suggested: questions that are not suggested, in lower case: those of the conversation,
            those suggested in it before, and those about what only ends a guide.
        words: the message in the person's own words.
        starters: what to suggest where the guides are silent.
    """

    parts: tuple[Part, ...]
    whole: Found
    turns: tuple[Turn, ...] = ()
    not_suggested: frozenset[str] = frozenset()
    words: str = ""
    starters: tuple[str, ...] = ()


def answered(asking: Asking, writer: Writer | None, weights: Weights) -> Iterator[Answer]:
    """Answer a message in a model's words, or with the guides' own sentences where there is no
    model, where it fails, and where the guides do not answer.

    Args:
        asking: the message.
        writer: the language model and its check, if one is configured. It is asked, too, where
            retrieval only doubts that the guides answer: it can say what they are silent on.
        weights: what makes a sentence worth quoting.

    Yields:
        Growing answers; the last one is whole.

    Raises:
        ModelError: the model cannot be used as it is configured.
    """
    coverage, why = _together([part.verdict.coverage for part in asking.parts]), ""
    sureness = max(part.verdict.sureness for part in asking.parts)
    if writer is not None and (coverage != "not_covered" or sureness > 0):
        try:
            written = Answer("")
            words = asking.words or asking.whole.question.text
            for written in written_answer(words, asking.whole, coverage, asking.turns, writer):
                yield written
            yield replace(written, suggestions=_suggestions(asking, ()))
        except ModelFailureError as error:
            why = f"*This is quoted from the guide, since the language model failed: {error}.*\n\n"
        else:
            return
    for quoted in quoted_answer(asking, weights):
        yield replace(quoted, text=why + quoted.text)


def quoted_answer(asking: Asking, weights: Weights) -> Iterator[Answer]:
    """Answer a message with the guides' own sentences, question by question.

    What a guide answers is quoted. Where it only helps, one line says that it does not answer, in
    the question's terms. Where it is silent, nothing is quoted.

    Args:
        asking: the message.
        weights: what makes a sentence worth quoting.

    Yields:
        Growing answers; the last one is whole.
    """
    growing = Answer("", coverage=_together([part.verdict.coverage for part in asking.parts]))
    quoted: list[Passage] = []
    for number, part in enumerate(asking.parts):
        before = growing.text + "\n\n" if number else ""
        if len(asking.parts) > 1:
            before += f"**{_shown(part.words)}**\n\n"
        blocks: list[Block] = []
        if part.verdict.coverage != "not_covered":
            told = {passage.id for passage in quoted}
            blocks = [
                block
                for block in choose(part.found, part.verdict, weights)
                if not told.issuperset(passage.id for passage in block.passages)
            ]
        if not blocks:
            growing = replace(growing, text=before + _silence(part, asking, weights))
            continue
        if part.verdict.coverage == "partial":
            before += _only_helps(part, blocks, weights)
        start, named = growing, names_guides(blocks, part.found)
        for count in range(1, len(blocks) + 1):
            quotation = rendered(
                blocks[:count], part.found.library, len(start.citations), named=named
            )
            growing = _with(start, before + quotation.text, quotation)
            yield growing
        quoted += [passage for block in blocks for passage in block.passages]
    if not quoted:
        growing = replace(growing, coverage="not_covered")
    yield replace(growing, suggestions=_suggestions(asking, quoted))


def outline_answer(
    wish: Wish,
    guide: Guide,
    sections: Sequence[MainSection],
    library: Library,
    not_suggested: frozenset[str],
) -> Iterator[Answer]:
    """Answer along a guide's outline: a numbered step, or a point of a summary, for each section.

    Args:
        wish: what is asked for.
        guide: the guide.
        sections: its main sections.
        library: the guides.
        not_suggested: as in `Asking`.

    Yields:
        Growing answers; the last one is whole.
    """
    steps = steps_of(wish, sections)
    if not steps:
        text = (
            f"“{plain(guide.title)}” has no sections to go by, so I cannot lay out a way from it."
        )
        yield Answer(text)
        return
    opening = {
        "way": f"The way, as “{plain(guide.title)}” has it:",
        "first": "First, as the guide has it:",
        "next": "The way, in the guide's order:",
        "gaps": "What it takes, in the guide's order:",
        "summary": f"“{plain(guide.title)}” covers:",
    }[wish]
    growing = Answer(opening, coverage="covered")
    for number, step in enumerate(steps, 1):
        growing = _with_step(growing, step, library, f"{number}." if wish != "summary" else "-")
        yield growing
    quoted = [passage for step in steps for passage in step.passages]
    yield replace(growing, suggestions=next_questions(library, quoted, not_suggested))


def _with_step(growing: Answer, step: Step, library: Library, mark: str) -> Answer:
    quotation = rendered([Block(step.passages)], library, len(growing.citations))
    indent = " " * (len(mark) + 1)
    body = "\n".join(indent + line if line else "" for line in quotation.text.split("\n"))
    text = f"{growing.text}\n\n{mark} **{step.heading}**\n\n{body}"
    return _with(growing, text, quotation)


def _with(start: Answer, text: str, quotation: Quotation) -> Answer:
    return replace(
        start,
        text=text,
        citations=(*start.citations, *quotation.citations),
        claims=(*start.claims, *quotation.claims),
    )


def _together(coverages: Sequence[Coverage]) -> Coverage:
    """The coverage of a message by that of its questions."""
    if len(set(coverages)) == 1:
        return coverages[0]
    return "partial"


def _suggestions(asking: Asking, quoted: Sequence[Passage]) -> tuple[str, ...]:
    library = asking.whole.library
    if not quoted and not any(part.verdict.sureness for part in asking.parts):
        return tuple(q for q in asking.starters if q.lower() not in asking.not_suggested)[:_MOST]
    near = [each.place for each in asking.whole.ranked[:_NEAREST]]
    return next_questions(library, quoted, asking.not_suggested, near)


def _only_helps(part: Part, blocks: Sequence[Block], weights: Weights) -> str:
    """What the guide does not say, or may not, in the question's terms, before what it says that
    helps."""
    places = part.found.question.places
    several = len(part.found.question.guides) > 1
    who = "The guides" if several else _who(part.found)
    if part.verdict.sureness >= weights.covered_from / 2 and not places:
        who += " may"
    else:
        who += " do" if several else " does"
    missing = (
        f"not name {_joined([f'“{place}”' for place in places], 'or')}"
        if places
        else f"not answer “{_shown(part.words)}” outright"
    )
    headings = [plain(block.passages[0].path[-1]).rstrip(" :.") for block in blocks]
    about = _joined([f"“{heading}”" for heading in dict.fromkeys(headings)])
    says = "they say" if several else "it says"
    return f"{who} {missing}. Under {about} {says}:\n\n"


def _silence(part: Part, asking: Asking, weights: Weights) -> str:
    """That the guide is silent, and what it can help with instead."""
    foreign = _in_another_language(part.found)
    if foreign:
        return foreign
    several = len(part.found.question.guides) > 1
    who = "The guides say" if several else f"{_who(part.found)} says"
    text = f"{who} nothing about “{_shown(part.words)}”, so I would rather not guess."
    near = [_named(each.place, several) for each in _near(part.found, weights)]
    if len(asking.parts) > 1 or not part.verdict.sureness or not near:
        return text
    return f"{text} The nearest it has: {_joined(list(dict.fromkeys(near)))}."


def _near(found: Found, weights: Weights) -> Sequence[Candidate]:
    """Return the best sections; where a reranker has read, those with a sentence that may help."""
    if not any(each.read for each in found.examined):
        return found.ranked[:_NEAREST]
    likely = weights.quote_likely
    return [
        each
        for each in found.examined[:_NEAREST]
        if max(each.read.values(), default=likely - 1) >= likely
    ]


def _who(found: Found) -> str:
    """The one guide that a question is about, by its title where there are others."""
    if len(found.library.editions) == 1:
        return "The guide"
    (name,) = found.question.guides
    return f"“{plain(found.library.editions[name].guide.title)}”"


def _shown(question: str) -> str:
    """A question's words, at a length that can be quoted."""
    words = " ".join(question.split()).rstrip(" ?!.,")
    if len(words) <= _SHOWN_QUESTION:
        return words
    return words[:_SHOWN_QUESTION].rpartition(" ")[0] + " …"


def _named(place: Place, with_guide: bool) -> str:
    heading = f"“{plain(place.section.path[-1]).rstrip(':')}”"
    return f"{heading} in {plain(place.guide.title)}" if with_guide else heading


def _joined(names: Sequence[str], word: str = "and") -> str:
    return ", ".join(names[:-1]) + f" {word} {names[-1]}" if len(names) > 1 else "".join(names)


def _in_another_language(found: Found) -> str | None:
    """Return a reply to a question in another script or language than the guides', or None."""
    text = found.question.text
    if found.question.any_language:
        return None
    if not _same_script(text, found.library):
        return (
            "I can only read questions in the language of the guide. Please ask again in that "
            "language."
        )
    words = words_of(text)
    own = found.library.language
    known = [w for w in words if not is_content_word(w, own) or found.library.knows(w)]
    if len(words) >= 4 and len(known) < len(words) / 3:
        return (
            "I do not know most of the words in that. If it is in another language than the "
            "guide's, please ask again in the guide's language."
        )
    return None


def _same_script(text: str, library: Library) -> bool:
    letters = [script_of(character) for character in text if character.isalpha()]
    foreign = [script for script in letters if script not in library.scripts]
    return len(foreign) <= len(letters) / 2
