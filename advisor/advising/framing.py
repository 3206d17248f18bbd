"""Answers along a guide's way that leave out what a person has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.answering.outline import Wish
from advisor.types import Answer, Citation, Claim, Plan

_NAMED = 6


def framed_answer(plan: Plan, wish: Wish, suggestions: tuple[str, ...]) -> Iterator[Answer]:
    """Answer for the way, or for what is missing or next, with what a plan leaves to do.

    Args:
        plan: in the guide's own words.
        wish: what is asked for; of what comes first, only the first step is told.
        suggestions: what to ask next.

    Yields:
        Growing answers; the last one is whole.
    """
    growing = Answer(_opening(plan), coverage="covered")
    for number, step in enumerate(plan.steps[:1] if wish == "first" else plan.steps, 1):
        mark = f"{number}."
        indent = " " * (len(mark) + 1)
        body = "\n".join(indent + line if line else "" for line in step.text.split("\n"))
        growing = replace(
            growing,
            text=f"{growing.text}\n\n{mark} **{step.heading}**\n\n{body}",
            citations=(*growing.citations, *step.citations),
            claims=(*growing.claims, *map(_claim, step.citations)),
        )
        yield growing
    yield replace(growing, suggestions=suggestions)


def _opening(plan: Plan) -> str:
    have = [each.name for each in plan.done]
    unsure = [
        each.name for step in plan.steps for each in step.requirements if each.status == "unsure"
    ]
    if not plan.steps:
        return plan.opening
    said = f"You have {_joined(have)} already. " if have else ""
    if unsure:
        still = "they are" if len(unsure) > 1 else "it is"
        said += f"I am not sure of {_joined(unsure)}, so {still} still below. "
    if not said:
        said = "Of what the guide asks for you name nothing that you have yet. "
    return f"{said}What is left, in the guide's order:"


def _joined(names: Sequence[str]) -> str:
    shown = [f"“{name}”" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return ", ".join(shown[:-1]) + f" and {shown[-1]}" if len(shown) > 1 else shown[0]


def _claim(citation: Citation) -> Claim:
    return Claim(" ".join(citation.quote.split()), (citation.number,), "supported")
