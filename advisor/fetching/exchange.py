"""One request and its reply, with limits."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from types import TracebackType
from typing import Self

import httpcore
import httpx

from advisor.errors import GuideError
from advisor.fetching.network import Clock, IPNetwork, PublicNetwork, UnreachableError
from advisor.reading.limits import MEGABYTE

#: What the advisor is called in robots.txt.
AGENT = "ml-career-advisor"

_GZIP_MARK = b"\x1f\x8b"
_GZIP = zlib.MAX_WBITS | 16
_CHUNK = 8_192


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server replies: the status, the headers by name in lower case, and the body, which is
    empty unless the status is 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Exchange:
    """Sends requests; a context manager. Knows no cookies, no proxies of the environment, and
    follows nothing by itself.

    Args:
        allowed: networks beside the public internet that it may connect to.
        clock: how long anything may take.
    """

    def __init__(self, allowed: Sequence[IPNetwork], clock: Clock) -> None:
        self._clock = clock
        self._agent = f"{AGENT}/{_version()}"
        self._pool = httpcore.ConnectionPool(
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=PublicNetwork(allowed, clock),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def get(self, address: str, headers: Mapping[str, str], most: int, limit: str) -> Reply:
        """Return the reply to a GET.

        Args:
            address: as `addresses.checked` returns it.
            headers: further ones.
            most: bytes that the body may have, also unpacked.
            limit: what to do about a body that has more.

        Raises:
            GuideError: there is no reply, or it is too large; or the address is not allowed.
        """
        url = httpx.URL(address)
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._agent,
            "Accept": "text/html, application/pdf, text/markdown, text/plain;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
            **headers,
        }
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        with (
            _explained(self._clock),
            self._pool.stream("GET", target, headers=[*sent.items()]) as reply,
        ):
            received = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in reply.headers
            }
            if reply.status == 304:
                reply.read()  # there is no body; the connection serves the next page
            if reply.status != 200:
                return Reply(reply.status, received)
            return Reply(200, received, _body(reply.iter_stream(), received, most, limit))


def unpacked(data: bytes, most: int, limit: str) -> bytes:
    """Return what a gzip file holds; any other data as it is.

    Args:
        data: the file.
        most: bytes that may come of it.
        limit: what to do about more.

    Raises:
        GuideError: more comes of it, or it is broken.
    """
    if not data.startswith(_GZIP_MARK):
        return data
    chunks = (data[i : i + _CHUNK] for i in range(0, len(data), _CHUNK))
    return _gathered(chunks, _Gzip(), most, limit)


class _Gzip:
    """Unpacks gzip bit by bit, never to more than is asked for."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP)

    def __call__(self, data: bytes, most: int) -> bytes:
        made = bytearray()
        try:
            while data and len(made) < most:
                if self._stream.eof:
                    if not data.startswith(_GZIP_MARK):
                        break  # padding behind the end
                    self._stream = zlib.decompressobj(_GZIP)
                made += self._stream.decompress(data, most - len(made))
                data = self._stream.unused_data or self._stream.unconsumed_tail
        except zlib.error as error:
            raise GuideError(f"its compression is broken ({error}); try again later") from None
        return bytes(made)

    def end(self) -> None:
        """Raise an error where more had to come."""
        if not self._stream.eof:
            raise GuideError("it came incomplete; try again later")


def _body(chunks: Iterator[bytes], headers: Mapping[str, str], most: int, limit: str) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise GuideError(
            f"it came compressed as {encoding}, which was not asked for; save the page as a file "
            "and ingest that"
        )
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(most, limit)
    return _gathered(chunks, _Gzip() if "gzip" in encoding else None, most, limit)


def _gathered(chunks: Iterator[bytes], unpack: _Gzip | None, most: int, limit: str) -> bytes:
    """Return chunks as one, and stop as soon as they are more than a limit, packed or unpacked."""
    body, received = bytearray(), 0
    for chunk in chunks:
        received += len(chunk)
        body += chunk if unpack is None else unpack(chunk, most + 1 - len(body))
        if max(received, len(body)) > most:
            raise _too_large(most, limit)
    if unpack is not None and received:
        unpack.end()
    return bytes(body)


def _too_large(most: int, limit: str) -> GuideError:
    return GuideError(f"it is larger than {most / MEGABYTE:g} MB; {limit}")


@contextmanager
def _explained(clock: Clock) -> Iterator[None]:
    """Turn what goes wrong on the way into errors that say what to do."""
    try:
        yield
    except httpcore.TimeoutException:
        clock.left()  # says so where the time is over
        raise UnreachableError("its server does not answer; try again later") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        said = str(error) or type(error).__name__
        if "CERTIFICATE" in said.upper():
            raise GuideError(
                f"its server's certificate cannot be trusted ({said}); check the address, or name "
                "the authority that signed it in SSL_CERT_FILE"
            ) from None
        raise UnreachableError(
            f"its server cannot be reached, or broke off ({said}); check the address and the "
            "network, or try again later"
        ) from None


def _version() -> str:
    try:
        return metadata.version(AGENT)
    except metadata.PackageNotFoundError:
        return "0"
