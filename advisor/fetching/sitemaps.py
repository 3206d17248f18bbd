"""Sitemaps: which pages a site has."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

#: Events of one entry, so that no file makes the memory overflow.
_MOST_HELD = 10_000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names: pages, or further sitemaps where it is an index; and how many more it
    would have named."""

    locations: tuple[str, ...]
    is_index: bool
    more: int = 0


def sitemap_of(data: bytes, most: int) -> Sitemap | None:
    """Return what a sitemap names; None where the data is no sitemap, or broken.

    Args:
        data: the file.
        most: locations that are taken.
    """
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    locations: list[str] = []
    root: Element | None = None
    count = depth = held = 0
    try:
        events = ElementTree.iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            if root is None:
                root = element
                if _name(root) not in ("urlset", "sitemapindex"):
                    return None
            depth += 1 if event == "start" else -1
            held += 1
            if held > _MOST_HELD:
                return None
            if event == "start" or depth != 1:
                continue
            location = next((each for each in element if _name(each) == "loc"), None)
            if location is not None and (location.text or "").strip():
                count += 1
                if len(locations) < most:
                    locations.append(str(location.text).strip())
            root.clear()
            held = 0
    except (ParseError, LookupError, ValueError):
        return None
    if root is None:
        return None
    return Sitemap(tuple(locations), _name(root) == "sitemapindex", count - len(locations))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
