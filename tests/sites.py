"""A web server on loopback that serves what a test puts there, and remembers what it was asked."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass
class Served:
    """What is served at a path; `send` may send anything else instead."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    send: Callable[[BaseHTTPRequestHandler], None] | None = None


class Site:
    """A context manager. `asked` has the path and the headers, in lower case, of each request but
    those for robots.txt, which `robots_asked` counts."""

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.pages: dict[str, Served] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.robots_asked = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *_: object) -> None:  # type: ignore[override]
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass  # whoever asked has gone away

        self._server = Server((host, port), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.root = f"{'https' if tls else 'http'}://{host}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, path: str, body: str | bytes, kind: str = "text/html", **headers: str) -> str:
        """Serves a page with an ETag, and returns its address."""
        data = body.encode() if isinstance(body, str) else body
        marks = {"Content-Type": kind, "ETag": f'"{hashlib.sha256(data).hexdigest()[:8]}"'}
        self.pages[path] = Served(data, headers=marks | headers)
        return self.root + path

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Serves a redirect, and returns its address."""
        self.pages[path] = Served(status=status, headers={"Location": to})
        return self.root + path

    def paths(self) -> list[str]:
        """What was asked for since the last call, in order."""
        paths = [path for path, _ in self.asked]
        self.asked.clear()
        return paths

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/robots.txt":
            self.robots_asked += 1
        else:
            sent = {name.lower(): value for name, value in handler.headers.items()}
            self.asked.append((handler.path, sent))
        page = self.pages.get(handler.path, Served(status=404))
        if page.send is not None:
            page.send(handler)
            return
        tag = page.headers.get("ETag")
        same = tag is not None and handler.headers.get("If-None-Match") == tag
        handler.send_response(304 if same else page.status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        if not same:
            handler.send_header("Content-Length", str(len(page.body)))
        handler.end_headers()
        if not same:
            handler.wfile.write(page.body)
