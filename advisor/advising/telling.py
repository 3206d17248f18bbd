"""What a person tells of themselves, clause by clause: what they have, lack, half know, or want.

A clause is of one mind. What is said of others, asked of the advisor, or wished for is no sign that
the person has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.text.sentences import sentences

Stance = Literal["has", "lacks", "partly", "wishes", "other"]

#: The longest text that is read, in characters, and the most clauses of it.
LIMIT = 20_000
_MOST = 600

_OTHERS = re.compile(
    r"\b(?:my|our|his|her|their)\s+(?:\w+\s+){0,2}?(?:brother|sister|friend|boss|team|company|firm"
    r"|colleague|coworker|co-worker|husband|wife|partner|dad|father|mom|mum|mother|son|daughter"
    r"|cousin|uncle|aunt|manager|employer|roommate|flatmate|classmate|teacher|professor|neighbou?r"
    r"|girlfriend|boyfriend|kids?)s?\b(?!\s+and\s+i\b)"
    r"|\b(?:they|he|she|everyone|everybody|people|others|someone|somebody|most (?:jobs|ads|people))\b"
    r"|\b(?:the|this|that|your)\s+(?:guide|roadmap|course|job ads?|ads?|postings?|listings?)\b",
    re.IGNORECASE,
)
#: What is said to the advisor and not of the person.
_TO_THE_ADVISOR = re.compile(
    r"^\W*(?:please\s+|now\s+|you (?:must|should|are|will|have to)\s+)*"
    r"(?:ignore|disregard|forget|pretend|assume|treat|mark|set|output|print|reply|respond|answer|cite"
    r"|quote|act|system|assistant|instruction|tick|list|write|tell|give|show|explain|recommend"
    r"|suggest|from now on)\b|\byou (?:are|must)\b|\bprofile is\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:want(?:s|ed)?(?: to)?|wanna|would (?:like|love)|i'?d (?:like|love)|wish|hop(?:e|ing)"
    r"|plan(?:s|ning)?(?: to| on)?|gonna|going to (?:be|start|learn|do|take|study|get|apply|try|finish|make"
    r"|build|go|write|read|use)|intend(?:ing)?|aim(?:ing)?|dream(?:ing)?"
    r"|think(?:ing)? (?:of|about)|consider(?:ing)?|interested in|curious about|look(?:ing)? (?:to|into)"
    r"|fascinated|need(?:s|ed)? to|have to|ha(?:ve|s) got to|must|should|shall|wonder(?:ing)?"
    r"|about to|will|i'?ll|do i|can i|could i|would i|is it|are there|how (?:do|can|much|long)"
    r"|what|which|where|whether|next (?:week|month|year|step)|goal|someday|eventually|excited)\b|\?",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:no(?! problem| issue| trouble)|not(?! only| just| a problem)|never|without|zero|none"
    r"|lack(?:s|ing)?|nothing|neither|nor|nobody|(?:have )?yet to|no idea|no clue|clueless|cannot"
    r"|dropped out|drop ?out|didn'?t finish|failed|new to|except|apart from|missing|skipped"
    r"|(?:do|does|did|have|has|had|ca|could|is|are|was|were|wo|would|ai)(?:n'?t|nt)"
    r"|cant|dont|doesnt|didnt|havent|hasnt|hadnt|couldnt|isnt|arent|wasnt)\b|\bn'?t\b",
    re.IGNORECASE,
)
_NOT_MUCH = re.compile(
    r"(?:\bnot|n'?t)\s+(?:\w+\s+){0,2}?(?:much|very|so|that|too|really|great|good|strong|confident"
    r"|fluent|a lot|expert)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\b(?:never|zero|no (?:idea|clue)|without|nothing|none)\b", re.IGNORECASE)
_ONLY_PARTLY = re.compile(
    r"\bbit\b|\blittle\b|\bsome(?! ?(?:one|thing|where|day))\b"
    r"|\b(?:very )?basics?(?: of)?\b|\bbeginner(?:'s)?\b|\brusty\b|\byears ago\b|\blong ago\b"
    r"|\b(?:kind|sort) of\b|\bkinda\b|\bsorta\b|\bdabbl\w+|\btouched\b|\bplay(?:ed|ing)? (?:around|with)\b"
    r"|\bforg[eo]t\w*|\bused to\b|\bbarely\b|\bhardly\b|\bhalf\b|\bshaky\b|\bweak\b|\bwobbly\b"
    r"|\bvague\w*|\bso-?so\b|\bintro\w*\b|\bhello world\b|\btutorials?\b|\bfew lines\b|\bcouple\b"
    r"|\b(?:currently|still|just|now|been|am|i'm|im|started|begun|began|busy)\s+(?:\w+\s+)?(?:learn\w*"
    r"|stud(?:y|ying)|tak(?:e|ing)|do(?:ing)|read(?:ing)?|work(?:ing)? through|going through"
    r"|finish(?:ing)?)\b|^\W*(?:learning|studying|taking)\b|\bin progress\b|\bhalfway\b"
    r"|\b(?:1st|2nd|3rd|4th|5th|6th|7th|first|second|third|final|last)[ -]?(?:year|sem(?:ester)?)\b"
    r"|\benrol\w+|\bat school\b|\bin (?:high )?school\b|\bmaybe\b|\bi (?:think|guess|suppose)\b"
    r"|\bmore or less\b|\bsupposedly\b|\bapparently\b|\bonly (?:the )?theory\b",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(?:i|i'm|im|ive|i've|i'd|my|me)\b|\b(?:know|have|had|did|done|completed|finished|passed|hold"
    r"|graduated|worked|working|built|wrote|use|used|using|write|writing|proficient|experienced?"
    r"|b\.?sc?|b\.?tech|b\.?com|m\.?sc|m\.?tech|mba|phd|bachelor'?s?|master'?s|degree|diploma"
    r"|fluent|comfortable|familiar|good at|strong|solid|skills?|certified|yoe|years? of"
    r"|(?:is|are) (?:fine|ok|okay|good|great|solid|strong|no problem))\b",
    re.IGNORECASE,
)
#: Where a sentence turns: behind a mark, before a "but", and before an "and" that has a verb of its
#: own behind it.
_TURNS = re.compile(
    r"\s*(?:[;:\n•·|]|,(?!\d)|\s[-–—]+\s|\.{2,}|(?<=[a-z]{2})\.\s|…|\(|\)|(?<=\w)/\s)\s*"
    r"|\s+(?=(?:but|however|although|though|yet|except|while|whereas|because|since|so that)\b)"
    r"|\s+(?:and|or|&)\s+(?=(?:i|i'm|im|i've|ive|never|no|not|don'?t|haven'?t|want|would|plan\w*|am"
    r"|know|have|did|can|can'?t|hope|a (?:bit|little)|some|my)\b)",
    re.IGNORECASE,
)
#: A clause that begins so goes on with what the one before says of the things that it names.
_GOES_ON = re.compile(r"^\W*(?:and|or|nor|as well as|plus|also|even|like|such as|e\.?g\.?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of what a person tells: its words, and what it says of the things that it names."""

    text: str
    stance: Stance


def told_in(text: str) -> tuple[Clause, ...]:
    """Part what a person tells of themselves into clauses.

    Args:
        text: free text, or a CV.

    Returns:
        The clauses in order. A clause without a verb of its own ("…, SQL and R") says of what it
        names what the one before it in its sentence says.

    >>> [(each.text, each.stance) for each in told_in("I know Python, SQL but never did any stats.")]
    [('I know Python', 'has'), ('SQL', 'has'), ('but never did any stats', 'lacks')]
    """
    found: list[Clause] = []
    text = text[:LIMIT].replace("’", "'")
    for start, end in sentences(text):
        for line in text[start:end].splitlines():
            found += _clauses(line)
            if len(found) >= _MOST:
                return tuple(found[:_MOST])
    return tuple(found)


def told_as_skills(skills: Sequence[str]) -> tuple[Clause, ...]:
    """Read a list of skills, each of which may say how sure it is, as clauses."""
    return tuple(
        Clause(skill, "has" if stance in (None, "has") else stance)
        for skill in skills
        if skill.strip()
        for stance in (_stance(skill),)
    )


def _clauses(sentence: str) -> list[Clause]:
    pieces = [piece for piece in _TURNS.split(sentence) if any(map(str.isalnum, piece))]
    asks = sentence.rstrip("\"'”)!. ").endswith("?")
    found: list[Clause] = []
    before: Stance = "has"
    for number, piece in enumerate(pieces, 1):
        stance = _stance(piece)
        if stance is None or (stance == "has" and before == "other" and _GOES_ON.match(piece)):
            stance = before
        if asks and number == len(pieces) and not _HAS.search(piece):
            stance = "wishes"
        found.append(Clause(piece.strip(), stance))
        before = stance
    return found


def _stance(clause: str) -> Stance | None:
    """What a clause says by itself; None where it has no verb that says anything."""
    if _TO_THE_ADVISOR.search(clause) or _OTHERS.search(clause):
        return "other"
    if _WISHES.search(clause):
        return "wishes"
    if _NOT_MUCH.search(clause):
        return "partly"
    if _NEVER.search(clause):
        return "lacks"
    if _ONLY_PARTLY.search(clause):
        return "partly"
    if _LACKS.search(clause):
        return "lacks"
    return "has" if _HAS.search(clause) else None
