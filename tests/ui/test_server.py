"""Addresses: those that can be served, and those that cannot."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from advisor.ui.server import AddressError, address, check_address


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_is_named_with_another_to_try(taken_port: int) -> None:
    with pytest.raises(AddressError, match=f"Port {taken_port} .* in use.*--port"):
        check_address("127.0.0.1", taken_port)


def test_a_free_port_is_fine() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    check_address("127.0.0.1", port)


def test_the_highest_port_has_no_higher_one_to_try() -> None:
    with socket.socket() as listening:
        try:
            listening.bind(("127.0.0.1", 65535))
        except OSError:
            pytest.skip("port 65535 is in use")
        listening.listen()
        with pytest.raises(AddressError, match="--port 65534"):
            check_address("127.0.0.1", 65535)


def test_an_address_of_no_machine_here_is_refused() -> None:
    with pytest.raises(AddressError, match="--host"):
        check_address("192.0.2.1", 7860)  # reserved for documentation, nobody's own


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("0.0.0.0", "http://127.0.0.1:7860"),
        ("::1", "http://[::1]:7860"),
        ("guide.local", "http://guide.local:7860"),
    ],
)
def test_the_address_shown_can_be_opened(host: str, shown: str) -> None:
    assert address(host, 7860) == shown
