"""What is asked in a message, and what is told beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.text.sentences import sentences
from advisor.text.words import is_content_word, words_of

#: How an English question or request begins, where no question mark says that it is one.
_OPENS = frozenset(
    """
    what which who whom whose where when why how is are am was were do does did can could should
    would will shall may must has have any anyone anybody give show tell explain suggest recommend
    list name describe summarize summarise compare help please whats hows wheres
    """.split()
)
#: "I have …", "is what …": how a sentence begins that tells, though its first word may ask.
_TELLS = re.compile(r"(?:have|has|did|was|were|am|is|are|will|would|must|may|please)\b", re.I)
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|and|but|or|also|well|now|then|sir|guys|pls|please|thanks|thx)"
    r"\b[\s,.!:;-]*)+",
    re.IGNORECASE,
)
#: Where a sentence ends that the next one follows without a capital, as people type.
_ENDS = re.compile(r"(?<=[?!])\s+|(?<=[^\W\d_]{3}\.)\s+|\n+")
#: Where a sentence asks once more: "…, and how long is the course".
_ASKS_AGAIN = re.compile(
    r",?\s+(?:and|plus|also)\s+(?:also\s+)?"
    r"(?=(?:what|when|where|who|why|which|how)\b"
    r"|(?:is|are|do|does|did|can|could|should|would|will|has|have)\s"
    r"(?:i|you|we|they|people|the|an?|there|my|your|any|most)\b)",
    re.IGNORECASE,
)
#: "is the …", "will AI …": such a word asks where its subject follows.
_SUBJECT_FOLLOWS = re.compile(
    r"(?:(?:is|are|will|would|has|have) (?:the|there|it|this|that|these|those|my|your|any|ai)"
    r"|(?:am|are|was|were|did|have|will|would|must|may) (?:i|you|we|they))\b",
    re.IGNORECASE,
)
#: "do I …", "how much does …": it says enough beside one word of content.
_ASKED_OF = re.compile(
    r"(?:do|does|can|should|must) (?:i|you|we|people|anyone)\b"
    r"|how (?:much|long|often|old|hard|difficult) (?:do|does|did|is|are|must|should)\b",
    re.IGNORECASE,
)
_MOST = 3
_SHORT = 2
#: Words that point back to the sentence before.
_POINTS_BACK = frozenset("that this it those these them they there such".split())


@dataclass(frozen=True, slots=True)
class Message:
    """A message parted into the questions that it asks, in order, and the sentences that only tell.

    A question that leans back ("Is that a problem?") has the sentence before it in front; `bare`
    has the questions without that. `asking` is how many sentences ask.
    """

    questions: tuple[str, ...]
    told: tuple[str, ...]
    bare: tuple[str, ...]
    asking: int = 1

    @property
    def background(self) -> tuple[str, ...]:
        """What is told beside the one sentence that asks; of several it is open which it belongs
        to."""
        if self.asking != 1:
            return ()
        return tuple(each for each in self.told if each not in self.questions[0])


def message_of(text: str) -> Message:
    """Part a message into what is asked and what is told.

    A message without any sentence that asks is one question. At most three questions are told
    apart; the last one then has all that follow. A question too short to stand alone belongs to
    the one before it.

    >>> message_of("I am a nurse. Which language first? What do beginners earn in Spain?").questions
    ('Which language first?', 'What do beginners earn in Spain?')
    >>> message_of("machine learning roadmap pls").questions
    ('machine learning roadmap pls',)
    """
    whole = [
        piece.strip(" \t\n-–—")
        for start, end in sentences(text)
        for piece in _ENDS.split(text[start:end])
        if piece.strip(" \t\n-–—")
    ]
    apart = [_asked_apart(piece) for piece in whole]
    asks = [len(parts) > 1 or _asks(piece) for parts, piece in zip(apart, whole, strict=True)]
    pieces = [part for parts in apart for part in parts]
    asked = [each for parts, each in zip(apart, asks, strict=True) for _ in parts]
    if not any(asked) or len(pieces) == 1:
        return Message((text.strip(),), (), (text.strip(),))
    questions: list[str] = []
    bare: list[str] = []
    told: list[str] = []
    for index, (piece, is_asked) in enumerate(zip(pieces, asked, strict=True)):
        if not is_asked:
            told.append(piece)
        elif questions and (len(questions) == _MOST or not _stands_alone(piece)):
            questions[-1] = f"{questions[-1]} {piece}"
            bare[-1] = f"{bare[-1]} {piece}"
        elif told and not asked[index - 1] and _leans_back(piece):
            questions.append(f"{told[-1]} {piece}")
            bare.append(piece)
        else:
            questions.append(piece)
            bare.append(piece)
    return Message(tuple(questions), tuple(told), tuple(bare), sum(asks))


def _asked_apart(sentence: str) -> list[str]:
    """Part a sentence that asks several things, each of which can be understood without the one
    before."""
    parts: list[str] = []
    start = 0
    for match in _ASKS_AGAIN.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        upcoming = _ASKS_AGAIN.split(after)[0]
        if (
            _first_word(before) in _OPENS
            and _content(before) > 0
            and _stands_alone(upcoming)
            and not _POINTS_BACK & set(words_of(upcoming))
        ):
            parts.append(before)
            start = match.end()
    return [*parts, sentence[start:]]


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"'”’)!. ").endswith("?"):
        return True
    first = _first_word(sentence)
    follows = _SUBJECT_FOLLOWS.match(_LEAD.sub("", sentence)) is not None
    return first in _OPENS and (follows or not _TELLS.match(first))


def _first_word(sentence: str) -> str:
    return next(iter(words_of(_LEAD.sub("", sentence))), "")


def _content(sentence: str) -> int:
    return sum(map(is_content_word, words_of(sentence)))


def _stands_alone(question: str) -> bool:
    """Whether a question says enough to be understood by itself: "do I need maths", not "why"."""
    count = _content(question)
    if count != 1:
        return count >= _SHORT
    asked_of = _ASKED_OF.match(_LEAD.sub("", question))
    return asked_of is not None and not _POINTS_BACK & set(words_of(question))


def _leans_back(sentence: str) -> bool:
    """Whether a sentence cannot be understood without the one before it."""
    count = _content(sentence)
    return count < _SHORT or (count == _SHORT and bool(_POINTS_BACK & set(words_of(sentence))))
