"""What an author should look at in a guide: text that answers cannot be quoted from, and sections
that were not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.text.plain import plain
from advisor.types import Guide, Passage

#: About how many characters stand on a page.
_PAGE = 2_000
#: A guide of more pages than this has more than one section.
_MOST_PAGES = 3
#: Fewer words of a section than this may be in no passage, such as the head of a table.
_FEW_WORDS = 25
_MOST_NAMED = 3


def warnings_of(guide: Guide, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return what an author should look at, each with what to do; nothing for most guides.

    Args:
        guide: the guide.
        passages: the passages that it was cut into.
    """
    return (*_without_headings(guide), *_not_quotable(guide, passages))


def _without_headings(guide: Guide) -> Iterator[str]:
    pages = round(len(guide.text) / _PAGE)
    if pages > _MOST_PAGES and len({section.path for section in guide.sections}) == 1:
        yield (
            f"no headings were found, so it is one section of about {pages} pages, and answers "
            "cannot say where in it they are from. Mark its headings (heading styles in Word, "
            "lines that start with # in text) and ingest it again"
        )


def _not_quotable(guide: Guide, passages: Sequence[Passage]) -> Iterator[str]:
    found: dict[tuple[str, ...], int] = {}
    for path, words in _outside_passages(guide, passages):
        found[path] = found.get(path, 0) + words
    missing = {path: words for path, words in found.items() if words >= _FEW_WORDS}
    if missing:
        named = "; ".join(" › ".join(path) for path in list(missing)[:_MOST_NAMED])
        more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        yield (
            f"{sum(missing.values())} words cannot be quoted in answers, because they stand in "
            f"blocks of code or the like: under {named}{more}. Write them as paragraphs or lists, "
            "if they are meant to be answers"
        )


def _outside_passages(
    guide: Guide, passages: Sequence[Passage]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the heading path and the number of words of each stretch of a section's body that is
    in no sentence, list item or table row. Words that only repeat headings do not count: they are
    a table of contents."""
    quotable: dict[int, list[tuple[int, int]]] = {}
    for passage in passages:
        if passage.kind in ("sentence", "item"):
            quotable.setdefault(passage.section, []).append((passage.start, passage.end))
    headings = {plain(heading) for section in guide.sections for heading in section.path}
    for number, section in enumerate(guide.sections):
        position = section.body
        for start, end in (*sorted(quotable.get(number, ())), (section.end, section.end)):
            lines = _plain_lines(guide.text[position:start]) if start > position else ()
            words = sum(
                len([word for word in line.split() if any(map(str.isalnum, word))])
                for line in lines
                if line not in headings
            )
            if words:
                yield section.path, words
            position = max(position, end)


def _plain_lines(markdown: str) -> tuple[str, ...]:
    """Return the visible words of each line of Markdown."""
    return tuple(plain(line) for line in markdown.splitlines())
