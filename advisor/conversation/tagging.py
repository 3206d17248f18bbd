"""The words of an English question by their part in the sentence, and its noun phrases.

Told by the closed classes of English (pronouns, auxiliaries, prepositions, …) and by where a word
stands among them, so that no vocabulary of any subject is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
        "between against than till until through besides beside worth beyond near outside inside "
        "per via like within across except around among off out up down away back".split()
    ),
    "conjunction": frozenset(
        "and or but nor if while because once although though unless whether since".split()
    ),
    "adverb": frozenset(
        "me us myself really actually ever usually typically still just already also too now "
        "here again often always never only even quite very so well please later soon exactly "
        "roughly instead either not else as".split()
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
#: What a request names when it only says how to tell: "any examples?".
ABOUT_TELLING = frozenset(
    "continue elaborate expand explain detail details info information keep talking example "
    "examples anything".split()
)
_DEGREES = frozenset("long much many old often far big high hard soon fast quickly well".split())
_AFTER_COMMANDS = frozenset("me us a an the my that this".split())
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


def tagged(text: str) -> tuple[Token, ...]:
    """The words and marks of a sentence, in order."""
    tokens: list[Token] = []
    spans = _spans(text)
    for number, (start, end) in enumerate(spans):
        word = text[start:end]
        following = text[spans[number + 1][0] : spans[number + 1][1]] if spans[number + 1 :] else ""
        tokens.append(Token(word, start, end, _part(word, tokens, following)))
    return tuple(_with_last_verb(tokens))


def noun_phrases(tokens: tuple[Token, ...]) -> tuple[NounPhrase, ...]:
    """The noun phrases of a sentence, in order."""
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
        commands = following.lower() in _AFTER_COMMANDS or (word in ABOUT_TELLING and following)
        return "verb" if commands or word in _VERBS else "noun"
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
    participle = word.endswith("ed") and (
        previous.part == "noun" or previous.word.startswith("get")
    )
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
        closed = run == len(tokens) or (
            tokens[run].part in ("preposition", "mark", "wh") and tokens[run].word != "worth"
        )
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
