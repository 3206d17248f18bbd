"""Untrusted Markdown as harmless HTML.

Of the Markdown of questions, guides and models only structure and emphasis survive; HTML,
pictures and links come out as words. All HTML is on one line, because Gradio's chat reads its
messages as Markdown, where a blank line would end an HTML block and let the rest be read as
markup.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LEAVES = frozenset({"text", "text_special", "code_inline", "image", "fence", "code_block"})
#: A marker, or what stands for a note: two private-use characters around the note's number.
_INSERTED = re.compile(r"\[(?P<marker>\d{1,4})\]|\ue000(?P<note>\d{1,4})\ue001")


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of the visible text of some Markdown: the letters and digits from number
    `start` to number `end`, with the punctuation that belongs to it before and after."""

    start: int
    end: int
    before: str = ""
    after: str = ""


class _Rendering:
    """The state of one rendering: which `[n]` are markers, which notes stand where, which words
    are marked; and how many letters and digits have been rendered so far."""

    def __init__(
        self,
        turn: int = 0,
        numbers: Collection[int] = (),
        notes: Sequence[Markup] = (),
        marked: Words | None = None,
        headings: int = 0,
    ) -> None:
        self.turn = turn
        self.numbers = frozenset(numbers)
        self.notes = notes
        self.marked = marked
        self.headings = headings
        self.passed = 0
        self.found = False
        self.trailing = ""


class _HarmlessRenderer(RendererHTML):
    """Markdown tokens to HTML without links, pictures or raw HTML."""

    def text(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        return _words(tokens[idx].content, env["page"], markers=True)

    def text_special(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        return _words(tokens[idx].content, env["page"])

    def image(
        self, tokens: Sequence[Token], idx: int, _options: Any, env: MutableMapping[str, Any]
    ) -> str:
        return _words(tokens[idx].content, env["page"])

    def code_inline(
        self, tokens: Sequence[Token], idx: int, _options: Any, env: MutableMapping[str, Any]
    ) -> str:
        return Markup("<code>{}</code>").format(_words(tokens[idx].content, env["page"]))

    def link_open(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        start = max(i for i in range(idx) if tokens[i].type == "link_open")
        address = str(tokens[start].attrGet("href") or "")
        label = "".join(token.content for token in tokens[start + 1 : idx])
        return "" if address in ("", label) else escape(f" ({address})")

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        return f'<{_heading(tokens[idx], env)} class="heading">'

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        return f"</{_heading(tokens[idx], env).split()[0]}>\n"

    def fence(
        self, tokens: Sequence[Token], idx: int, _options: Any, env: MutableMapping[str, Any]
    ) -> str:
        words = _words(tokens[idx].content, env["page"])
        return Markup("<pre><code>{}</code></pre>\n").format(words)


def _heading(token: Token, env: Mapping[str, Any]) -> str:
    """A heading is a line of its own; where the page has room for headings, a heading."""
    top = env["page"].headings
    return f"h{min(6, top + int(token.tag[1]) - 1)}" if top else "p"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_HarmlessRenderer)
    parser.enable("table")
    # `reference` would let a guide define [1] as a link of its own. Indented code is nearly
    # always a nested list item that was quoted alone. Without `text_join` an escaped \[1\]
    # stays apart from a marker.
    parser.disable(["reference", "code", "html_block", "html_inline", "autolink", "text_join"])
    return parser


def markdown_html(
    text: str,
    turn: int = 0,
    numbers: Collection[int] = (),
    *,
    notes: Sequence[Markup] = (),
    headings: int = 0,
    marked: Words | None = None,
) -> Markup:
    """Return untrusted Markdown as harmless HTML on one line.

    Args:
        text: the Markdown, as a guide or a model wrote it, with `note(n)` where notes belong.
        turn: index of the exchange that `numbers` belong to.
        numbers: the n for which `[n]` is a marker, linked to `#source-{turn}-{n}`.
        notes: what is shown at each `note(n)`, by n.
        headings: the level of a top heading; 0 makes headings mere paragraphs.
        marked: the words to mark.
    """
    page = _Rendering(turn, numbers, notes, marked, headings)
    html = str(_parser().render(text, {"page": page}))
    return Markup(html.strip().replace("\n", "&#10;"))


def note(number: int) -> str:
    """Return what stands for note `number` in a text given to `markdown_html`."""
    return f"\ue000{number}\ue001"


def without_notes(text: str) -> str:
    """Return an untrusted text in which nothing stands for a note."""
    return text.replace("\ue000", "\ufffd").replace("\ue001", "\ufffd")


def find_words(text: str, start: int, end: int, quote: str) -> Words | None:
    """Return where a quote stands among the visible words of some Markdown.

    Args:
        text: the Markdown.
        start: where the quote starts in `text`, about.
        end: where it ends.
        quote: its own Markdown.

    Returns:
        Of the places with the quote's letters and digits that which is nearest to `start`;
        None if there is none. Markup is not compared: a quote cut out of a list, a table or
        emphasis is found by its words.
    """
    words = _rendered_words(quote)
    wanted = _letters(words)
    if not wanted:
        return None
    whole = _letters(_rendered_words(text))
    expected = len(_letters(_rendered_words(text[: max(0, min(start, end))])))
    best = -1
    at = whole.find(wanted)
    while at >= 0:
        if best < 0 or abs(at - expected) < abs(best - expected):
            best = at
        if at > expected:
            break
        at = whole.find(wanted, at + 1)
    if best < 0:
        return None
    first = next(i for i, character in enumerate(words) if character.isalnum())
    last = max(i for i, character in enumerate(words) if character.isalnum())
    return Words(best, best + len(wanted), words[:first].strip(), words[last + 1 :].strip())


def escaped(value: object) -> Markup:
    """Return HTML on one line that shows a value letter by letter; `Markup` stays as it is."""
    if isinstance(value, Markup):
        return value
    text = _UNPRINTABLE.sub("\ufffd", str(value)).replace("\r", "")
    return Markup(str(escape(text)).replace("\n", "&#10;"))


def _rendered_words(text: str) -> str:
    return "".join(_leaf_texts(_parser().parse(text, {})))


def _leaf_texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _leaf_texts(token.children or [])
            yield " "
        elif token.type in _LEAVES:
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _words(content: str, page: _Rendering, *, markers: bool = False) -> Markup:
    """Return the content of one leaf, with its marked words, markers and notes."""
    if page.marked is not None:
        return _with_mark(content, page, page.marked)
    html, position = Markup(), 0
    for match in _INSERTED.finditer(content):
        if match["note"] and int(match["note"]) < len(page.notes):
            inserted = page.notes[int(match["note"])]
        elif markers and match["marker"] and int(match["marker"]) in page.numbers:
            inserted = marker(page.turn, int(match["marker"]))
        else:
            continue
        html += escape(content[position : match.start()]) + inserted
        position = match.end()
    return html + escape(content[position:])


def _with_mark(content: str, page: _Rendering, marked: Words) -> Markup:
    """Return the content of one leaf with those of its words that are to be marked in `<mark>`."""
    places = [index for index, character in enumerate(content) if character.isalnum()]
    passed, page.passed = page.passed, page.passed + len(places)
    first, last = max(marked.start - passed, 0), min(marked.end - passed, len(places))
    if first < last:
        # The quote's own punctuation before and after, as much of it as stands there.
        start, end = 0, len(content)
        if marked.start >= passed:
            start = places[first] - _shared(content[: places[first]][::-1], marked.before[::-1])
        if marked.end <= page.passed:
            end = places[last - 1] + 1
            shared = _shared(content[end:], marked.after)
            end += shared
            page.trailing = marked.after[shared:] if end == len(content) else ""
    elif marked.start < passed < marked.end:
        start, end = 0, len(content) if content.strip() else 0
    else:
        start, end = 0, _shared(content, page.trailing)
        page.trailing = ""
    if start == end:
        return escape(content)
    attributes = Markup() if page.found else Markup(' id="passage" tabindex="-1"')
    page.found = True
    return Markup("{}<mark{}>{}</mark>{}").format(
        content[:start], attributes, content[start:end], content[end:]
    )


def _shared(text: str, other: str) -> int:
    """Return how many characters two texts share at their beginnings."""
    pairs = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def marker(turn: int, number: int) -> Markup:
    """Return the link to source `number` of the exchange with index `turn`."""
    return Markup(
        '<a class="marker" href="#source-{0}-{1}">'
        '<span class="visually-hidden">Source </span>{1}</a>'
    ).format(turn, number)
