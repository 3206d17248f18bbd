"""The live editions as this process knows them, and the store that they are in."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from advisor.errors import StoreError
from advisor.guide.edition import Edition, Head
from advisor.index.chroma import Connection
from advisor.index.generations import Home
from advisor.index.library import Library
from advisor.index.store import Store

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is live at one moment, and the store whose vectors belong to it."""

    store: Store
    heads: tuple[Head, ...]
    library: Library


class Live:
    """Follows what is live. One may be used from many threads.

    Args:
        home: where the live store is.
        embedder_identity: `Embedder.identity` of the model whose vectors it must hold.
    """

    def __init__(self, home: Home, embedder_identity: str) -> None:
        self._home = home
        self._identity = embedder_identity
        self._guard = threading.RLock()
        self._connection: Connection | None = None
        self._store: Store | None = None
        self._snapshot: Snapshot | None = None

    def store(self) -> Store:
        """Return the live store, to be read.

        Raises:
            StoreError: it cannot be found.
        """
        with self._guard:
            connection = self._home.live()
            if self._store is None or connection != self._connection:
                self._connection = connection
                self._store = Store(connection, self._identity)
            return self._store

    def snapshot(self) -> Snapshot:
        """Return what is live now. Whoever keeps a snapshot keeps the store that goes with it, too.

        Raises:
            StoreError: the store cannot be used.
        """
        with self._guard:
            for attempt in range(_ATTEMPTS):
                store = self.store()
                try:
                    self._snapshot = self._read(store)
                except StoreError:
                    # An ingest may just have replaced the store or an edition.
                    if attempt == _ATTEMPTS - 1 or not self._moved_on(store):
                        raise
                    continue
                if self.store() is store:
                    break
            assert self._snapshot is not None
            return self._snapshot

    def close(self) -> None:
        """Let go of the store."""
        with self._guard:
            if self._store is not None:
                self._store.close()
            self._connection = self._store = self._snapshot = None

    def _read(self, store: Store) -> Snapshot:
        last = self._snapshot
        known = last if last is not None and last.store is store else None
        if known is not None and not self._home.in_place:
            return known  # Chroma is not asked: an answer looks here a dozen times
        heads = store.heads()
        if known is not None and known.heads == heads:
            return known
        return Snapshot(store, heads, Library([self._edition(store, head) for head in heads]))

    def _edition(self, store: Store, head: Head) -> Edition:
        known = self._snapshot
        if known is not None and head in known.heads:
            return known.library.editions[head.name]
        return store.edition(head)

    def _moved_on(self, store: Store) -> bool:
        known = self._snapshot
        return self.store() is not store or known is None or store.heads() != known.heads
