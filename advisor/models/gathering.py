"""What several threads ask for at the same time, done in one go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Gathered(Generic[A, B]):
    """A function of one item that does the items of all threads that wait for it together.

    A thread that comes while nothing is done does its own item at once. Those that come meanwhile
    wait; then the first of them does the items of all.

    Args:
        work: does a list of items, and returns the results in the same order.
        limit: how many items are done together at most.
    """

    def __init__(self, work: Callable[[list[A]], Sequence[B]], limit: int) -> None:
        self._work = work
        self._limit = limit
        self._guard = threading.Lock()
        self._waiting: list[_Place[A, B]] = []
        self._working = False

    def __call__(self, item: A) -> B:
        """Return what `work` makes of an item.

        Raises:
            Exception: whatever `work` raises for this item alone.
        """
        own: _Place[A, B] = _Place(item)
        with self._guard:
            self._waiting.append(own)
            if not self._working:
                self._working = True
                own.turn.set()
        own.turn.wait()
        if not own.outcome.done():
            self._lead()
        return own.outcome.result()

    def _lead(self) -> None:
        """Do what waits; this thread's own item is the first of it."""
        with self._guard:
            together = self._waiting[: self._limit]
            del self._waiting[: self._limit]
        try:
            self._do(together)
        finally:
            done = [each for each in together if each.outcome.done()]
            with self._guard:
                # Where this thread is interrupted, the others' items still have to be done.
                self._waiting[:0] = [each for each in together[1:] if each not in done]
                self._working = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].turn.set()
            for each in done:
                each.turn.set()

    def _do(self, together: list[_Place[A, B]]) -> None:
        try:
            results = self._work([each.item for each in together])
        except Exception as error:
            if len(together) == 1:
                together[0].outcome.set_exception(error)
            else:  # one of them is at fault, and the others are not to suffer from it
                for each in together:
                    self._do([each])
        else:
            for each, result in zip(together, results, strict=True):
                each.outcome.set_result(result)


class _Place(Generic[A, B]):
    """A thread's place among those that wait: its turn comes when its item is done, or when it is
    to do what waits."""

    def __init__(self, item: A) -> None:
        self.item = item
        self.turn = threading.Event()
        self.outcome: Future[B] = Future()
