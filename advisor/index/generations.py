"""Where the live store is, and how it changes: embedded, from one folder to the next; on a server,
in place.

Embedded Chroma writes its index to files in several steps, and processes that share a folder
disturb each other while one of them does. So a folder that is live is never written to: an ingest
works on a copy, and one small file, replaced in one step, names the folder that is live.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from advisor.index.chroma import Connection, EmbeddedChroma, NoChroma, explained
from advisor.index.holding import held

_POINTER = "live"
_OLD = "old-"


class Home(Protocol):
    """Where the live store is."""

    @property
    def in_place(self) -> bool:
        """Whether the content of a live store changes while it is live."""
        ...

    def live(self) -> Connection:
        """Return what readers open. An equal connection has, or comes to have, the same content."""
        ...

    def draft(self) -> AbstractContextManager[Connection]:
        """Give an ingest a store to write to. What it writes is live when the block has ended
        without an exception, or earlier. Only the holder of the ingest lock may ask for it."""
        ...

    def sweep(self) -> None:
        """Delete the drafts of ingests that were cut off. Only the holder of the ingest lock may
        ask for it."""
        ...


@dataclass(frozen=True, slots=True)
class InPlace:
    """A server's store, which is written to while others read it."""

    connection: Connection

    @property
    def in_place(self) -> bool:
        """Return True."""
        return True

    def live(self) -> Connection:
        """Return the server."""
        return self.connection

    @contextmanager
    def draft(self) -> Iterator[Connection]:
        """Give the server; what is written there is live once `Store.publish` has run."""
        yield self.connection

    def sweep(self) -> None:
        """Do nothing: there are no drafts."""


@dataclass(frozen=True, slots=True)
class Generations:
    """Embedded stores under a folder, one of them live.

    Args:
        folder: where they are; made when missing.
    """

    folder: Path

    @property
    def in_place(self) -> bool:
        """Return False: another generation takes the place of one that is live."""
        return False

    def live(self) -> Connection:
        """Return the live generation."""
        try:
            name = (self.folder / _POINTER).read_text(encoding="ascii")
        except FileNotFoundError:
            return NoChroma(self.folder)
        except NotADirectoryError:
            name = ""  # opening it says what is wrong
        folder = self.folder / name
        return EmbeddedChroma(folder, lambda: self._outlived(folder))

    @contextmanager
    def draft(self) -> Iterator[Connection]:
        """Give a copy of the live generation, which takes its place unless the block fails.

        Raises:
            StoreError: there is no room for it, or the folder cannot be written.
        """
        live = self.live()
        made = EmbeddedChroma(self.folder / uuid.uuid4().hex[:12])
        try:
            with explained(made):
                self.sweep()
                if isinstance(live, EmbeddedChroma):
                    shutil.copytree(live.folder, made.folder)
            yield made
            with explained(made):
                _sync(made.folder)
                self._point_to(made)
        except BaseException:
            shutil.rmtree(made.folder, ignore_errors=True)
            raise
        self.sweep()

    def sweep(self) -> None:
        """Delete every generation but the live one and those that an answer under way reads: who
        reads one last deletes it."""
        live = self.live()
        kept = live.folder if isinstance(live, EmbeddedChroma) else None
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path != kept and path.is_dir():
                self._delete(path)

    def _outlived(self, folder: Path) -> None:
        """Delete a generation that has been live, unless it still is or somebody reads it."""
        live = self.live()
        if isinstance(live, EmbeddedChroma) and live.folder != folder:
            self._delete(folder)

    def _delete(self, folder: Path) -> None:
        with suppress(OSError), held(folder, alone=True) as free:
            if not free:
                return
            gone = folder
            if not folder.name.startswith(_OLD):
                # In one step: whoever still opens it finds all of it or nothing.
                gone = self.folder / f"{_OLD}{folder.name}"
                with suppress(OSError):  # in use, on Windows
                    folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def _point_to(self, generation: EmbeddedChroma) -> None:
        new = self.folder / f"{_POINTER}.new"
        with open(new, "w", encoding="ascii") as file:
            file.write(generation.folder.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.folder / _POINTER)


def _sync(folder: Path) -> None:
    """Have the system write all files of a folder to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb+") as file:
                os.fsync(file.fileno())
