"""`python ingest.py`: (re-)ingest guides from the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from advisor.advisor import Advisor
from advisor.errors import AdvisorError, StoreError
from advisor.ingest.gathering import told_apart
from advisor.ingest.sources import shipped_corpus
from advisor.ingest.watching import watch
from advisor.settings import Settings
from advisor.types import Guide, GuideChange, IngestReport

ALL_IN, SOME_SKIPPED, NOTHING_DONE = 0, 1, 2

_NICENESS = 10
_EVERY_MINUTES = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command line; `sys.argv` when left out.

    Returns:
        The exit code: 0 all in, 1 some files skipped, 2 nothing could be done.
    """
    options = _parser().parse_args(arguments)
    try:
        with Advisor(Settings()) as advisor:
            if options.list:
                return _list(advisor, options)
            if options.show:
                return _show(advisor, options)
            if options.unanswered:
                return _unanswered(advisor, options)
            if options.asked:
                return _teach(advisor, options)
            if options.remove:
                return _tell(advisor.remove(options.remove, waiting=_waiting), options)
            if not options.watch:
                return _ingest(advisor, options)
            return _watch(advisor, options)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        return ALL_IN if options.watch else _interrupted()


def step_back() -> None:
    """Give the page's answers precedence over this process on a busy machine, where the system
    can."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python ingest.py",
        description="Reads guides into the advisor's store; only what changed is embedded.",
        epilog="Exit codes: 0 all in, 1 some files skipped, 2 nothing could be done.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        default=[str(shipped_corpus())],
        metavar="PATH",
        help="guides, folders of guides, addresses of pages or sitemaps (https://…), and @FILE for "
        "a file that lists addresses, one a line, with # before comments (default: corpus)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show what would change, only")
    what.add_argument("--watch", action="store_true", help="ingest again whenever a guide changes")
    what.add_argument("--list", action="store_true", help="list the guides in the store")
    what.add_argument(
        "--show", metavar="GUIDE", help="print a guide's outline and text as the advisor sees them"
    )
    what.add_argument(
        "--unanswered", action="store_true", help="what people asked that the guides do not say"
    )
    what.add_argument(
        "--asked",
        nargs=3,
        metavar=("QUESTION", "GUIDE", "SECTION"),
        help="write into a guide that a section of it answers a question, and ingest it",
    )
    what.add_argument("--remove", metavar="GUIDE", help="take a guide out of the store")
    what.add_argument(
        "--rebuild",
        action="store_true",
        help="make the store anew, after a change of the embedding model or of version",
    )
    parser.add_argument(
        "--every",
        metavar="MINUTES",
        type=_minutes,
        default=_EVERY_MINUTES,
        help="with --watch: how often pages are looked at again (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    parser.add_argument("--quiet", action="store_true", help="say nothing when nothing changed")
    return parser


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number of minutes above 0")
    return minutes


def _watch(advisor: Advisor, options: argparse.Namespace) -> int:
    given = told_apart(options.paths)
    every = options.every * 60 if given.has_pages else None
    for pages_are_due in watch(given.paths, given.lists, every):
        _ingest(advisor, options, options.paths if pages_are_due else given.paths)
    return ALL_IN


def _ingest(
    advisor: Advisor, options: argparse.Namespace, paths: Sequence[str | Path] | None = None
) -> int:
    try:
        with _Bar() as bar:
            report = advisor.ingest(
                options.paths if paths is None else paths,
                progress=bar,
                waiting=_waiting,
                fetching=bar.fetching,
                dry_run=options.dry_run,
                rebuild=options.rebuild,
            )
    except AdvisorError as error:
        if not options.watch:
            raise
        print(error, file=sys.stderr)
        return NOTHING_DONE
    told = _tell(report, options)
    if report.embedded and not options.dry_run:
        sys.stdout.flush()
        with suppress(StoreError):
            advisor.examples()  # the page opens with them: now, while the model is loaded
    return told


def _list(advisor: Advisor, options: argparse.Namespace) -> int:
    guides = advisor.guides()
    if options.json:
        print(json.dumps([_row(guide) for guide in guides], ensure_ascii=False, indent=2))
    elif not guides:
        print("There is no guide in the store yet. Ingest one with: python ingest.py PATH")
    for guide in () if options.json else guides:
        row = _row(guide)
        print(
            f"{guide.name}  “{guide.title}”  edition {guide.edition}, {guide.ingested}, "
            f"{row['sections']} sections, {guide.passages} passages"
        )
    return ALL_IN


def _show(advisor: Advisor, options: argparse.Namespace) -> int:
    guide = advisor.guide(options.show)
    sections = [section for section in guide.sections if section.part == 0]
    if options.json:
        shown = _row(guide) | {
            "outline": [{"path": each.path, "level": each.level} for each in sections],
            "left_out": guide.left_out,
            "warnings": guide.warnings,
            "text": guide.text,
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return ALL_IN
    print(f"{guide.name}  “{guide.title}”  edition {guide.edition}, {guide.ingested}")
    for section in sections:
        print(f"{'  ' * len(section.path)}{section.path[-1]}")
    for what in guide.left_out:
        print(f"Left out: {what}")
    for warning in guide.warnings:
        print(f"Warning: {warning}.")
    print(f"\n{guide.text}", end="")
    return ALL_IN


def _unanswered(advisor: Advisor, options: argparse.Namespace) -> int:
    topics = advisor.unanswered()
    if options.json:
        print(json.dumps([asdict(topic) for topic in topics], ensure_ascii=False, indent=2))
        return ALL_IN
    if not topics:
        print("No question has gone unanswered.")
    for topic in topics:
        times = len(topic.questions)
        print(f"{times} {'question' if times == 1 else 'questions'}:")
        for (question, why), count in Counter((q.question, q.why) for q in topic.questions).items():
            again = f", {count} times" if count > 1 else ""
            print(f"  {question} ({why}{again})")
        for reason in dict.fromkeys(q.reason for q in topic.questions if q.reason):
            print(f"    “{reason}”")
    return ALL_IN


def _teach(advisor: Advisor, options: argparse.Namespace) -> int:
    taught = advisor.teach(*options.asked, waiting=_waiting)
    if options.json:
        print(json.dumps(asdict(taught), ensure_ascii=False, indent=2))
    elif taught.written or not options.quiet:
        done = "now carries" if taught.written else "carried already"
        embedded = taught.report.embedded
        print(
            f"{taught.guide}: “{' › '.join(taught.section)}” {done} “{taught.question}” "
            f"(line {taught.line} of {taught.source}); {embedded} "
            f"{'passage' if embedded == 1 else 'passages'} embedded."
        )
    return ALL_IN


def _row(guide: Guide) -> dict[str, object]:
    return {
        "name": guide.name,
        "title": guide.title,
        "edition": guide.edition,
        "ingested": guide.ingested,
        "digest": guide.digest,
        "sections": len(guide.sections),
        "passages": guide.passages,
    }


def _tell(report: IngestReport, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2), flush=True)
    else:
        _tell_people(report, options)
    return SOME_SKIPPED if report.skipped else ALL_IN


def _tell_people(report: IngestReport, options: argparse.Namespace) -> None:
    changed = [each for each in report.changes if each.what != "unchanged" or each.embedded]
    if changed or not options.quiet:
        for change in changed:
            print("\n".join(_lines(change)))
        total = (
            f"{report.embedded} passages embedded, "
            f"{report.unchanged + report.updated} kept, {report.removed} removed"
        )
        if options.dry_run:
            print(f"A dry run; nothing was changed. It would be: {total}.")
        elif changed:
            print(f"{total}, in {report.seconds:.1f} s.")
        else:
            print(f"Nothing changed: {', '.join(report.guides)} ({report.unchanged} passages).")
        for change in report.changes:
            for warning in change.warnings:
                print(f"{change.guide}: warning: {warning}.", file=sys.stderr)
        for path, guide in report.replaced:
            print(
                f"Left out {path}: another file has taken its place in {guide}. It is read again "
                f"when it changes, or after: python ingest.py --remove {guide}"
            )
    for path, reason in report.skipped:
        why = reason.removeprefix(f"{Path(path).name}: ")
        print(f"Skipped {path}: {why}", file=sys.stderr)
    sys.stdout.flush()


def _lines(change: GuideChange) -> list[str]:
    lines = [f"{change.guide}: {change.what}, edition {change.edition}"]
    if change.what not in ("added", "removed"):
        for verb, paths in (
            ("added", change.sections_added),
            ("changed", change.sections_changed),
            ("moved", change.sections_moved),
            ("removed", change.sections_removed),
        ):
            lines += [f"  {verb:8} {' › '.join(path)}" for path in paths]
    else:
        count = len(change.sections_added) + len(change.sections_removed)
        read = f", {change.words} words" if change.words else ""
        lines.append(f"  {count} sections{read}")
    lines.append(
        f"  {change.embedded} passages embedded, {change.kept} kept, {change.dropped} removed"
    )
    if change.left_out:
        lines.append(f"  left out: {', '.join(change.left_out)}")
    return lines


def _waiting(holder: str) -> None:
    print(f"Waiting for another ingest to end: {holder}.", file=sys.stderr)


def _interrupted() -> int:
    print("Interrupted. The guides are as they were; ingest again to go on.", file=sys.stderr)
    return NOTHING_DONE


class _Bar:
    """A progress bar on standard error, drawn only while there is work and a terminal: of the page
    that is fetched, then of the passages that are embedded."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import Progress, TaskID

        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task: TaskID | None = None
        self._page: TaskID | None = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def fetching(self, address: str) -> None:
        """Show the page that is fetched."""
        from rich.markup import escape

        shown = f"Fetching {escape(address)}"
        if self._page is None:
            self._progress.start()
            self._page = self._progress.add_task(shown, total=None)
        self._progress.update(self._page, description=shown)

    def __call__(self, done: int, total: int) -> None:
        if self._task is None:
            self._progress.start()
            if self._page is not None:
                self._progress.remove_task(self._page)
            self._task = self._progress.add_task("Embedding", total=total)
        self._progress.update(self._task, completed=done)
