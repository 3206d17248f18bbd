"""A conversation as the page keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor.types import Answer, Message


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came back for it.

    At most one of `answer` and `notice` is set; with neither, the answer is on its way. A
    `notice` is said by the page: that a question cannot be asked, or a model cannot be loaded.
    """

    question: str
    answer: Answer | None = None
    notice: str | None = None


def history(exchanges: Iterable[Exchange]) -> list[Message]:
    """Return the answered exchanges as role/content messages, oldest first."""
    messages: list[Message] = []
    for exchange in exchanges:
        if exchange.answer is not None:
            messages.append({"role": "user", "content": exchange.question})
            messages.append(
                {
                    "role": "assistant",
                    "content": exchange.answer.text,
                    "suggestions": list(exchange.answer.suggestions),
                }
            )
    return messages


def settle(exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    """Return a conversation after its last answer was stopped: what had arrived of it stays."""
    if exchanges and exchanges[-1].answer is None and exchanges[-1].notice is None:
        stopped = replace(exchanges[-1], notice="Stopped before an answer arrived.")
        return (*exchanges[:-1], stopped)
    return exchanges
