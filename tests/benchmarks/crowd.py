"""Many who ask at the same time, and how long each of them waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import chain

from tests.benchmarks.figures import seconds

#: Questions that are asked one after the other, each when the one before it is answered.
Conversation = Sequence[str]
Ask = Callable[[str], object]
#: What a conversation is led with: it is given the questions one by one.
Client = AbstractContextManager[Ask]


@dataclass(frozen=True, slots=True)
class Answered:
    """How long a crowd took in all, and how long each of its questions, in seconds."""

    seconds: float
    waits: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


def crowd(
    clients: int, conversations: Sequence[Conversation], arrive: Callable[[], Client]
) -> Answered:
    """Has so many clients lead conversations, each the next one that nobody leads yet.

    Args:
        clients: how many there are at the same time.
        conversations: at least as many, or some clients have nothing to ask.
        arrive: makes what one conversation is led with. All is made before the clock starts.

    Raises:
        Exception: whatever a client raises.
    """
    with ExitStack() as arrived, ThreadPoolExecutor(clients) as threads:
        led = [(arrived.enter_context(arrive()), asked) for asked in conversations]

        def lead(ask: Ask, asked: Conversation) -> list[float]:
            return [seconds(lambda q=question: ask(q)) for question in asked]

        waits: list[float] = []
        taken = seconds(lambda: waits.extend(chain(*threads.map(lambda each: lead(*each), led))))
        return Answered(taken, tuple(waits))
