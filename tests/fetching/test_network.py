"""Which addresses are connected to."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import Site

from advisor import Settings
from advisor.errors import GuideError
from advisor.fetching.fetching import Fetcher
from advisor.fetching.network import UnreachableError, is_public

pytestmark = pytest.mark.usefixtures("loopback_alone")

PRIVATE = """
    127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
    224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1
    ::1 :: fe80::1 fc00::1 fd12::1 ff02::1 fec0::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1::
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_the_own_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_the_internet_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_as_public_as_by_itself(inner: Any) -> None:
    mapped = ipaddress.IPv6Address(b"\0" * 10 + b"\xff\xff" + inner.packed)
    translated = ipaddress.IPv6Address(bytes.fromhex("0064ff9b") + b"\0" * 8 + inner.packed)
    assert is_public(inner) == is_public(mapped) == is_public(translated)


def resolving(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], list[str]]) -> list[str]:
    """Names have other addresses from now on; returns the list of those that are looked up."""
    real, looked_up = socket.getaddrinfo, []

    def getaddrinfo(host: str, port: int, *rest: Any, **options: Any) -> list[Any]:
        if not host.endswith(".example"):
            return real(host, port, *rest, **options)
        looked_up.append(host)
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, port))
            for each in answer(host)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up


def fetch(address: str, *networks: str) -> bytes:
    with Fetcher(Settings(fetch_networks=",".join(networks), fetch_seconds=20)) as fetcher:
        fetched = fetcher.fetch(address)
        assert fetched is not None
        return fetched.body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
def test_loopback_is_refused_however_it_is_written(site: Site, host: str) -> None:
    site.put("/guide.html", "secret")
    with pytest.raises(GuideError, match=r"ADVISOR_FETCH_NETWORKS=(127\.0\.0\.1|::1)"):
        fetch(f"http://{host}:{site.port}/guide.html")
    assert (site.asked, site.robots_asked) == ([], 0)


def test_a_network_that_is_allowed_is_fetched_from_and_no_other(site: Site) -> None:
    address = site.put("/guide.html", "a guide")
    assert fetch(address, "10.0.0.0/8", "127.0.0.0/8") == b"a guide"
    with pytest.raises(GuideError, match="not an address of the public internet"):
        fetch(address, "10.0.0.0/8")


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_into_the_own_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    resolving(monkeypatch, lambda _: addresses)
    with pytest.raises(GuideError, match=r"inner\.example is .*public internet"):
        fetch(f"http://inner.example:{site.port}/")
    assert site.robots_asked == 0


@pytest.mark.skipif(sys.platform != "linux", reason="has one address of loopback alone")
def test_a_name_that_means_another_address_a_moment_later_leads_nowhere_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look-up of a connection is what is connected to; there is no second one."""
    answers = iter(["127.0.0.1"])
    looked_up = resolving(monkeypatch, lambda _: [next(answers, "127.0.0.2")])
    with Site("127.0.0.2", site.port) as secret:
        secret.put("/guide.html", "secret")
        site.put("/guide.html", "a guide")
        site.put("/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
        address = f"http://turning.example:{site.port}/guide.html"
        assert fetch(address, "127.0.0.1") == b"a guide"
        assert looked_up == ["turning.example"]
        with pytest.raises(GuideError, match=r"127\.0\.0\.2"):
            fetch(address, "127.0.0.1")
        assert (secret.asked, secret.robots_asked) == ([], 0)


def test_the_host_that_is_asked_for_is_the_one_that_was_named(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, lambda _: ["127.0.0.1"])
    site.put("/guide.html", "a guide")
    fetch(f"http://guide.example:{site.port}/guide.html", "127.0.0.1")
    ((_, headers),) = site.asked
    assert headers["host"] == f"guide.example:{site.port}"
    assert headers["user-agent"].startswith("ml-career-advisor/")
    assert "cookie" not in headers


def test_proxies_of_the_environment_are_not_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.root)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert fetch(site.put("/guide.html", "a guide"), "127.0.0.1") == b"a guide"
        assert proxy.asked == []


def test_another_address_of_the_host_is_tried_where_one_does_not_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, lambda _: ["::1", "127.0.0.1"])
    site.put("/guide.html", "a guide")
    address = f"http://guide.example:{site.port}/guide.html"
    assert fetch(address, "127.0.0.1", "::1") == b"a guide"


def test_a_host_that_there_is_not_and_a_server_that_is_not_there_say_so(
    monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    def unknown(_: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    resolving(monkeypatch, unknown)
    with pytest.raises(UnreachableError, match=r"no host called nowhere\.example"):
        fetch("http://nowhere.example/")
    with pytest.raises(UnreachableError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{free_port}/", "127.0.0.1")


def test_an_address_that_swallows_everything_is_not_waited_for_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    def swallowed(_: object, timeout: float, **__: object) -> None:
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", swallowed)
    resolving(monkeypatch, lambda _: ["127.0.0.1", "127.0.0.2"])
    with (
        Fetcher(Settings(fetch_networks="127.0.0.0/8", fetch_seconds=500)) as fetcher,
        pytest.raises(UnreachableError, match="does not answer"),
    ):
        fetcher.fetch("http://slow.example/")
    assert len(waited) == 2
    assert max(waited) <= 20


def test_a_look_up_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    resolving(monkeypatch, lambda _: [str(never.wait(30))])
    with (
        Fetcher(Settings(fetch_seconds=0.2)) as fetcher,
        pytest.raises(UnreachableError, match="ADVISOR_FETCH_SECONDS"),
    ):
        fetcher.fetch("http://slow.example/")
    never.set()
