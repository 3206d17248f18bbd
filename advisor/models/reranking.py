"""Rerankers that can be switched on by configuration."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import ModelError
from advisor.types import Reranker

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: The names of the rerankers that need no model of their own.
LATE_INTERACTION = "late-interaction"
NONE = "none"


def reranker_of(name: str) -> Reranker | None:
    """The reranker that a setting names; None for the two that need no model of their own."""
    return None if name in (LATE_INTERACTION, NONE) else CrossEncoderReranker(name)


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder (Nogueira and Cho 2019, "Passage Re-ranking with
    BERT", https://arxiv.org/abs/1901.04085), loaded on first use.

    Args:
        name: a model folder, or a name on a model hub.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._use = threading.Lock()
        self._model: CrossEncoder | None = None

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """The scores of texts against a question.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        model = self._load()
        with self._use:  # a tokenizer keeps how it pads and cuts, for all threads
            return [float(score) for score in model.predict(pairs, show_progress_bar=False)]

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        with self._lock:
            if self._model is None:
                try:
                    self._model = CrossEncoder(
                        self._name, local_files_only=Path(self._name).is_dir(), num_labels=1
                    )
                except (OSError, ValueError) as error:
                    raise ModelError(
                        f"Cannot load the reranker {self._name!r}: {error}. Set ADVISOR_RERANKER "
                        "to the folder of a sentence-transformers CrossEncoder, or to "
                        f"{LATE_INTERACTION!r} or {NONE!r}."
                    ) from error
            return self._model
