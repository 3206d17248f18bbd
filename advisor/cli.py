"""`python ingest.py`: (re-)ingest guides from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from advisor.advisor import Advisor
from advisor.errors import AdvisorError
from advisor.settings import Settings
from advisor.types import IngestReport

ALL_IN, SOME_SKIPPED, NOTHING_DONE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        arguments: the command line; `sys.argv` when left out.

    Returns:
        The exit code: 0 all in, 1 some files skipped, 2 nothing could be done.
    """
    options = _parser().parse_args(arguments)
    try:
        with Advisor(Settings()) as advisor, _Bar() as bar:
            report = advisor.ingest(options.paths, progress=bar, rebuild=options.rebuild)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("Interrupted. The guides are as they were; ingest again to go on.", file=sys.stderr)
        return NOTHING_DONE
    if _changed(report) or not options.quiet:
        print(_summary(report))
    for path, reason in report.skipped:
        print(f"Skipped {path}: {reason}", file=sys.stderr)
    return SOME_SKIPPED if report.skipped else ALL_IN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python ingest.py",
        description="Reads guides into the advisor's store; only what changed is embedded.",
        epilog="Exit codes: 0 all in, 1 some files skipped, 2 nothing could be done.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path(__file__).parent.parent / "corpus"],
        metavar="PATH",
        help="guides, or folders of guides (default: corpus)",
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing when nothing has changed")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="embed everything anew, after a change of the embedding model",
    )
    return parser


def _changed(report: IngestReport) -> bool:
    return bool(report.added or report.updated or report.removed)


def _summary(report: IngestReport) -> str:
    guides = ", ".join(report.guides)
    if not _changed(report):
        return f"Nothing changed: {guides} ({report.unchanged} passages)."
    return (
        f"Ingested {guides} in {report.seconds:.1f} s: {report.added} passages added, "
        f"{report.updated} moved, {report.unchanged} unchanged, {report.removed} removed; "
        f"{report.embedded} embedded."
    )


class _Bar:
    """A progress bar on standard error, drawn only while there is work and a terminal."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import Progress

        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._task: int | None = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        from rich.progress import TaskID

        if self._task is None:
            self._progress.start()
            self._task = self._progress.add_task("Embedding", total=total)
        self._progress.update(TaskID(self._task), completed=done)
