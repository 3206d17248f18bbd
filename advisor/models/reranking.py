"""Rerankers that can be switched on by configuration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import ModelError
from advisor.models.lazy import LazyModel
from advisor.types import Reranker

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: The names of the rerankers that need no model of their own.
LATE_INTERACTION = "late-interaction"
NONE = "none"


def reranker_of(name: str) -> Reranker | None:
    """Return the reranker that a setting names; None for those that need no model of their own."""
    return None if name in (LATE_INTERACTION, NONE) else CrossEncoderReranker(name)


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder (Nogueira and Cho 2019, "Passage Re-ranking with
    BERT", https://arxiv.org/abs/1901.04085), loaded on first use.

    Args:
        name: a model folder, or a name on a model hub.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._model: LazyModel[CrossEncoder] = LazyModel(self._load)

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return the scores of texts against a question, higher for better.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        with self._model.in_use() as model:
            return [float(score) for score in model.predict(pairs, show_progress_bar=False)]

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            local = Path(self._name).is_dir()
            model: CrossEncoder = CrossEncoder(self._name, local_files_only=local, num_labels=1)
            return model
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Cannot load the reranker {self._name!r}: {error}. Set ADVISOR_RERANKER to the "
                "folder of a sentence-transformers CrossEncoder, or to "
                f"{LATE_INTERACTION!r} or {NONE!r}."
            ) from error
