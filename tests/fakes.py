"""Small parts whose results can be worked out by hand, and guides made of a few lines."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from advisor.guide.carried import asked_passages, take_asked
from advisor.guide.context import content_digest, embedded_text
from advisor.guide.edition import Edition
from advisor.guide.outline import outline
from advisor.guide.passages import passages_of
from advisor.index.library import Library
from advisor.index.store import Level, level_of
from advisor.models.embedding import Encoding, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.retrieval.retrieval import Found, Nearest, examine, find, understand
from advisor.retrieval.subjects import Subjects
from advisor.text.words import is_content_word, words_of
from advisor.types import Guide
from advisor.weights import Weights

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"


class WordEmbedder:
    """Embeds a text as the counts of its content words: one axis for each word that it knows,
    and a last one for all others and for a text without words. A word alone is its axis.

    `embedded` has every text that it was given as a passage.
    """

    def __init__(self, axes: str, identity: str = "words") -> None:
        self._axes = {word: axis for axis, word in enumerate(axes.split())}
        self.identity = identity
        self.embedded: list[str] = []

    def language_words(self) -> frozenset[str]:
        return frozenset(self._axes)

    def reads_many_languages(self) -> bool:
        return False

    def encode_question(self, text: str) -> Encoding:
        words = tuple(word for word in words_of(text) if is_content_word(word))
        starts, position = [], 0
        for word in words:
            position = text.lower().index(word, position)
            starts.append(position)
            position += len(word)
        vectors = np.zeros((len(words), len(self._axes) + 1), dtype=np.float32)
        for row, word in enumerate(words):
            vectors[row, self._axes.get(word, len(self._axes))] = 1.0
        counts = vectors.sum(axis=0)
        if not counts.any():
            counts[-1] = 1.0
        return Encoding(counts / np.linalg.norm(counts), words, tuple(starts), vectors)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        for index, text in enumerate(texts):
            self.embedded.append(text)
            yield index, self.encode_question(text)
        if progress is not None and texts:
            progress(len(texts))


def guide_of(text: str, name: str = "guide.md", title: str = "Guide") -> Guide:
    return Guide(name, title, text, outline(text, title), digest=content_digest(text))


def edition_of(text: str, name: str = "guide.md", title: str = "Guide") -> Edition:
    text, asked = take_asked(text)
    guide = guide_of(text, name, title)
    passages = (*passages_of(guide), *asked_passages(guide, asked))
    contents = tuple(content_digest(embedded_text(guide, passage)) for passage in passages)
    return Edition(guide, passages, contents)


def library_of(*texts: str) -> Library:
    """A library of one guide for each text: "guide-1.md", "guide-2.md" and so on."""
    return Library(
        [
            edition_of(text, f"guide-{number}.md", f"Guide {number}")
            for number, text in enumerate(texts, 1)
        ]
    )


def nearest_in(library: Library, embedder: WordEmbedder) -> Nearest:
    """Exact vector search over the passages of a library."""

    def nearest(level: Level, vector: FloatArray, count: int) -> list[tuple[str, float]]:
        scored = [
            (passage.id, float(embedder.encode_question(library.embedded(passage)).vector @ vector))
            for edition in library.editions.values()
            for passage in edition.passages
            if level_of(passage) == level
        ]
        return sorted(scored, key=lambda each: -each[1])[:count]

    return nearest


def found_in(library: Library, question: str, embedder: WordEmbedder, folder: Path) -> Found:
    """What retrieval finds for a question, with word matches, in the order of `find`."""
    asked = understand(question, library, embedder, Subjects(embedder))
    words = EncodingCache(folder / "words.sqlite", embedder)
    try:
        return examine(find(asked, library, nearest_in(library, embedder), Weights()), words, 10)
    finally:
        words.close()


def write(folder: Path, files: dict[str, str]) -> Path:
    """Writes files, given by their path under a folder, and returns the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def folded(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())


def repeated(items: Sequence[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


@contextmanager
def running_chroma(folder: Path, port: int) -> Iterator[None]:
    """A Chroma server on loopback, with its files in a folder."""
    chroma = Path(sys.executable).with_name("chroma")
    command = [
        str(chroma),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert server.poll() is None, "the Chroma server has ended"
            time.sleep(0.1)
        yield
    finally:
        server.kill()
        server.wait()
