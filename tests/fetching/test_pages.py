"""What is kept of pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fakes import write

from advisor.errors import StoreError
from advisor.fetching.pages import Page, Pages

ADDRESS = "https://site.example/guide"


def page(body: bytes, address: str = ADDRESS) -> Page:
    digest = hashlib.sha256(body).hexdigest()
    return Page(address, f"{address}/", "text/html", '"1"', "", "guide.html", digest)


def test_a_page_is_kept_whole_and_known_by_its_address(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "pages")
    path = pages.keep(page(b"a guide"), b"a guide")
    assert (path.name, path.read_bytes()) == ("guide.html", b"a guide")
    assert Pages(tmp_path / "pages").find(ADDRESS) == (page(b"a guide"), path)
    assert pages.find("https://site.example/other") is None
    assert page(b"a guide").known.final == f"{ADDRESS}/"


def test_an_ingest_that_reads_the_last_bytes_still_has_them_and_older_ones_go(
    tmp_path: Path,
) -> None:
    pages = Pages(tmp_path)
    paths = [pages.keep(page(body), body) for body in (b"one", b"two", b"three")]
    assert [path.exists() for path in paths] == [False, True, True]
    assert pages.find(ADDRESS) == (page(b"three"), paths[2])
    before = paths[2].stat()
    assert pages.keep(page(b"three"), b"three") == paths[2]
    assert paths[2].stat() == before
    pages.forget(ADDRESS)
    assert pages.find(ADDRESS) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut off", "gone", "no record", "other record", "list"])
def test_what_a_crash_leaves_is_no_page(tmp_path: Path, damage: str) -> None:
    pages = Pages(tmp_path)
    path = pages.keep(page(b"a guide"), b"a guide")
    record = path.parents[1] / "page.json"
    if damage == "cut off":
        path.write_bytes(b"a gui")
    elif damage == "gone":
        path.unlink()
    elif damage == "no record":
        record.write_text(record.read_text()[:20])
    elif damage == "list":
        record.write_text("[]")
    else:
        record.write_text('{"address": "https://site.example/guide", "of": "a later version"}')
    assert pages.find(ADDRESS) is None
    assert pages.keep(page(b"a guide"), b"a guide").read_bytes() == b"a guide"
    assert pages.find(ADDRESS) is not None


def test_what_is_kept_aside_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "pages")
    kept = pages.keep(page(b"one"), b"one")
    path = Pages(tmp_path / "pages", tmp_path / "aside").keep(page(b"two"), b"two")
    assert path.is_relative_to(tmp_path / "aside")
    assert path.read_bytes() == b"two"
    assert pages.find(ADDRESS) == (page(b"one"), kept)


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, {"pages": "no folder"})
    with pytest.raises(StoreError, match=r"https://site\.example/guide .*pages.*Make room"):
        Pages(tmp_path / "pages").keep(page(b"one"), b"one")
