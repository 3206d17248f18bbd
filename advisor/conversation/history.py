"""What was said before a question, made safe.

A history comes from outside: from a page, over HTTP, from a program. What in it does not have the
shape of a conversation is passed over, and however much there is, little of it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from advisor.text.plain import plain
from advisor.types import Turn

#: Turns that are kept, messages that are looked at for them, and characters that are read of a
#: question and of an answer.
TURNS = 4
_MESSAGES = 40
_QUESTION_LIMIT = 1_000
_ANSWER_LIMIT = 4_000

_DEPTH = 4
_PARTS = 50
_MARKER = re.compile(r"\s*\[\d{1,3}\]")


def messages_of(history: Sequence[Mapping[str, object]]) -> tuple[Turn, ...]:
    """The last turns of a conversation, oldest first.

    Args:
        history: role/content messages. The content is a text, or parts of one as Gradio and
            OpenAI send them (`[{"type": "text", "text": …}, …]`). Anything else is passed over:
            other roles, other kinds of parts, answers that no question stands before.

    Returns:
        At most `TURNS` turns. Questions without words are left out with their answers.
    """
    turns: list[Turn] = []
    for role, text in _messages(history):
        if role == "user":
            turns.append(Turn(text, ""))
        elif turns:
            told = f"{turns[-1].answer} {text}".strip()
            turns[-1] = Turn(turns[-1].question, told[:_ANSWER_LIMIT])
    asked = [turn for turn in turns if any(letter.isalnum() for letter in turn.question)]
    return tuple(asked[-TURNS:])


def shown_in(history: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Return the questions of a conversation, and those suggested under its answers, in lower case,
    also those before its last turns.

    Args:
        history: as in `messages_of`; an answer's message may have its "suggestions", a list of
            texts.
    """
    asked = {text.lower() for role, text in _messages(history) if role == "user"}
    suggested = {
        str(each).lower()
        for message in _dictionaries(history)
        if isinstance(listed := message.get("suggestions"), list | tuple)
        for each in islice(listed, _PARTS)
    }
    return frozenset(asked | suggested)


def _dictionaries(history: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(history, Sequence) or isinstance(history, str | bytes | bytearray):
        return
    for index in range(max(0, len(history) - _MESSAGES), len(history)):
        if isinstance(history[index], Mapping):
            yield history[index]


def _messages(history: object) -> Iterator[tuple[str, str]]:
    for message in _dictionaries(history):
        role = message.get("role")
        if role == "user":
            yield "user", _seen(message.get("content"), _QUESTION_LIMIT)
        elif role == "assistant" and not _is_aside(message.get("metadata")):
            yield "assistant", _MARKER.sub("", _seen(message.get("content"), _ANSWER_LIMIT))


def _is_aside(metadata: object) -> bool:
    """Whether a message is what Gradio shows beside an answer: a thought, or a tool at work."""
    return isinstance(metadata, Mapping) and bool(metadata.get("title"))


def _seen(content: object, limit: int) -> str:
    pieces: list[str] = []
    left = limit
    for piece in _texts(content, _DEPTH):
        if left <= 0:
            break
        pieces.append(piece[:left])
        left -= len(pieces[-1])
    lines = (
        "".join(character if character.isprintable() else " " for character in line)
        for line in " ".join(pieces).splitlines()
    )
    return plain("\n".join(lines))


def _texts(content: object, depth: int) -> Iterator[str]:
    """The texts in a message's content, in order; parts lie in one another no deeper than
    `depth`."""
    if isinstance(content, str):
        yield content
    elif depth > 0 and isinstance(content, Mapping):
        if content.get("type", "text") in ("text", "input_text", "output_text"):
            yield from _texts(content.get("text", content.get("content")), depth - 1)
    elif depth > 0 and isinstance(content, list | tuple):
        for part in islice(content, _PARTS):
            yield from _texts(part, depth - 1)
