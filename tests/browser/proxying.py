"""A small reverse proxy that serves a site below a path."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from processes import free_port

_OWN = {"connection", "transfer-encoding", "content-length", "date", "server"}


@contextmanager
def proxied(port: int, prefix: str, *, pass_host: bool = True) -> Iterator[str]:
    """Serve what is on a port below a prefix, which is taken off; yield the address.

    Args:
        port: of the site on this machine.
        prefix: such as "/advisor".
        pass_host: whether the site is told the name that the browser asked for.
    """

    class Proxy(BaseHTTPRequestHandler):
        def forward(self) -> None:
            if not self.path.startswith(prefix + "/"):
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name != "Host"}
            headers["Host"] = self.headers["Host"] if pass_host else f"127.0.0.1:{port}"
            upstream = http.client.HTTPConnection("127.0.0.1", port)
            upstream.request(self.command, self.path.removeprefix(prefix), body, headers)
            answer = upstream.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            while piece := answer.read1():
                self.wfile.write(piece)
                self.wfile.flush()
            self.close_connection = True

        do_GET = do_POST = do_HEAD = forward  # noqa: N815 - names that http.server calls

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}/"
    finally:
        server.shutdown()
