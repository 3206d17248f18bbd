"""What models and their servers really send, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import BaseModel
from scripted_openai import Handler, Script, Server, says, scripted_openai, streams

from advisor import Settings
from advisor.models.chat import CutOffError, LangChainModel, ModelFailureError, without_thinking

ASKED = [("system", "Be brief."), ("user", "Hello?")]


class Colour(BaseModel):
    """A form."""

    name: str


@contextmanager
def model_behind(
    *scripts: Script, judge: Script | None = None, **options: object
) -> Iterator[tuple[LangChainModel, Server]]:
    with scripted_openai(*scripts, judge=judge) as server:
        settings = Settings(
            model="openai:scripted",
            model_url=server.url,
            model_key="sk-secret",
            **{"model_retries": 0, "model_seconds": 30, **options},
        )
        yield LangChainModel(settings), server


def refuses(word: str) -> Script:
    """Refuses a request that has an option or a role; else says "Hello." """

    def script(handler: Handler, body: dict[str, Any]) -> None:
        if word in body or any(message["role"] == word for message in body["messages"]):
            name = f"'{word}' role" if word == "system" else f"'{word}'"
            handler.fail(400, f"Unsupported: {name} is not supported with this model (sk-abcdefgh)")
        else:
            says("Hello.")(handler, body)

    return script


def delta(**fields: object) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": None}]}


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["<think>no</think>Yes."], "Yes."),
        (["<th", "ink>", "no", "</th", "ink>\n\nYes."], "Yes."),
        (["Yes <thinking>no</thinking>", "indeed."], "Yes indeed."),
        (["1 < 2 and 3 > 2."], "1 < 2 and 3 > 2."),
        (["a <", "b> c"], "a <b> c"),
        (["<think>never ends"], ""),
        (["Half a <thi"], "Half a <thi"),
    ],
)
def test_what_a_model_thinks_is_not_what_it_says(pieces: Sequence[str], shown: str) -> None:
    assert "".join(without_thinking(iter(pieces))) == shown


def test_reasoning_fields_empty_deltas_parts_and_counts_pass() -> None:
    chunks = [
        delta(role="assistant", content=None),
        delta(reasoning_content="I wonder …", content=""),
        delta(content=""),
        delta(content=[{"type": "text", "text": "Hello "}]),
        delta(content="there."),
        delta(tool_calls=[{"index": 0, "id": "1", "type": "function",
                           "function": {"name": "look", "arguments": "{}"}}]),
        {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}},
    ]  # fmt: skip
    with model_behind(streams(*chunks)) as (model, _):
        assert "".join(model.stream(ASKED)) == "Hello there."


def test_a_reply_that_ends_at_the_limit_is_told_from_one_that_fails() -> None:
    with model_behind(says("Hello the", finish="length")) as (model, _):
        pieces = model.stream(ASKED)
        assert next(pieces) + next(pieces) == "Hello the"
        with pytest.raises(CutOffError, match="limit of tokens"):
            next(pieces)


@pytest.mark.parametrize("word", ["temperature", "max_completion_tokens", "reasoning_effort"])
def test_an_option_that_a_model_refuses_is_not_sent_again(word: str) -> None:
    with model_behind(refuses(word), model_effort="low") as (model, server):
        assert "".join(model.stream(ASKED)) == "Hello."
        assert "".join(model.stream(ASKED)) == "Hello."
        assert [word in request for request in server.requests] == [True, False, False]


def test_a_model_without_a_system_role_gets_the_instructions_from_the_user() -> None:
    with model_behind(refuses("system")) as (model, server):
        assert "".join(model.stream(ASKED)) == "Hello."
        (message,) = server.requests[-1]["messages"]
        assert message == {"role": "user", "content": "Be brief.\n\nHello?"}


def test_what_a_server_refuses_is_said_in_its_own_words_without_secrets() -> None:
    def too_long(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.fail(400, "The prompt has 9,000 tokens, at most 8,192 fit. Key sk-secret.")

    with model_behind(too_long) as (model, _), pytest.raises(ModelFailureError) as failed:
        list(model.stream(ASKED))
    assert "at most 8,192 fit" in str(failed.value)
    assert "secret" not in str(failed.value)


def test_reasoning_effort_is_sent_where_it_is_set() -> None:
    with model_behind(says("Hello."), model_effort="low") as (model, server):
        list(model.stream(ASKED))
        assert server.requests[0]["reasoning_effort"] == "low"
    with model_behind(says("Hello.")) as (model, server):
        list(model.stream(ASKED))
        assert "reasoning_effort" not in server.requests[0]


def test_a_form_is_filled_in_the_strictest_way_that_the_server_knows() -> None:
    def knows_json_mode_only(handler: Handler, body: dict[str, Any]) -> None:
        if body.get("response_format") == {"type": "json_object"}:
            assert "Reply with JSON" in body["messages"][-1]["content"]
            handler.reply(json.dumps({"name": "red"}))
        else:
            handler.fail(400, "unknown field")

    with model_behind(says(""), judge=knows_json_mode_only) as (model, server):
        assert model.structured(ASKED, Colour) == Colour(name="red")
        asked = len(server.judged)
        assert model.structured(ASKED, Colour) == Colour(name="red")
        assert len(server.judged) == asked + 1


def test_a_model_that_cannot_fill_in_a_form_says_so() -> None:
    def prose(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.reply("Red, I think.")

    with (
        model_behind(says(""), judge=prose) as (model, _),
        pytest.raises(ModelFailureError, match="structured output"),
    ):
        model.structured(ASKED, Colour)
