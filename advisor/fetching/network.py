"""Connections to the public internet, and to no address of the own network."""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from advisor.errors import GuideError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_CONNECT_SECONDS = 10.0
#: IPv6 addresses whose last four bytes are an IPv4 address that a gateway of the network reaches.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


class UnreachableError(GuideError):
    """A server does not answer, or not in time; the next page of its site would hardly fare
    better."""


class Clock:
    """What is left of the time for a page.

    Args:
        seconds: that a page may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Begin with another page."""
        self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        """Return how many seconds are left.

        Raises:
            GuideError: none are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.late()
        return left

    def late(self) -> UnreachableError:
        """Return the error that says that the time is over."""
        return UnreachableError(
            f"it took longer than {self._seconds:g} seconds to fetch; try again later, or raise "
            "ADVISOR_FETCH_SECONDS"
        )


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to addresses of the public internet, and to those of networks that are allowed.

    The name of a host is looked up once for a connection, and the connection goes to an address
    that was looked at, not to the name. So a name that means another address a moment later leads
    nowhere else.

    Args:
        allowed: further networks.
        clock: how long anything may take.
    """

    def __init__(self, allowed: Sequence[IPNetwork], clock: Clock) -> None:
        self._allowed = allowed
        self._clock = clock
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the clock says
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host.

        Raises:
            GuideError: it has an address that is not allowed, or no address; or the time is over.
            httpcore.ConnectError: it does not answer.
        """
        found = _looked_up(host, port, self._clock)
        for address in found:
            self._refuse_private(host, address)
        for number, address in enumerate(found, 1):
            try:
                stream = self._sockets.connect_tcp(
                    str(address),
                    port,
                    min(_CONNECT_SECONDS, self._clock.left()),
                    local_address,
                    socket_options,
                )
                return _TimedStream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise httpcore.ConnectError("it has no address")

    def _refuse_private(self, host: str, address: IPAddress) -> None:
        if is_public(address) or any(address in network for network in self._allowed):
            return
        named = "" if host == str(address) else f"{host} is "
        raise GuideError(
            f"{named}{address}, which is not an address of the public internet; to fetch from "
            f"there all the same, set ADVISOR_FETCH_NETWORKS={address}"
        )


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing takes longer than a clock says."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.left())
        return _TimedStream(stream, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public internet, also where it holds another one that
    a gateway reaches for it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        if address.teredo:
            inner = address.teredo[1]
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def _looked_up(host: str, port: int, clock: Clock) -> list[IPAddress]:
    """Return the addresses of a host. The look-up runs in a thread, since nothing else ends one
    that takes too long."""
    answers: queue.Queue[list[Any] | OSError | UnicodeError] = queue.Queue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=clock.left())
    except queue.Empty:
        raise clock.late() from None
    if isinstance(answer, Exception):
        raise UnreachableError(f"there is no host called {host}; check the address and the network")
    return list(dict.fromkeys(ipaddress.ip_address(sockaddr[0]) for *_, sockaddr in answer))
