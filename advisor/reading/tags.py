"""Small questions to the elements of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = (
    "p", "div", "ul", "ol", "dl", "table", "section", "article", "aside", "blockquote", "pre",
    "figure", "details", "h1", "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip


def drop(tags: Iterable[Tag]) -> None:
    """Remove elements, those in others among them too."""
    for tag in list(tags):
        if not tag.decomposed:
            tag.decompose()


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as a string, "" where there is none."""
    value = tag.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)


def letters_in(tag: Tag) -> int:
    """Return how many characters the text of an element has, without white space."""
    return len("".join(tag.get_text().split()))


def has_any(tag: Tag, names: Collection[str]) -> bool:
    """Tell whether an element has one of some names inside it."""
    return any(getattr(each, "name", None) in names for each in tag.descendants)


def short_text(tag: Tag, most: int) -> str | None:
    """Return the words of an element on one line, or None where it has more than so many
    characters."""
    pieces: list[str] = []
    length = 0
    for piece in tag.strings:
        pieces.append(piece)
        length += len(piece.strip())
        if length > most:
            return None
    return " ".join(" ".join(pieces).split())


def names_of(tag: Tag) -> set[str]:
    """Return the classes and the id of an element, as a style sheet writes them."""
    names = {f".{each}" for each in attribute(tag, "class").split()}
    return names | ({f"#{attribute(tag, 'id')}"} if tag.get("id") else set())


def new_tag(name: str) -> Tag:
    """Return an element that stands nowhere yet."""
    from bs4 import BeautifulSoup

    return BeautifulSoup("", "lxml").new_tag(name)
