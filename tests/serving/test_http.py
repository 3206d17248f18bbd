"""The endpoints for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from fastapi.testclient import TestClient
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import ModelError, QuestionError, StoreError
from advisor.serving.http import api_of
from advisor.types import Answer, Claim
from advisor.ui.documentation import with_docs

WHOLE = Answer(
    "Learn Python. [1]",
    (citation(),),
    "covered",
    ("What else?",),
    (Claim("Learn Python.", (1,), "supported"),),
)
SCRIPTS: dict[str, list[Answer | Exception]] = {
    "How?": [Answer("Learn"), WHOLE],
    "": [QuestionError("Write what you would like to know.")],
    "empty": [StoreError("Ingest first.")],
    "late": [Answer("Learn"), ModelError("The model is gone.")],
    "bug": [ZeroDivisionError("secret")],
}


@pytest.fixture
def advisor() -> ScriptedAdvisor:
    return ScriptedAdvisor(SCRIPTS, (guide(),))


@pytest.fixture
def client(advisor: ScriptedAdvisor) -> TestClient:
    return TestClient(with_docs(api_of(advisor)), raise_server_exceptions=False)  # type: ignore[arg-type]


def events(text: str) -> list[tuple[str, Any]]:
    """The server-sent events in a body, by name."""
    found = []
    for block in text.strip().split("\n\n"):
        *name, data = block.split("\n")
        found.append((name[0][7:] if name else "", json.loads(data[6:])))
    return found


def in_json(answer: Answer) -> Any:
    return json.loads(json.dumps(asdict(answer)))


def test_an_answer_is_its_record_in_json(client: TestClient) -> None:
    posted = client.post("/ask", json={"question": "How?"})

    assert posted.json() == in_json(WHOLE)
    assert client.get("/ask", params={"question": "How?"}).json() == posted.json()


def test_the_conversation_before_reaches_the_advisor(
    client: TestClient, advisor: ScriptedAdvisor
) -> None:
    history = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]

    client.post("/ask", json={"question": "How?", "history": history})

    assert advisor.histories == [history]


def test_a_streamed_answer_grows_and_ends_whole(client: TestClient) -> None:
    streamed = client.post("/ask", json={"question": "How?", "stream": True})

    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert events(streamed.text) == [
        ("partial", in_json(Answer("Learn"))),
        ("answer", in_json(WHOLE)),
    ]


def test_a_failure_in_a_stream_is_an_event(client: TestClient) -> None:
    streamed = client.get("/ask", params={"question": "late", "stream": True})

    assert events(streamed.text)[-1] == ("error", {"error": "The model is gone."})


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("", 422, "Write what you would like to know."),
        ("empty", 503, "Ingest first."),
        ("bug", 500, "Something went wrong"),
    ],
)
def test_a_refusal_is_a_status_with_a_sentence(
    client: TestClient, stream: bool, question: str, status: int, words: str
) -> None:
    refused = client.post("/ask", json={"question": question, "stream": stream})

    assert refused.status_code == status
    assert words in refused.json()["error"]
    assert "secret" not in refused.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"question": 7}', b'{"question": "a", "other": 1}', b"\xff"]
)
def test_what_is_malformed_is_told_what_to_send(client: TestClient, body: bytes) -> None:
    refused = client.post("/ask", content=body, headers={"Content-Type": "application/json"})

    assert refused.status_code in (400, 422)
    assert "GET /docs says what to send" in refused.json()["error"]
    assert client.put("/ask").status_code == 405


def test_search_guides_and_citations(client: TestClient) -> None:
    hits = client.post("/search", json={"question": "python", "k": 1}).json()
    cited = asdict(citation())

    assert [hit["section"] for hit in hits] == [["Work", "Skills"]]
    assert client.get("/search", params={"question": "python", "k": 1}).json() == hits
    assert client.get("/search", params={"question": "python", "k": 0}).status_code == 422
    (about,) = client.get("/guides").json()
    assert (about["name"], about["edition"]) == ("work.md", 2)
    assert about["sections"] == [["Work"], ["Work", "Skills"]]
    assert client.post("/citation", json=cited).json() == {"standing": "current"}
    assert client.post("/citation", json={**cited, "quote": "Weld."}).json() == {"standing": "gone"}
    assert client.post("/citation", json={"quote": "Weld."}).status_code == 422


def test_health_and_readiness() -> None:
    empty = TestClient(api_of(ScriptedAdvisor()))  # type: ignore[arg-type]
    full = TestClient(api_of(ScriptedAdvisor(guides=(guide(),))))  # type: ignore[arg-type]

    assert [each.get("/healthz").status_code for each in (empty, full)] == [200, 200]
    assert [each.get("/readyz").status_code for each in (empty, full)] == [503, 200]


def test_the_documents_name_every_endpoint_and_nothing_else(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    page = client.get("/docs").text
    named = {(path, method.upper()) for path, each in document["paths"].items() for method in each}

    assert named == {
        ("/ask", "GET"),
        ("/ask", "POST"),
        ("/search", "GET"),
        ("/search", "POST"),
        ("/guides", "GET"),
        ("/original", "GET"),
        ("/citation", "POST"),
        ("/gaps", "POST"),
        ("/plan", "POST"),
        ("/healthz", "GET"),
        ("/readyz", "GET"),
        ("/v1/models", "GET"),
        ("/v1/chat/completions", "POST"),
    }
    for path, method in named:
        assert f"<code>{method} {path}</code>" in page
        assert document["paths"][path][method.lower()]["description"]
        assert client.request(method, path).status_code not in (404, 405)
    assert "http" not in page.replace("https://", "http://").replace("http://127", "")


def test_gaps_and_plan_are_their_records_in_json(client: TestClient) -> None:
    person = {"about": "I know R.", "skills": [], "hours_per_week": 5}
    (need,) = client.post("/gaps", json=person).json()
    assert (need["name"], need["status"]) == ("Python", "missing")
    plan = client.post("/plan", json=person).json()
    assert plan["steps"][0]["requirements"] == [need]
    assert plan["steps"][0]["citations"][0]["quote"] == "Learn Python."
    assert client.post("/plan", json={"skills": ["Python"]}).json()["steps"] == []


@pytest.mark.parametrize(
    "person", [{"about": 1}, {"hours_per_week": -1}, {"name": "x"}, {"skills": ["x" * 201]}]
)
def test_a_malformed_person_is_told_what_is_wrong(client: TestClient, person: Any) -> None:
    refused = client.post("/plan", json=person)
    assert refused.status_code == 422
    assert next(iter(person)) in refused.json()["error"]


def test_a_plan_by_a_guide_that_is_not_there_is_refused(client: TestClient) -> None:
    assert client.post("/plan", json={"guide": "x.md"}).status_code == 404
