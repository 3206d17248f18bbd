"""What a person has of what a guide asks for, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.advising.matching import spoken_of, terms_of
from advisor.advising.requirements import Need
from advisor.advising.telling import Clause, told_as_skills, told_in
from advisor.types import Profile, Status

#: From here on a clause speaks of the thing itself, and of a part of it below.
_NAMES_IT = 0.9
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a person has one thing that a guide asks for, and why that is thought."""

    need: Need
    status: Status
    reason: str


def judged(profile: Profile, needs: Sequence[Need], title: str) -> tuple[Judged, ...]:
    """Tell of each thing that a guide asks for whether a person has it.

    Args:
        profile: what the person tells. Skills that are listed count before what is told in words.
        needs: of the guide.
        title: of the guide.

    Returns:
        One for each need, in order. Reasons are in the person's own words where there are any.
    """
    terms = terms_of(needs, title)
    listed, told = told_as_skills(profile.skills), told_in(profile.about)
    of_listed = [(clause, spoken_of(clause.text, terms)) for clause in listed]
    of_told = [(clause, spoken_of(clause.text, terms)) for clause in told]
    found: list[Judged] = []
    for index, need in enumerate(needs):
        said = [(clause, near[index]) for clause, near in of_listed if near[index] >= _NAMES_IT]
        said = said or [(clause, near[index]) for clause, near in of_told if near[index] > 0]
        found.append(Judged(need, *_status(said)))
    return tuple(found)


def _status(said: Sequence[tuple[Clause, float]]) -> tuple[Status, str]:
    has = [clause for clause, near in said if clause.stance == "has" and near >= _NAMES_IT]
    lacks = [clause for clause, near in said if clause.stance == "lacks" and near >= _NAMES_IT]
    partly = [clause for clause, near in said if clause.stance == "partly" and near >= _NAMES_IT]
    parts = [clause for clause, near in said if clause.stance in ("has", "partly") and near > 0]
    if has and lacks:
        return "unsure", f"You say both {_quoted(has[-1])} and {_quoted(lacks[-1])}."
    if lacks:
        return "missing", f"You say {_quoted(lacks[-1])}."
    if partly:
        return "unsure", f"You say {_quoted(partly[-1])}."
    if has:
        return "have", f"You say {_quoted(has[0])}."
    if parts:
        return "unsure", f"You say {_quoted(parts[0])}, which may be a part of it."
    wished = [c for c, near in said if c.stance == "wishes" and near >= _NAMES_IT]
    if wished:
        return "missing", f"You want it or ask for it: {_quoted(wished[0])}."
    return "missing", "You do not mention it."


def _quoted(clause: Clause) -> str:
    words = " ".join(clause.text.split()).strip(" .,;:!?")
    if len(words) > _SHOWN:
        words = words[:_SHOWN].rpartition(" ")[0] + " …"
    return f"“{words}”"
