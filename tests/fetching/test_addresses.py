"""Addresses: their one spelling, the format of their pages, and the names of their guides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import GuideError
from advisor.fetching.addresses import checked, is_address, listed, name_of, shown, suffix_of
from advisor.ingest.matching import named_apart
from advisor.ingest.sources import Source
from advisor.reading.limits import Limits
from advisor.reading.reader import SUFFIXES


@pytest.mark.parametrize("given", ["https://site.example", " HTTP://x/", "ftp://x", "file:///x"])
def test_what_has_a_scheme_is_an_address(given: str) -> None:
    assert is_address(given)


@pytest.mark.parametrize("given", ["guide.md", "C:\\guides", "/a/b", "a:b", Path("https://x")])
def test_a_path_is_none(given: str | Path) -> None:
    assert not is_address(given)


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("https://site.example", "https://site.example/"),
        (" HTTPS://Site.Example:443/a/../b#pay ", "https://site.example/b"),
        ("http://site.example:80/a b?c=d e", "http://site.example/a%20b?c=d%20e"),
        ("http://site.example:8080/;a", "http://site.example:8080/;a"),
        ("http://münchen.example/ä", "http://xn--mnchen-3ya.example/%C3%A4"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_an_address_has_one_spelling(written: str, spelling: str) -> None:
    assert checked(written) == spelling == checked(spelling)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ftp://site.example/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("https://ann:secret@site.example/", "name or password"),
        ("https://ann@site.example/", "name or password"),
        ("https:///x", "host"),
        ("https://site.example:99999/", "host"),
        ("https://site.example:port/", "no address"),
        ("https://a\\b/", "host"),
        ("https://[fe80::1%25eth0]/", "no address|host"),
        ("https://site.example/\x00", "no address"),
        ("site.example/guide", "no address"),
    ],
)
def test_what_is_not_fetched_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(GuideError, match=reason):
        checked(written)


def test_a_password_is_not_shown() -> None:
    assert shown("https://ann:secret@site.example/x@y") == "https://…@site.example/x@y"


@pytest.mark.parametrize(
    ("kind", "path", "suffix"),
    [
        ("text/html", "/guide", ".html"),
        ("text/html", "/guide.htm", ".htm"),
        ("text/html", "/guide.pdf", ".html"),
        ("application/xhtml+xml", "/", ".html"),
        ("text/plain", "/guide.md", ".md"),
        ("text/plain", "/guide.php", ".txt"),
        ("text/markdown", "/guide.mdx", ".mdx"),
        ("application/pdf", "/download?id=3", ".pdf"),
        ("application/octet-stream", "/guide.DOCX", ".docx"),
        ("", "/guide.epub", ".epub"),
    ],
)
def test_the_format_is_that_of_the_content_type_or_else_of_the_path(
    kind: str, path: str, suffix: str
) -> None:
    assert suffix_of(kind, f"https://site.example{path}") == suffix


@pytest.mark.parametrize(
    ("kind", "path"),
    [("image/png", "/guide.html"), ("application/json", "/guide"), ("", "/"), ("audio/mpeg", "/")],
)
def test_what_no_reader_knows_is_refused_with_what_is_read(kind: str, path: str) -> None:
    with pytest.raises(GuideError, match=r"\.docx.*\.md") as caught:
        suffix_of(kind, f"https://site.example{path}")
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://site.example/", "site.example/index.html"),
        ("https://site.example/guide.html", "site.example/guide.html"),
        ("https://site.example/guide.php", "site.example/guide.php.html"),
        ("https://site.example:8443/a/b/", "site.example-8443/a/b.html"),
        ("https://site.example/p?id=3&y=2024", "site.example/p-id-3-y-2024.html"),
        ("https://site.example/%2e%2e/%2E%2e%2Fetc/.hidden", "site.example/etc/hidden.html"),
        ("https://site.example/Krankenpflege%20f%C3%BCr", "site.example/Krankenpflege-für.html"),
    ],
)
def test_a_name_is_host_and_path(address: str, name: str) -> None:
    assert name_of(address, ".html") == name


ADDRESSES = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["a.example", "b.example:81", "[::1]"]),
    st.text("ab./%2eé?#\\:*-_ ", max_size=12) | st.text(max_size=200),
    st.sampled_from(["", ".html", "?q=1", "/"]),
)


@given(st.lists(ADDRESSES, max_size=8), st.sampled_from(sorted(SUFFIXES)))
@example([f"https://a.example/{'é' * 300}?{'q' * 300}", "https://a.example/" + "a/" * 300], ".md")
@example(["http://a.example/x", "https://a.example/x", "http://a.example/x.md"], ".md")
def test_names_are_safe_and_distinct(written: list[str], suffix: str) -> None:
    addresses = []
    for each in written:
        try:
            addresses.append(checked(each))
        except GuideError:
            continue
    addresses = list(dict.fromkeys(addresses))
    sources = [Source(name_of(each, suffix), Path("/kept"), each) for each in addresses]
    for name in (source.name for source in sources):
        parts = name.split("/")
        assert name.endswith(suffix)
        assert 2 <= len(parts) <= 10
        assert all(part and part[0] != "." and len(part.encode()) < 256 for part in parts)
        assert not re.search(r"[\x00-\x1f\\:*?\"<>|\s]", name)
    named = named_apart(sources, [], {})
    assert len({source.name for source in named}) == len(addresses)
    assert [source.address for source in named] == addresses


def test_a_list_has_an_address_a_line_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text(
        "\ufeff# Ours\r\nhttps://site.example/a#pay\r\n\r\n  https://site.example/b  # theirs\n"
        "site.example/c\n",
        encoding="utf-8",
    )
    addresses, skipped = listed(path, Limits())
    assert addresses == ["https://site.example/a#pay", "https://site.example/b"]
    ((where, reason),) = skipped
    assert where == f"{path}, line 5"
    assert "site.example/c" in reason
    assert "https://" in reason


@pytest.mark.parametrize("data", [None, b"%PDF-1.7\n\x00\x01"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "list.txt").write_bytes(data)
    with pytest.raises(GuideError, match=r"^list\.txt "):
        listed(tmp_path / "list.txt", Limits())
