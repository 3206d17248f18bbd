"""Whose word is taken for whom a request is made."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from advisor import Settings
from advisor.ui.proxies import Forwarded

TOLD = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "guide.example",
    "Forwarded": "for=203.0.113.9",
    "X-Other": "kept",
}


def seen(client: tuple[str, int], proxies: str) -> dict[str, str]:
    """What the application behind it sees of a request."""

    async def tell(request: Request) -> JSONResponse:
        assert request.client is not None
        told = {name: value for name, value in request.headers.items() if name.lower() in names}
        return JSONResponse({"from": request.client.host, "by": request.url.scheme, **told})

    names = {name.lower() for name in TOLD}
    middleware = [Middleware(Forwarded, proxies=Settings(trusted_proxies=proxies).trusted_proxies)]
    app = Starlette(routes=[Route("/", tell)], middleware=middleware)
    got: dict[str, str] = TestClient(app, client=client).get("/", headers=TOLD).json()
    return got


@pytest.mark.parametrize("proxies", ["192.0.2.7", "198.51.100.1, 192.0.2.0/24"])
def test_a_proxy_that_is_named_is_believed(proxies: str) -> None:
    told = seen(("192.0.2.7", 4000), proxies)
    assert (told["from"], told["by"]) == ("203.0.113.9", "https")
    assert told["x-forwarded-host"] == "guide.example"


@pytest.mark.parametrize("proxies", ["", "192.0.2.8", "2001:db8::/32"])
@pytest.mark.parametrize("client", ["192.0.2.7", "127.0.0.1", "a-socket"])
def test_nobody_else_is(client: str, proxies: str) -> None:
    assert seen((client, 4000), proxies) == {"from": client, "by": "http", "x-other": "kept"}
