"""Proxies in front of the page: who may say for whom it asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import IPvAnyNetwork
    from starlette.types import ASGIApp, Receive, Scope, Send

_TELLING = (b"x-forwarded-", b"forwarded")


class Forwarded:
    """Takes what `X-Forwarded-For`, `-Proto` and `-Host` say from the proxies that are named, and
    takes such headers away from the requests of all others. It is ASGI middleware.

    Args:
        app: the application behind it.
        proxies: the networks of the proxies.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[IPvAnyNetwork]) -> None:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        self._app = app
        self._networks = proxies
        named = [str(each) for each in proxies]
        self._trusting: ASGIApp = ProxyHeadersMiddleware(app, named)  # type: ignore[arg-type, assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._names(scope.get("client")):
            await self._trusting(scope, receive, send)
        else:
            kept = [each for each in scope["headers"] if not each[0].startswith(_TELLING)]
            await self._app({**scope, "headers": kept}, receive, send)

    def _names(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return False
        return any(address in network for network in self._networks)
