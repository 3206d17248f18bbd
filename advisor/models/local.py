"""Find an Ollama server on its usual port of this machine."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException

PORT = 11434
_SECONDS = 0.5


def ollama_models(port: int = PORT) -> tuple[str, ...]:
    """Return the names of the models that an Ollama server on loopback has; empty where none
    answers. Nothing is sent but the question which models there are.

    Args:
        port: the server's port.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/api/tags")
        listed = json.loads(connection.getresponse().read(1 << 20))
        return tuple(str(model["name"]) for model in listed["models"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return ()
    finally:
        connection.close()
