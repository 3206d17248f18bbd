"""The page at /docs: what programs can ask for, out of the OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from advisor.ui.templating import render


def with_docs(api: FastAPI) -> FastAPI:
    """Add /docs to an application and return it.

    FastAPI's own page loads its scripts from another host.
    """

    @api.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        """Return the page."""
        document = api.openapi()
        return HTMLResponse(render("docs", info=document["info"], endpoints=_endpoints(document)))

    return api


def _endpoints(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each endpoint of an OpenAPI document with what it takes and returns."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "about": about.get("description", ""),
            "parameters": about.get("parameters", ()),
            "takes": _schema(document, about.get("requestBody", {})),
            "returns": _schema(document, about["responses"]["200"]),
        }
        for path, methods in document["paths"].items()
        for method, about in methods.items()
    ]


def _schema(document: dict[str, Any], body: dict[str, Any]) -> str:
    """Return the JSON Schema of a body, with what it refers to by name."""
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    found = document["components"]["schemas"][name] if name else schema
    return json.dumps(found, indent=2, ensure_ascii=False) if found else ""
