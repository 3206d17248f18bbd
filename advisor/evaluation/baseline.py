"""The pipeline that tutorials build, as the mark to beat: fixed chunks of a guide, embedded with
the same model, nearest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.models.embedding import Embedder, FloatArray

CHUNK_CHARACTERS = 1_000
OVERLAP_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk that was found: its number in the guide, its text, and the cosine similarity of
    its vector to the question's."""

    number: int
    text: str
    similarity: float


class TutorialPipeline:
    """Fixed chunks and exact nearest neighbours.

    Args:
        text: the guide's.
        embedder: the model, which is the advisor's own.
        query_prompt: put before questions, as the advisor does.
    """

    def __init__(self, text: str, embedder: Embedder, query_prompt: str = "") -> None:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS
        )
        self.chunks: tuple[str, ...] = tuple(splitter.split_text(text))
        self._model = embedder.load()
        self._prompt = query_prompt
        self._vectors = self._encode(list(self.chunks))

    def search(self, question: str, k: int) -> list[Chunk]:
        """Return the chunks nearest to a question, best first.

        Args:
            question: what is asked.
            k: how many at most.
        """
        similarities = self._vectors @ self._encode([self._prompt + question])[0]
        nearest = np.argsort(-similarities, kind="stable")[:k]
        return [Chunk(int(i), self.chunks[int(i)], float(similarities[i])) for i in nearest]

    def _encode(self, texts: list[str]) -> FloatArray:
        return np.asarray(
            self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )
