"""The advisor as a model of OpenAI's protocol, for chat front ends that speak it."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import AdvisorError, QuestionError
from advisor.serving.messages import (
    STREAMED,
    UNFORESEEN,
    EventStream,
    event,
    growth,
    with_footnotes,
)
from advisor.types import Answer

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

#: The name that the advisor has among models.
MODEL = "career-advisor"
#: Words are not counted in tokens here; clients want the field.
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
#: How Open WebUI begins when it has a model name, tag or go on with a conversation. Such a request
#: is no question of a person; when it is refused, the conversation is named after its first one.
_CHORE = "### Task:"


class ChatMessage(BaseModel):
    """A message: its content is a text, or parts of one."""

    role: str
    content: str | list[dict[str, Any]] | None = None


class Problem(BaseModel):
    """Why a request could not be answered, in a sentence for people."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ProtocolRefusal(BaseModel):
    """A refusal in the protocol's form."""

    error: Problem


class StreamOptions(BaseModel):
    """What a streamed answer is to have beside the text."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation whose last message of the user is the question. What else clients send
    (temperature, tools, …) changes nothing here and is passed over."""

    model_config = ConfigDict(extra="ignore")

    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None


def add_completions(api: FastAPI, advisor: Advisor) -> None:
    """Add `/v1/models` and `/v1/chat/completions` to an application."""

    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": ProtocolRefusal} for status in (400, 422, 503)
    }
    streamed: dict[int | str, dict[str, Any]] = {200: {"content": STREAMED}}

    @api.get("/v1/models", responses=refusals)
    def models() -> dict[str, Any]:
        """List the one model that there is."""
        about = {"id": MODEL, "object": "model", "created": 0, "owned_by": "career-advisor"}
        return {"object": "list", "data": [about]}

    @api.post("/v1/chat/completions", responses=refusals | streamed)
    def chat_completions(request: ChatRequest) -> Any:
        """Answer the last message of the user, as OpenAI's API does.

        The text ends with the sources; the whole answer, with its citations, is in the field
        `advisor`.
        """
        *before, last = [message.model_dump() for message in request.messages]
        if last["role"] != "user":
            raise QuestionError("The last message has to be the user's question.")
        asked = _text(last["content"])
        if asked.startswith(_CHORE):
            raise QuestionError("Only questions are answered here; let another model do the rest.")
        answers = advisor.stream(asked, before)
        titles = {guide.name: guide.title for guide in advisor.guides()}
        head = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": MODEL}
        if request.stream:
            all_answers = chain([next(answers)], answers)
            counted = request.stream_options is not None and request.stream_options.include_usage
            pieces = _chunks(all_answers, titles, head, counted)
            return EventStream(pieces)
        *_, answer = answers
        message = {"role": "assistant", "content": with_footnotes(answer, titles)}
        return {
            **head,
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": _USAGE,
            "advisor": answer.to_dict(),
        }


def _text(content: str | list[dict[str, Any]] | None) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content)
    return content or ""


def _chunks(
    answers: Iterator[Answer], titles: dict[str, str], head: dict[str, Any], counted: bool
) -> Generator[str]:
    """Yield an answer as chunks, each as a server-sent event."""

    def chunk(delta: dict[str, Any], finished: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finished}
        return event({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    last = Answer("")

    def texts() -> Iterator[str]:
        nonlocal last
        for last in answers:
            yield last.text
        yield with_footnotes(last, titles)

    yield chunk({"role": "assistant", "content": ""})
    try:
        for piece in growth(texts()):
            yield chunk({"content": piece})
    except AdvisorError as error:
        yield event({"error": {"message": str(error), "type": "server_error"}})
    except Exception:
        _logger.exception("could not answer a question")
        yield event({"error": {"message": UNFORESEEN, "type": "server_error"}})
    else:
        yield chunk({}, "stop", advisor=last.to_dict())
        if counted:
            yield event({**head, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE})
    yield event("[DONE]")
