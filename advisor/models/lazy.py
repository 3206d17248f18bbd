"""A model that is loaded on first use and shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class LazyModel(Generic[T]):
    """A model that is loaded on first use and then used by one thread at a time.

    Args:
        load: loads it; a failure is raised to whoever asks, and the next one who asks tries again.
    """

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._using = threading.Lock()
        self._model: T | None = None

    def get(self) -> T:
        """Return the model; the first call takes seconds."""
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    @contextmanager
    def in_use(self) -> Iterator[T]:
        """Give the model to one thread at a time: a tokenizer keeps how it pads and cuts, and all
        threads share it."""
        model = self.get()
        with self._using:
            yield model
