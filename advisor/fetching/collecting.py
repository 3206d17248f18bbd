"""Addresses become files: the pages that they name, and those that sitemaps among them name."""

from __future__ import annotations

import codecs
import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from advisor.errors import GuideError
from advisor.fetching.addresses import checked, name_of, shown, suffix_of
from advisor.fetching.exchange import unpacked
from advisor.fetching.fetching import Fetched, Fetcher
from advisor.fetching.network import UnreachableError
from advisor.fetching.pages import Page, Pages
from advisor.fetching.sitemaps import Sitemap, sitemap_of
from advisor.reading.limits import MEGABYTE
from advisor.settings import Settings

#: Of an index of sitemaps as many are read; and a sitemap is as large, unpacked.
_MOST_SITEMAPS = 50
_LARGEST_SITEMAP = 50 * MEGABYTE
#: What a sitemap may name, as sitemaps.org has it.
_MOST_LOCATIONS = 50_000
#: A site whose pages so often in a row gave no answer is left alone.
_MOST_SILENCES = 3
_WITHIN = "it is a sitemap where none is read, within another one; name it by itself"

_SITEMAP = ".xml"
_SITEMAP_TYPES = frozenset(["application/xml", "text/xml"])
_SITEMAP_PATHS = (".xml", ".xml.gz")


@dataclass(frozen=True, slots=True)
class Collected:
    """A page that was fetched, or is as it was: what its guide is called, its file, and its
    address."""

    name: str
    path: Path
    address: str


def collect(
    addresses: Iterable[str],
    pages: Pages,
    settings: Settings,
    fetching: Callable[[str], None] | None = None,
) -> tuple[list[Collected], list[tuple[str, str]]]:
    """Fetch pages and keep them.

    Args:
        addresses: of pages and sitemaps.
        pages: where they are kept, and what is known of them.
        settings: limits, and networks that may be fetched from.
        fetching: told of each address before it is fetched.

    Returns:
        The pages, and the addresses that were not fetched, each with the reason.

    Raises:
        StoreError: a page cannot be kept.
    """
    with Fetcher(settings) as fetcher:
        collector = _Collector(fetcher, pages, settings.fetch_pages, fetching)
        for address in addresses:
            collector.take(address)
    return list(collector.collected.values()), collector.skipped


@dataclass(frozen=True, slots=True)
class _Found:
    """A sitemap, and the hosts whose pages it may name: that of its address, and that where it was
    in the end."""

    sitemap: Sitemap
    hosts: frozenset[str]


class _Collector:
    def __init__(
        self, fetcher: Fetcher, pages: Pages, most: int, fetching: Callable[[str], None] | None
    ) -> None:
        self._fetcher = fetcher
        self._pages = pages
        self._most = most
        self._tell = fetching
        self._seen: set[str] = set()
        self._silences: Counter[str] = Counter()
        self.collected: dict[str, Collected] = {}
        self.skipped: list[tuple[str, str]] = []

    def take(self, written: str) -> None:
        """Fetch what is at an address as somebody wrote it: a page, or a sitemap and its pages."""
        try:
            address = checked(written)
        except GuideError as error:
            self._skip(written, str(error))
            return
        found = self._fetched(address) if self._is_new(address) else None
        if found is None:
            return
        sitemaps = [found.sitemap]
        if found.sitemap.is_index:
            sitemaps = self._of_index(address, found)
        whole = _Found(_together(sitemaps), found.hosts)
        for page in self._named(address, whole, self._most, "pages"):
            if self._fetched(page) is not None:
                self._skip(page, _WITHIN)

    def _of_index(self, address: str, index: _Found) -> list[Sitemap]:
        """Return the sitemaps that an index names, and those that indexes among them name: the
        protocol has no index within another, and sites have them all the same."""
        sitemaps: list[Sitemap] = []
        indexes = deque([(address, index)])
        left = _MOST_SITEMAPS
        while indexes:
            places = self._named(*indexes.popleft(), left, "sitemaps")
            left -= len(places)
            for place in places:
                found = self._fetched(place)
                if found is None:
                    continue
                if found.sitemap.is_index:
                    indexes.append((place, found))
                else:
                    sitemaps.append(found.sitemap)
        return sitemaps

    def _is_new(self, address: str) -> bool:
        seen = address in self._seen
        self._seen.add(address)
        return not seen

    def _named(self, address: str, found: _Found, most: int, what: str) -> list[str]:
        """Return the first addresses that a sitemap names of its own site and that are new, and say
        what is left out."""
        named: list[str] = []
        broken: list[str] = []
        elsewhere, more = 0, found.sitemap.more
        for location in found.sitemap.locations:
            try:
                place = checked(location)
            except GuideError as error:
                broken.append(f"{shown(location)[:200]}: {error}")
                continue
            if urlsplit(place).netloc not in found.hosts:
                elsewhere += 1
            elif len(named) >= most:
                more += 1
            elif self._is_new(place):
                named.append(place)
        if broken:
            self._skip(
                address,
                f"of the {what} that it names, {len(broken)} cannot be fetched, the first of them "
                f"{broken[0]}",
            )
        if elsewhere:
            self._skip(
                address,
                f"of the {what} that it names, {elsewhere} are of other sites; name those by "
                "themselves",
            )
        if more:
            raised = "raise ADVISOR_FETCH_PAGES, or " if what == "pages" else ""
            limit = self._most if what == "pages" else _MOST_SITEMAPS
            self._skip(
                address,
                f"of the {what} that it names, {more} are left out, as no more than {limit} are "
                f"read; {raised}name those by themselves",
            )
        return named

    def _fetched(self, address: str) -> _Found | None:
        """Fetch what is at an address; return it where it is a sitemap."""
        host = urlsplit(address).netloc
        if self._silences[host] >= _MOST_SILENCES:
            self._skip(address, "its site did not answer before, so this was not tried")
            return None
        if self._tell is not None:
            self._tell(address)
        known = self._pages.find(address)
        try:
            fetched = self._fetcher.fetch(address, known[0].known if known else None)
            self._silences[host] = 0
            if fetched is None:
                assert known is not None
                page, path = known
                body = path.read_bytes() if page.file.endswith(_SITEMAP) else b""
            else:
                page, body = _page(address, fetched)
                path = self._pages.keep(page, body)
            if page.file.endswith(_SITEMAP):
                hosts = frozenset([host, urlsplit(page.final).netloc])
                return _Found(_sitemap(body), hosts)
        except (GuideError, OSError) as error:
            silent = isinstance(error, UnreachableError)
            self._silences[host] = self._silences[host] + 1 if silent else 0
            self._skip(address, str(error))
            return None
        self.collected[address] = Collected(name_of(address, path.suffix), path, address)
        return None

    def _skip(self, address: str, reason: str) -> None:
        self.skipped.append((shown(address), reason))


def _together(sitemaps: Sequence[Sitemap]) -> Sitemap:
    """Return the pages that sitemaps name, as if one named them all."""
    locations = tuple(location for each in sitemaps for location in each.locations)
    return Sitemap(locations, is_index=False, more=sum(each.more for each in sitemaps))


def _page(address: str, fetched: Fetched) -> tuple[Page, bytes]:
    """Return a page as it is to be kept.

    Raises:
        GuideError: it is in no format that is read.
    """
    body = fetched.body
    path = urlsplit(fetched.final).path.lower()
    may_be_sitemap = fetched.content_type in _SITEMAP_TYPES or path.endswith(_SITEMAP_PATHS)
    if may_be_sitemap and _is_sitemap(body):
        suffix = _SITEMAP
    else:
        suffix = suffix_of(fetched.content_type, fetched.final, address)
        if fetched.content_type.startswith("text/") or "xhtml" in fetched.content_type:
            body = _in_utf8(body, fetched.charset)
    page = Page(
        address=address,
        final=fetched.final,
        content_type=fetched.content_type,
        etag=fetched.etag,
        modified=fetched.modified,
        file=PurePosixPath(name_of(address, suffix)).name,
        digest=hashlib.sha256(body).hexdigest(),
    )
    return page, body


def _is_sitemap(body: bytes) -> bool:
    return sitemap_of(_xml(body), 0) is not None


def _sitemap(body: bytes) -> Sitemap:
    found = sitemap_of(_xml(body), _MOST_LOCATIONS)
    if found is None:
        raise GuideError("it is a sitemap that cannot be read; name its pages by themselves")
    return found


def _xml(body: bytes) -> bytes:
    return unpacked(body, _LARGEST_SITEMAP, "name its pages by themselves")


def _in_utf8(body: bytes, charset: str) -> bytes:
    """Return a text in UTF-8 with its mark, where its server says what else it is in: that counts
    more than what the page says of itself, and the page's readers know only the page."""
    try:
        if not charset or codecs.lookup(charset).name == "utf-8":
            return body
        if body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return body
        return codecs.BOM_UTF8 + body.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return body
