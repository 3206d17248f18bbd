"""Places in a guide, and the addresses that lead to them.

An address is the fragment of the page's own: `#read=guide.md&path=…&at=120-133&edition=2&quote=…`.
It carries the quoted words themselves, so that it still leads to them when the guide has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from advisor.types import Citation, Guide, Standing

#: More of a quote is not needed to find it again.
_QUOTE_LENGTH = 240
_ADDRESS_LENGTH = 20_000


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
class Place:
    """A section of a guide, by its index, and the span of a quote in the guide's text.

    `standing` says how the quote fares in this edition; without a quote it is "current".
    """

    section: int
    start: int | None = None
    end: int | None = None
    standing: Standing = "current"


def reference_to(citation: Citation) -> Reference:
    """The reference that a citation makes."""
    return Reference(
        guide=citation.guide,
        path=citation.section,
        start=citation.start,
        end=citation.end,
        edition=citation.edition,
        quote=citation.quote[:_QUOTE_LENGTH],
    )


def address_of(reference: Reference) -> str:
    """The fragment that leads to a place, with its `#`."""
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


def reference_from(address: str) -> Reference | None:
    """What a fragment says; None if it leads to no guide."""
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


def locate(guide: Guide, reference: Reference) -> Place:
    """Where a reference leads in an edition of its guide.

    Its words are looked up where they stood, then under the headings that they stood under, then
    anywhere in the guide. Without them it leads to the section, or to the start of the guide.
    """
    span = _span(guide, reference)
    if span is not None:
        start, end = span
        standing: Standing = "current" if start == reference.start else "moved"
        return Place(_section_at(guide, start), start, end, standing)
    lost: Standing = "gone" if reference.quote else "current"
    last = max(len(guide.sections) - 1, 0)
    if reference.section is not None:
        return Place(min(reference.section, last), standing=lost)
    return Place(_section_under(guide, reference.path), standing=lost)


def _span(guide: Guide, reference: Reference) -> tuple[int, int] | None:
    start, end, quote = reference.start, reference.end, reference.quote
    if start is None or end is None:
        found = guide.text.find(quote) if quote else -1
        return (found, found + len(quote)) if found >= 0 else None
    if end <= len(guide.text) and guide.text.startswith(quote, start):
        same_edition = reference.edition in (None, guide.edition)
        if quote or same_edition:
            return start, end
    if not quote:
        return None
    at = -1
    for section in guide.sections:
        if section.path == reference.path and at < 0:
            at = guide.text.find(quote, section.start, section.end)
    if at < 0:
        at = guide.text.find(quote)
    return (at, min(at + end - start, len(guide.text))) if at >= 0 else None


def _section_at(guide: Guide, position: int) -> int:
    for index, section in enumerate(guide.sections):
        if position < section.end:
            return index
    return max(len(guide.sections) - 1, 0)


def _section_under(guide: Guide, path: tuple[str, ...]) -> int:
    """The section with that path; failing that, the one under the longest part of it."""
    paths = [section.path for section in guide.sections]
    for length in range(len(path), 0, -1):
        for index, each in enumerate(paths):
            if each == path[:length]:
                return index
    return 0


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
