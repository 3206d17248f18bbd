"""Misspelt words of a question, read by the words of the guides."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from advisor.text.words import is_content_word

_LETTERS = re.compile(r"[^\W\d_]+")
#: A shorter word has too many others beside it.
_SHORTEST = 5
#: From this length on a word may have two faults.
_LONG = 8


def corrected(question: str, guide_words: Iterable[str], known: Container[str]) -> str:
    """Return a question with its misspelt words in the guides' spelling.

    A word is misspelt when neither the guides nor the language have it, and a word of the guides
    is one slip away (a letter too many, missing, wrong or swapped with its neighbour), or two in a
    long word. Names, which begin with a capital inside a sentence, stay as they are. The distance
    is that of Damerau and Levenshtein, by the rapidfuzz library.

    Args:
        question: what is asked.
        guide_words: the words of the guides in lower case.
        known: words of the language in lower case.
    """
    vocabulary: set[str] | None = None

    def spelled(match: re.Match[str]) -> str:
        nonlocal vocabulary
        word = match.group().lower()
        named = match.group()[0].isupper() and question[: match.start()].strip() != ""
        if len(word) < _SHORTEST or named or word in known or not is_content_word(word):
            return match.group()
        if vocabulary is None:
            vocabulary = {each for each in guide_words if len(each) >= _SHORTEST - 1}
        return _nearest(word, vocabulary) or match.group()

    return _LETTERS.sub(spelled, question)


def _nearest(word: str, vocabulary: set[str]) -> str | None:
    if word in vocabulary:
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    most = 2 if len(word) >= _LONG else 1
    found = extract(word, vocabulary, scorer=OSA.distance, score_cutoff=most, limit=None)
    same_start = [each for each in found if each[0][0] == word[0]]
    words = sorted(
        (distance, abs(len(each) - len(word)), each) for each, distance, _ in same_start or found
    )
    return words[0][2] if words else None
