"""Pages from their addresses: versions, redirects, robots.txt, limits and refusals."""

from __future__ import annotations

import gzip
import ssl
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sites import Served, Site

from advisor import Settings
from advisor.errors import GuideError
from advisor.fetching.fetching import Fetched, Fetcher, Known
from advisor.fetching.network import UnreachableError
from advisor.reading.limits import MEGABYTE

pytestmark = pytest.mark.usefixtures("loopback_alone")

OWN = "127.0.0.1"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    settings = Settings(fetch_networks=OWN, fetch_seconds=20, read_file_mb=1)
    with Fetcher(settings) as made:
        yield made


def got(fetched: Fetched | None) -> Fetched:
    assert fetched is not None
    return fetched


# --- versions ----------------------------------------------------------------------------------


def test_a_page_comes_with_what_its_server_says_of_it(site: Site, fetcher: Fetcher) -> None:
    modified = "Wed, 21 Oct 2015 07:28:00 GMT"
    kind = 'Text/HTML; charset="ISO-8859-1"'
    address = site.put("/a", "a guide", kind, **{"Last-Modified": modified})
    page = got(fetcher.fetch(address))
    assert (page.final, page.body) == (address, b"a guide")
    assert (page.content_type, page.charset) == ("text/html", "iso-8859-1")
    assert (page.etag, page.modified) == (site.pages["/a"].headers["ETag"], modified)


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    address = site.put("/a", "a guide")
    page = got(fetcher.fetch(address))
    known = Known(page.final, page.etag, "Wed, 21 Oct 2015 07:28:00 GMT")
    assert fetcher.fetch(address, known) is None
    assert site.asked[-1][1]["if-none-match"] == page.etag
    assert site.asked[-1][1]["if-modified-since"] == known.modified
    site.put("/a", "another guide")
    assert got(fetcher.fetch(address, known)).body == b"another guide"


def test_marks_are_only_told_to_the_place_that_gave_them(site: Site, fetcher: Fetcher) -> None:
    address = site.redirect("/old", "/new")
    site.put("/new", "a guide")
    page = got(fetcher.fetch(address))
    site.asked.clear()
    assert fetcher.fetch(address, Known(page.final, page.etag)) is None
    assert ["if-none-match" in headers for _, headers in site.asked] == [False, True]


def test_a_server_that_says_unchanged_unasked_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Served(status=304)
    with pytest.raises(GuideError, match="304"):
        fetcher.fetch(site.root + "/a")


# --- redirects ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, fetcher: Fetcher, status: int) -> None:
    address = site.redirect("/x/old", "../new#part", status)
    site.put("/new", "a guide")
    page = got(fetcher.fetch(address))
    assert (page.body, page.final) == (b"a guide", site.root + "/new")


def test_five_redirects_are_followed_and_a_sixth_is_not(site: Site, fetcher: Fetcher) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.put("/6", "a guide")
    assert got(fetcher.fetch(site.root + "/1")).body == b"a guide"
    site.asked.clear()
    with pytest.raises(GuideError, match="more than 5 times"):
        fetcher.fetch(site.root + "/0")
    assert "/6" not in site.paths()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("http://ann:secret@127.0.0.1/", "name or password"),
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("http://[::ffff:10.0.0.1]/", "public internet"),
        ("//10.0.0.1/", "10.0.0.1"),
    ],
)
def test_a_redirect_to_where_nothing_is_fetched_is_refused(
    site: Site, fetcher: Fetcher, target: str, reason: str
) -> None:
    with pytest.raises(GuideError, match=reason):
        fetcher.fetch(site.redirect("/a", target))


# --- robots.txt --------------------------------------------------------------------------------


def test_what_a_site_forbids_is_not_fetched(site: Site, fetcher: Fetcher) -> None:
    site.put(
        "/robots.txt",
        "User-agent: other\nDisallow: /\n\nUser-agent: ML-Career-Advisor\nDisallow: /private\n",
        "text/plain",
    )
    open_page, closed = site.put("/open", "a guide"), site.put("/private/a", "no guide")
    assert got(fetcher.fetch(open_page)).body == b"a guide"
    with pytest.raises(GuideError, match=r"robots\.txt"):
        fetcher.fetch(closed)
    with pytest.raises(GuideError, match=r"robots\.txt"):
        fetcher.fetch(site.redirect("/leads", "/private/a"))
    assert site.paths() == ["/open", "/leads"]
    assert site.robots_asked == 1


def test_the_longest_rule_counts_and_rules_have_wildcards(site: Site, fetcher: Fetcher) -> None:
    """As RFC 9309, section 2.2, has it."""
    site.put(
        "/robots.txt",
        "User-agent: *\nDisallow: /careers\nAllow: /careers/guide\nDisallow: /*.pdf$\n",
        "text/plain",
    )
    for allowed in ("/careers/guide", "/a.pdf.html"):
        assert got(fetcher.fetch(site.put(allowed, "a guide"))).body == b"a guide"
    for forbidden in ("/careers/jobs", "/careers/a.pdf", "/a.pdf"):
        with pytest.raises(GuideError, match="does not want"):
            fetcher.fetch(site.put(forbidden, "no guide"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_say_what_it_forbids_is_left_alone(
    site: Site, fetcher: Fetcher, status: int
) -> None:
    site.pages["/robots.txt"] = Served(status=status)
    for path in ("/a", "/b"):
        with pytest.raises(GuideError, match=f"robots.txt.*{status}"):
            fetcher.fetch(site.put(path, "a guide"))
    assert (site.paths(), site.robots_asked) == ([], 1)


@pytest.mark.parametrize("served", [Served(status=403), Served(b"\x89PNG\x00\xff\x00")])
def test_a_site_without_rules_forbids_nothing(site: Site, fetcher: Fetcher, served: Served) -> None:
    site.pages["/robots.txt"] = served
    assert got(fetcher.fetch(site.put("/a", "a guide"))).body == b"a guide"


def test_rules_are_read_where_they_have_moved_to(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "/rules.txt")
    site.put("/rules.txt", "User-agent: *\nDisallow: /", "text/plain")
    with pytest.raises(GuideError, match="does not want"):
        fetcher.fetch(site.put("/a", "a guide"))


def test_a_site_gets_the_pauses_that_it_wants(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(fetcher._robots, "_sleep", pauses.append)
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600", "text/plain")
    for path in ("/a", "/b"):
        fetcher.fetch(site.put(path, "a guide"))
    (pause,) = pauses
    assert 0 < pause <= 10


# --- limits ------------------------------------------------------------------------------------


def test_a_page_that_says_that_it_is_too_large_is_refused(site: Site, fetcher: Fetcher) -> None:
    assert got(fetcher.fetch(site.put("/full", b"x" * MEGABYTE))).body == b"x" * MEGABYTE
    with pytest.raises(GuideError, match=r"larger than 1 MB.*ADVISOR_READ_FILE_MB"):
        fetcher.fetch(site.put("/a", b"x" * (MEGABYTE + 1)))


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        handler.close_connection = True


def test_a_page_that_never_ends_is_given_up_when_it_is_too_large(
    site: Site, fetcher: Fetcher
) -> None:
    site.pages["/a"] = Served(send=endless)
    with pytest.raises(GuideError, match="larger than 1 MB"):
        fetcher.fetch(site.root + "/a")


def test_a_compressed_page_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"a guide, ") + gzip.compress(b"in two parts")
    address = site.put("/a", packed, **{"Content-Encoding": "gzip"})
    assert got(fetcher.fetch(address)).body == b"a guide, in two parts"
    assert site.asked[0][1]["accept-encoding"] == "gzip"


def test_a_page_that_unpacks_to_too_much_is_refused(site: Site, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * (300 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    address = site.put("/a", bomb, **{"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(GuideError, match="larger than 1 MB"):
            fetcher.fetch(address)
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(b"a guide" * 99, mtime=0)[:-20], "gzip", "incomplete"),
        (b"no gzip", "gzip", "broken"),
        (b"\x0b\x02\x80guide\x03", "br", "compressed as br"),
        (b"", "identity", "empty"),
        (b" \n", "identity", "empty"),
    ],
)
def test_a_body_that_is_none_is_refused(
    site: Site, fetcher: Fetcher, body: bytes, encoding: str, reason: str
) -> None:
    with pytest.raises(GuideError, match=reason):
        fetcher.fetch(site.put("/a", body, **{"Content-Encoding": encoding}))


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half a")
    handler.close_connection = True


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"no HTTP at all\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("send", [cut_off, garbage])
def test_a_reply_that_breaks_off_is_no_page(site: Site, fetcher: Fetcher, send: object) -> None:
    site.pages["/a"] = Served(send=send)  # type: ignore[arg-type]
    with pytest.raises(UnreachableError, match="broke off"):
        fetcher.fetch(site.root + "/a")


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    drip(handler)


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    drip(handler)


def drip(handler: BaseHTTPRequestHandler) -> None:
    try:
        for _ in range(1_000):
            handler.wfile.write(b"x")
            time.sleep(0.02)
    except OSError:
        handler.close_connection = True


@pytest.mark.parametrize("send", [drip_headers, drip_body, lambda _: time.sleep(5)])
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_slow_server_is_given_up(site: Site, send: object, path: str) -> None:
    """Also one that always sends something before one waits too long for it."""
    site.put("/a", "a guide")
    site.pages[path] = Served(send=send)  # type: ignore[arg-type]
    settings = Settings(fetch_networks=OWN, fetch_seconds=0.5)
    with (
        Fetcher(settings) as fetcher,
        pytest.raises(UnreachableError, match=r"longer than 0\.5 seconds.*ADVISOR_FETCH_SECONDS"),
    ):
        fetcher.fetch(site.root + "/a")


def test_each_page_has_the_whole_time(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [site.put(path, "a guide") for path in ("/a", "/b")]
    fetcher.fetch(addresses[0])
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + 1_000)
    assert got(fetcher.fetch(addresses[1])).body == b"a guide"


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "advice"),
    [(404, "--remove"), (410, "--remove"), (401, "as a file"), (403, "as a file"), (500, "later")],
)
def test_what_the_server_refuses_is_said_with_what_to_do(
    site: Site, fetcher: Fetcher, status: int, advice: str
) -> None:
    site.pages["/a"] = Served(b"an error page", status=status)
    with pytest.raises(GuideError, match=rf"{status}.*{advice}"):
        fetcher.fetch(site.root + "/a")


# --- TLS ---------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """The file of a certificate for a host, and a server's context with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, keys = folder / f"{name}.pem", folder / f"{name}.key"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    keys.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, keys)
    return path, context


def test_a_certificate_is_that_of_the_host_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **options: real(
            OWN if host.endswith(".example") else host, *rest, **options
        ),
    )
    path, context = certificate(tmp_path, "guide.example")
    named: list[str] = []
    context.sni_callback = lambda _, name, __: named.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with Site(tls=context) as site:
        site.put("/a", "a guide")
        settings = Settings(fetch_networks=OWN, fetch_seconds=20)
        with Fetcher(settings) as fetcher:
            page = got(fetcher.fetch(f"https://guide.example:{site.port}/a"))
            assert page.body == b"a guide"
            assert named[0] == "guide.example"
            with pytest.raises(GuideError, match="certificate cannot be trusted"):
                fetcher.fetch(f"https://other.example:{site.port}/a")
        monkeypatch.delenv("SSL_CERT_FILE")
        with (
            Fetcher(settings) as fetcher,
            pytest.raises(GuideError, match="certificate cannot be trusted"),
        ):
            fetcher.fetch(f"https://guide.example:{site.port}/a")
        assert site.paths() == ["/a"]
