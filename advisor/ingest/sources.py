"""Which files an ingest means, and what each guide is called."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import GuideError
from advisor.fetching.addresses import is_address
from advisor.guide.edition import Head
from advisor.reading.files import open_regular
from advisor.reading.reader import SUFFIXES

#: Files that lie beside a guide without being one.
_COMPANIONS = (".questions.jsonl", ".conversations.jsonl", ".profiles.jsonl")


def shipped_corpus() -> Path:
    """Return the folder of the guides that ship with the advisor, in a checkout and installed."""
    package = Path(__file__).parents[1]
    checkout = package.parent / "corpus"
    return checkout if checkout.is_dir() else package / "corpus"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest: its path under the ingested root, with forward slashes, and where it
    lies. Of a page that was fetched, the name comes from its address."""

    name: str
    path: Path
    address: str = ""

    @property
    def origin(self) -> str:
        """What the guide is known by: the address of a page, the absolute path of any other
        file."""
        return self.address or str(self.path)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that an ingest means.

    `roots` are the ingested folders: a guide that once came from one of them and whose file is
    there no longer is removed. `skipped` pairs what is left out with the reason.
    """

    files: tuple[Source, ...]
    roots: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]


def find_sources(
    paths: Iterable[str | os.PathLike[str]], apart_from: Path | None = None
) -> Sources:
    """Return the guides among files and folders; folders are searched through, without following
    symbolic links to folders, and hidden files are passed over.

    Args:
        paths: files and folders.
        apart_from: a folder below one of these that holds no guides, such as the data folder.
    """
    closed = apart_from.resolve() if apart_from else None
    files: list[Source] = []
    roots: list[Path] = []
    skipped: list[tuple[str, str]] = []
    for given in paths:
        path = Path(given)
        if not _is_text(str(path)):
            skipped.append((_shown(path), "its name is not valid text; rename it"))
        elif path.is_dir():
            root = path.resolve()
            roots.append(root)
            files += [
                Source(p.relative_to(root).as_posix(), p) for p in _walk(root, closed, skipped)
            ]
        elif path.exists():
            _take(path.resolve(), Path(path.name), files, skipped, str(path))
        else:
            skipped.append((str(path), "there is no such file or folder"))
    unique = {source.path: source for source in files}
    return Sources(tuple(_distinct(list(unique.values()))), tuple(roots), tuple(skipped))


def is_there(origin: str) -> bool:
    """Tell whether what a guide came from is there still. Of a page that is always held: it may be
    away for a day."""
    return is_address(origin) or Path(origin).exists()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex.

    Raises:
        GuideError: it is no regular file, or cannot be read.
    """
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _walk(root: Path, closed: Path | None, skipped: list[tuple[str, str]]) -> list[Path]:
    def unreadable(error: OSError) -> None:
        skipped.append((str(error.filename), f"the folder cannot be read: {error.strerror}"))

    found: list[Path] = []
    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and Path(folder, name) != closed
        )
        for name in sorted(names):
            path = Path(folder) / name
            if name.startswith((".", "~$")) or name.endswith(_COMPANIONS):
                continue
            if not _is_text(str(path)):
                skipped.append((_shown(path), "its name is not valid text; rename it"))
            elif path.suffix.lower() in SUFFIXES:
                found.append(path)
            else:
                skipped.append((str(path), _unsupported(path)))
    return found


def _take(
    path: Path, name: Path, files: list[Source], skipped: list[tuple[str, str]], shown: str
) -> None:
    if path.suffix.lower() in SUFFIXES:
        files.append(Source(name.as_posix(), path))
    else:
        skipped.append((shown, _unsupported(path)))


def _unsupported(path: Path) -> str:
    kind = f"{path.suffix} files are" if path.suffix else "a file without a suffix is"
    return f"{kind} not supported; use one of {', '.join(sorted(SUFFIXES))}"


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _distinct(sources: Sequence[Source]) -> list[Source]:
    """Return the sources under distinct names: those of one name from several folders get those
    folders' names before theirs."""
    by_name: dict[str, list[Source]] = {}
    for source in sources:
        by_name.setdefault(source.name, []).append(source)
    told_apart: list[Source] = []
    for same in by_name.values():
        if len(same) == 1:
            told_apart += same
            continue
        common = Path(os.path.commonpath([source.path for source in same]))
        told_apart += [
            Source(source.path.relative_to(common).as_posix(), source.path) for source in same
        ]
    return told_apart


def original_of(head: Head) -> str | None:
    """Return the source of a live guide; None if it is a file that is gone or has changed."""
    if is_address(head.source):
        return head.source
    try:
        digest = file_digest(Path(head.source))
    except (GuideError, OSError):
        return None
    return head.source if head.source_digest.endswith(f":{digest}") else None
