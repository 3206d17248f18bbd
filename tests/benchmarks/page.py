"""What the page asks of a browser, beside an empty Gradio chat."""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advisor import Advisor, Settings
from tests.benchmarks.asking import CORPUS
from tests.benchmarks.figures import Figure
from tests.benchmarks.starting import ask_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_LOADS = 9
_QUIET_SECONDS = 1.0
_PATIENCE = 120  # seconds
_QUESTION = "How much does a machine learning engineer earn in Europe?"
_EMPTY = """
import gradio

gradio.ChatInterface(lambda message, history: "").launch(server_port={port}, quiet=True)
"""
#: Notes when there is first a box that can be typed into.
_WATCH = """
performance.setResourceTimingBufferSize(5000);
const ready = (box) => box.checkVisibility() && !box.disabled && !box.readOnly;
const look = () => {
  if ([...document.querySelectorAll("textarea")].some(ready)) window.boxAt = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
#: When the last answer of the server to the page's own first questions had arrived.
_ANSWERED = """() => Math.max(0, ...performance.getEntriesByType("resource")
  .filter((each) => new URL(each.name).pathname.includes("/queue/"))
  .map((each) => each.responseEnd))"""


@dataclass(frozen=True, slots=True)
class Load:
    """One first visit of a page: the bytes that came over the network, and the seconds until the
    question box could be typed into and what the page itself asks for at first had arrived."""

    bytes: int
    seconds: float


def page() -> Iterator[Figure]:
    """First visits to the page, over as many to an empty `gradio.ChatInterface`, in turn."""
    chromium = os.environ.get("ADVISOR_TEST_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print(
            "  no figure: Chromium was not found. Install it (apt-get install chromium) or set "
            "ADVISOR_TEST_CHROMIUM to its path.",
            file=sys.stderr,
            flush=True,
        )
        return
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with Advisor(Settings(data_dir=folder)) as advisor:
            advisor.ingest([CORPUS])
        own_port, empty_port = free_port(), free_port()
        app = ["app.py", "--port", str(own_port)]
        own = stack.enter_context(served(app, own_port, folder))
        code = ["-c", _EMPTY.format(port=empty_port)]
        empty = stack.enter_context(served(code, empty_port, folder))
        ask_page(own, _QUESTION)  # the models are loaded then
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                # The fonts that an empty chat wants of another host are no part of this.
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            ],
        )
        for address in (own, empty):
            _visit(browser, address)
        visits: dict[str, list[Load]] = {own: [], empty: []}
        for number in range(_LOADS):
            for address in (own, empty) if number % 2 else (empty, own):
                visits[address].append(_visit(browser, address))
        browser.close()
    own_bytes, empty_bytes = (_middle(visits[each], "bytes") for each in (own, empty))
    yield Figure(
        "page weight / empty chat",
        own_bytes / empty_bytes,
        f"{own_bytes / 1e3:.0f} kB / {empty_bytes / 1e3:.0f} kB, first visit",
        1.3,
    )
    own_time, empty_time = (_middle(visits[each], "seconds") for each in (own, empty))
    yield Figure(
        "page interactive / empty chat",
        own_time / empty_time,
        f"{own_time:.2f} s / {empty_time:.2f} s, medians of {_LOADS} first visits",
        1.3,
    )


def _middle(loads: list[Load], what: str) -> float:
    return float(statistics.median(getattr(each, what) for each in loads))


def _visit(browser: Browser, address: str) -> Load:
    context = browser.new_context()
    opened = context.new_page()
    opened.add_init_script(_WATCH)
    pending: set[Any] = set()
    opened.on("request", lambda request: pending.add(request))
    opened.on("requestfinished", lambda request: pending.discard(request))
    opened.on("requestfailed", lambda request: pending.discard(request))
    received = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += int(event["encodedDataLength"])

    devtools = context.new_cdp_session(opened)
    devtools.on("Network.loadingFinished", count)
    devtools.send("Network.enable")
    try:
        opened.goto(address)
        quiet_since = time.monotonic()
        deadline = quiet_since + _PATIENCE
        while time.monotonic() - quiet_since < _QUIET_SECONDS:
            opened.wait_for_timeout(50)
            # The heartbeat goes on for as long as the page is open.
            waiting = [each for each in pending if "/heartbeat/" not in urlsplit(each.url).path]
            if waiting or opened.evaluate("window.boxAt") is None:
                quiet_since = time.monotonic()
            if time.monotonic() > deadline:
                raise RuntimeError(f"{address} did not come to rest")
        box = opened.locator("textarea:visible").first
        box.press_sequentially("a")
        if box.input_value() != "a":
            raise RuntimeError(f"{address} takes no question")
        milliseconds = max(opened.evaluate("window.boxAt"), opened.evaluate(_ANSWERED))
    finally:
        context.close()
    return Load(received, milliseconds / 1000)


@contextmanager
def served(
    arguments: list[str], port: int, data: Path, temporary: Path | None = None
) -> Iterator[str]:
    """Runs a Python program that serves a page, until the block ends; its temporary files lie in a
    folder, if one is given."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ADVISOR_")}
    environment |= {"ADVISOR_DATA_DIR": str(data), "GRADIO_ANALYTICS_ENABLED": "False"}
    if temporary is not None:
        environment["TMPDIR"] = str(temporary)
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CORPUS.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    local = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                local.open(address, timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{arguments[0]} served no page") from None
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
