"""The form of an English question: its words by their part in the sentence, its noun phrases, and
what it leaves open.

Told by the closed classes of English (pronouns, auxiliaries, prepositions, …) and by where a word
stands among them, so that no vocabulary of any subject is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from advisor.words import is_content_word, words_of

Part = Literal[
    "wh", "auxiliary", "person", "anaphor", "determiner", "preposition", "conjunction", "adverb",
    "verb", "noun", "mark",
]  # fmt: skip

_TOKEN = re.compile(
    r"n['’]t\b|['’](?:s|re|ll|d|ve|m)\b|cannot\b"
    r"|[^\W_]+?(?=n['’]t\b)|[^\W_]+(?:[+#]+|(?:['’.&/-][^\W_]+)*)|[,;:.!?()–—]",
    re.UNICODE,
)
_CONTRACTION = re.compile(
    r"(?P<word>what|which|who|where|when|why|how|it|that|there|he|she|they|we|you|i|here|let)"
    r"(?P<rest>['’](?:s|re|ll|d|ve|m))",
    re.IGNORECASE,
)

_CLASSES: dict[Part, frozenset[str]] = {
    "wh": frozenset("what which who whom whose where when why how whats hows wheres".split()),
    "auxiliary": frozenset(
        "do does did is are was were am be been being can could should would will shall might must "
        "has have had may cannot n't dont doesnt isnt cant 's 're 'll 'd 've 'm ca wo".split()
    ),
    "person": frozenset("i you we one's someone somebody anyone anybody everyone people".split()),
    "anaphor": frozenset(
        "it its they them their theirs this that these those he him his she her hers both one ones "
        "others there then".split()
    ),
    "determiner": frozenset(
        "a an the my your our some any no every each all such more most less enough much many few "
        "several other another same own which".split()
    ),
    "preposition": frozenset(
        "in on at for from of to with without by about as into onto over under after before during "
        "between against than till until through besides beside worth beyond near outside inside per via "
        "like within across except around among off out up down away back".split()
    ),
    "conjunction": frozenset(
        "and or but nor if while because once although though unless whether since".split()
    ),
    "adverb": frozenset(
        "me us myself really actually ever usually typically still just already also too now here again often "
        "always never only even quite very so well please later soon exactly roughly instead "
        "either not else as".split()
    ),
}
#: Verbs of everyday questions that are no nouns.
_VERBS = frozenset(
    """
    get gets got make makes made need needs want wants use uses take takes took give gives earn
    earns know learn learned become becomes come comes go goes went have happen happens find found
    choose prepare bring brings hire hires teach mean means ask asks tell show shows keep keeps
    try differ differs expect include includes look looks matter matters pay pays paid cost costs
    lasts let lets enter enroll join apply
    """.split()
)
#: What "this" points at without a word before it: what the whole conversation is about.
_SUBJECT_OF_ALL = frozenset(
    "job jobs career careers field profession trade work role guide industry business line".split()
)
_LEAD = re.compile(
    r"\s*(?:(?:and|but|so|or|then|also|plus|ok(?:ay)?|well|alright|right|thanks|thank you|cool|great"
    r"|now|hmm+|oh|yeah|yes|no)\b[\s,.!:;–—-]*)*"
    r"(?P<about>(?:what|how)(?:'s|’s)? (?:about|of)\b[\s,]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,]*\b(?:too|as well|either|though|please|also|and)?[\s?.!…]*$", re.I)
_MORE = frozenset("more else further on continue elaborate expand".split())
_ABOUT_TELLING = frozenset(
    "continue elaborate expand explain detail details info information bit little keep talking "
    "example examples anything".split()
)
_DEGREES = frozenset("long much many old often far big high hard soon fast quickly well".split())
_SUPPORTING = frozenset("do does did can could should would will must might may".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of punctuation, where it stands, and its part in the sentence."""

    text: str
    start: int
    end: int
    part: Part

    @property
    def word(self) -> str:
        """The token in lower case."""
        return self.text.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Nouns and adjectives in a row.

    `text[start:end]` of the sentence is the phrase without its determiners, which begin at
    `outer`. `preposition` is the one before it, which begins at `before`; it is empty where there
    is none. `asked` says that a question word leads in: "which tools".
    """

    words: tuple[Token, ...]
    outer: int
    preposition: str
    before: int
    asked: bool

    @property
    def start(self) -> int:
        """Where the first noun or adjective begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.words[-1].end

    @property
    def plural(self) -> bool:
        """Whether the phrase speaks of several."""
        word = self.words[-1].word
        return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ics"))

    @property
    def named(self) -> bool:
        """Whether it is written as a name."""
        return self.words[-1].text[:1].isupper()


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
            and set(self.content) <= _ABOUT_TELLING
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
        if token.word in ("one", "both") and self.is_at(index + 1, "noun", "preposition"):
            return token.word == "both" and self.is_at(index + 1, "preposition")
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
    tokens = _tagged(core)
    return Form(core, linked, tokens, _phrases(tokens))


def last_sentence(text: str) -> str:
    """The last sentence of a text."""
    pieces = [piece for piece in re.split(r"(?<=[.!?])\s+(?=\S)", text.strip()) if words_of(piece)]
    return pieces[-1] if pieces else text


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        contraction = _CONTRACTION.fullmatch(match.group())
        if contraction:
            middle = match.start() + contraction.end("word")
            spans += [(match.start(), middle), (middle, match.end())]
        else:
            spans.append(match.span())
    return spans


def _tagged(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    spans = _spans(text)
    for number, (start, end) in enumerate(spans):
        word = text[start:end]
        following = text[spans[number + 1][0] : spans[number + 1][1]] if spans[number + 1 :] else ""
        tokens.append(Token(word, start, end, _part(word, tokens, following)))
    return tuple(_with_last_verb(tokens))


def _part(text: str, before: list[Token], following: str) -> Part:
    word = text.lower().replace("’", "'")
    if not any(character.isalnum() for character in word):
        return "mark"
    for part, members in _CLASSES.items():
        if word in members:
            return part
    if before and before[-1].word == "how" and word in _DEGREES:
        return "adverb"
    previous = next((token for token in reversed(before) if token.part != "adverb"), None)
    if previous is None:
        return "verb" if word in _VERBS or word in _ABOUT_TELLING - {"bit"} and following else "noun"
    second = before[-2] if len(before) > 1 else None
    after_subject = previous.part == "person" or (
        previous.part == "anaphor" and previous.word in ("it", "they", "he", "she")
    )
    after_modal = (
        previous.part == "auxiliary"
        and second is not None
        and second.part in ("person", "anaphor", "auxiliary")
        and previous.word not in ("is", "are", "was", "were", "'s", "'re", "'m", "am", "be")
    )
    infinitive = previous.word == "to" and text[0].islower() and not word.endswith("s")
    if after_subject and not (second and second.word in ("is", "are", "was", "were")):
        return "verb"
    if after_modal or infinitive:
        return "verb"
    participle = word.endswith("ed") and (previous.part == "noun" or previous.word.startswith("get"))
    if participle:
        return "verb"
    if word in _VERBS and previous.part not in ("determiner", "preposition"):
        return "verb"
    return "noun"


def _with_last_verb(tokens: list[Token]) -> list[Token]:
    """With the verb found in "do <subject> <verb> <object>", and what is said of the subject in
    "is <subject> <adjective>", where no closed class tells: a verb after "do" has no "-s"."""
    for index, token in enumerate(tokens):
        opens = index == 0 or tokens[index - 1].part in ("wh", "noun", "mark", "conjunction")
        if token.part != "auxiliary" or not opens:
            continue
        run = index + 1
        while run < len(tokens) and tokens[run].part in ("determiner", "noun", "adverb"):
            run += 1
        nouns = [i for i in range(index + 1, run) if tokens[i].part == "noun"]
        closed = run == len(tokens) or tokens[run].part in ("preposition", "mark", "wh")
        if len(nouns) < 2 or not closed:
            continue
        if token.word in _SUPPORTING:
            chosen = next((i for i in nouns[:0:-1] if not tokens[i].word.endswith("s")), None)
        else:
            adjective = nouns[-1] == nouns[-2] + 1 and index == 0
            chosen = nouns[-1] if adjective and token.word in ("is", "are") else None
        if chosen is not None:
            last = tokens[chosen]
            tokens[chosen] = Token(last.text, last.start, last.end, "verb")
    return tokens


def _phrases(tokens: tuple[Token, ...]) -> tuple[NounPhrase, ...]:
    phrases: list[NounPhrase] = []
    index = 0
    while index < len(tokens):
        if tokens[index].part != "noun":
            index += 1
            continue
        last = index
        while last + 1 < len(tokens) and tokens[last + 1].part == "noun":
            last += 1
        outer = index
        while outer > 0 and tokens[outer - 1].part in ("determiner", "anaphor"):
            outer -= 1
        asked = outer > 0 and tokens[outer - 1].part == "wh"
        led = outer > 0 and tokens[outer - 1].part == "preposition"
        phrases.append(
            NounPhrase(
                words=tokens[index : last + 1],
                outer=tokens[outer].start,
                preposition=tokens[outer - 1].word if led else "",
                before=tokens[outer - 1].start if led else tokens[outer].start,
                asked=asked or any(tokens[i].word == "which" for i in range(outer, index)),
            )
        )
        index = last + 1
    return tuple(phrases)
