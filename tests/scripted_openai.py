"""A server on loopback that speaks OpenAI's chat protocol and says what a script tells it to."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What to do with one request: gets the handler and the request's body.
Script = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Server:
    """The running server: its address, the scripts of the next requests (the last one serves all
    further ones), the requests so far, and how many replies were broken off by the client. What
    wants a form filled in goes to `judge` and is counted in `judged`."""

    url: str = ""
    scripts: list[Script] = field(default_factory=list)
    judge: Script | None = None
    judged: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    broken_off: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """Serves one request by the next script."""

    protocol_version = "HTTP/1.1"
    state: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.state.judge and ("response_format" in body or "tools" in body):
            self.state.judged.append(body)
            self.serve(self.state.judge, body)
            return
        self.state.requests.append(body)
        self.state.headers.append(dict(self.headers))
        self.state.times.append(time.monotonic())
        scripts = self.state.scripts
        self.serve(scripts.pop(0) if len(scripts) > 1 else scripts[0], body)

    def serve(self, script: Script, body: dict[str, Any]) -> None:
        """Serves one request by a script."""
        try:
            script(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.state.broken_off.set()
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Says nothing."""

    def fail(self, status: int, message: str, **headers: str) -> None:
        """Refuses the request."""
        body = json.dumps({"error": {"message": message, "type": "error"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def reply(self, text: str) -> None:
        """Replies at once."""
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "scripted"}
        body = json.dumps({**whole, "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        """Begins a stream of events."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def event(self, data: str) -> None:
        """Sends one event."""
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def piece(self, text: str, finish: str | None = None) -> None:
        """Sends a piece of the reply."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        self.event(
            json.dumps(
                {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": "scripted",
                    "choices": [choice],
                }
            )
        )


def says(text: str, finish: str = "stop", pause: float = 0.0) -> Script:
    """Streams a text word by word."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.begin()
        words = text.split(" ")
        for number, word in enumerate(words):
            handler.piece(word if number == 0 else f" {word}")
            time.sleep(pause)
        handler.piece("", finish)
        handler.event("[DONE]")

    return script


def streams(*chunks: dict[str, Any]) -> Script:
    """Streams chunks as they are given: each the fields that differ from an empty one."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.begin()
        empty = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        for chunk in chunks:
            handler.event(json.dumps({**empty, "choices": [], **chunk}))
        handler.event("[DONE]")

    return script


#: What a judge says of a sentence, given the text of the passages: a verdict and deciding words.
Opinion = Callable[[str, str], tuple[str, list[str]]]


def judges(opinion: Opinion, pause: float = 0.0) -> Script:
    """Fills in the verdicts on the sentences of a request."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        time.sleep(pause)
        passages, _, listed = body["messages"][-1]["content"].rpartition("\n\nSentences:\n")
        verdicts = []
        for number, sentence in re.findall(r"^(\d+)\. (.+)$", listed, re.MULTILINE):
            verdict, words = opinion(sentence, passages)
            verdicts.append({"number": int(number), "verdict": verdict, "words": words, "why": ""})
        handler.reply(json.dumps({"verdicts": verdicts}))

    return script


def fails(status: int, **headers: str) -> Script:
    """Refuses with a status."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.fail(status, "no, because: sk-secret", **headers)

    return script


def breaks_off(text: str) -> Script:
    """Streams the beginning of a reply and closes the connection."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.begin()
        handler.piece(text)

    return script


def garbles(text: str) -> Script:
    """Streams a piece and then what is no JSON."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.begin()
        handler.piece(text)
        handler.event('{"choices": [{"delta": {"content": ')
        handler.event("[DONE]")

    return script


def hangs(seconds: float) -> Script:
    """Sends nothing for a while."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del handler, body
        time.sleep(seconds)

    return script


def never_ends(text: str, most: int = 20_000) -> Script:
    """Streams the same words until the client has had enough."""

    def script(handler: Handler, body: dict[str, Any]) -> None:
        del body
        handler.begin()
        for _ in range(most):
            handler.piece(text)

    return script


@contextmanager
def scripted_openai(*scripts: Script, judge: Script | None = None) -> Iterator[Server]:
    """A server that serves each request by the next script, and all further ones by the last;
    without a judge it refuses to judge."""
    state = Server(scripts=list(scripts), judge=judge or fails(403))
    handler = type("ScriptedHandler", (Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
