"""Every endpoint of the OpenAPI document with well-formed, malformed and senseless requests, over
the page's server and a real advisor: what comes back is what the document says, and never a failure
of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from fakes import write
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from processes import free_port
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from scripted import ScriptedAdvisor

from advisor import Advisor, Settings
from advisor.serving.http import api_of
from advisor.ui.server import open_page

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PATHS = api_of(ScriptedAdvisor()).openapi()["paths"]  # type: ignore[arg-type]
OPERATIONS = [
    (path, method, mode)
    for path, methods in PATHS.items()
    for method, about in methods.items()
    for mode in GenerationMode
    if mode == GenerationMode.POSITIVE or "parameters" in about or "requestBody" in about
]
POSTED = [path for path, methods in PATHS.items() if "post" in methods]
GUIDE = (
    "# Welding\n\n## Pay\n\nA welder earns 20 crowns.\n\n## Skills\n\n- Steady hands\n- Good eyes\n"
)
# The same requests in each run, so that one that fails fails again.
same_requests = settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fuzzed")
    own = Settings(data_dir=folder / "data", embedding_model=str(tiny_model))
    with Advisor(own) as advisor:
        advisor.ingest([write(folder / "guides", {"welding.md": GUIDE})])
        port = free_port()
        page = open_page(advisor, "127.0.0.1", port, folder / "uploads")
        yield f"http://127.0.0.1:{port}"
        page.close(verbose=False)


@pytest.fixture(scope="module")
def schema(address: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_what_comes_back_is_what_the_document_says(
    schema: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @same_requests
    @given(schema[path][method].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        response = case.call()
        assert "Traceback" not in response.text
        case.validate_response(response, checks=CHECKS)

    ask()


@pytest.mark.parametrize("path", POSTED)
@same_requests
@given(
    body=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    media=st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x", ""]),
)
@example(b"[" * 200_000, "application/json")
@example(b'{"question": "\\ud800"}', "application/json")
@example(b'{"question": "\xff"}', "application/json")
@example(b'{"question": ' + b"9" * 10_000 + b"}", "application/json")
@example(b'{"messages": [{"role": "user", "content": "\\ud800"}]}', "application/json")
@example(b'{"messages": [{"role": "user", "content": [{"text": {"a": 1}}]}]}', "application/json")
def test_senseless_bytes_are_refused(address: str, path: str, body: bytes, media: str) -> None:
    with httpx.Client(trust_env=False, timeout=60) as client:
        reply = client.post(address + path, content=body, headers={"Content-Type": media})
    assert reply.status_code < 500, reply.text
    assert "Traceback" not in reply.text
