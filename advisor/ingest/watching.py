"""Follows guides on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from advisor.errors import GuideError
from advisor.reading.reader import SUFFIXES

#: A burst of writes with pauses shorter than this is one change.
_BURST_MILLISECONDS = 400


def watch(paths: Iterable[Path]) -> Iterator[None]:
    """Yield once as soon as guides among files and folders are followed, and then each time that
    they have changed, until interrupted.

    A file is followed through its folder, so that it may be replaced as editors do.

    Args:
        paths: files and folders.

    Raises:
        GuideError: a path does not exist.
    """
    from watchfiles import watch as watch_files

    given = [Path(path).resolve() for path in paths]
    for path in given:
        if not path.exists():
            raise GuideError(f"{path} cannot be watched: there is no such file or folder.")
    files = {path for path in given if path.is_file()}
    folders = {path for path in given if path.is_dir()}

    def concerns(changed: str) -> bool:
        path = Path(changed)
        inside = any(path.is_relative_to(folder) for folder in folders)
        return path in files or (inside and path.suffix.lower() in SUFFIXES)

    roots = folders | {path.parent for path in files}
    begun = False
    for changes in watch_files(
        *roots,
        step=_BURST_MILLISECONDS,
        debounce=10_000,
        rust_timeout=_BURST_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if not begun or any(concerns(path) for _, path in changes):
            begun = True
            yield
