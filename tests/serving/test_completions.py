"""The advisor as a model of OpenAI's protocol, with OpenAI's own client."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from processes import free_port
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import QuestionError
from advisor.serving.http import api_of
from advisor.serving.messages import growth
from advisor.types import Answer
from advisor.ui.server import open_page

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


@contextmanager
def served(advisor: ScriptedAdvisor, folder: Path) -> Iterator[str]:
    """The address of a page with its endpoints."""
    port = free_port()
    page = open_page(advisor, "127.0.0.1", port, folder)  # type: ignore[arg-type]
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


@pytest.fixture
def address(advisor: ScriptedAdvisor, tmp_path: Path) -> Iterator[str]:
    with served(advisor, tmp_path) as address:
        yield address


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


#: What Open WebUI sends beside a conversation.
FRONT_END = {
    "temperature": 0.8,
    "max_tokens": 128,
    "seed": 42,
    "stop": ["###"],
    "tools": [],
    "user": {"name": "Kim", "id": "1", "email": "kim@example.org", "role": "user"},
    "chat_id": "c-1",
    "session_id": "s-1",
    "features": {"web_search": False},
}


def test_what_open_webui_sends_is_answered_and_counted(address: str) -> None:
    asked = {
        **FRONT_END,
        "model": "career-advisor",
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": [{"type": "text", "text": "How?"}]}],
    }
    with httpx.Client(trust_env=False, timeout=60) as client:
        listed = client.get(f"{address}/v1/models", headers={"Authorization": "Bearer any"})
        assert [model["id"] for model in listed.json()["data"]] == ["career-advisor"]
        reply = client.post(f"{address}/v1/chat/completions", json=asked)
    lines = [line.removeprefix("data: ") for line in reply.text.split("\n") if line]
    assert lines[-1] == "[DONE]"
    *chunks, counted = [json.loads(line) for line in lines[:-1]]
    assert "".join(each["choices"][0]["delta"].get("content", "") for each in chunks) == NOTED
    assert counted["choices"] == []
    assert counted["usage"]["total_tokens"] == 0


def test_a_chore_of_a_front_end_is_no_question(
    client: openai.OpenAI, advisor: ScriptedAdvisor
) -> None:
    chore = (
        "### Task:\nGenerate a concise, 3-5 word title summarizing the chat history.\n### Output:\n"
        'JSON format: { "title": "your concise title here" }\n### Chat History:\n'
        "<chat_history>\nUSER: How?\n</chat_history>"
    )
    with pytest.raises(openai.UnprocessableEntityError, match="Only questions"):
        client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": chore}], extra_body=FRONT_END
        )
    assert advisor.histories == [], "it is not asked, and so not kept as unanswered"


class Endless(ScriptedAdvisor):
    """Never comes to the end of its answer."""

    def __init__(self) -> None:
        super().__init__({}, (guide(),))
        self.left = threading.Event()

    def stream(
        self, question: str, history: Sequence[Mapping[str, object]] = ()
    ) -> Iterator[Answer]:
        del question, history
        try:
            for number in itertools.count():
                yield Answer("." * number)
                time.sleep(0.01)
        finally:
            self.left.set()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": ASKED, "stream": True}),
        ("/ask", {"question": "How?", "stream": True}),
    ],
)
def test_a_client_that_goes_away_frees_its_place(
    tmp_path: Path, path: str, body: dict[str, object]
) -> None:
    advisor = Endless()
    with (
        served(advisor, tmp_path) as address,
        httpx.Client(trust_env=False, timeout=60) as client,
    ):
        with client.stream("POST", address + path, json=body) as reply:
            assert next(reply.iter_text())
            assert not advisor.left.is_set()
        assert advisor.left.wait(120)


@given(st.lists(st.text("ab", max_size=6), max_size=6))
def test_the_pieces_of_a_growing_text_make_its_last_state(texts: list[str]) -> None:
    pieces = "".join(growth(texts))

    assert pieces.endswith(texts[-1] if texts else "")


def test_a_text_that_only_grows_is_sent_once() -> None:
    assert list(growth(["a", "a", "ab", "abc"])) == ["a", "b", "c"]
    assert list(growth(["a", "x", "x"])) == ["a", "\n\nx"]
