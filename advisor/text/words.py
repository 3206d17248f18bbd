"""Words: what counts as one, which carry meaning, and their stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)|https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:['’.&/-][^\W_]+)*)", re.UNICODE)

#: Words of English that carry grammar rather than subject matter. Interrogatives and the
#: verbs by which people address an adviser are among them: every question has some.
_STOP_WORDS = frozenset(
    """
    a about above after again against ain all also am an and any anyone anything are aren as at be
    because been before being below between both but by can cannot could couldn d did didn do does
    doesn doing don done down during each either else ever every few for from further get gets
    getting give gives go goes going got had hadn has hasn have haven having he hello her here hers
    herself hey hi him himself his how i if im in into is isn it its itself ive just know let
    like ll lot lots m made make makes many may maybe me might mine more most much must mustn my
    myself need needn needs neither nor not now o of off ok okay on once one ones only or other
    others ought our ours ourselves out over own per please quite rather re really s same say says
    see shall shan she should shouldn so some somebody someone something still such sure t tell than
    thank thanks that the their theirs them themselves then there these they thing things think this
    those though through to too under until up upon us use used uses using ve very want wanted wants
    was wasn way we well were weren what whatever when whenever where whether which while who whom
    whose why will with within without won would wouldn y yes yet you your yours yourself yourselves
    """.split()
)


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, in order; "C++", "Node.js" and "entry-level" are
    one word each."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def is_content_word(word: str) -> bool:
    """Tell whether a lower-case word carries subject matter: it has a letter or a digit and is no
    stop word, nor one with an ending such as "'s"."""
    bare = word.partition("'")[0] or word
    return bare not in _STOP_WORDS and any(character.isalnum() for character in word)


def stems_of(text: str) -> list[str]:
    """Return the stems of the content words of a text without its link targets, hyphenated words
    also by their parts (Porter 2001, Snowball, https://snowballstem.org)."""
    pieces: list[str] = []
    for word in words_of(_LINK_TARGET.sub(" ", text)):
        parts = re.split(r"['./&-]", word)
        pieces += [word, *parts] if len(parts) > 1 else [word]
    stems: list[str] = _stemmer().stemWords([piece for piece in pieces if is_content_word(piece)])
    return stems


def script_of(letter: str) -> str:
    """Return the script that a letter is written in, by its name in the Unicode standard: "LATIN",
    "CYRILLIC", "CJK"."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]
