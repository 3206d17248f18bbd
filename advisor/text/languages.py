"""Languages: which words of one carry grammar rather than subject matter, and how it is stemmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

#: Words of English that carry grammar rather than subject matter. Interrogatives and the
#: verbs by which people address an adviser are among them: every question has some.
_ENGLISH = frozenset(
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
#: Of these a list of stop words and a stemmer (Porter 2001, Snowball, https://snowballstem.org)
#: are at hand.
_OTHERS = (
    "spanish french german portuguese italian russian arabic hindi indonesian turkish dutch "
    "swedish romanian hungarian greek danish norwegian finnish catalan"
).split()
#: The share of the words of a text that its own language's stop words are at least, and by how much
#: it is more than the share that are English.
_LEAST, _MARGIN = 0.25, 0.15
#: A text with fewer words, or fewer stop words, is too little to tell by.
_FEWEST, _FEWEST_STOP_WORDS = 4, 2


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its English name, with its stop words in lower case."""

    name: str
    stop_words: frozenset[str] = field(repr=False, compare=False)

    def stems(self, words: Sequence[str]) -> list[str]:
        """Return the stem of each of some words in lower case."""
        stems: list[str] = _stemmer(self.name).stemWords(list(words))
        return stems


ENGLISH = Language("english", _ENGLISH)


def language_of(words: Sequence[str]) -> Language:
    """Return the language that a text is in, by its stop words; English where that is not plain.

    Args:
        words: of the text, in lower case.
    """
    if len(words) < _FEWEST:
        return ENGLISH
    counts = [(_count(words, language), language) for language in map(_language, _OTHERS)]
    count, language = max(counts, key=lambda each: each[0])
    least = max(_LEAST * len(words), _count(words, ENGLISH) + _MARGIN * len(words))
    return language if count >= max(least, _FEWEST_STOP_WORDS) else ENGLISH


def _count(words: Sequence[str], language: Language) -> int:
    return sum(word in language.stop_words for word in words)


@cache
def _language(name: str) -> Language:
    from stop_words import get_stop_words

    return Language(name, frozenset(word.lower() for word in get_stop_words(name) if len(word) > 1))


@cache
def _stemmer(name: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(name)
