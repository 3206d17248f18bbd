"""Who is let in: host names, origins, sizes, and what a browser is told."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from advisor.ui.door import Door, names_in, remove_uploads


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"hello {len(await request.body())}")


def client(uploads: Path, host: str = "127.0.0.1", allowed: str = "") -> TestClient:
    door = Middleware(Door, host=host, allowed=names_in(allowed), file_mb=1, uploads=uploads)
    routes = [Route(path, hello, methods=["GET", "POST"]) for path in ("/", "/upload")]
    return TestClient(Starlette(routes=routes, middleware=[door]))


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:7860", "127.0.0.1:7860", "[::1]:7860", "192.0.2.7", "LOCALHOST"],
)
def test_a_host_that_cannot_be_pointed_elsewhere_is_answered(tmp_path: Path, host: str) -> None:
    assert client(tmp_path).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test:7860", "[", "2130706433", ""]
)
def test_any_other_name_is_refused_with_what_to_do(tmp_path: Path, host: str) -> None:
    refused = client(tmp_path).get("/", headers={"Host": host})

    assert refused.status_code == 421
    assert "ADVISOR_ALLOWED_HOSTS" in refused.text


def test_a_forwarded_name_is_checked_too(tmp_path: Path) -> None:
    headers = {"Host": "localhost", "X-Forwarded-Host": "evil.test"}

    assert client(tmp_path).get("/", headers=headers).status_code == 421
    assert client(tmp_path, allowed="evil.test").get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "allowed", "name"),
    [
        ("127.0.0.1", "guide.example, other.example", "Guide.example"),
        ("127.0.0.1", "*", "any.test"),
        ("guide.local", "", "guide.local:7860"),
    ],
)
def test_names_that_are_set_are_answered(
    tmp_path: Path, host: str, allowed: str, name: str
) -> None:
    assert client(tmp_path, host, allowed).get("/", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://localhost:7860", 200),
        ("https://guide.example", 200),
        ("http://localhost:3000", 403),
        ("https://evil.test", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_only_the_sites_own_pages_change_anything(
    tmp_path: Path, origin: str | None, status: int
) -> None:
    headers = {"Host": "localhost:7860"} | ({} if origin is None else {"Origin": origin})
    page = client(tmp_path, allowed="guide.example")

    assert page.post("/", headers=headers).status_code == status
    assert page.get("/", headers=headers).status_code == 200


def test_a_body_over_the_limit_is_refused(tmp_path: Path) -> None:
    page = client(tmp_path, "testserver")

    assert page.post("/upload", content=b"x" * 1_000_000).text == "hello 1000000"
    assert page.post("/upload", content=b"x" * 3_000_000).status_code == 413
    assert page.post("/upload", content=iter([b"x"])).status_code == 411


def test_the_browser_is_told_what_it_may_do(tmp_path: Path) -> None:
    headers = client(tmp_path, "testserver").get("/").headers

    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_an_answer_says_itself_stands(tmp_path: Path) -> None:
    async def strict(_: Request) -> PlainTextResponse:
        policy = {"Content-Security-Policy": "default-src 'none'"}
        response = PlainTextResponse("a file", headers=policy)
        response.set_cookie("one", "1")
        response.set_cookie("two", "2")
        return response

    door = Middleware(Door, host="127.0.0.1", allowed=frozenset(), file_mb=1, uploads=tmp_path)
    app = Starlette(routes=[Route("/", strict)], middleware=[door])
    headers = TestClient(app, base_url="http://localhost").get("/").headers

    assert headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers.get_list("set-cookie")) == 2


def test_what_nobody_took_in_is_removed_with_time(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    old, new = tmp_path / "deep" / "old.md", tmp_path / "new.md"
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (time.time() - 7200, time.time() - 7200))

    client(tmp_path, "testserver").post("/upload", content=b"x")

    assert (old.exists(), new.exists()) == (False, True)
    remove_uploads(tmp_path)
    assert not new.exists()


def test_only_named_sites_may_frame_the_embedded_chat(tmp_path: Path) -> None:
    def ancestors(framing: frozenset[str], path: str) -> str:
        door = Middleware(
            Door,
            host="testserver",
            allowed=frozenset[str](),
            file_mb=1,
            uploads=tmp_path,
            framing=framing,
        )
        page = TestClient(Starlette(routes=[Route("/", hello)], middleware=[door]))
        answer = page.get(path)
        policy = answer.headers["Content-Security-Policy"]
        return f"{answer.status_code} {policy.partition('frame-ancestors ')[2]}"

    site = frozenset({"https://site.example"})
    assert ancestors(site, "/embed") == "200 'self' https://site.example"
    assert ancestors(site, "/") == "200 'self'"
    assert ancestors(frozenset(), "/embed") == "404 'self'"
