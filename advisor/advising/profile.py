"""What a profile's free text says of stage, goal, place and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.advising.telling import LIMIT, told_in
from advisor.retrieval.locations import locations_in
from advisor.text.quantities import quantities_of
from advisor.types import Profile

_HOUR = 3600.0
#: How many times a week something happens that happens so often.
_A_WEEK = {"day": 7.0, "week": 1.0, "month": 12 / 52, "year": 1 / 52}
_MOST_HOURS = 112.0
_GOAL_LIMIT = 60
#: Quantities are looked for in so many characters of a clause that speaks of time, since what reads
#: them takes more than linear time on a text of nothing but numbers.
_CLAUSE_LIMIT = 200
_OF_TIME = re.compile(r"\b(?:hours?|hrs?|h)\b|\dh\b", re.IGNORECASE)

_STAGES = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), stage)
    for pattern, stage in (
        (r"students?|(?:1st|2nd|3rd|[4-8]th|first|second|third|final|last)[ -]?(?:year|sem\w*)"
         r"|freshman|sophomore|still (?:at|in) (?:school|college|uni(?:versity)?)|undergrad"
         r"|class 1[0-2]|high ?school", "student"),
        (r"(?:switch|transition|chang(?:e|ing)|mov(?:e|ing)|pivot)(?:ing)? (?:\w+ ){0,3}"
         r"(?:careers?|from|to|into|in)|career change(?:r)?|want out|second career|retrain(?:ing)?",
         "changing career"),
        (r"fresher|junior|new ?grad|recent(?:ly)? graduat(?:e|ed)|just graduated|first job"
         r"|entry[ -]level|apprentice", "starting out"),
        (r"senior|lead|principal|manager|yoe|years? of (?:experience|exp)|yrs of exp\w*"
         r"|(?:\w+|\d+)\+? (?:years|yrs)(?: \w+)? (?:as|in|of|at|with)", "in work"),
    )
)  # fmt: skip
_GOAL = re.compile(
    r"\b(?:become|becoming|be(?=\s+an?\s)|switch(?:ing)? to|mov(?:e|ing) (?:in)?to"
    r"|transition(?:ing)? (?:in)?to|get(?:ting)? into|break(?:ing)? into|go(?:ing)? into"
    r"|(?:job|role|career|work(?:ing)?) (?:as|in))\s+(?:an?\s+|the\s+)?"
    r"(?P<goal>[\w+#/&' -]{2,80})",
    re.IGNORECASE,
)
_GOAL_ENDS = re.compile(
    r"\s+(?:and|but|or|if|because|since|so|when|while|after|before|with|without|at|from|by|to|for"
    r"|within|this|next|someday|one day|but|though|where|what|how|i|in (?=\d|the next|a few))\b.*$",
    re.IGNORECASE,
)


def read_profile(profile: Profile) -> Profile:
    """Fill what a profile leaves open of stage, goal, place and time by what its text says."""
    about = profile.about[:LIMIT]
    return replace(
        profile,
        about=about,
        stage=profile.stage or _stage_in(about),
        goal=profile.goal or _goal_in(about),
        place=profile.place or _place_in(about),
        hours_per_week=(
            _hours_in(about) if profile.hours_per_week is None else profile.hours_per_week
        ),
    )


def wishes_in(profile: Profile) -> Sequence[str]:
    """Return where a person says that they want to get: the goal, and the clauses that wish."""
    wishes = [clause.text for clause in told_in(profile.about) if clause.stance == "wishes"]
    return (*filter(None, [profile.goal]), *wishes)


def _stage_in(about: str) -> str | None:
    own = " . ".join(clause.text for clause in told_in(about) if clause.stance != "other")
    return next((stage for pattern, stage in _STAGES if pattern.search(own)), None)


def _goal_in(about: str) -> str | None:
    for match in _GOAL.finditer(about):
        goal = _GOAL_ENDS.sub("", match["goal"]).strip(" -'")
        if 2 <= len(goal) <= _GOAL_LIMIT:
            return goal
    return None


def _place_in(about: str) -> str | None:
    found = locations_in(about, lambda _: False).unknown
    return found[0] if found else None


def _hours_in(about: str) -> float | None:
    told = (clause.text[:_CLAUSE_LIMIT] for clause in told_in(about))
    for quantity in (q for words in told if _OF_TIME.search(words) for q in quantities_of(words)):
        if quantity.kind != "duration" or "second" not in quantity.units:
            continue
        times = _A_WEEK.get(quantity.per)
        if times is None:
            continue
        hours = sum(quantity.values) / len(quantity.values) / _HOUR * times
        if 0 < hours <= _MOST_HOURS:
            return round(hours, 1)
    return None
