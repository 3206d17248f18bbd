"""What kind of answer a question wants, from its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"\bhow (?:much|many|long|old|far|big|often|high|low|large|fast|soon|late|early)\b"
    r"|\b(?:salar(?:y|ies)|pay(?:s|ing|check)?|paid|wages?|earn(?:s|ings?)?|income|money"
    r"|costs?|prices?|fees?|rates?|percent(?:age)?|number of|figures?|numbers?|budget"
    r"|compensation|range|richer)\b|%|[$€£¥₹]"
    r"|\b(?:i|you|we|they|he|she|one|people|\w+s) (?:really |actually |typically |usually )?makes?"
    r"(?! (?:a|an|the|my|your|sure|it|them|me|us|use|good|friends|up|out|or)\b)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\bwh(?:at|ich)(?:'s|’s)?\s+(?:(?!is\b|does\b|do\b|should\b|can\b|would\b)[\w'’-]+\s+){0,4}?[\w'’-]+s\b"
    r"|\bwhat (?:all )?(?:are|were)\b|\blist\b|\bsteps?\b|\bname (?:the|some|all)\b"
    r"|\bwhat (?:do|does|should|must|would|can|could)\b.*\b(?:need|know|learn|study|do|prepare"
    r"|include|cover|bring|own|buy|pack|put|show|expect|take|happen)\b"
    r"|\bhow (?:do|can|should|would|to|does)\b|\bways? (?:to|of)\b|\btips?\b"
    r"|\badvice\b|\bexamples?\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|compar(?:e|ing)|choos(?:e|ing)|contrast(?:ing)?)\s+(?P<left>.+?)\s+"
    r"(?:and|with|to|or|versus|vs\.?|from)\s+(?P<right>.+)",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"(?P<left>.+?)\s+(?:versus|vs\.?|compared (?:to|with)|rather than|instead of"
    r"|(?:differ|different)\s+from)\s+(?P<right>.+)",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"(?P<left>.+?)\s+(?:more|less|better|worse|higher|lower|bigger|smaller|easier|harder|cheaper|faster)\b"
    r"(?P<middle>.*?)\bthan\s+(?P<right>.+)",
    re.IGNORECASE,
)
_OR = re.compile(r"(?P<left>.+?)\s*,?\s+or\s+(?P<right>.+)", re.IGNORECASE)
_NAMES = re.compile(
    r"\b(?:in|at|for|from|of)\s+(?P<left>[A-Z][\w.]*(?:\s+[A-Z][\w.]*)*)\s+and\s+(?:(?:in|at|for|from|of)\s+)?"
    r"(?P<right>[A-Z][\w.]*(?:\s+[A-Z][\w.]*)*)"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants.

    `number`: a figure. `list`: several things. `sides`: the two character ranges of the
    question that it sets side by side, or None.
    """

    number: bool
    list: bool
    sides: tuple[tuple[int, int], tuple[int, int]] | None


def intent_of(question: str) -> Intent:
    """What kind of answer a question wants.

    >>> intent_of("How much would I earn in London or Singapore?").number
    True
    >>> intent_of("Which tools do I need?").list
    True
    """
    return Intent(
        number=bool(_NUMBER.search(question)),
        list=bool(_LIST.search(question)),
        sides=_sides(question),
    )


def _sides(question: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    for pattern in (_BETWEEN, _VERSUS, _THAN, _NAMES, _OR):
        match = pattern.search(question)
        if match:
            left, right = match.span("left"), match.span("right")
            middle = match.groupdict().get("middle") or ""
            if middle.strip():  # "higher in Singapore than in London"
                left = match.span("middle")
            return _last_words(question, left), _first_words(question, right)
    return None


#: A side is named by so few of its words: "do I earn more in London or Singapore" sets "London"
#: beside "Singapore", not all that stands before the "or".
_SIDE_WORDS = 3


def _last_words(question: str, span: tuple[int, int]) -> tuple[int, int]:
    words = list(re.finditer(r"\S+", question[span[0] : span[1]]))
    start = words[-_SIDE_WORDS].start() if len(words) > _SIDE_WORDS else 0
    return span[0] + start, span[1]


def _first_words(question: str, span: tuple[int, int]) -> tuple[int, int]:
    piece = re.split(r"[,;?!]|\.\s", question[span[0] : span[1]])[0]
    words = list(re.finditer(r"\S+", piece))
    end = words[_SIDE_WORDS - 1].end() if len(words) > _SIDE_WORDS else len(piece)
    return span[0], span[0] + end
