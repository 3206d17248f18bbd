"""What the embedding model made of texts, kept on disk: so late interaction need not run it over
the sections that it compares, and an ingest that was cut off need not run it again.

It is derived data: whatever is missing is computed anew. Word vectors are unit vectors, kept as
one byte a dimension, which changes a cosine by less than 0.01; a text's own vector is kept whole.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from advisor.errors import StoreError
from advisor.models.embedding import Embedder, Encoding, FloatArray

#: The content words of a text, in order, and their unit vectors, shape (words, dimensions).
WordVectors = tuple[tuple[str, ...], FloatArray]

_REMEMBERED = 8_192  # texts kept in memory: some 12 words of 384 float32 each, 150 MB at most
_PAGE = 500


class EncodingCache:
    """Encodings by digest of the embedded text.

    Args:
        path: the SQLite file; made when missing.
        embedder: computes what is missing.

    Raises:
        StoreError: the file cannot be opened.
    """

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._path = path
        self._embedder = embedder
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, WordVectors] = OrderedDict()
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _opened(path)
            except sqlite3.OperationalError:
                # A full disk or one that may not be written: answers need no file.
                self._database = _opened(":memory:")

    def get(self, contents: Iterable[str], text_of: Callable[[str], str]) -> dict[str, WordVectors]:
        """Return the word vectors of texts.

        Args:
            contents: the digests of the texts.
            text_of: gives the text of a digest, for those that are not kept yet.

        Raises:
            StoreError: the file cannot be read.
        """
        wanted = list(dict.fromkeys(contents))
        with self._lock:
            found = {
                content: self._remembered[content]
                for content in wanted
                if content in self._remembered
            }
            missing = [content for content in wanted if content not in found]
            found.update(self._read(missing))
        unknown = [content for content in missing if content not in found]
        if unknown:
            encodings = self._embedder.encode_passages([text_of(content) for content in unknown])
            computed = {unknown[index]: encoding for index, encoding in encodings}
            with suppress(StoreError):  # they are here, and answers need no room on the disk
                self.put(computed)
            found.update({c: (e.words, e.word_vectors) for c, e in computed.items()})
        with self._lock:
            for content in wanted:
                self._remembered[content] = found[content]
                self._remembered.move_to_end(content)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found

    def vectors(self, contents: Iterable[str]) -> dict[str, FloatArray]:
        """Return the vectors of the texts that are kept, each of shape (dimensions,).

        Args:
            contents: the digests of the texts.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock:
            return {
                content: np.frombuffer(vector, dtype=np.float32)
                for content, vector in self._rows("vector", list(contents))
            }

    def put(self, encodings: Mapping[str, Encoding]) -> None:
        """Keep encodings, given by digest of their text.

        Raises:
            StoreError: the file cannot be written.
        """
        rows = [
            (
                content,
                json.dumps(encoding.words, ensure_ascii=False),
                _packed(encoding.word_vectors),
                encoding.vector.astype(np.float32).tobytes(),
            )
            for content, encoding in encodings.items()
        ]
        with self._lock, self._explained(), self._database:
            self._database.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", rows)

    def keep(self, contents: Iterable[str]) -> None:
        """Forget all texts but these.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._lock, self._explained(), self._database:
            self._database.execute(
                "CREATE TEMP TABLE IF NOT EXISTS live (content TEXT PRIMARY KEY)"
            )
            self._database.execute("DELETE FROM live")
            self._database.executemany(
                "INSERT OR IGNORE INTO live VALUES (?)", ((content,) for content in contents)
            )
            self._database.execute(
                "DELETE FROM texts WHERE content NOT IN (SELECT content FROM live)"
            )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _read(self, contents: Sequence[str]) -> dict[str, WordVectors]:
        found: dict[str, WordVectors] = {}
        for content, words, vectors in self._rows("words, vectors", contents):
            spelled = tuple(json.loads(words))
            found[content] = (spelled, _unpacked(vectors, len(spelled)))
        return found

    def _rows(self, columns: str, contents: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(contents), _PAGE):
            page = contents[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            query = f"SELECT content, {columns} FROM texts WHERE content IN ({marks})"
            with self._explained(), closing(self._database.execute(query, page)) as rows:
                yield from rows

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"Cannot use {self._path}: {error}. Check that there is room on the disk and that "
                "the folder can be written; the file is a cache and may be deleted."
            ) from error


def _opened(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, timeout=60)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute(
            "CREATE TABLE IF NOT EXISTS texts"
            " (content TEXT PRIMARY KEY, words TEXT, vectors BLOB, vector BLOB) WITHOUT ROWID"
        )
    except sqlite3.Error:
        database.close()
        raise
    return database


def _packed(vectors: FloatArray) -> bytes:
    return np.round(vectors * 127).astype(np.int8).tobytes()


def _unpacked(packed: bytes, count: int) -> FloatArray:
    if count == 0:
        return np.zeros((0, 0), dtype=np.float32)
    rows = np.frombuffer(packed, dtype=np.int8).reshape(count, -1).astype(np.float32)
    unit: FloatArray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
