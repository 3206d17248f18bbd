"""python -m tools.followups [FILE …]: how well follow-ups are made to stand alone.

A file has JSON lines: a guide, a conversation over it, what is asked next, the same written out in
full, whether that follows up on what was said or changes the subject, and the guide's words that
answer it. What the advisor makes of the question is searched for, and beside it the question as it
was asked, all that was asked strung together, and the question written out in full.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from advisor.advisor import Advisor
from advisor.conversation.history import messages_of
from advisor.errors import AdvisorError
from advisor.evaluation.metrics import Estimate, mean_of
from advisor.evaluation.questions import HALVES, Half, QuestionSetError, half_of
from advisor.settings import Settings
from advisor.text.plain import plain

KINDS = ("follow-up", "change")
WAYS = ("rewritten", "written out", "alone", "strung together")

_ROOT = Path(__file__).parents[1]
_CONVERSATIONS = _ROOT / "tests" / "conversations"
_FIRST = 3


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation.

    Attributes:
        guide: the file of the guide, from the project's folder.
        history: the conversation before it, as role/content messages.
        question: what is asked.
        full: the same for somebody who has not heard the conversation.
        kind: one of `KINDS`.
        evidence: pieces of the guide, word for word, each of which answers it.
    """

    guide: str
    history: tuple[Mapping[str, object], ...]
    question: str
    full: str
    kind: str
    evidence: tuple[str, ...]

    @property
    def half(self) -> Half:
        """The half that it belongs to, by its words alone."""
        return half_of(self.question + self.full)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: what it was made into, after how many seconds; and, by each of
    `WAYS`, at which rank among the first three sections the evidence stands, counted from 0; None
    where it does not."""

    asked: FollowUp
    rewritten: str
    seconds: float
    ranks: Mapping[str, int | None]

    def first(self, way: str) -> bool:
        """Tell whether the first section holds the evidence."""
        return self.ranks[way] == 0

    def among_first(self, way: str) -> bool:
        """Tell whether one of the first three sections does."""
        return self.ranks[way] is not None


def load_follow_ups(path: Path) -> tuple[FollowUp, ...]:
    """Read a set of conversations.

    Raises:
        QuestionSetError: the file cannot be read, or a line of it is not as it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(_follow_up(json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(f"{path} is not a set of conversations: {error!r}") from error


def outcomes_of(follow_ups: Sequence[FollowUp], settings: Settings) -> Iterator[Outcome]:
    """Yield what comes of questions, each asked over its own guide in a store of its own.

    Args:
        follow_ups: the questions; those over one guide stand together.
        settings: the models to use; their data folder is left alone.

    Raises:
        AdvisorError: a guide cannot be read, or a model cannot be loaded.
    """
    for guide, asked in groupby(follow_ups, key=lambda each: each.guide):
        with tempfile.TemporaryDirectory(prefix="advisor-follow-ups-") as folder:
            own = settings.model_copy(update={"data_dir": Path(folder)})
            with Advisor(own) as advisor:
                advisor.ingest([_ROOT / guide])
                advisor.warm()
                for each in asked:
                    yield _outcome(each, advisor)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """Return, by way, the share of questions whose evidence is in the first three sections, and in
    the first one."""
    found: dict[str, Estimate | None] = {}
    for way in WAYS:
        found[way] = mean_of([each.among_first(way) for each in outcomes])
        found[f"{way}, first"] = mean_of([each.first(way) for each in outcomes])
    return {name: figure for name, figure in found.items() if figure is not None}


def _follow_up(record: Any) -> FollowUp:
    if record["kind"] not in KINDS:
        raise ValueError(f"kind is {record['kind']!r}, not one of {', '.join(KINDS)}")
    pieces = (record["evidence"], *record.get("evidence_also", ()))
    return FollowUp(
        guide=record["guide"],
        history=tuple(record["history"]),
        question=record["question"],
        full=record["full"],
        kind=record["kind"],
        evidence=tuple(" ".join(piece.split()) for piece in pieces),
    )


def _outcome(asked: FollowUp, advisor: Advisor) -> Outcome:
    started = time.perf_counter()
    turns = messages_of(asked.history)
    rewritten = advisor.standing_alone(asked.question, asked.history)
    seconds = time.perf_counter() - started
    texts = {
        "rewritten": rewritten,
        "written out": asked.full,
        "alone": asked.question,
        "strung together": " ".join([*(turn.question for turn in turns), asked.question]),
    }
    ranks = {way: _rank(text, asked, advisor) for way, text in texts.items()}
    return Outcome(asked, rewritten, seconds, ranks)


def _rank(question: str, asked: FollowUp, advisor: Advisor) -> int | None:
    for rank, hit in enumerate(advisor.search(question, _FIRST)):
        text = plain(hit.text)
        if any(piece in text for piece in asked.evidence):
            return rank
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command line; `sys.argv` when left out.

    Returns:
        The exit code: 0, or 2 where nothing could be measured.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.followups",
        description="Makes follow-ups stand alone, and says in what part of them the guide's words "
        "that answer them are in the first three sections found.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="conversations as JSON lines (default: tests/conversations)",
    )
    parser.add_argument(
        "--half",
        choices=HALVES,
        default="reported",
        help="which questions: what is fitted is fitted on the tuning half (default: reported)",
    )
    parser.add_argument("--show", action="store_true", help="show what each question became")
    options = parser.parse_args(arguments)
    try:
        paths = options.files or sorted(_CONVERSATIONS.glob("*.jsonl"))
        follow_ups = [each for path in paths for each in load_follow_ups(path)]
        chosen = [each for each in follow_ups if options.half in ("all", each.half)]
        if not chosen:
            raise QuestionSetError(f"There are no questions in the {options.half} half.")
        outcomes = tuple(outcomes_of(chosen, Settings()))
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    _show(outcomes, Console(width=None if sys.stdout.isatty() else 140), options.show)
    return 0


def _show(outcomes: Sequence[Outcome], console: Console, each_one: bool) -> None:
    if each_one:
        for each in outcomes:
            said = each.rewritten if each.rewritten != each.asked.question else "="
            mark = " " if each.among_first("rewritten") else "-"
            console.print(f"{mark} {each.asked.question} → {said}", markup=False)
    table = Table("questions", "over", *WAYS, title="Evidence in the first 3 sections (first 1)")
    guides = sorted({each.asked.guide for each in outcomes})
    for kind in KINDS:
        for guide in (*guides, "all guides"):
            over = guides if guide == "all guides" else [guide]
            some = [o for o in outcomes if o.asked.kind == kind and o.asked.guide in over]
            found = figures(some)
            if found:
                cells = [f"{found[w].value:.3f} ({found[f'{w}, first'].value:.3f})" for w in WAYS]
                table.add_row(f"{len(some)} {kind}s", Path(guide).name, *cells)
    console.print(table)
    for kind in KINDS:
        some = [each for each in outcomes if each.asked.kind == kind]
        if interval := figures(some).get("rewritten"):
            left = np.mean([each.rewritten == each.asked.question for each in some])
            console.print(
                f"{kind}s: {interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f}), "
                f"{left:.2f} left as they were"
            )
    milliseconds = [1_000 * each.seconds for each in outcomes]
    console.print(
        f"{np.median(milliseconds):.0f} ms, {np.quantile(milliseconds, 0.95):.0f} ms at the "
        "95th percentile"
    )


if __name__ == "__main__":
    sys.exit(main())
