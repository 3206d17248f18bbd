"""Keyword search: Okapi BM25 over the stems of content words (Robertson and Zaragoza 2009,
https://doi.org/10.1561/1500000019), by the bm25s library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from advisor.models.embedding import FloatArray
from advisor.text.languages import ENGLISH, Language
from advisor.text.words import stems_of


class KeywordIndex:
    """Scores every text of a fixed list against a question.

    Args:
        texts: the texts to search, in the order in which scores come back.
        language: that most of them are in.
    """

    def __init__(self, texts: Sequence[str], language: Language = ENGLISH) -> None:
        self._language = language
        self._size = len(texts)
        self._index: Any = None
        stems = [stems_of(text, language) for text in texts]
        self._frequency: dict[str, int] = {}
        for found in stems:
            for stem in set(found):
                self._frequency[stem] = self._frequency.get(stem, 0) + 1
        if self._frequency:
            import bm25s

            self._index = bm25s.BM25(method="lucene")
            self._index.index(stems, show_progress=False)

    def scores(self, question: str) -> FloatArray:
        """Return the BM25 score of every text, shape (texts,); 0 where no word is shared."""
        known = [stem for stem in stems_of(question, self._language) if stem in self._frequency]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a word, in nats: 0 for a word in every text, and
        highest for one in none."""
        stems = stems_of(word, self._language)
        frequency = max((self._frequency.get(stem, 0) for stem in stems), default=0)
        return float(np.log((self._size + 1) / (frequency + 1)))
