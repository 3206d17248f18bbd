"""The form of an English question: what it says, and what it leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.conversation.tagging import (
    ABOUT_TELLING,
    NounPhrase,
    Part,
    Token,
    noun_phrases,
    tagged,
)
from advisor.text.words import is_content_word, words_of

#: What "this" points at without a word before it: what the whole conversation is about.
_SUBJECT_OF_ALL = frozenset(
    "job jobs career careers field profession trade work role guide industry business line".split()
)
_LEAD = re.compile(
    r"\s*(?:(?:and|but|so|or|then|also|plus|ok(?:ay)?|well|alright|right|thanks|thank you|cool"
    r"|great|now|hmm+|oh|yeah|yes|no)\b[\s,.!:;–—-]*)*"
    r"(?P<about>(?:what|how)(?:'s|’s)? (?:about|of)\b[\s,]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,]*\b(?:too|as well|either|though|please|also|and)?[\s?.!…]*$", re.I)
_MORE = frozenset("more else further on continue elaborate expand".split())


@dataclass(frozen=True, slots=True)
class Form:
    """A question taken apart.

    Attributes:
        text: the question without the words that link it to what came before.
        linked: whether there were any: "And …?", "what about …?", "… too?".
        tokens: its words.
        phrases: its noun phrases.
    """

    text: str
    linked: bool
    tokens: tuple[Token, ...]
    phrases: tuple[NounPhrase, ...]

    @property
    def content(self) -> tuple[str, ...]:
        """The words that carry subject matter; "long" in "how long" does not."""
        return tuple(
            token.word
            for token in self.tokens
            if token.part in ("noun", "verb") and is_content_word(token.word)
        )

    @property
    def clause(self) -> bool:
        """Whether there is a main clause, with its verb."""
        if self.is_at(0, "conjunction") or self.word_at(0) == "to":
            return False
        for index, token in enumerate(self.tokens):
            if token.part == "conjunction" and token.word == "if":
                return True
            if token.part in ("auxiliary", "person"):
                return True
            if token.part == "verb":
                return index == 0 or self.tokens[index - 1].word != "to"
        return False

    @property
    def command(self) -> bool:
        """Whether it opens with a verb: "explain …", "give me …"."""
        return self.is_at(0, "verb")

    @property
    def about_telling(self) -> bool:
        """Whether it names nothing but how to tell: "any examples?"."""
        return set(self.content) <= ABOUT_TELLING

    @property
    def question_word(self) -> bool:
        """Whether a question word opens it, a preposition before it or not."""
        opening = self.tokens[:2] if self.tokens[:1] and self.is_at(0, "preposition") else ()
        return any(token.part == "wh" for token in (*self.tokens[:1], *opening))

    @property
    def wants_more(self) -> bool:
        """Whether it asks for more of the same and for nothing else: "tell me more", "go on"."""
        words = {token.word for token in self.tokens}
        return (
            bool(words & (_MORE | {"continue", "elaborate", "details"}))
            and self.about_telling
            and not self.open_places
            and len(self.tokens) <= 8
        )

    @property
    def open_places(self) -> tuple[int, ...]:
        """The indices of the words that point at something that the question does not name."""
        return tuple(index for index in range(len(self.tokens)) if self._is_open(index))

    def is_at(self, index: int, *parts: Part) -> bool:
        """Whether the word at an index is one of some parts."""
        return 0 <= index < len(self.tokens) and self.tokens[index].part in parts

    def word_at(self, index: int) -> str:
        """The word at an index; empty where there is none."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def _is_open(self, index: int) -> bool:
        token, after = self.tokens[index], self.word_at(index + 1)
        if token.part != "anaphor":
            return False
        if token.word == "there":
            existential = self.is_at(index + 1, "auxiliary") or self.is_at(index - 1, "auxiliary")
            return not existential
        if token.word == "then":
            return index == len(self.tokens) - 1 and self.clause
        if token.word in ("this", "these", "that", "those") and after in _SUBJECT_OF_ALL:
            return False
        if token.word == "that" and self.is_at(index - 1, "noun", "verb", "person"):
            return index == len(self.tokens) - 1
        if token.word in ("one", "both") and self.is_at(index + 1, "noun"):
            return False
        if token.word == "one" and after == "of":
            return False
        if token.word == "one" and self.word_at(index - 1) in ("no", "this", "any", "every"):
            return False
        if token.word == "it" and (self._is_empty(index) or self.word_at(index - 1) == "worth"):
            return False
        return not self._is_named_before(index)

    def _is_empty(self, index: int) -> bool:
        """Whether "it" only holds the place of what follows: "is it hard to learn Python"."""
        later = range(index + 1, len(self.tokens) - 1)
        return any(
            (self.word_at(i) in ("to", "worth") or self.tokens[i].word in ("if", "that"))
            and any(self.is_at(j, "noun") for j in range(i + 1, len(self.tokens)))
            and (self.word_at(i) != "to" or self.is_at(i + 1, "verb"))
            for i in later
        )

    def _is_named_before(self, index: int) -> bool:
        """Whether an earlier clause of the question names something that a pronoun can stand for;
        for a possessive, also its own clause."""
        own = self.tokens[index].word in ("its", "their", "his", "her")
        boundary = index if own else 0
        for i in range(index - 1, -1, -1):
            if self.is_at(i, "mark", "conjunction") or (
                i > 0 and (self.is_at(i, "wh") or self.word_at(i) in ("before", "after"))
            ):
                boundary = max(boundary, i)
                break
        return any(self.is_at(i, "noun") for i in range(boundary))


def form_of(text: str) -> Form:
    """Takes a question apart."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    tail = _TAIL.search(text, start)
    end = tail.start() if tail else len(text)
    if start >= end:
        start, end = 0, len(text)
    core = text[start:end]
    linked = start > 0 or bool(tail and tail.group().strip(" ,?.!…"))
    tokens = tagged(core)
    return Form(core, linked, tokens, noun_phrases(tokens))


def last_sentence(text: str) -> str:
    """The last sentence of a text."""
    pieces = [piece for piece in re.split(r"(?<=[.!?])\s+(?=\S)", text.strip()) if words_of(piece)]
    return pieces[-1] if pieces else text
