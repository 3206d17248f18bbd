"""Load and ask models made to tell whether a text supports a sentence.

Two kinds are known by the head that they have: token classifiers that mark what is invented, such
as LettuceDetect (Kovács and Recski 2025, https://arxiv.org/abs/2502.17125), and classifiers of a
pair of texts, natural language inference or a single score (a sentence-transformers CrossEncoder).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from advisor.errors import ModelError

_ENTAILED = frozenset({"entailment", "entailed", "entail", "supported", "consistent", "faithful"})
_LONGEST = 4096


def checking_model_of(name: str) -> ModelChecker | None:
    """Return the model that a setting names; None for the empty name."""
    return ModelChecker(name) if name else None


class ModelChecker:
    """A transformers model that judges whether passages support a sentence, loaded on first use.

    Args:
        name: a model folder, or a name on a model hub.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._use = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def probability(self, sentence: str, passages: Sequence[str]) -> float:
        """Return how likely the passages support the sentence, from 0 to 1.

        Of a token classifier it is 1 less the probability of the token most likely invented (its
        label 1); of a classifier of pairs, the probability of entailment.

        Raises:
            ModelError: the model cannot be loaded, or has a head of another kind.
        """
        import torch

        tokenizer, model = self._load()
        longest = min(tokenizer.model_max_length, _LONGEST)
        longest = min(longest, getattr(model.config, "max_position_embeddings", longest))
        with self._use:  # a tokenizer keeps how it pads and cuts, for all threads
            inputs = tokenizer(
                "\n".join(passages),
                sentence,
                truncation="only_first",
                max_length=longest,
                return_tensors="pt",
            )
        of_sentence = np.array([part == 1 for part in inputs.sequence_ids(0)])
        with torch.inference_mode():
            logits = model(**inputs).logits[0].float().cpu()
        if logits.ndim == 2:
            if not of_sentence.any():
                return 0.0
            invented = torch.softmax(logits, dim=-1)[:, 1].numpy()[of_sentence]
            return float(1.0 - invented.max())
        if len(logits) == 1:
            return float(torch.sigmoid(logits)[0])
        return float(torch.softmax(logits, dim=-1)[self._entailment(model.config)])

    def _entailment(self, config: Any) -> int:
        for index, label in config.id2label.items():
            if str(label).lower() in _ENTAILED:
                return int(index)
        raise ModelError(
            f"The checking model {self._name!r} has the labels "
            f"{', '.join(map(str, config.id2label.values()))}, and none of them says that a text "
            "is entailed. Name a model for natural language inference or for hallucinations."
        )

    def _load(self) -> tuple[Any, Any]:
        from safetensors import SafetensorError
        from transformers import (
            AutoConfig,
            AutoModelForSequenceClassification,
            AutoModelForTokenClassification,
            AutoTokenizer,
        )

        with self._lock:
            if self._loaded is None:
                local = Path(self._name).is_dir()
                try:
                    config = AutoConfig.from_pretrained(self._name, local_files_only=local)
                    heads = " ".join(config.architectures or ())
                    kind: Any
                    if "TokenClassification" in heads:
                        kind = AutoModelForTokenClassification
                    elif "SequenceClassification" in heads:
                        kind = AutoModelForSequenceClassification
                    else:
                        raise ModelError(
                            f"The checking model {self._name!r} classifies neither tokens nor pairs"
                            f" of texts ({heads or 'it names no architecture'})."
                        )
                    self._loaded = (
                        AutoTokenizer.from_pretrained(self._name, local_files_only=local),
                        kind.from_pretrained(self._name, local_files_only=local).eval(),
                    )
                except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
                    raise ModelError(
                        f"Cannot load the checking model {self._name!r}: {error}. Name the folder "
                        "or hub name of a transformers model, or none."
                    ) from error
            return self._loaded
