"""All that an ingest means: files, folders, pages, and lists of pages."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.errors import GuideError
from advisor.fetching.addresses import is_address, listed
from advisor.ingest.sources import Source, Sources, find_sources
from advisor.reading.limits import Limits
from advisor.settings import Settings

#: The folder of the pages that were fetched, in the data folder.
_PAGES = "pages"
_LIST_MARK = "@"


@dataclass(frozen=True, slots=True)
class Given:
    """What is given to ingest: files and folders, addresses, and files that list addresses."""

    paths: tuple[Path, ...]
    addresses: tuple[str, ...]
    lists: tuple[Path, ...]

    @property
    def has_pages(self) -> bool:
        """Whether anything has to be fetched."""
        return bool(self.addresses or self.lists)


def told_apart(given: Iterable[str | os.PathLike[str]]) -> Given:
    """Return what is given by its kind: an address has a scheme, as "https://", and a list is
    "@FILE", unless there is a file of that very name."""
    paths: list[Path] = []
    addresses: list[str] = []
    lists: list[Path] = []
    for each in given:
        if isinstance(each, str) and is_address(each):
            addresses.append(each)
        elif isinstance(each, str) and each.startswith(_LIST_MARK) and not os.path.exists(each):
            lists.append(Path(each.removeprefix(_LIST_MARK)))
        else:
            paths.append(Path(each))
    return Given(tuple(paths), tuple(addresses), tuple(lists))


@contextmanager
def gathered(
    given: Iterable[str | os.PathLike[str]],
    settings: Settings,
    fetching: Callable[[str], None] | None = None,
    *,
    keep: bool,
) -> Iterator[Sources]:
    """Find files and fetch pages, and yield them for the time of the block.

    Args:
        given: files, folders, addresses and lists of these.
        settings: the data folder, and limits on fetching.
        fetching: told of each address before it is fetched.
        keep: keep in the data folder what was fetched, so that it is not sent again.

    Raises:
        StoreError: a page cannot be kept.
    """
    kinds = told_apart(given)
    sources = find_sources(kinds.paths, apart_from=settings.data_dir)
    if not kinds.has_pages:
        yield sources
        return
    from advisor.fetching.collecting import collect
    from advisor.fetching.pages import Pages

    addresses, skipped = _addresses(kinds, settings)
    with tempfile.TemporaryDirectory() as aside:
        pages = Pages(settings.data_dir / _PAGES, None if keep else Path(aside))
        collected, failed = collect(addresses, pages, settings, fetching)
        files = tuple(Source(page.name, page.path.resolve(), page.address) for page in collected)
        yield replace(
            sources,
            files=(*sources.files, *files),
            skipped=(*sources.skipped, *skipped, *failed),
        )


def forget(address: str, settings: Settings) -> None:
    """Delete what is kept of a page."""
    from advisor.fetching.pages import Pages

    Pages(settings.data_dir / _PAGES).forget(address)


def _addresses(given: Given, settings: Settings) -> tuple[list[str], list[tuple[str, str]]]:
    addresses = list(given.addresses)
    skipped: list[tuple[str, str]] = []
    for path in given.lists:
        try:
            found, others = listed(path, Limits(file_mb=settings.read_file_mb))
        except GuideError as error:
            skipped.append((str(path), str(error)))
            continue
        addresses += found
        skipped += others
    return addresses, skipped
