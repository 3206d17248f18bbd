"""What was said so far, as the page keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.types import Answer, Message


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with what came back for it.

    At most one of `answer` and `notice` is set; with neither, the answer is on its way.
    `notice` is the page speaking, not the guide: a question that cannot be asked, a model
    that cannot be loaded.
    """

    question: str
    answer: Answer | None = None
    notice: str | None = None


def history(turns: Iterable[Turn]) -> list[Message]:
    """The answered turns as role/content messages, oldest first, as `Advisor.stream` takes
    them."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages
