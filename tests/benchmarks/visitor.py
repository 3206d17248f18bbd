"""Clients of a server on this machine: a program, and somebody with the page open."""

from __future__ import annotations

import gzip
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

_PATIENCE = 180  # seconds
_JSON = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
_DATA = b"data: "
_COMPLETED = _DATA + b'{"msg":"process_completed"'


class Program:
    """Asks over HTTP.

    Args:
        address: where the server is, "http://127.0.0.1:7860" say.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(self, question: str) -> Any:
        """The answer to a question, as JSON.

        Raises:
            RuntimeError: it was refused.
        """
        return _read(self._address, "/ask", {"question": question})


@dataclass(frozen=True, slots=True)
class Event:
    """What the page sends to Gradio's queue: of which function, and from which part."""

    function: int
    trigger: int
    inputs: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page and how it is talked to as its own script does: what it sends when it has been opened,
    when Enter is pressed and when a guide is uploaded, and which of an answer's values is the
    record that the browser keeps."""

    address: str
    prefix: str
    load: Event
    submit: Event
    upload: Event
    record: int


def page_at(address: str) -> Page:
    """The page at an address."""
    config = _read(address, "/config")
    load, submit, upload = (
        next(
            each
            for each in config["dependencies"]
            if any(event == name for _, event in each["targets"])
        )
        for name in ("load", "submit", "upload")
    )
    return Page(
        address=address,
        prefix=config.get("api_prefix", ""),
        load=_event(load),
        submit=_event(submit),
        upload=_event(upload),
        record=submit["outputs"].index(submit["inputs"][-1]),
    )


class Visitor:
    """Somebody who has the page open in a browser and asks there: in a session that a heartbeat
    holds, through Gradio's queue, with the conversation that the browser was given to keep.

    Args:
        page: where.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = uuid4().hex
        self._record: Any = None
        self._beating = _connection(page.address)

    def __enter__(self) -> Visitor:
        self._beating.request("GET", f"{self._page.prefix}/heartbeat/{self._session}")
        self._beating.getresponse().readline()
        self._completed(self._page.load, [])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beating.close()

    def __call__(self, question: str) -> Any:
        """The conversation as the page shows it when a question is answered: messages of a chat.

        Raises:
            RuntimeError: the page did not answer.
        """
        shown = self._completed(self._page.submit, self._asked(question))
        self._record = shown[self._page.record]
        return shown[1]

    def upload(self, path: Path) -> str:
        """What the page says when a file has been uploaded and taken in as a guide, as HTML.

        Raises:
            RuntimeError: the page did not take it.
        """
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"'
            "\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        (uploaded,) = _reply(self._page.address, f"{self._page.prefix}/upload", body, kind)
        file = {"path": uploaded, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}
        states = [None] * (self._page.upload.inputs - 1)
        return str(self._completed(self._page.upload, [file, *states])[0])

    def leave(self, question: str) -> None:
        """Asks, and goes away when the answer has begun."""
        with closing(self._messages(self._page.submit, self._asked(question))) as messages:
            for message in messages:
                if message["msg"] == "process_generating":
                    return
        raise RuntimeError("the page did not answer")

    def _asked(self, question: str) -> list[Any]:
        states = [None] * (self._page.submit.inputs - 2)  # the server has them
        return [question, *states, self._record]

    def _completed(self, event: Event, data: list[Any]) -> list[Any]:
        """The last values of the parts that an event changes."""
        *_, last = self._messages(event, data, only=_COMPLETED)
        if not last["success"]:
            raise RuntimeError(f"the page did not answer: {str(last)[:500]}")
        return list(last["output"]["data"])

    def _messages(self, event: Event, data: list[Any], only: bytes = _DATA) -> Generator[Any]:
        """The messages of the queue about an event, or those that begin so."""
        prefix = self._page.prefix
        join = {
            "data": data,
            "fn_index": event.function,
            "session_hash": self._session,
            "trigger_id": event.trigger,
            "event_data": None,
        }
        _read(self._page.address, f"{prefix}/queue/join", join)
        with closing(_connection(self._page.address)) as connection:
            connection.request("GET", f"{prefix}/queue/data?session_hash={self._session}")
            for line in connection.getresponse():
                if line.startswith(only):
                    yield json.loads(line.removeprefix(_DATA))


def _event(dependency: dict[str, Any]) -> Event:
    return Event(dependency["id"], dependency["targets"][0][0], len(dependency["inputs"]))


def _connection(address: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)


def _read(address: str, path: str, body: object = None) -> Any:
    """The JSON that a server sends; `body` is posted, as JSON, if there is any."""
    return _reply(address, path, None if body is None else json.dumps(body).encode(), _JSON)


def _reply(address: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
    """The JSON that a server sends when it is asked, or when something is posted to it."""
    with closing(_connection(address)) as connection:
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        read = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        read = gzip.decompress(read)
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}: {read[:500]!r}")
    return json.loads(read)
