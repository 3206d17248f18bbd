"""What several threads ask for at the same time, done in one go."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from advisor.models.embedding import Embedder
from advisor.models.gathering import Gathered


class Squares:
    """Squares numbers once it is let, and remembers which it was given together; letters are an
    error."""

    def __init__(self) -> None:
        self.together: list[list[object]] = []
        self.began = threading.Semaphore(0)
        self.may = threading.Semaphore(0)

    def __call__(self, items: list[object]) -> list[int]:
        self.together.append(items)
        self.began.release()
        assert self.may.acquire(timeout=60)
        return [int(str(item)) ** 2 for item in items]

    def let(self) -> None:
        """Let it do whatever comes."""
        self.may.release(1000)


def asked_while_busy(
    threads: ThreadPoolExecutor, squares: Squares, gathered: Gathered[object, int], *items: object
) -> list[Future[int]]:
    """Asks for the first item, and for the others, one after another, while it is being done."""
    first, *others = items
    asked = [threads.submit(gathered, first)]
    assert squares.began.acquire(timeout=60)
    for count, item in enumerate(others, 1):
        asked.append(threads.submit(gathered, item))
        while len(gathered._waiting) < count:
            time.sleep(0.001)
    return asked


def test_one_alone_is_done_at_once() -> None:
    squares = Squares()
    squares.let()
    gathered = Gathered(squares, 4)

    assert [gathered(2), gathered(3)] == [4, 9]
    assert squares.together == [[2], [3]]


def test_those_that_wait_are_done_together_and_each_gets_its_own() -> None:
    squares = Squares()
    gathered = Gathered(squares, 3)
    with ThreadPoolExecutor(8) as threads:
        asked = asked_while_busy(threads, squares, gathered, 1, 2, 3, 4, 5)
        squares.let()

        assert [each.result(60) for each in asked] == [1, 4, 9, 16, 25]
    assert squares.together == [[1], [2, 3, 4], [5]]


def test_an_item_that_fails_fails_alone() -> None:
    squares = Squares()
    gathered = Gathered(squares, 8)
    with ThreadPoolExecutor(8) as threads:
        asked = asked_while_busy(threads, squares, gathered, 1, 2, "x", 4)
        squares.let()

        assert [asked[place].result(60) for place in (0, 1, 3)] == [1, 4, 16]
        with pytest.raises(ValueError, match="x"):
            asked[2].result(60)
        assert gathered(6) == 36


def test_an_interrupted_thread_leaves_the_others_their_items() -> None:
    interrupted = threading.Event()
    squares = Squares()

    def work(items: list[object]) -> list[int]:
        done = squares(items)
        if len(items) > 1 and not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt
        return done

    gathered = Gathered(work, 8)
    with ThreadPoolExecutor(8) as threads:
        asked = asked_while_busy(threads, squares, gathered, 1, 2, 3)
        squares.let()

        with pytest.raises(KeyboardInterrupt):
            asked[1].result(60)
        assert [asked[0].result(60), asked[2].result(60)] == [1, 9]


def test_questions_encoded_together_are_encoded_as_alone(bundled: Embedder) -> None:
    questions = [f"How do I become a {trade}?" for trade in ("nurse", "welder", "pilot", "cook")]
    questions.append("And " * 60 + "what then?")
    alone = [bundled.encode_question(question) for question in questions]
    with ThreadPoolExecutor(len(questions)) as threads:
        together = list(threads.map(bundled.encode_question, questions * 8))

    for one, many in zip(alone * 8, together, strict=True):
        assert one.words == many.words
        assert np.allclose(one.vector, many.vector, atol=1e-5)
        assert np.allclose(one.word_vectors, many.word_vectors, atol=1e-5)
