"""The plan beside the conversation: as HTML, Markdown and calendar; and the text of a CV."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from advisor.advising.calendar import calendar_of
from advisor.errors import AdvisorError
from advisor.reading.reader import SUFFIXES
from advisor.reading.sandbox import Converter
from advisor.text.plain import plain
from advisor.types import Plan, PlanStep, Profile, Requirement
from advisor.ui.markup import markdown_html
from advisor.ui.templating import render

if TYPE_CHECKING:
    from advisor.advisor import Advisor

#: The longest text about a person, and field of it, in characters, and the largest CV in bytes.
_ABOUT, _FIELD, CV_LIMIT = 20_000, 200, 5_000_000
_MOST_HOURS = 112.0
_MARKER = re.compile(r"\s*(?<!\\)\[(\d{1,4})\]")


def profile_from(data: Any) -> Profile:
    """Return the profile that the page's form sends; what has another shape is passed over."""
    known = data if isinstance(data, dict) else {}

    def text(name: str, limit: int = _FIELD) -> str:
        value = known.get(name)
        return value[:limit].strip() if isinstance(value, str) else ""

    try:
        hours = float(known.get("hours") or 0)
    except (TypeError, ValueError):
        hours = 0.0
    return Profile(
        about=text("about", _ABOUT),
        goal=text("goal") or None,
        place=text("place") or None,
        hours_per_week=hours if 0 < hours <= _MOST_HOURS else None,
    )


def planned(advisor: Advisor, profile: Profile, guide: str | None) -> dict[str, Any]:
    """Return a plan for the page: its HTML, and what can be saved of it.

    Raises:
        AdvisorError: there is no guide to plan by, or it could be any of several.
    """
    plan = advisor.plan(profile, guide)
    left = (each for step in plan.steps for each in step.requirements)
    requirements = sorted((*plan.done, *left), key=lambda each: each.citation.start)
    calendar = calendar_of(plan, date.today())
    html = render(
        "plan",
        plan=plan,
        card=_card(plan.profile),
        way=_way(requirements, plan),
        steps=[_step(plan, step) for step in plan.steps],
        requirements=requirements,
        calendar=calendar is not None,
    )
    return {
        "html": str(html),
        "markdown": plan.to_markdown(),
        "calendar": calendar.decode() if calendar else "",
        "guide": plan.guide,
    }


def text_of_cv(name: str, data: bytes) -> str:
    """Return the text of a CV, read in a process of its own; nothing of it is kept.

    Args:
        name: of the file, for its kind.
        data: all of it.

    Raises:
        AdvisorError: it is too large, of another kind, or cannot be read.
    """
    if len(data) > CV_LIMIT:
        raise AdvisorError(f"The file is larger than {CV_LIMIT // 1_000_000} MB; paste its text.")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        raise AdvisorError(f"A CV of that kind cannot be read; these can: {kinds}. Or paste it.")
    with tempfile.TemporaryDirectory() as folder, Converter() as converter:
        path = Path(folder) / f"CV{suffix}"
        path.write_bytes(data)
        return converter.read(path)[:_ABOUT]


def _card(profile: Profile) -> list[tuple[str, str]]:
    hours = profile.hours_per_week
    said = {
        "Where you are": profile.stage,
        "Goal": profile.goal,
        "Place": profile.place,
        "Time": f"{hours:g} hours a week" if hours is not None else None,
    }
    return [(name, value) for name, value in said.items() if value]


def _way(requirements: Sequence[Requirement], plan: Plan) -> list[dict[str, Any]]:
    """Return how many things each step of the plan has, and how many of them are done."""
    found = []
    for step in plan.steps:
        done, count = len(step.done), len(step.done) + len(step.requirements)
        share = round(100 * done / count)
        found.append({"heading": step.heading, "done": done, "all": count, "share": share})
    return found if requirements else []


def _step(plan: Plan, step: PlanStep) -> dict[str, Any]:
    durations = {each.requirement: each.words for each in step.durations}
    said = _said_of(step) if plan.model is None else {}
    left = [
        {
            "requirement": each,
            "key": f"{plan.guide}/{step.heading}/{each.name}",
            "said": "" if _is_all(each) else said.get(each.citation.number, ""),
            "duration": durations.get(each.name, ""),
        }
        for each in step.requirements
    ]
    written = "" if plan.model is None else markdown_html(step.text)
    return {"heading": step.heading, "done": step.done, "left": left, "written": written}


def _is_all(requirement: Requirement) -> bool:
    """Whether a requirement's name is all that the guide says of it."""
    return plain(requirement.citation.quote).strip(" .") == requirement.name


def _said_of(step: PlanStep) -> dict[int, Any]:
    """Return what the guide says of each thing, as HTML, by the number of its first citation: the
    items of a step in the guide's own words."""
    found: dict[int, Any] = {}
    lines: list[str] = []

    def close() -> None:
        if lines and lines[0].startswith("- "):
            text = "\n".join([lines[0][2:], *(line[2:] for line in lines[1:])])
            number = _MARKER.search(text)
            if number:
                found[int(number[1])] = markdown_html(_MARKER.sub("", text))
        lines.clear()

    for line in step.text.split("\n"):
        if line.startswith("- "):
            close()
        lines.append(line)
    close()
    return found
