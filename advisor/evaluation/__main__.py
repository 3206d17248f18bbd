"""python -m advisor.evaluation [FILE …]: how well the advisor answers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track

from advisor.errors import AdvisorError
from advisor.evaluation import report
from advisor.evaluation.profiles import PROFILES, as_data, evaluate_profiles, profile_table
from advisor.evaluation.questions import CONVERSATIONS, HALVES, QUESTIONS, by_guide, guide_beside
from advisor.evaluation.real import REAL_MEANINGS
from advisor.evaluation.run import MEANINGS, Evaluation, evaluate
from advisor.ingest.sources import shipped_corpus

HELD, BELOW, NOTHING_DONE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command line; `sys.argv` when left out.

    Returns:
        The exit code: 0, or 1 where a figure is worse than `--fail-under` allows, or 2 where
        nothing could be measured, or the report not be written.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.json not in (None, "-") and not Path(options.json).absolute().parent.is_dir():
            raise AdvisorError(f"{options.json} cannot be written: there is no such folder.")
        old = report.load_report(options.compare) if options.compare else None
        given = options.files or [
            path
            for kind in (QUESTIONS, CONVERSATIONS, PROFILES)
            for path in sorted(shipped_corpus().glob(f"*{kind}"))
        ]
        paths = [path for path in given if not path.name.endswith(PROFILES)]
        if not given:
            raise AdvisorError(
                f"There is no question set in {shipped_corpus()}; name one: NAME{QUESTIONS}."
            )
        evaluations = [
            evaluate(
                sets, options.half, track=_bar(guide_beside(sets[0])), with_asked=options.asked
            )
            for sets in by_guide(paths)
        ]
        of_profiles = [evaluate_profiles(path, options.half) for path in given if path not in paths]
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("Interrupted; nothing was measured.", file=sys.stderr)
        return NOTHING_DONE

    found = report.as_json(evaluations) | {"profiles": as_data(of_profiles)}
    text = json.dumps(found, indent=2, ensure_ascii=False)
    to_machine = options.json == "-"
    if to_machine:
        print(text)
    console = Console(stderr=to_machine, width=None if sys.stdout.isatty() else 140)
    if not to_machine:
        _show(console, evaluations)
        if of_profiles:
            console.print(profile_table(of_profiles))
    if old is not None:
        _show_changes(console, old, found)
    if options.json and not to_machine:
        try:
            Path(options.json).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            print(f"{options.json} cannot be written: {error.strerror or error}.", file=sys.stderr)
            return NOTHING_DONE
    return _verdict(report.means(evaluations), options.fail_under)


def _parser() -> argparse.ArgumentParser:
    names = "\n".join(
        f"  {name:26}{meaning}" for name, meaning in (MEANINGS | REAL_MEANINGS).items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m advisor.evaluation",
        description="Asks the questions of a set that lies beside its guide, of the advisor and "
        "of the tutorial pipeline, and reports how well they do.",
        epilog=f"figures:\n{names}\n\nExit codes: 0, 1 a figure is worse than --fail-under "
        "allows, 2 nothing could be measured.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=f"question sets, NAME{QUESTIONS}, NAME.TOPIC{QUESTIONS} or NAME.TOPIC{CONVERSATIONS}, "
        f"and profiles of people, NAME{PROFILES}, beside the guide NAME.md or so; those of one "
        "guide are asked together (default: corpus)",
    )
    parser.add_argument(
        "--half",
        choices=HALVES,
        default="reported",
        help="which questions: weights are chosen on the tuning half alone (default: reported)",
    )
    parser.add_argument(
        "--without-asked",
        dest="asked",
        action="store_false",
        help="leave out the questions that the guides carry for their sections",
    )
    parser.add_argument("--json", metavar="FILE", help="write JSON there; - for standard output")
    parser.add_argument(
        "--compare", type=Path, metavar="OLD.json", help="say what has changed since that report"
    )
    parser.add_argument(
        "--fail-under",
        action="append",
        default=[],
        type=_bound,
        metavar="FIGURE=VALUE",
        help="exit with 1 where a figure (their mean, of several sets) is worse: below the value, "
        "or above it where lower is better; may be given often",
    )
    return parser


def _bound(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    known = MEANINGS | REAL_MEANINGS
    if name not in known:
        raise argparse.ArgumentTypeError(
            f"there is no figure {name!r}; the figures are {', '.join(known)}"
        )
    try:
        bound = float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{value!r} is not a number; write {name}=0.8, say"
        ) from None
    if bound > 1 and report.is_share(name):
        raise argparse.ArgumentTypeError(f"{name} is 1 at most; write {name}=0.8, say")
    return name, bound


def _bar(guide: Path) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """Return what goes through a sequence under a progress bar that names a guide, on standard
    error where that is a terminal."""
    console = Console(stderr=True)
    return partial(
        track,
        description=guide.name,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _show(console: Console, evaluations: Sequence[Evaluation]) -> None:
    for each in evaluations:
        if each.outcomes:
            console.print(report.table(each))
        if (misses := report.miss_table(each)) is not None:
            console.print(misses)
        if each.real_outcomes:
            console.print(report.real_table([each]))
    if len(evaluations) > 1:
        if any(each.outcomes for each in evaluations):
            console.print(report.mean_table(evaluations))
        if any(each.real_outcomes for each in evaluations):
            console.print(report.real_table(evaluations))


def _show_changes(console: Console, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for line in report.other_questions(old, new):
        console.print(f"[yellow]{escape(line)}[/]")
    figures, flips = report.changes(old, new)
    if not figures and not flips:
        console.print("Nothing has changed since the earlier report.")
    if figures:
        console.print(report.change_table(figures))
    if flips:
        console.print(report.flip_table(flips))


def _verdict(found: Mapping[str, float], bounds: Sequence[tuple[str, float]]) -> int:
    """Return the exit code; every missed bound is named."""
    missed = False
    for name, bound in bounds:
        if name not in found:
            print(f"{name} could not be measured on these questions.", file=sys.stderr)
            missed = True
        elif report.worse_than(name, found[name], bound):
            print(f"{name} is {found[name]:.3f}; {bound:g} is wanted.", file=sys.stderr)
            missed = True
    return BELOW if missed else HELD


if __name__ == "__main__":
    sys.exit(main())
