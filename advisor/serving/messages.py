"""Answers as messages: of server-sent events, and of OpenAI's protocol."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from anyio import CancelScope
from anyio.to_thread import run_sync
from fastapi.responses import StreamingResponse

from advisor.types import Answer

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

#: Said of a failure that nobody foresaw; the details go to the log.
UNFORESEEN = "Something went wrong on the advisor's side. Whoever runs it finds more in its log."

#: How an OpenAPI document names a reply that may come as server-sent events.
STREAMED: dict[str, Any] = {"text/event-stream": {}}


class EventStream(StreamingResponse):
    """Server-sent events. When the client goes away, what makes them ends at once, and so does the
    request to a language model behind it, rather than when garbage is next collected.

    Args:
        events: texts of events, such as `event` returns.
    """

    def __init__(self, events: Generator[str]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_sync(self._events.close)


def event(data: object, name: str = "") -> str:
    """Return one server-sent event (WHATWG HTML, 9.2).

    Args:
        data: what `json.dumps` takes, or a text without line breaks.
        name: the event's name; without one it is "message".
    """
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" if name else "") + f"data: {text}\n\n"


def with_footnotes(answer: Answer, titles: dict[str, str]) -> str:
    """Return the text of an answer with its sources below it, one a line.

    Args:
        answer: the answer.
        titles: the titles of the guides, by name.
    """
    notes = [
        f"[{each.number}] {titles.get(each.guide, each.guide)}, edition {each.edition}: "
        + " › ".join(each.section)
        + (each.whereabouts and f", {each.whereabouts}")
        for each in answer.citations
    ]
    return "\n\n".join([answer.text, "\n".join(notes)]) if notes else answer.text


def growth(texts: Iterable[str]) -> Iterator[str]:
    """Yield what each text adds to the ones before it, so that the pieces make the last text.

    A text that does not begin with what has been sent is held back; if the last one does not, it
    follows whole, after a blank line.
    """
    sent = text = ""
    for text in texts:
        if text.startswith(sent) and text != sent:
            yield text[len(sent) :]
            sent = text
    if text != sent:
        yield f"\n\n{text}"
