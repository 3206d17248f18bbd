"""The page below a path, across a restart of its server, and what it takes in."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from driving import PHONE, Open
from fakes import write
from playwright.sync_api import Browser, expect
from processes import free_port
from proxying import proxied
from scripted import ScriptedAdvisor, citation, guide

from advisor import Settings
from advisor.types import Answer

#: Starts the page with some settings and returns its port and what stops it.
Start = Callable[..., tuple[int, Callable[[], None]]]


@pytest.fixture
def start(browser: Browser, tmp_path: Path) -> Iterator[Start]:  # noqa: ARG001
    from advisor.ui.server import open_page

    stops: list[Callable[[], None]] = []

    def started(port: int = 0, **settings: object) -> tuple[int, Callable[[], None]]:
        answers = {
            "first": [Answer("One. [1]", (citation(),), "covered")],
            "second": [Answer("Two.", (), "covered")],
        }
        advisor = ScriptedAdvisor(answers, (guide(),))
        advisor.settings = Settings(data_dir=tmp_path / "data", **settings)
        port = port or free_port()
        page = open_page(advisor, "127.0.0.1", port, tmp_path / "uploads")  # type: ignore[arg-type]
        stops.append(lambda: page.close(verbose=False))
        return port, stops[-1]

    yield started
    for stop in stops:
        stop()


def serve(port: int, folder: Path) -> None:
    """Serve a folder's files as another site until the tests end."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


@pytest.mark.parametrize("pass_host", [True, False])
def test_the_page_works_below_a_path(visit: Open, start: Start, pass_host: bool) -> None:
    port = free_port()
    with proxied(port, "/advice/careers", pass_host=pass_host) as address:
        root = "/advice/careers" if pass_host else address.rstrip("/")
        start(port, root_path=root, allowed_hosts="127.0.0.1")

        opened = visit(address)
        opened.ask("first")
        opened.page.locator("#chat a.marker").click()

        expect(opened.page.locator("#passage")).to_have_text("Learn Python.")
        opened.page.reload()
        expect(opened.page.locator("#chat .question")).to_have_text("first")


def test_after_a_restart_of_the_server_the_conversation_goes_on(visit: Open, start: Start) -> None:
    port, stop = start()
    opened = visit(f"http://127.0.0.1:{port}")
    opened.ask("first")

    stop()
    start(port)
    opened.ask("second")

    expect(opened.page.locator("#chat .question")).to_have_text(["first", "second"])
    expect(opened.page.locator("#chat .answer-text").first).to_contain_text("One.")


def test_a_file_over_the_limit_is_refused_and_not_kept(start: Start, tmp_path: Path) -> None:
    port, _ = start(read_file_mb=1)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
        + b"a" * (1024 * 1024 + 1)
        + b"\r\n--x--\r\n"
    )
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/gradio_api/upload",
        body,
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    with pytest.raises(urllib.error.HTTPError, match="413"):
        opener.open(request, timeout=60)

    assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("allowed", [True, False])
def test_a_named_site_shows_the_chat_within_its_page(
    browser: Browser, start: Start, tmp_path: Path, allowed: bool
) -> None:
    there, port = free_port(), free_port()
    site = f"http://127.0.0.1:{there if allowed else there + 1}"
    start(port, embed=site, embed_colour="#0050aa", embed_background="#fffff0")
    frame = f'<iframe src="http://127.0.0.1:{port}/embed" style="width:100%;height:700px">'
    write(tmp_path / "site", {"index.html": frame})
    serve(there, tmp_path / "site")
    page = browser.new_page(viewport=PHONE)
    page.goto(f"http://127.0.0.1:{there}/")

    chat = page.frame_locator("iframe")
    if allowed:
        composer = chat.get_by_role("textbox", name="Your question")
        composer.fill("first")
        composer.press("Enter")
        expect(chat.locator("#chat .answer-text")).to_contain_text("One.")
        expect(chat.locator("#masthead")).to_be_hidden()
        expect(chat.locator("#chat a.marker").first).to_have_css("color", "rgb(0, 80, 170)")
        expect(chat.locator("body")).to_have_css("background-color", "rgb(255, 255, 240)")
    else:
        page.wait_for_timeout(2000)
        expect(chat.locator("#chat")).to_have_count(0)
    page.close()
