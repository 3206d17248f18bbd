"""The addresses that lead to places in a guide.

An address is the fragment of the page's own: `#read=guide.md&path=…&at=120-133&edition=2&quote=…`.
It carries the quoted words themselves, so that it still leads to them when the guide has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from advisor.guide.standing import find_quote
from advisor.types import Citation, Guide, Page, Standing

#: A longer address, in characters, is not read.
_ADDRESS_LENGTH = 200_000


@dataclass(frozen=True, slots=True)
class Reference:
    """What an address says: a guide, and where in it. Nothing in it is known to be true."""

    guide: str
    path: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    edition: int | None = None
    quote: str = ""
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: a section of a guide, by its index, and the span of the quoted
    words in the guide's text.

    `standing` says whether the words still stand; without any it is "current".
    """

    section: int
    start: int | None = None
    end: int | None = None
    standing: Standing = "current"


def below(path: Sequence[str], title: str) -> Sequence[str]:
    """Return a heading path without the guide's title at its head, unless that is all of it."""
    return path[1:] if len(path) > 1 and path[0] == title else path


def reference_to(citation: Citation) -> Reference:
    """Return the reference that leads to what a citation quotes."""
    return Reference(
        guide=citation.guide,
        path=citation.section,
        start=citation.start,
        end=citation.end,
        edition=citation.edition,
        quote=citation.quote,
    )


def address_of(reference: Reference) -> str:
    """Return the address, with its `#`, that says what a reference says."""
    fields: list[tuple[str, str]] = [("read", reference.guide)]
    fields += [("path", heading) for heading in reference.path]
    if reference.section is not None:
        fields.append(("section", str(reference.section)))
    if reference.start is not None and reference.end is not None:
        fields.append(("at", f"{reference.start}-{reference.end}"))
    if reference.edition is not None:
        fields.append(("edition", str(reference.edition)))
    if reference.quote:
        fields.append(("quote", reference.quote))
    return "#" + urlencode(fields, errors="replace")


def original_address(guide: str, page: Page | None) -> str:
    """Return the address, below that of the chat page, of the file that a guide was read from.

    Args:
        guide: its name.
        page: the page to open it at, as PDF viewers understand it (RFC 8118, 3).
    """
    at = f"#page={page.number}" if page and page.number else ""
    return f"original?{urlencode({'guide': guide}, errors='replace')}{at}"


def reference_from(address: str) -> Reference | None:
    """Return what an address says; None if it names no guide."""
    if len(address) > _ADDRESS_LENGTH:
        return None
    fields = parse_qs(address.removeprefix("#"), errors="replace", max_num_fields=100)
    if not fields.get("read"):
        return None
    first, _, last = fields.get("at", [""])[0].partition("-")
    start, end = _number(first), _number(last)
    spanned = start is not None and end is not None and start < end
    return Reference(
        guide=fields["read"][0],
        path=tuple(fields.get("path", ())),
        start=start if spanned else None,
        end=end if spanned else None,
        edition=_number(fields.get("edition", [""])[0]),
        quote=fields.get("quote", [""])[0],
        section=_number(fields.get("section", [""])[0]),
    )


def locate(guide: Guide, reference: Reference) -> Target:
    """Return where a reference leads in an edition of its guide.

    That is where its quoted words stand now. Without them it is the section, or the start of the
    guide.
    """
    standing: Standing = "current"
    start, end, quote = reference.start, reference.end, reference.quote
    same_edition = reference.edition in (None, guide.edition)
    if quote:
        standing, at = find_quote(guide, quote, start or 0, reference.path)
        if at is not None:
            length = len(quote) if start is None or end is None else end - start
            return Target(_section_at(guide, at), at, min(at + length, len(guide.text)), standing)
    elif same_edition and start is not None and end is not None and end <= len(guide.text):
        return Target(_section_at(guide, start), start, end)
    if reference.section is not None:
        last = max(len(guide.sections) - 1, 0)
        return Target(min(reference.section, last), standing=standing)
    return Target(_section_under(guide, reference.path), standing=standing)


def _section_at(guide: Guide, position: int) -> int:
    for index, section in enumerate(guide.sections):
        if position < section.end:
            return index
    return max(len(guide.sections) - 1, 0)


def _section_under(guide: Guide, path: tuple[str, ...]) -> int:
    """Return the section with a path; without one, the section under the longest part of it."""
    paths = [section.path for section in guide.sections]
    for length in range(len(path), 0, -1):
        for index, each in enumerate(paths):
            if each == path[:length]:
                return index
    return 0


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
