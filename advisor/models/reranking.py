"""Rerankers: models that see a question and a text together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.errors import ModelError
from advisor.models.lazy import LazyModel
from advisor.types import Reranker

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer

#: The names of the reranker that ships, and of those that need no model of their own.
BUNDLED = "bundled"
LATE_INTERACTION = "late-interaction"
NONE = "none"

_READER = Path(__file__).parent / "reader"
#: Tokens of a question and a text together.
_MOST_TOKENS = 200
_MOST_CORES = 4


def reranker_of(name: str) -> Reranker | None:
    """Return the reranker that a setting names; None for those that need no model of their own."""
    if name == BUNDLED:
        return BundledReranker()
    return None if name in (LATE_INTERACTION, NONE) else CrossEncoderReranker(name)


class BundledReranker:
    """The cross-encoder that ships: MiniLM with 12 layers, trained further to tell whether a
    sentence answers a question; its card is docs/reader.md. It is loaded on first use.

    A pair is scored by itself, since the 8-bit weights would let its neighbours in a batch move it;
    several are at the same time, one a core, which takes two thirds of the time that one after the
    other with all cores does.
    """

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return the log-odds that each text answers a question."""
        if not texts:
            return []
        with _BUNDLED.in_use() as (tokenizer, session):
            pairs = tokenizer.encode_batch([(question, text) for text in texts])
            with ThreadPoolExecutor(min(_MOST_CORES, os.cpu_count() or 1)) as pool:
                outputs = pool.map(lambda pair: session.run(None, _inputs(pair))[0], pairs)
                return [float(output[0, 0]) for output in outputs]


def _inputs(pair: Any) -> dict[str, Any]:
    return {
        "input_ids": np.array([pair.ids]),
        "attention_mask": np.array([pair.attention_mask]),
        "token_type_ids": np.array([pair.type_ids]),
    }


def _load_bundled() -> tuple[Tokenizer, InferenceSession]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_READER / "tokenizer.json"))
    tokenizer.enable_truncation(_MOST_TOKENS, strategy="longest_first")
    options = SessionOptions()
    options.intra_op_num_threads = 1
    model = str(_READER / "model.onnx")
    return tokenizer, InferenceSession(model, options, providers=["CPUExecutionProvider"])


#: One for all advisors of a process.
_BUNDLED = LazyModel(_load_bundled)


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
        """Return the model's own output for each text beside a question: log-odds, with most
        models.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if not texts:
            return []
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        with self._model.in_use() as model:
            scores = model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
            return [float(score) for score in scores]

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
                f"{BUNDLED!r}, {LATE_INTERACTION!r} or {NONE!r}."
            ) from error
