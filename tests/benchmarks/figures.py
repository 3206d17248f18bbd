"""What a benchmark finds, and how it is worked out of times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report.

    `target` is what `value` is held to, from the side that `wanted` says; None for a figure
    that is only reported. `detail` says in words what was measured.
    """

    name: str
    value: float
    detail: str
    target: float | None = None
    wanted: Literal["at most", "at least"] = "at most"
    unit: str = "×"

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.wanted == "at most" else self.value >= self.target


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes, in seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(
    first: Callable[[], object], second: Callable[[], object], swap: bool
) -> tuple[float, float]:
    """The seconds of two pieces of work that are done one right after the other.

    Args:
        first: one.
        second: the other.
        swap: do the second one first, so that over many pairs neither gains by its place.
    """
    if swap:
        later = seconds(second)
        return seconds(first), later
    return seconds(first), seconds(second)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lie, by linear interpolation."""
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (position - low) * (ordered[high] - ordered[low])


def median_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """The median over runs of (measured, baseline) of how many times the baseline it is."""
    return statistics.median(measured / baseline for measured, baseline in pairs)
