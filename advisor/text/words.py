"""Words: what counts as one, which carry meaning, and their stems."""

from __future__ import annotations

import re
import unicodedata

from advisor.text.languages import ENGLISH, Language

_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)|https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:['’.&/-][^\W_]+)*)", re.UNICODE)


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, in order; "C++", "Node.js" and "entry-level" are
    one word each."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def is_content_word(word: str, language: Language = ENGLISH) -> bool:
    """Tell whether a lower-case word carries subject matter: it has a letter or a digit and is no
    stop word, nor one with an ending such as "'s"."""
    bare = word.partition("'")[0] or word
    return bare not in language.stop_words and any(character.isalnum() for character in word)


def stems_of(text: str, language: Language = ENGLISH) -> list[str]:
    """Return the stems of the content words of a text without its link targets, hyphenated words
    also by their parts."""
    pieces: list[str] = []
    for word in words_of(_LINK_TARGET.sub(" ", text)):
        parts = re.split(r"['./&-]", word)
        pieces += [word, *parts] if len(parts) > 1 else [word]
    return language.stems([piece for piece in pieces if is_content_word(piece, language)])


def script_of(letter: str) -> str:
    """Return the script that a letter is written in, by its name in the Unicode standard: "LATIN",
    "CYRILLIC", "CJK"."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]
