"""A plan: a guide's own steps, without what a person has, each with what the guide says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from advisor.advising.durations import duration_in
from advisor.advising.gaps import Judged
from advisor.advising.requirements import Need
from advisor.answering.outline import WayStep, most_concrete
from advisor.answering.quoting import Block, rendered
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.types import Citation, Duration, Guide, Passage, Plan, PlanStep, Profile, Requirement

#: Words a step anew, its citations numbered on from as many as there are before it.
Words = Callable[[PlanStep, int], PlanStep]


def requirement_of(judged: Judged, library: Library, number: int = 0) -> Requirement:
    """Return what was judged as a requirement, with its citation.

    Args:
        number: of the marker that stands for the citation; 0 where none does.
    """
    need = judged.need
    return Requirement(
        name=need.name,
        section=need.place.section.path,
        status=judged.status,
        reason=judged.reason,
        citation=library.citation(need.passage, number),
    )


def plan_of(
    profile: Profile,
    guide: Guide,
    way: Sequence[WayStep],
    judged: Sequence[Judged],
    library: Library,
    words: Words | None = None,
    model: str | None = None,
) -> Plan:
    """Return a plan along a guide's way.

    Args:
        profile: whose.
        guide: the guide.
        way: its steps, in order.
        judged: what it asks for, and whether the person has it.
        library: the guides.
        words: words a step anew; without it the guide's own sentences are the plan.
        model: the name of what words them.
    """
    steps: list[PlanStep] = []
    for each in way:
        inside = [one for one in judged if one.need.step == each.heading]
        left = [one for one in inside if one.status != "have"]
        if left:
            done = [one for one in inside if one.status == "have"]
            before = sum(len(step.citations) for step in steps)
            step = _step(each, left, done, library, before)
            steps.append(words(step, before) if words else step)
    return Plan(
        guide=guide.name,
        title=plain(guide.title),
        profile=profile,
        steps=tuple(steps),
        done=tuple(requirement_of(each, library) for each in judged if each.status == "have"),
        opening=_opening(guide, judged, steps),
        note=_note(profile, guide, steps),
        model=model,
    )


#: A table and a numbered list begin on a line of their own.
_BEGINS_A_LINE = re.compile(r"\||\d+[.)] ")


def _step(
    way: WayStep, left: Sequence[Judged], done: Sequence[Judged], library: Library, before: int
) -> PlanStep:
    citations: list[Citation] = []
    durations: list[Duration] = []
    lines: list[str] = []
    numbers: list[int] = []

    def quote(passages: Sequence[Passage]) -> str:
        quotation = rendered([Block(tuple(passages))], library, before + len(citations))
        citations.extend(quotation.citations)
        return quotation.text

    opening = _opening_of(way)
    if opening is not None:
        lines += [quote([opening]), ""]
    for each in left:
        numbers.append(before + len(citations) + 1)
        said = _said(way, each.need)
        taking = (duration_in(plain(passage.text)) for passage in said)
        durations += [Duration(each.need.name, *found) for found in taking if found][:1]
        name = f"**{each.need.name}**: " if each.need.kind == "section" else ""
        first, *more = quote(said).split("\n")
        if name and _BEGINS_A_LINE.match(first):
            more = ["", first, *more]
            name, first = name.rstrip(": "), ""
        lines += [f"- {name}{first.removeprefix('- ')}", *(f"  {line}".rstrip() for line in more)]
    return PlanStep(
        heading=way.heading,
        text="\n".join(lines),
        citations=tuple(citations),
        requirements=tuple(
            requirement_of(each, library, number)
            for each, number in zip(left, numbers, strict=True)
        ),
        done=tuple(requirement_of(each, library) for each in done),
        durations=tuple(durations),
    )


def _opening_of(way: WayStep) -> Passage | None:
    """What a step with several sections begins with, before them."""
    if len(way.sections) < 2:
        return None
    first = way.sections[0][0]
    return first.sentences[0] if _is_over(first, way) and first.sentences else None


def _is_over(place: Place, way: WayStep) -> bool:
    depth = len(place.section.path)
    return all(len(unit[0].section.path) > depth for unit in way.sections[1:])


def _said(way: WayStep, need: Need) -> tuple[Passage, ...]:
    """What the guide says of one thing: its own item, or the most concrete of its section."""
    if need.kind != "section":
        return (need.passage,)
    places = next(unit for unit in way.sections if need.place in unit)
    return most_concrete(places) or (need.passage,)


def _opening(guide: Guide, judged: Sequence[Judged], steps: Sequence[PlanStep]) -> str:
    title = plain(guide.title)
    if not judged:
        return f"“{title}” has no sections that say what to know, do or show, so there is no plan."
    have = sum(each.status == "have" for each in judged)
    if not steps:
        return f"You have all {have} things that “{title}” asks for."
    if not have:
        return f"The way, as “{title}” has it: {len(judged)} things to know, do and show."
    return (
        f"The way, as “{title}” has it. Of the {len(judged)} things that it asks for you have "
        f"{have} already."
    )


def _note(profile: Profile, guide: Guide, steps: Sequence[PlanStep]) -> str:
    notes: list[str] = []
    if steps and profile.hours_per_week is not None and not any(step.durations for step in steps):
        notes.append("The guide does not say how long these steps take, so the plan has no dates.")
    if profile.place and profile.place.casefold() not in guide.text.casefold():
        notes.append(f"The guide says nothing about {profile.place}.")
    return " ".join(notes)
