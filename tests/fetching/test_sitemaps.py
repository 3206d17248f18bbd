"""Sitemaps: what they name, and what is no sitemap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.fetching.sitemaps import Sitemap, sitemap_of

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(*locations: str, kind: str = "urlset", each: str = "url") -> bytes:
    entries = "".join(
        f"<{each}><lastmod>2024-01-01</lastmod><loc> {location} </loc></{each}>"
        for location in locations
    )
    return f'<?xml version="1.0"?><{kind} {SPACE}>{entries}</{kind}>'.encode()


def test_pages_are_named_in_order() -> None:
    found = sitemap_of(sitemap("https://a.example/b?c=1&amp;d=2", "https://a.example/"), 5)
    assert found == Sitemap(("https://a.example/b?c=1&d=2", "https://a.example/"), is_index=False)


def test_an_index_names_sitemaps() -> None:
    data = sitemap("https://a.example/one.xml", kind="sitemapindex", each="sitemap")
    assert sitemap_of(data, 5) == Sitemap(("https://a.example/one.xml",), is_index=True)


def test_only_the_first_are_taken_and_the_others_counted() -> None:
    found = sitemap_of(sitemap(*(f"https://a.example/{number}" for number in range(7))), 2)
    assert found == Sitemap(("https://a.example/0", "https://a.example/1"), False, 5)


def test_one_may_name_very_many() -> None:
    found = sitemap_of(sitemap(*["https://a.example/"] * 20_000), 1)
    assert found is not None
    assert found.more == 19_999


def test_one_that_names_nothing_is_still_one() -> None:
    assert sitemap_of(sitemap("", " "), 5) == Sitemap((), is_index=False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>no</body></html>",
        b"<rss><channel/></rss>",
        sitemap("https://a.example/")[:-5],
        b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>',
        b'<!DOCTYPE urlset SYSTEM "file:///etc/passwd"><urlset/>',
        b'<?xml version="1.0" encoding="no-such"?><urlset/>',
        b"<urlset><url>" + b"<a/>" * 20_000 + b"</url></urlset>",
        b"<urlset>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</urlset>",
    ],
)
def test_anything_else_is_none(data: bytes) -> None:
    assert sitemap_of(data, 5) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    assert sitemap_of(data, 5) is None
    sitemap_of(b"<urlset><url><loc>" + data, 5)
