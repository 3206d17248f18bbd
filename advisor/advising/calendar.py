"""A plan as a calendar file (iCalendar, RFC 5545), where the guide says how long things take."""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from advisor.types import Plan

_IDENTITY = "-//career advisor//plan//EN"
#: Hours of work a week where the person does not say; what takes hours takes as many weeks.
_HOURS_A_WEEK = 10.0


def calendar_of(plan: Plan, start: date) -> bytes | None:
    """Return a plan as a calendar file; None where the guide does not say how long anything takes.

    What one step has goes on side by side, and the next step begins when the longest of it ends. Of
    a span ("9 to 14 weeks") the longest is meant. What takes hours is spread over weeks, by the
    hours a week that the person has.

    Args:
        plan: the plan.
        start: the first day.
    """
    calendar = Calendar()
    calendar.add("prodid", _IDENTITY)
    calendar.add("version", "2.0")
    begins = start
    for step in plan.steps:
        ends = begins
        for each in step.durations:
            days = _days(each.days, plan.profile.hours_per_week or _HOURS_A_WEEK)
            event = Event()
            name = f"{plan.guide} {step.heading} {each.requirement}"
            event.add("uid", hashlib.sha256(name.encode()).hexdigest()[:32] + "@career-advisor")
            event.add("dtstamp", datetime.combine(start, time(), UTC))
            event.add("summary", each.requirement)
            event.add("description", f"{step.heading}. {plan.title} says: {each.words}.")
            event.add("dtstart", begins)
            event.add("dtend", begins + timedelta(days=days))
            calendar.add_component(event)
            ends = max(ends, begins + timedelta(days=days))
        begins = ends
    return bytes(calendar.to_ical()) if calendar.subcomponents else None


def _days(days: float, hours_a_week: float) -> int:
    """Whole days; less than a day is hours of work."""
    if days < 1:
        return max(1, math.ceil(days * 24 / hours_a_week * 7))
    return math.ceil(days)
