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
_MOST = 3
_SHORT = 2
#: Words that point back to the sentence before.
_POINTS_BACK = frozenset("that this it those these them they there such".split())


@dataclass(frozen=True, slots=True)
class Message:
    """A message parted into the questions that it asks, in order, and the sentences that only tell.

    A question that leans back ("Is that a problem?") has the sentence before it in front; `bare`
    has the questions without that.
    """

    questions: tuple[str, ...]
    told: tuple[str, ...]
    bare: tuple[str, ...]

    @property
    def background(self) -> tuple[str, ...]:
        """What is told beside the one question; of several it is open which it belongs to."""
        if len(self.questions) != 1:
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
    pieces = [
        piece.strip(" \t\n-–—")
        for start, end in sentences(text)
        for piece in _ENDS.split(text[start:end])
        if piece.strip(" \t\n-–—")
    ]
    asked = [_asks(piece) for piece in pieces]
    if not any(asked) or len(pieces) == 1:
        return Message((text.strip(),), (), (text.strip(),))
    questions: list[str] = []
    bare: list[str] = []
    told: list[str] = []
    for index, (piece, is_asked) in enumerate(zip(pieces, asked, strict=True)):
        if not is_asked:
            told.append(piece)
        elif questions and (_content(piece) < _SHORT or len(questions) == _MOST):
            questions[-1] = f"{questions[-1]} {piece}"
            bare[-1] = f"{bare[-1]} {piece}"
        elif told and not asked[index - 1] and _leans_back(piece):
            questions.append(f"{told[-1]} {piece}")
            bare.append(piece)
        else:
            questions.append(piece)
            bare.append(piece)
    return Message(tuple(questions), tuple(told), tuple(bare))


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"'”’)!. ").endswith("?"):
        return True
    words = words_of(_LEAD.sub("", sentence))
    return bool(words) and words[0] in _OPENS and not _TELLS.match(words[0])


def _content(sentence: str) -> int:
    return sum(map(is_content_word, words_of(sentence)))


def _leans_back(sentence: str) -> bool:
    """Whether a sentence cannot be understood without the one before it."""
    count = _content(sentence)
    return count < _SHORT or (count == _SHORT and bool(_POINTS_BACK & set(words_of(sentence))))
