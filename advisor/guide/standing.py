"""Whether quoted words still stand in a guide: the one rule for answers, page and programs."""

from __future__ import annotations

from advisor.types import Citation, Guide, Section, Standing


def find_quote(
    guide: Guide, quote: str, start: int, section: tuple[str, ...]
) -> tuple[Standing, int | None]:
    """Return whether quoted words still stand in a guide, and the character where they start.

    The words are looked up where they stood, then under the headings that they stood under, then
    anywhere in the guide.

    Args:
        guide: the live edition.
        quote: the words, not empty.
        start: the character of the guide's text where they started.
        section: the headings that they stood under, outermost first.

    Returns:
        "current" if they stand where they stood, "moved" if they stand elsewhere in the guide,
        "gone" if they do not; with their first character, None if they are gone.
    """
    if guide.text.startswith(quote, start):
        return "current", start
    under = [each for each in guide.sections if each.path == section]
    for part in (*under, Section((), 0, 0, 0, len(guide.text))):
        at = guide.text.find(quote, part.start, part.end)
        if at >= 0:
            return "moved", at
    return "gone", None


def standing_of(guide: Guide | None, citation: Citation) -> Standing:
    """Return how a citation of any edition stands in its guide as it is now.

    Args:
        guide: the live edition of the cited guide; None if the guide is no longer there.
        citation: the citation.
    """
    if guide is None:
        return "gone"
    standing, _ = find_quote(guide, citation.quote, citation.start, citation.section)
    return standing
