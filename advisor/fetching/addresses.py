"""Addresses of pages: which are taken, in what format a page is, and what its guide is called."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from advisor.errors import GuideError
from advisor.reading.encoding import decode
from advisor.reading.files import read_regular
from advisor.reading.limits import Limits
from advisor.reading.reader import SUFFIXES, TEXT_SUFFIXES

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CREDENTIALS = re.compile(r"//[^/?#]*@")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")
_UNSAFE = re.compile(r"[^\w.-]+")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65_535
#: What a part of a guide's name has at most, in characters, so that it can be a file's name; and
#: how many of the last parts of a path go into it.
_LONGEST_PART = 50
_MOST_PARTS = 6

_HTML, _MARKDOWN = frozenset([".html", ".htm"]), frozenset([".md", ".markdown", ".mdx"])
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: The suffixes that a page of a content type may have: the address's own where it is among them,
#: else the first.
_BY_TYPE: dict[str, tuple[str, frozenset[str]]] = {
    "text/html": (".html", _HTML),
    "application/xhtml+xml": (".html", _HTML),
    "text/markdown": (".md", _MARKDOWN),
    "text/x-markdown": (".md", _MARKDOWN),
    "text/plain": (".txt", TEXT_SUFFIXES),
    "application/pdf": (".pdf", frozenset([".pdf"])),
    "application/epub+zip": (".epub", frozenset([".epub"])),
    f"{_OFFICE}wordprocessingml.document": (".docx", frozenset([".docx"])),
    f"{_OFFICE}presentationml.presentation": (".pptx", frozenset([".pptx"])),
}
_NEVER_TEXT = ("image/", "audio/", "video/", "font/")


def is_address(given: object) -> bool:
    """Tell whether what is given for a guide is an address, and not a path."""
    return isinstance(given, str) and _SCHEME.match(given.strip()) is not None


def shown(address: str) -> str:
    """Return an address as it may be printed: without credentials."""
    return _CREDENTIALS.sub("//…@", address.strip())


def checked(address: str, base: str = "") -> str:
    """Return an address as it is fetched, and as its guide is known by: in one spelling, and
    without the fragment.

    Args:
        address: as somebody wrote it.
        base: the address that it is relative to.

    Raises:
        GuideError: it is no address that is fetched.
    """
    import httpx

    try:
        url = httpx.URL(base).join(address.strip()) if base else httpx.URL(address.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise GuideError(
            f"it is no address ({error}); write it as https://site.example/page"
        ) from None
    scheme = url.scheme.lower()
    if not scheme:
        raise GuideError("it is no address; write it as https://site.example/page")
    if scheme not in _DEFAULT_PORTS:
        raise GuideError(
            f'only http and https addresses are fetched, not "{scheme}"; save the page as a file '
            "and ingest that"
        )
    if url.userinfo:
        raise GuideError(
            "it has a name or password in it, which would be kept with the guide; take that out, "
            "or save the page as a file and ingest that"
        )
    host = url.raw_host.decode("ascii").lower()
    if not (_HOST.fullmatch(host) or _is_ipv6(host)) or not 0 < (url.port or 1) <= _HIGHEST_PORT:
        raise GuideError("its host cannot be read; write it as https://site.example/page")
    place = f"[{host}]" if ":" in host else host
    if url.port not in (None, _DEFAULT_PORTS[scheme]):
        place += f":{url.port}"
    return f"{scheme}://{place}{url.raw_path.decode('ascii')}"


def suffix_of(content_type: str, *addresses: str) -> str:
    """Return the suffix of the format that a page is in: by its content type, or else by its
    address.

    Args:
        content_type: as the server names it, without parameters, in lower case.
        addresses: of the page, the likeliest first.

    Raises:
        GuideError: it is in no format that is read.
    """
    paths = [PurePosixPath(unquote(urlsplit(address).path)).suffix.lower() for address in addresses]
    if content_type in _BY_TYPE:
        usual, possible = _BY_TYPE[content_type]
        return next((suffix for suffix in paths if suffix in possible), usual)
    known = [suffix for suffix in paths if suffix in SUFFIXES]
    if known and not content_type.startswith(_NEVER_TEXT):
        return known[0]
    what = f"is {content_type}, which is not supported" if content_type else "has no content type"
    raise GuideError(f"it {what}; use a page that is one of {', '.join(sorted(SUFFIXES))}")


def name_of(address: str, suffix: str) -> str:
    """Return what the guide of a page is called: host and path, with a suffix that readers know.

    >>> name_of("https://site.example/careers/nurse?year=2024", ".html")
    'site.example/careers/nurse-year-2024.html'

    Args:
        address: as `checked` returns it.
        suffix: of the page's format.
    """
    parts = urlsplit(address)
    *above, last = [_safe(unquote(part)) for part in parts.path.split("/") if _safe(unquote(part))][
        -_MOST_PARTS:
    ] or ["index"]
    stem = last[: -len(suffix)] if last.lower().endswith(suffix) else last
    query = _safe(unquote(parts.query))
    stem = _safe(f"{stem}-{query}" if query else stem) or "index"
    return "/".join([_safe(parts.netloc), *above, f"{stem}{suffix}"])


def apart(name: str, address: str) -> str:
    """Return another name for the guide of a page, where the guide of another page has its name."""
    path = PurePosixPath(name)
    mark = hashlib.sha256(address.encode()).hexdigest()[:10]
    return str(path.with_name(f"{path.stem}-{mark}{path.suffix}"))


def listed(path: Path, limits: Limits) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the addresses in a file, one a line, and which of its lines hold none, each with the
    reason. What follows a "#" at the start of a line or after white space is a comment.

    Raises:
        GuideError: the file cannot be read.
    """
    addresses: list[str] = []
    skipped: list[tuple[str, str]] = []
    try:
        lines = decode(read_regular(path, limits)).splitlines()
    except GuideError as error:
        said = str(error)
        raise GuideError(said if said.startswith(path.name) else f"{path.name} {said}") from error
    for number, line in enumerate(lines, 1):
        written = _COMMENT.sub("", line).strip()
        if is_address(written):
            addresses.append(written)
        elif written:
            skipped.append(
                (
                    f"{path}, line {number}",
                    f"“{written[:100]}” is no address; write it as https://site.example/page",
                )
            )
    return addresses, skipped


def _safe(part: str) -> str:
    """Return a part of an address as letters, digits, dots and hyphens, neither hidden nor a way
    up where it is a file's name."""
    made = _UNSAFE.sub("-", unicodedata.normalize("NFC", part))[:_LONGEST_PART]
    return made.strip(".-")


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.IPv6Address(host).scope_id is None
    except ValueError:
        return False
