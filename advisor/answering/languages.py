"""Tell questions and sentences in another language than the guides', and put questions into it."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.answering.prompting import translating
from advisor.index.library import Library
from advisor.models.chat import LanguageModel, ModelFailureError
from advisor.text.words import is_content_word, script_of, words_of
from advisor.types import Turn

#: How many words a text needs to be told by them, and which share of them the guides must have.
_LEAST_WORDS, _KNOWN = 4, 0.4
_LONGEST = 400
_SAMPLE = 300


def is_foreign(text: str, library: Library) -> bool:
    """Return whether a text is in another script or language than the guides: most of its letters,
    or of its words, are not in them."""
    scripts = [script_of(letter) for letter in text if letter.isalpha()]
    if sum(script not in library.scripts for script in scripts) > len(scripts) / 2:
        return True
    words = [word for word in words_of(text) if word.isalpha()]
    own = library.language
    known = sum(not is_content_word(word, own) or library.knows(word) for word in words)
    return len(words) >= _LEAST_WORDS and known < _KNOWN * len(words)


def in_guides_language(
    question: str, turns: Sequence[Turn], library: Library, model: LanguageModel
) -> str | None:
    """Return a foreign question in the guides' language, standing alone; None where it is not
    foreign, or the model fails.

    Args:
        question: as it was asked.
        turns: the conversation before it.
        library: the guides.
        model: asked once, and only about a foreign question.
    """
    if not is_foreign(question, library) or not library.places:
        return None
    longest = max(library.places, key=lambda place: len(place.text))
    try:
        pieces = model.stream(translating(question, turns, longest.text[:_SAMPLE]))
        written = " ".join("".join(pieces).split()).strip('"“”')
    except ModelFailureError:
        return None  # the answer itself will say that the model fails
    return written if 0 < len(written) <= _LONGEST else None
