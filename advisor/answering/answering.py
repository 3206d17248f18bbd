"""What is answered: a reply to small talk, quotes, or that the guide does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.answering.coverage import coverage_of
from advisor.answering.prompting import rewriting
from advisor.answering.quoting import choose, rendered
from advisor.answering.suggestions import suggestions_for
from advisor.answering.writing import written_answer
from advisor.checking import Checker
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.models.chat import LanguageModel, ModelFailureError
from advisor.retrieval.retrieval import Found
from advisor.text.words import is_content_word, script_of, stems_of, words_of
from advisor.types import Answer, Turn

_NEAREST = 3
_LONGEST_REWRITE = 400


def answered(
    found: Found,
    turns: Sequence[Turn],
    model: LanguageModel | None,
    checker: Checker,
    limit: int,
    asked_before: frozenset[str] = frozenset(),
) -> Iterator[Answer]:
    """Answers a question in a model's words, or with the guides' own sentences where there is no
    model, where it fails, and where the guides do not answer.

    Args:
        found: what retrieval has found, with word matches.
        turns: the conversation before it.
        model: the language model, if one is configured.
        checker: decides what the passages support.
        limit: characters of passages that the model is sent at most.
        asked_before: questions of the conversation in lower case, which are not suggested again.

    Yields:
        Growing answers; the last one is whole.

    Raises:
        ModelError: the model cannot be used as it is configured.
    """
    coverage = coverage_of(found)
    why = ""
    if model is not None and coverage != "not_covered":
        try:
            written = Answer("")
            for written in written_answer(found, coverage, turns, model, checker, limit):
                yield written
            yield replace(written, suggestions=suggestions_for(found, (), asked_before))
        except ModelFailureError as error:
            why = f"*This is quoted from the guide, since the language model failed: {error}.*\n\n"
        else:
            return
    for quoted in quoted_answer(found, asked_before):
        yield replace(quoted, text=why + quoted.text)


def rewritten(question: str, alone: str, turns: Sequence[Turn], model: LanguageModel | None) -> str:
    """A follow-up as a question that stands alone, in the model's words where there is a model.

    Args:
        question: as it was asked.
        alone: as it was made to stand alone without a model; the same where it does so anyway.
        turns: the conversation before it.
        model: asked once, and only about a question that depends on the conversation.
    """
    if model is None or alone == question:
        return alone
    try:
        written = " ".join("".join(model.stream(rewriting(question, turns))).split())
    except ModelFailureError:
        return alone  # the answer itself will say that the model fails
    sensible = written and len(written) <= _LONGEST_REWRITE
    return written.strip('"“”') if sensible else alone


def quoted_answer(found: Found, asked_before: frozenset[str] = frozenset()) -> Iterator[Answer]:
    """Answers a question with the guides' own sentences.

    Args:
        found: what retrieval has found, with word matches.
        asked_before: questions of the conversation in lower case, which are not suggested again.

    Yields:
        Growing answers; the last one is whole.
    """
    coverage = coverage_of(found)
    if coverage == "not_covered":
        text = _in_another_language(found) or _not_covered(found)
        suggestions = suggestions_for(found, (), asked_before)
        yield Answer(text, coverage=coverage, suggestions=suggestions)
        return
    opening = ""
    if coverage == "partial":
        opening = "I am not sure that the guide answers this. Closest to it:\n\n"
    blocks = choose(found)
    if not blocks:
        text = _not_covered(found)
        yield Answer(text, suggestions=suggestions_for(found, (), asked_before))
        return
    growing = Answer(opening, coverage=coverage)
    for count in range(1, len(blocks) + 1):
        quotation = rendered(blocks[:count], found.library)
        growing = Answer(
            opening + quotation.text, quotation.citations, coverage, (), quotation.claims
        )
        yield growing
    quoted = [passage for block in blocks for passage in block.passages]
    yield replace(growing, suggestions=suggestions_for(found, quoted, asked_before))


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
    """A reply to a question in another script or language than the guides', or None."""
    text = found.question.text
    if not _same_script(text, found.library):
        return (
            "I can only read questions in the language of the guide. Please ask again in that "
            "language."
        )
    words = words_of(text)
    known = [word for word in words if not is_content_word(word) or _is_known(word, found.library)]
    if len(words) >= 4 and len(known) < len(words) / 3:
        return (
            "I do not know most of the words in that. If it is in another language than the "
            "guide's, please ask again in the guide's language."
        )
    return None


def _is_known(word: str, library: Library) -> bool:
    return any(stem in library.keywords for stem in stems_of(word))


def _same_script(text: str, library: Library) -> bool:
    letters = [script_of(character) for character in text if character.isalpha()]
    foreign = [script for script in letters if script not in library.scripts]
    return len(foreign) <= len(letters) / 2
