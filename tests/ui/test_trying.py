"""First steps with a model: what works, in plain words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from fakes import write
from scripted_openai import fails, judges, says, scripted_openai

from advisor import Advisor, Settings
from advisor.models.local import ollama_models
from advisor.ui.trying import try_model

GUIDE = (
    "# Work\n\n## Pay\n\nWelders earn $30 an hour in Texas.\n\n## Tools\n\nWelders use a torch.\n"
)
TRUE = "Welders earn $30 an hour in Texas [1]."


@pytest.fixture
def data_dir(tmp_path: Path, tiny_model: Path) -> Path:
    folder = write(tmp_path, {"guide.md": GUIDE})
    with Advisor(Settings(data_dir=folder / "data", embedding_model=str(tiny_model))) as advisor:
        advisor.ingest([folder / "guide.md"])
    return folder / "data"


@pytest.fixture
def ollama() -> Iterator[int]:
    """The port of a server that answers as Ollama does."""

    class Tags(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"models": [{"name": "llama3.2:latest"}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Tags)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_local_ollama_is_found(ollama: int, free_port: int) -> None:
    assert ollama_models(ollama) == ("llama3.2:latest",)
    assert ollama_models(free_port) == ()


def test_without_a_model_it_says_how_to_set_one(data_dir: Path, tiny_model: Path) -> None:
    settings = Settings(data_dir=data_dir, embedding_model=str(tiny_model))
    with Advisor(settings) as advisor:
        assert "ADVISOR_MODEL=" in next(iter(try_model(advisor)))


def said(data_dir: Path, tiny_model: Path, **parts: object) -> str:
    with scripted_openai(parts["writer"], judge=parts["judge"]) as server:  # type: ignore[arg-type]
        settings = Settings(
            data_dir=data_dir,
            embedding_model=str(tiny_model),
            model="openai:scripted",
            model_url=server.url,
            keep_unanswered=False,
            model_retries=0,
        )
        with Advisor(settings) as advisor:
            return "\n".join(try_model(advisor))


def test_what_a_refusing_server_says_is_told(data_dir: Path, tiny_model: Path) -> None:
    told = said(data_dir, tiny_model, writer=fails(404), judge=fails(403))
    assert "does not know that model" in told
    assert "Check ADVISOR_MODEL" in told


def test_a_model_that_works_is_said_to(data_dir: Path, tiny_model: Path) -> None:
    judge = judges(lambda sentence, passages: ("supported", [TRUE[:33]]))  # noqa: ARG005
    told = said(data_dir, tiny_model, writer=says(TRUE), judge=judge)
    assert "reached" in told
    assert "checked by: openai:scripted" in told


def test_a_model_that_cannot_judge_is_said_to_need_another(
    data_dir: Path, tiny_model: Path
) -> None:
    told = said(data_dir, tiny_model, writer=says(TRUE), judge=fails(403))
    assert "ADVISOR_JUDGE_MODEL" in told
