"""Who is let in: which host names are answered, whose pages may change anything, how much is
taken in, and what a browser may do with what it gets."""

from __future__ import annotations

import ipaddress
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.datastructures import Headers
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANY_ADDRESS = frozenset({"0.0.0.0", "::", "[::]"})
#: Stands among the allowed hosts for every name.
EVERY = "*"

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_MB = 1024 * 1024
#: An upload that nobody has taken in is removed after so many seconds.
_LEFT_BEHIND = 3600
#: Where the chat stands that other sites may show within their pages.
EMBEDDED = "/embed"
# Gradio draws its parts by functions that it makes from templates, so scripts may be inline and
# evaluated; but nothing is loaded from another host or sent to one.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors "
)


def names_in(setting: str) -> frozenset[str]:
    """Return the names that a setting lists, parted by commas, in lower case."""
    return frozenset(name.strip().lower() for name in setting.split(",")) - {""}


class Door:
    """Refuses requests that are not meant for this page, and says in the others' answers what a
    browser may do with them. It is ASGI middleware.

    A page elsewhere can point its own host name at this machine and then read what is served
    here, because for the browser both are one site. So a request has to name a host that is known
    here, or an IP address, which cannot be pointed elsewhere. And a request that may change
    something must not come from the page of another site.

    Args:
        app: the application behind the door.
        host: the address that the server listens on.
        allowed: further names of the page, as a proxy in front of it answers to; `EVERY` for any.
        file_mb: the largest file that is taken in, in MB.
        uploads: the folder that uploads come to.
        framing: the origins of the sites that may frame the page at `EMBEDDED`; without any there
            is none.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        allowed: frozenset[str],
        file_mb: int,
        uploads: Path,
        framing: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        own = socket.gethostname() if host in ANY_ADDRESS else host
        self._hosts = allowed | {"localhost", own.lower()}
        self._allowed = allowed
        self._body = (file_mb + 1) * _MB
        self._uploads = uploads
        self._framing = framing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a sentence that says why."""
        from starlette.datastructures import Headers, MutableHeaders
        from starlette.responses import PlainTextResponse

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        embedded = bool(self._framing) and scope["path"] == EMBEDDED
        ancestors = ["'self'", *(sorted(self._framing) if embedded else ())]
        told = {
            "Content-Security-Policy": _POLICY + " ".join(ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in told.items():
                    headers.setdefault(name, value)  # a file from elsewhere may do less
            await send(message)

        refused = self._refusal(scope["method"], Headers(scope=scope))
        if refused:
            status, words = refused
            await PlainTextResponse(words + "\n", status)(scope, receive, send_guarded)
            return
        if embedded:  # the page itself; its script finds where it stands
            scope = {**scope, "path": "/", "raw_path": b"/"}
        if scope["path"].endswith("/upload"):
            remove_uploads(self._uploads, _LEFT_BEHIND)
        await self._app(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """Return the status and the sentence that a request is refused with; None to let it in."""
        sites = [headers.get("host", ""), *headers.get("x-forwarded-host", "").split(",")[:1]]
        sites = [site.strip().lower() for site in sites if site.strip()]
        unknown = [site for site in sites if not self._knows(_name(site))]
        if unknown or not sites:
            return 421, (
                f"This advisor does not answer to the name {(unknown or [''])[0]!r}. Whoever runs "
                "it can allow a name with ADVISOR_ALLOWED_HOSTS."
            )
        if method in _READING:
            return None
        origin = headers.get("origin", "").lower().partition("://")[2]
        if "origin" in headers and origin not in sites and _name(origin) not in self._allowed:
            return 403, "The page of another site cannot change anything here."
        length = headers.get("content-length", "")
        if not length.isdecimal() and "transfer-encoding" in headers:
            return 411, "Say how long the request is, with Content-Length."
        if length.isdecimal() and int(length) > self._body:
            return 413, f"The request is longer than {self._body // _MB:,} MB."
        return None

    def _knows(self, name: str | None) -> bool:
        return name is not None and (
            EVERY in self._hosts or name in self._hosts or _is_address(name)
        )


class BesidePage:
    """Passes the requests for another application's paths on to it, all others to the page. It is
    ASGI middleware.

    Args:
        app: the page.
        other: an application of endpoints for programs.
    """

    def __init__(self, app: ASGIApp, other: FastAPI) -> None:
        self._app = app
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the other application lives as long as the page does."""
        from starlette.routing import Match

        if scope["type"] == "lifespan":
            async with self._other.router.lifespan_context(self._other):
                await self._app(scope, receive, send)
            return
        known = scope["type"] == "http" and any(
            route.matches(scope)[0] is not Match.NONE for route in self._other.routes
        )
        await (self._other if known else self._app)(scope, receive, send)


def remove_uploads(folder: Path, older_than: float = 0) -> None:
    """Remove the files in a folder that are older than so many seconds."""
    for path in folder.rglob("*"):
        try:
            if path.is_file() and time.time() - path.stat().st_mtime >= older_than:
                path.unlink()
        except FileNotFoundError:
            continue  # somebody else has removed it


def _name(site: str) -> str | None:
    """Return the host name of a site such as "localhost:7860"; None if it has none."""
    try:
        return urlsplit(f"//{site}").hostname
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
