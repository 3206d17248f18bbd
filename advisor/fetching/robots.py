"""What sites ask of programs, in their robots.txt."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from advisor.errors import GuideError
from advisor.fetching.exchange import AGENT, Reply
from advisor.reading.encoding import decode

#: Of a longer robots.txt nothing is read, in bytes.
MOST = 500_000
#: A site that wants longer pauses between pages gets these.
_LONGEST_PAUSE = 10.0


class Robots:
    """Heeds the robots.txt of sites, each of which is read once.

    Args:
        read: gives the reply for the address of a robots.txt, after redirects.
        sleep: waits for some seconds.
    """

    def __init__(
        self, read: Callable[[str], Reply], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._read = read
        self._sleep = sleep
        self._rules: dict[str, Protego | GuideError] = {}
        self._last: dict[str, float] = {}

    def heed(self, address: str) -> None:
        """Return if a page may be fetched.

        Raises:
            GuideError: its site does not want that, or does not say.
        """
        site = _site(address)
        if site not in self._rules:
            try:
                self._rules[site] = _parsed(self._read(f"{site}/robots.txt"))
            except GuideError as error:
                self._rules[site] = error
        rules = self._rules[site]
        if isinstance(rules, GuideError):
            raise rules
        if not rules.can_fetch(address, AGENT):
            raise GuideError(
                "its site does not want programs to fetch it (robots.txt); save the page as a "
                "file and ingest that, if you may"
            )

    def pause(self, address: str) -> None:
        """Wait as long as the site of a page wants between two pages, and not too long."""
        site = _site(address)
        rules = self._rules.get(site)
        if isinstance(rules, Protego):
            delay = float(rules.crawl_delay(AGENT) or 0)
            since = time.monotonic() - self._last.get(site, float("-inf"))
            if since < (wanted := min(delay, _LONGEST_PAUSE)):
                self._sleep(wanted - since)
        self._last[site] = time.monotonic()


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _parsed(reply: Reply) -> Protego:
    """Return what a reply says, as RFC 9309 has it: without a robots.txt everything is allowed; one
    that cannot be had now may forbid everything."""
    if reply.status == 200:
        try:
            return Protego.parse(decode(reply.body))
        except GuideError:  # no text: it says nothing
            return Protego.parse("")
    if 400 <= reply.status < 500 and reply.status != 429:
        return Protego.parse("")
    raise GuideError(
        f"its site's robots.txt cannot be had (the server answers {reply.status}), so that "
        "fetching may be forbidden; try again later"
    )
