"""Answers: in a model's words, in quotes, or that the guide does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.answering.coverage import Verdict
from advisor.answering.quoting import choose, rendered
from advisor.answering.suggestions import suggestions_for
from advisor.answering.writing import Writer, written_answer
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.models.chat import ModelFailureError
from advisor.retrieval.retrieval import Found
from advisor.text.words import is_content_word, script_of, words_of
from advisor.types import Answer, Passage, Turn
from advisor.weights import Weights

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that is to be answered: what was found for it and the verdict on that, the turns
    of the conversation before it, the questions of the whole conversation in lower case, which
    are not suggested again, and the person's own words."""

    found: Found
    verdict: Verdict
    turns: tuple[Turn, ...] = ()
    asked_before: frozenset[str] = frozenset()
    words: str = ""


def answered(asking: Asking, writer: Writer | None, weights: Weights) -> Iterator[Answer]:
    """Answer a question in a model's words, or with the guides' own sentences where there is no
    model, where it fails, and where the guides do not answer.

    Args:
        asking: the question.
        writer: the language model and its check, if one is configured. It is asked, too, where
            retrieval only doubts that the guides answer: it can say what they are silent on.
        weights: what makes a sentence worth quoting.

    Yields:
        Growing answers; the last one is whole.

    Raises:
        ModelError: the model cannot be used as it is configured.
    """
    coverage, why = asking.verdict.coverage, ""
    if writer is not None and (coverage != "not_covered" or asking.verdict.sureness > 0):
        try:
            written = Answer("")
            words = asking.words or asking.found.question.text
            for written in written_answer(words, asking.found, coverage, asking.turns, writer):
                yield written
            yield replace(written, suggestions=_suggestions(asking, ()))
        except ModelFailureError as error:
            why = f"*This is quoted from the guide, since the language model failed: {error}.*\n\n"
        else:
            return
    for quoted in quoted_answer(asking, weights):
        yield replace(quoted, text=why + quoted.text)


def quoted_answer(asking: Asking, weights: Weights) -> Iterator[Answer]:
    """Answer a question with the guides' own sentences.

    Args:
        asking: the question.
        weights: what makes a sentence worth quoting.

    Yields:
        Growing answers; the last one is whole.
    """
    found, coverage = asking.found, asking.verdict.coverage
    if coverage == "not_covered":
        text = _in_another_language(found) or _not_covered(found)
        yield Answer(text, suggestions=_suggestions(asking, ()))
        return
    blocks = choose(found, asking.verdict, weights)
    if not blocks:
        yield Answer(_not_covered(found), suggestions=_suggestions(asking, ()))
        return
    opening = ""
    if coverage == "partial":
        opening = "I am not sure that the guide answers this. Closest to it:\n\n"
    growing = Answer(opening, coverage=coverage)
    for count in range(1, len(blocks) + 1):
        quotation = rendered(blocks[:count], found.library)
        growing = Answer(
            opening + quotation.text, quotation.citations, coverage, (), quotation.claims
        )
        yield growing
    quoted = [passage for block in blocks for passage in block.passages]
    yield replace(growing, suggestions=_suggestions(asking, quoted))


def _suggestions(asking: Asking, quoted: Sequence[Passage]) -> tuple[str, ...]:
    return suggestions_for(asking.found, quoted, asking.asked_before)


def _not_covered(found: Found) -> str:
    several = len(found.library.editions) > 1
    who = "The guides do" if several else "The guide does"
    names = [_named(each.place, several) for each in found.ranked[:_NEAREST]]
    nearest = _joined(list(dict.fromkeys(names)))
    return f"{who} not cover that, so I would rather not guess." + (
        f" The nearest sections are {nearest}." if len(names) > 1 else ""
    )


def _named(place: Place, with_guide: bool) -> str:
    heading = f"“{plain(place.section.path[-1]).rstrip(':')}”"
    return f"{heading} in {plain(place.guide.title)}" if with_guide else heading


def _joined(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


def _in_another_language(found: Found) -> str | None:
    """Return a reply to a question in another script or language than the guides', or None."""
    text = found.question.text
    if not _same_script(text, found.library):
        return (
            "I can only read questions in the language of the guide. Please ask again in that "
            "language."
        )
    words = words_of(text)
    known = [word for word in words if not is_content_word(word) or found.library.knows(word)]
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
