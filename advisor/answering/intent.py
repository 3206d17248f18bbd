"""What kind of answer a question wants, from its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.text.quantities import Kind, quantities_of

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(
    r"\bhow (?:much|many|long|old|far|big|often|high|low|large|fast|soon|late|early)\b"
    r"|\b(?:salar(?:y|ies)|pay(?:s|ing|check)?|paid|wages?|earn(?:s|ings?)?|income|money"
    r"|costs?|prices?|fees?|rates?|percent(?:age)?|number of|figures?|numbers?|budget"
    r"|compensation|range|richer)\b|%|[$€£¥₹]"
    r"|\b(?:i|you|we|they|he|she|one|people|\w+s) (?:really |actually |typically |usually )?makes?"
    r"(?! (?:a|an|the|my|your|sure|it|them|me|us|use|good|friends|up|out|or)\b)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\bhow (?:long|soon|quickly)\b"
    r"|\bhow many (?:more )?(?:years|months|weeks|days|hours|semesters)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?:percent(?:age)?|what (?:share|part|fraction))\b|%", re.IGNORECASE)
#: Other figures than money, though the question may speak of that.
_COUNT = re.compile(r"\bhow (?:many|often|old|far|big|late|early)\b|\bnumber of\b", re.IGNORECASE)
_MONEY = re.compile(
    r"\bhow much (?:is|are|was) (?:an?|the|it|that|this|one)\b"
    r"|\b(?:salar(?:y|ies)|pay(?:s|ing|check)?|paid|wages?|earn(?:s|ings?)?|income|money"
    r"|costs?|prices?|fees?|compensation|charges?)\b|[$€£¥₹]"
    r"|\bhow much\b.*\bmakes?\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\bwh(?:at|ich)(?:'s|’s)?\s+(?:(?!is\b|does\b|do\b|should\b|can\b|would\b)[\w'’-]+\s+){0,4}?"
    r"(?!does\b|has\b|was\b)[\w'’-]+(?<![siu])s\b"
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

    `number`: a figure, and `measure` of what; None where that is not told. `list`: several things.
    `sides`: the two character ranges of the question that it sets side by side, or None.
    """

    number: bool
    measure: Kind | None
    list: bool
    sides: tuple[tuple[int, int], tuple[int, int]] | None


def intent_of(question: str) -> Intent:
    """What kind of answer a question wants.

    >>> intent_of("How much would I earn in London or Singapore?").measure
    'money'
    >>> intent_of("Which tools do I need?").list
    True
    """
    return Intent(
        number=bool(_NUMBER.search(question)),
        measure=_measure(question),
        list=bool(_LIST.search(question)),
        sides=_sides(question),
    )


def _measure(question: str) -> Kind | None:
    if _HOW_LONG.search(question):
        return "duration"
    if _SHARE.search(question):
        return "share"
    if _COUNT.search(question) or not _NUMBER.search(question):
        return None
    return "money" if _MONEY.search(question) else None


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


def has_figure(text: str, intent: Intent) -> bool:
    """Tell whether a text has a figure such as a question wants."""
    if intent.measure is None:
        return bool(_DIGIT.search(text))
    return any(each.kind == intent.measure for each in quantities_of(text))
