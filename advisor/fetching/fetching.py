"""A page from its address: redirects, robots.txt, and nothing sent again that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from advisor.errors import GuideError
from advisor.fetching import robots
from advisor.fetching.addresses import checked
from advisor.fetching.exchange import Exchange, Reply
from advisor.fetching.network import Clock
from advisor.fetching.robots import Robots
from advisor.reading.limits import MEGABYTE
from advisor.settings import Settings

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset([301, 302, 303, 307, 308])


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page from before: where it was in the end, and the server's marks of its
    version, of which either may be empty."""

    final: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was in the end, its content type, its charset where the server
    names one, the server's marks of its version, and its bytes."""

    final: str
    content_type: str
    charset: str
    etag: str
    modified: str
    body: bytes


class Fetcher:
    """Fetches pages one after the other; a context manager.

    Args:
        settings: limits, and networks that may be fetched from.
    """

    def __init__(self, settings: Settings) -> None:
        self._most = settings.read_file_mb * MEGABYTE
        self._clock = Clock(settings.fetch_seconds)
        self._exchange = Exchange(settings.fetch_networks, self._clock)
        self._robots = Robots(self._robots_of)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exchange.__exit__(kind, error, trace)

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Return a page; None where it is as it is known.

        Args:
            address: as `addresses.checked` returns it.
            known: what is known of the page.

        Raises:
            GuideError: it cannot be fetched, or may not; the message says why, and what to do.
        """
        self._robots.pause(address)
        self._clock.restart()

        def marks(place: str) -> dict[str, str]:
            if known is None or place != known.final:
                return {}
            sent = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
            return {name: value for name, value in sent.items() if value}

        limit = "split it, or raise ADVISOR_READ_FILE_MB"
        final, reply = self._followed(address, marks, self._most, limit, self._robots.heed)
        if reply.status == 304 and marks(final):
            return None
        if reply.status != 200:
            raise GuideError(_refusal(reply.status))
        if not reply.body or reply.body.isspace():
            raise GuideError("it is empty; check the address")
        kind, _, parameters = reply.headers.get("content-type", "").partition(";")
        return Fetched(
            final=final,
            content_type=kind.strip().lower(),
            charset=_charset(parameters),
            etag=reply.headers.get("etag", ""),
            modified=reply.headers.get("last-modified", ""),
            body=reply.body,
        )

    def _robots_of(self, address: str) -> Reply:
        limit = "its site's robots.txt is too long; save the page as a file and ingest that"
        return self._followed(address, lambda _: {}, robots.MOST, limit, lambda _: None)[1]

    def _followed(
        self,
        address: str,
        headers: Callable[[str], Mapping[str, str]],
        most: int,
        limit: str,
        heed: Callable[[str], None],
    ) -> tuple[str, Reply]:
        """Return where redirects lead from an address, and the reply there."""
        for _ in range(_MOST_REDIRECTS + 1):
            heed(address)
            reply = self._exchange.get(address, headers(address), most, limit)
            target = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not target:
                return address, reply
            try:
                address = checked(target, base=address)
            except GuideError as error:
                raise GuideError(f"it leads to another address, of which: {error}") from None
        raise GuideError(
            f"it leads on more than {_MOST_REDIRECTS} times; name the address that it leads to"
        )


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def _refusal(status: int) -> str:
    if status in (404, 410):
        return (
            f"there is no such page (the server answers {status}); a guide that came from it stays "
            "until: python ingest.py --remove GUIDE"
        )
    if status in (401, 403, 407):
        return (
            f"the server does not give it to everybody (it answers {status}); save the page as a "
            "file and ingest that"
        )
    return f"the server answers {status}; check the address, or try again later"
