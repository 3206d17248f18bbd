"""A real browser, the real page, and a page over a scripted advisor.

The tests run where Chromium is found (`ADVISOR_TEST_CHROMIUM`, or `chromium` on the path).
Elsewhere they are skipped, or fail when `ADVISOR_TEST_REQUIRE_BROWSER=1` says that they must run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from driving import WIDE, Open, Visit
from playwright.sync_api import Browser, expect, sync_playwright
from processes import ROOT, clean_environment, free_port

from advisor import Advisor

HERE = Path(__file__).parent

expect.set_options(timeout=120_000)  # a busy machine may take its time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("ADVISOR_TEST_CHROMIUM") or shutil.which("chromium")
    if not chromium or not Path(chromium).exists():
        reason = (
            "Chromium was not found: install it (apt-get install chromium) or set "
            "ADVISOR_TEST_CHROMIUM to its path"
        )
        if os.environ.get("ADVISOR_TEST_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}; ADVISOR_TEST_REQUIRE_BROWSER=1 wants the browser tests to run")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(
    browser: Browser,  # noqa: ARG001 - without a browser there is nothing to serve for
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of `python app.py` over a store that holds `corpus/`."""
    folder = tmp_path_factory.mktemp("site")
    environment = clean_environment(folder / "data")
    subprocess.run(
        [sys.executable, "ingest.py", "corpus"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        timeout=300,
    )
    port = free_port()
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def own_site(browser: Browser, advisor: Advisor, tmp_path: Path) -> Iterator[str]:  # noqa: ARG001
    """The address of the page over a module's own `advisor`."""
    from advisor.ui.server import open_page

    port = free_port()
    page = open_page(advisor, "127.0.0.1", port, tmp_path / "uploads")
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


def wait_until_served(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the page was not served; it said:\n{log.read_text()}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open an address. At the end of the test, nothing may have been asked of another host,
    no dialog opened, no script failed."""
    visits: list[tuple[Any, Visit]] = []

    def open_address(address: str, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": WIDE, **options})
        page = context.new_page()
        opened = Visit(page)
        visits.append((context, opened))
        own = urlsplit(address).netloc

        def note(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme not in ("data", "blob") and parts.netloc != own:
                opened.foreign_requests.append(url)

        def dismiss(dialog: Any) -> None:
            opened.troubles.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        context.on("request", lambda request: note(request.url))
        page.on("websocket", lambda socket: note(socket.url))
        page.on("dialog", dismiss)
        page.on("pageerror", lambda error: opened.troubles.append(f"script: {error}"))
        page.goto(address)
        expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
        return opened

    yield open_address
    for context, opened in visits:
        context.close()
        assert opened.foreign_requests == []
        assert opened.troubles == []
