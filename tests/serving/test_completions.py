"""The advisor as a model of OpenAI's protocol, with OpenAI's own client."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import QuestionError
from advisor.serving.http import api_of
from advisor.serving.messages import growth
from advisor.types import Answer

WHOLE = Answer("Learn Python. [1]", (citation(),), "covered")
NOTED = "Learn Python. [1]\n\n[1] Work, edition 2: Work › Skills"
ASKED = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Why?"},
    {"role": "assistant", "content": "So."},
    {"role": "user", "content": "How?"},
]


@pytest.fixture
def advisor() -> ScriptedAdvisor:
    scripts: dict[str, list[Answer | Exception]] = {
        "How?": [Answer("Learn"), Answer("Learn Python."), WHOLE],
        "": [QuestionError("Write what you would like to know.")],
    }
    return ScriptedAdvisor(scripts, (guide(),))


@pytest.fixture
def client(advisor: ScriptedAdvisor) -> Iterator[openai.OpenAI]:
    with TestClient(api_of(advisor)) as http:  # type: ignore[arg-type]
        yield openai.OpenAI(
            api_key="none", base_url="http://testserver/v1", http_client=http, max_retries=0
        )


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["career-advisor"]


def test_an_answer_has_its_sources_as_footnotes_and_as_a_field(
    client: openai.OpenAI, advisor: ScriptedAdvisor
) -> None:
    said = client.chat.completions.create(model="any", messages=ASKED, temperature=0.2)  # type: ignore[arg-type]

    assert said.choices[0].message.content == NOTED
    assert said.choices[0].finish_reason == "stop"
    assert said.model_extra is not None
    assert said.model_extra["advisor"]["citations"][0]["quote"] == "Learn Python."
    assert advisor.histories == [ASKED[:-1]]


def test_a_streamed_answer_says_the_same(client: openai.OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="any", messages=ASKED, stream=True))  # type: ignore[call-overload]

    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == NOTED
    assert len([piece for piece in pieces if piece]) == 4
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].model_extra["advisor"]["coverage"] == "covered"


def test_a_question_in_parts_is_read(client: openai.OpenAI) -> None:
    content = [{"type": "text", "text": "How?"}]

    said = client.chat.completions.create(
        model="any",
        messages=[{"role": "user", "content": content}],  # type: ignore[list-item, misc]
    )

    assert said.choices[0].message.content == NOTED


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("last", [{"role": "user", "content": ""}, ASKED[2]])
def test_what_is_no_question_is_refused_in_the_protocols_form(
    client: openai.OpenAI, stream: bool, last: dict[str, str]
) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match=r"Write what|last message") as raised:
        client.chat.completions.create(model="any", messages=[last], stream=stream)  # type: ignore[call-overload]

    assert raised.value.type == "invalid_request_error"


@given(st.lists(st.text("ab", max_size=6), max_size=6))
def test_the_pieces_of_a_growing_text_make_its_last_state(texts: list[str]) -> None:
    pieces = "".join(growth(texts))

    assert pieces.endswith(texts[-1] if texts else "")


def test_a_text_that_only_grows_is_sent_once() -> None:
    assert list(growth(["a", "a", "ab", "abc"])) == ["a", "b", "c"]
    assert list(growth(["a", "x", "x"])) == ["a", "\n\nx"]
