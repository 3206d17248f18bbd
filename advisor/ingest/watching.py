"""Follows guides on the disk, and pages by the clock."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from advisor.errors import GuideError
from advisor.reading.reader import SUFFIXES

#: A burst of writes with pauses shorter than this is one change.
_BURST_MILLISECONDS = 400


def watch(
    paths: Iterable[Path], lists: Iterable[Path] = (), every: float | None = None
) -> Iterator[bool]:
    """Yield once as soon as guides among files and folders are followed, and then each time that
    they have changed or pages are due, until interrupted.

    A file is followed through its folder, so that it may be replaced as editors do.

    Args:
        paths: files and folders.
        lists: files that list pages.
        every: seconds after which pages are due again; None where there are none.

    Yields:
        Whether pages are due too: at first, by the clock, and when a list has changed.

    Raises:
        GuideError: a path does not exist.
    """
    given = [Path(path).resolve() for path in paths]
    named = {Path(path).resolve() for path in lists}
    for path in (*given, *named):
        if not path.exists():
            raise GuideError(f"{path} cannot be watched: there is no such file or folder.")
    files = {path for path in given if path.is_file()}
    folders = {path for path in given if path.is_dir()}

    def concerns(path: Path) -> bool:
        inside = any(path.is_relative_to(folder) for folder in folders)
        return path in files or (inside and path.suffix.lower() in SUFFIXES)

    due = 0.0
    begun = False
    for changed in _changes(folders | {path.parent for path in files | named}):
        late = every is not None and time.monotonic() >= due
        if not begun or late or changed & named or any(map(concerns, changed)):
            pages = not begun or late or bool(changed & named)
            begun = True
            yield pages
            if pages and every is not None:
                due = time.monotonic() + every


def _changes(roots: Collection[Path]) -> Iterator[set[Path]]:
    """Yield what has changed in folders, also when nothing has, over and over."""
    if not roots:
        while True:
            yield set()
            time.sleep(_BURST_MILLISECONDS / 1000)
    from watchfiles import watch as watch_files

    for changes in watch_files(
        *roots,
        step=_BURST_MILLISECONDS,
        debounce=10_000,
        rust_timeout=_BURST_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield {Path(path) for _, path in changes}
