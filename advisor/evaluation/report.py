"""Reports: a table for people, JSON for machines, and what has changed since an earlier one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from advisor.errors import AdvisorError
from advisor.evaluation.metrics import Estimate, mean_over
from advisor.evaluation.outcomes import Metric, Outcome
from advisor.evaluation.real import (
    COUNTED,
    EXTENTS,
    PLACES,
    REAL_LOWER_IS_BETTER,
    real_figures,
)
from advisor.evaluation.run import LOWER_IS_BETTER, MEANINGS, Evaluation

_VERSION = 1
_MISSES_SHOWN = 20

#: What can turn about a question from one report to the next, and how it is put.
_TURNS = {
    "evidence_at_3": "evidence in the first 3 sections",
    "evidence_in_answer": "evidence in the answer",
    "citation_hit": "an expected section cited",
    "coverage_right": "right about coverage",
}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is not what it was; `better` says which way it went."""

    guide: str
    name: str
    before: float
    after: float

    @property
    def better(self) -> bool:
        """Whether it went the right way."""
        return (self.after < self.before) == lower_is_better(self.name)


@dataclass(frozen=True, slots=True)
class Flip:
    """Something about a question that was right and is wrong now, or the other way round."""

    guide: str
    question: str
    what: str
    better: bool


def means(evaluations: Sequence[Evaluation]) -> dict[str, float]:
    """Return the mean of each figure over evaluations; one counts as much as another."""
    return mean_over(
        [
            {name: metric.advisor.value for name, metric in _all_metrics(each).items()}
            for each in evaluations
        ]
    )


def lower_is_better(name: str) -> bool:
    """Tell whether a figure is better when it is lower."""
    return name in LOWER_IS_BETTER or name in REAL_LOWER_IS_BETTER


def worse_than(name: str, value: float, bound: float) -> bool:
    """Tell whether a figure is worse than a bound: below it, or above it where lower is better."""
    return value > bound if lower_is_better(name) else value < bound


def table(evaluation: Evaluation) -> Table:
    """Return one evaluation as a table, figures with their 95 % confidence intervals."""
    count = _counted(evaluation.outcomes)
    built = Table(
        title=f"{escape(evaluation.guide)}, {evaluation.half} half, {count}",
        title_justify="left",
    )
    for heading in ("Figure", "", "Advisor", "Tutorial pipeline", "Ahead by"):
        built.add_column(heading, justify="left" if heading in ("Figure", "") else "right")
    for name, metric in evaluation.metrics.items():
        built.add_row(
            name,
            MEANINGS[name],
            _shown(name, metric.advisor),
            _shown(name, metric.tutorial),
            _shown(name, metric.difference, signed=True),
        )
    return built


def miss_table(evaluation: Evaluation) -> Table | None:
    """Return a table of the first questions that something went wrong with, and what; None where
    nothing did."""
    missed = [
        (outcome.question.text, [what for key, what in _TURNS.items() if known.get(key) is False])
        for outcome in evaluation.outcomes
        for known in [_question(outcome)]
    ]
    missed = [(question, what) for question, what in missed if what]
    if not missed:
        return None
    built = Table(
        "Question",
        "Missed",
        title=f"{escape(evaluation.guide)}: {len(missed)} of {_counted(evaluation.outcomes)}",
        title_justify="left",
        caption="--json has them all" if len(missed) > _MISSES_SHOWN else None,
    )
    for question, what in missed[:_MISSES_SHOWN]:
        built.add_row(escape(question), "; ".join(what))
    return built


def _counted(outcomes: Sequence[Outcome]) -> str:
    return f"{len(outcomes)} question{'' if len(outcomes) == 1 else 's'}"


def other_questions(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return a line for each guide of two reports that was not asked the same questions, which says
    so."""
    before = {each["guide"]: each for each in old["evaluations"]}
    told = []
    for after in new["evaluations"]:
        earlier = before.get(after["guide"])
        if earlier is None:
            told.append(f"{after['guide']} is not in the earlier report.")
            continue
        sets = [set(_asked(found)) for found in (earlier, after)]
        gone, added = len(sets[0] - sets[1]), len(sets[1] - sets[0])
        if gone or added:
            told.append(
                f"{after['guide']} was asked other questions then ({gone} are gone, {added} are "
                "new), so its figures are not comparable; those of single questions are."
            )
    return told


def mean_table(evaluations: Sequence[Evaluation]) -> Table:
    """Return the means over several evaluations as a table."""
    tutorial = mean_over(
        [
            {n: m.tutorial.value for n, m in each.metrics.items() if m.tutorial is not None}
            for each in evaluations
        ]
    )
    built = Table(title=f"Mean of {len(evaluations)} guides", title_justify="left")
    for heading in ("Figure", "", "Advisor", "Tutorial pipeline"):
        built.add_column(heading, justify="left" if heading in ("Figure", "") else "right")
    found = means(evaluations)
    for name in MEANINGS:
        if name in found:
            other = _number(name, tutorial[name]) if name in tutorial else ""
            built.add_row(name, MEANINGS[name], _number(name, found[name]), other)
    return built


def real_table(evaluations: Sequence[Evaluation]) -> Table:
    """Return the figures of the real questions of all evaluations together as a table: a column
    for how far the guide answers, with the 95 % confidence intervals."""
    outcomes = [outcome for each in evaluations for outcome in each.real_outcomes]
    found = real_figures(outcomes)
    guides = escape(evaluations[0].guide) if len(evaluations) == 1 else f"{len(evaluations)} guides"
    built = Table(
        title=f"{guides}, {evaluations[0].half} half, {_counted(outcomes)} that people asked",
        title_justify="left",
    )
    for heading in ("", "", *(extent.capitalize() for extent in EXTENTS)):
        built.add_column(heading, justify="right" if heading else "left")
    for place, where in PLACES.items():
        here = [each for each in outcomes if bool(each.question.conversation) == (place == "talk")]
        if not here:
            continue
        counts = Counter(each.question.extent for each in here)
        built.add_row(where, "how many", *(str(counts[extent]) for extent in EXTENTS))
        for name, meaning in COUNTED.items():
            cells = []
            for extent in EXTENTS:
                metric = found.get(f"{place}_{extent}_{name}")
                cells.append(_shown(name, metric.advisor if metric else None))
            if any(cells):
                built.add_row(name, meaning, *cells)
        built.add_section()
    return built


def as_json(evaluations: Sequence[Evaluation]) -> dict[str, Any]:
    """Return evaluations as what `json.dumps` takes; `load_report` and `changes` read it."""
    return {
        "version": _VERSION,
        "mean": means(evaluations),
        "evaluations": [
            {
                "guide": each.guide,
                "half": each.half,
                "metrics": {name: asdict(metric) for name, metric in _all_metrics(each).items()},
                "questions": [_question(outcome) for outcome in each.outcomes],
                "real_questions": [_real_question(outcome) for outcome in each.real_outcomes],
            }
            for each in evaluations
        ],
        "real": {
            name: asdict(metric)
            for name, metric in real_figures(
                [outcome for each in evaluations for outcome in each.real_outcomes]
            ).items()
        },
    }


def _all_metrics(evaluation: Evaluation) -> dict[str, Metric]:
    return {**evaluation.metrics, **evaluation.real_metrics}


def load_report(path: Path) -> dict[str, Any]:
    """Return an earlier report.

    Raises:
        AdvisorError: the file is not one.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if report["version"] != _VERSION:
            raise AdvisorError(
                f"{path} is a report of version {report['version']}; this one reads {_VERSION}. "
                "Make it anew."
            )
    except OSError as error:
        raise AdvisorError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AdvisorError(
            f"{path} is not a report of python -m advisor.evaluation --json: {error!r}."
        ) from error
    return dict(report)


def changes(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[list[FigureChange], list[Flip]]:
    """Return what differs between two reports, of guides and questions that are in both.

    Times are left out: those of two runs cannot be compared.

    Args:
        old: from `as_json` or `load_report`.
        new: the later one.
    """
    before = {each["guide"]: each for each in old["evaluations"]}
    figures: list[FigureChange] = []
    flips: list[Flip] = []
    for after in new["evaluations"]:
        if after["guide"] in before:
            figures += _changed_figures(before[after["guide"]], after)
            flips += _flips(before[after["guide"]], after)
    return figures, flips


def change_table(figures: Sequence[FigureChange]) -> Table:
    """Return changed figures as a table."""
    built = Table("Guide", "Figure", "Before", "After", "", title="Changes", title_justify="left")
    for each in figures:
        verdict = "[green]better[/]" if each.better else "[red]worse[/]"
        before, after = _number(each.name, each.before), _number(each.name, each.after)
        built.add_row(escape(each.guide), each.name, before, after, verdict)
    return built


def flip_table(flips: Sequence[Flip]) -> Table:
    """Return flipped questions as a table."""
    built = Table("", "Guide", "Question", "What", title="Questions", title_justify="left")
    for each in sorted(flips, key=lambda flip: flip.better):
        verdict = "[green]now right[/]" if each.better else "[red]now wrong[/]"
        built.add_row(verdict, escape(each.guide), escape(each.question), each.what)
    return built


def _question(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    rank = next((rank for rank, holds in enumerate(outcome.found, 1) if holds), None)
    other = next((rank for rank, holds in enumerate(outcome.tutorial_found, 1) if holds), None)
    known: dict[str, Any] = {
        "question": question.text,
        "line": question.line,
        "kind": question.kind,
        "answerable": question.answerable,
        "near_miss": question.near_miss,
        "coverage": outcome.coverage,
        "coverage_right": outcome.coverage_right,
        "cited": sorted(outcome.cited),
    }
    if not question.answerable:
        return known
    known |= {
        "evidence_in_answer": outcome.evidence_in_answer,
        "citation_hit": outcome.citation_hit,
    }
    if not question.history:
        known |= {
            "evidence_rank": rank,
            "tutorial_evidence_rank": other,
            "evidence_at_3": rank is not None and rank <= 3,
        }
    return known


def _real_question(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return _question(outcome) | {
        "extent": question.extent,
        "source": question.source,
        "conversation": question.conversation,
        "stray": list(outcome.stray),
    }


def _changed_figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FigureChange]:
    for name, metric in after["metrics"].items():
        earlier = before["metrics"].get(name)
        if earlier is None or is_time(name):
            continue
        values = earlier["advisor"]["value"], metric["advisor"]["value"]
        if abs(values[0] - values[1]) > 1e-9:
            yield FigureChange(after["guide"], name, *values)


def _flips(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Flip]:
    earlier = _asked(before)
    for asked, question in _asked(after).items():
        for key, what in _TURNS.items():
            was = earlier.get(asked, {}).get(key)
            if was is not None and key in question and question[key] != was:
                yield Flip(after["guide"], question["question"], what, bool(question[key]))


def _asked(evaluation: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the questions of an evaluation by the conversation that they are from and by their
    words."""
    listed = (*evaluation["questions"], *evaluation.get("real_questions", ()))
    return {(each.get("conversation", ""), each["question"]): each for each in listed}


def is_share(name: str) -> bool:
    """Tell whether a figure is 1 at most."""
    return not is_time(name) and not name.endswith("_quotes")


def is_time(name: str) -> bool:
    """Tell whether a figure is a time, in milliseconds."""
    return name.startswith(("search_", "ask_"))


def _shown(name: str, estimate: Estimate | None, *, signed: bool = False) -> str:
    if estimate is None:
        return ""
    low, high = _number(name, estimate.low, signed), _number(name, estimate.high, signed)
    return f"{_number(name, estimate.value, signed)} \\[{low}, {high}]"


def _number(name: str, value: float, signed: bool = False) -> str:
    digits = 1 if is_time(name) else 2
    return f"{value:{'+' if signed else ''}.{digits}f}"
