"""The page and the endpoints for programs as one server serves them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from processes import free_port
from scripted import ScriptedAdvisor, citation, guide

from advisor.errors import QuestionError
from advisor.types import Answer
from advisor.ui.server import open_page

WHOLE = Answer("Learn Python. [1]", (citation(),), "covered")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    scripts = {"How?": [Answer("Learn"), WHOLE], "": [QuestionError("Ask in words.")]}
    advisor = ScriptedAdvisor(scripts, (guide(),))
    port = free_port()
    uploads = tmp_path_factory.mktemp("uploads")
    page = open_page(advisor, "127.0.0.1", port, Path(uploads))  # type: ignore[arg-type]
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


def request(address: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    """The status, the headers and the text that a server answers."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address, data, {"Content-Type": "application/json", **headers})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_page_and_endpoints_are_one_server(served: str) -> None:
    assert "<gradio-app" in request(served)[2]
    assert request(f"{served}/healthz")[0] == 200
    assert "<code>POST /ask</code>" in request(f"{served}/docs")[2]
    assert json.loads(request(f"{served}/ask", {"question": "How?"})[2])["text"] == WHOLE.text
    assert json.loads(request(f"{served}/guides")[2])[0]["name"] == "work.md"


def test_every_answer_says_what_a_browser_may_do(served: str) -> None:
    for path in ("/", "/docs", "/guides", "/nowhere"):
        headers = request(served + path)[1]
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/guides", "/gradio_api/info"])
def test_another_name_is_not_answered(served: str, path: str) -> None:
    assert request(served + path, Host="evil.test")[0] == 421


def test_a_stranger_does_not_say_where_the_page_is(served: str) -> None:
    told = {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"}
    status, _, page = request(served, **told)
    assert status == 200
    assert "evil.test" not in page
    assert f'"root":"{served}"' in page.replace(" ", "")


def test_another_sites_page_cannot_ask(served: str) -> None:
    asked = request(f"{served}/ask", {"question": "How?"}, Origin="https://evil.test")

    assert asked[0] == 403


def test_gradios_client_gets_the_same_json(served: str) -> None:
    client = Client(served, verbose=False, analytics_enabled=False)

    assert client.predict("How?", [], api_name="/ask") == json.loads(json.dumps(asdict(WHOLE)))
    assert client.predict("python", 1, api_name="/search")[0]["guide"] == "work.md"
    assert client.predict(api_name="/guides")[0]["title"] == "Work"
    cited = json.loads(json.dumps(asdict(citation())))
    assert client.predict(cited, api_name="/citation") == {"standing": "current"}
    with pytest.raises(AppError, match="Ask in words"):
        client.predict("", [], api_name="/ask")


def test_a_file_is_given_out_with_a_policy_of_its_own(served: str) -> None:
    status, headers, words = request(f"{served}/original?guide=work.md")
    assert (status, headers.get_all("X-Content-Type-Options")) == (404, ["nosniff"])
    assert "not given out" in words
