"""Records to HTML.

Questions, guides and models are not trusted: whatever they say is shown as text. Of their
Markdown only structure and emphasis survive; HTML, pictures and links come out as words.
Each function returns one line of HTML, because Gradio's chat reads its messages as Markdown,
where a blank line would end an HTML block and let the rest be read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from advisor.types import Answer, Citation, Guide
from advisor.ui.turns import Turn

#: A longer question is cut in the conversation; the advisor sees all of it.
QUESTION_LENGTH = 400

_MARKER = re.compile(r"\[(\d{1,4})\]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PENDING = '<p class="pending">Looking in the guide …</p>'
_COVERAGE_LABELS = {"partial": "Only partly in the guide", "not_covered": "Not in the guide"}


class _HarmlessRenderer(RendererHTML):
    """Markdown tokens to HTML without headings, links, pictures or raw HTML.

    `env["turn"]` and `env["numbers"]` say which `[n]` are markers; without them none is.
    """

    def text(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        numbers: Collection[int] = env.get("numbers", ())
        pieces, position = [], 0
        for match in _MARKER.finditer(tokens[idx].content):
            if int(match[1]) in numbers:
                pieces.append(escape(tokens[idx].content[position : match.start()]))
                pieces.append(_marker(env["turn"], int(match[1])))
                position = match.end()
        return "".join(pieces) + escape(tokens[idx].content[position:])

    def text_special(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return escape(tokens[idx].content)

    def image(
        self, tokens: Sequence[Token], idx: int, _options: Any, _env: MutableMapping[str, Any]
    ) -> str:
        return escape(tokens[idx].content)

    def link_open(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        start = max(i for i in range(idx) if tokens[i].type == "link_open")
        address = str(tokens[start].attrGet("href") or "")
        label = "".join(token.content for token in tokens[start + 1 : idx])
        return "" if address in ("", label) else f" ({escape(address)})"

    def heading_open(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return '<p class="heading">'

    def heading_close(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return "</p>\n"

    def fence(
        self, tokens: Sequence[Token], idx: int, _options: Any, _env: MutableMapping[str, Any]
    ) -> str:
        return f"<pre><code>{escape(tokens[idx].content)}</code></pre>\n"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_HarmlessRenderer)
    parser.enable("table")
    # `reference` would let a guide define [1] as a link of its own. Indented code is nearly
    # always a nested list item that was quoted alone. Without `text_join` an escaped \[1\]
    # stays apart from a marker.
    parser.disable(["reference", "code", "html_block", "html_inline", "autolink", "text_join"])
    return parser


def markdown_html(text: str, turn: int = 0, numbers: Collection[int] = ()) -> str:
    """Untrusted Markdown as harmless HTML on one line.

    Args:
        text: the Markdown.
        turn: index of the turn that `numbers` belong to.
        numbers: the n for which `[n]` is a marker, linked to `#source-{turn}-{n}`.
    """
    html = str(_parser().render(text, {"turn": turn, "numbers": frozenset(numbers)}))
    return html.strip().replace("\n", "&#10;")


def _marker(turn: int, number: int) -> str:
    return (
        f'<a class="marker" href="#source-{turn}-{number}">'
        f'<span class="visually-hidden">Source </span>{number}</a>'
    )


def _plain(text: str) -> str:
    return escape(_UNPRINTABLE.sub("\ufffd", text)).replace("\n", "&#10;").replace("\r", "")


def question_html(question: str) -> str:
    """The question as its asker typed it, cut when it is very long."""
    shown = question.strip()
    if len(shown) > QUESTION_LENGTH:
        shown = shown[:QUESTION_LENGTH].rstrip() + " …"
    return f'<p class="question" dir="auto">{_plain(shown)}</p>'


def notice_html(message: str) -> str:
    """A word from the page itself."""
    return f'<div class="notice">{markdown_html(message)}</div>'


def answer_html(answer: Answer, turn: int) -> str:
    """The answer with its markers as links to the source cards of turn number `turn`."""
    numbers = {citation.number for citation in answer.citations}
    label = _coverage_label(answer)
    return (
        f'<div class="answer coverage-{answer.coverage}{"" if numbers else " uncited"}">'
        + (f'<p class="coverage">{label}</p>' if label else "")
        + f'<div class="answer-text" dir="auto">{markdown_html(answer.text, turn, numbers)}</div>'
        + (f'<p class="origin">{_origin(answer)}</p>' if answer.citations else "")
        + "</div>"
    )


def _coverage_label(answer: Answer) -> str:
    return _COVERAGE_LABELS.get(answer.coverage, "")


def _origin(answer: Answer) -> str:
    if answer.model is None:
        return "Quoted word for word from the guide."
    return f"Written by {_plain(answer.model)} from the passages cited."


def messages(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    """The conversation as messages of a Gradio Chatbot; the last answer's suggestions are
    its options."""
    shown: list[dict[str, Any]] = []
    for number, turn in enumerate(turns):
        if turn.question:
            shown.append({"role": "user", "content": question_html(turn.question)})
        if turn.answer is not None:
            options = [{"value": text, "label": text} for text in turn.answer.suggestions]
            shown.append(
                {
                    "role": "assistant",
                    "content": answer_html(turn.answer, number),
                    "options": options,
                }
            )
        elif turn.notice is not None:
            shown.append({"role": "assistant", "content": notice_html(turn.notice)})
        elif turn.question:
            shown.append({"role": "assistant", "content": _PENDING})
    return shown


def sources_html(turns: Sequence[Turn], guides: Sequence[Guide]) -> str:
    """The source cards of every turn; those of the latest answer are shown, the others wait
    for a marker of theirs to be followed. Before the first answer: the guides' contents."""
    titles = {guide.name: guide.title for guide in guides}
    latest = max((n for n, turn in enumerate(turns) if turn.answer is not None), default=-1)
    groups = []
    for number, turn in enumerate(turns):
        if turn.answer is not None and (turn.answer.citations or number == latest):
            hidden = "" if number == latest else " hidden"
            groups.append(
                f'<div class="source-group" data-turn="{number}"{hidden}>'
                + _source_cards(turn.answer.citations, number, titles)
                + "</div>"
            )
    if not groups:
        groups.append(
            '<p class="sources-empty">The passages that an answer rests on appear here, each '
            "with its place in the guide.</p>" + "".join(_contents(guide) for guide in guides)
        )
    return f'<h2 id="sources-title">Sources</h2>{"".join(groups)}'


def _contents(guide: Guide) -> str:
    """The two upper levels of a guide's outline below its title."""
    paths = dict.fromkeys(
        section.path[1:] if section.path[0] == guide.title else section.path
        for section in guide.sections
        if section.path
    )
    headings = "".join(
        f'<li data-depth="{len(path) - 1}">{_plain(path[-1])}</li>'
        for path in paths
        if 1 <= len(path) <= 2
    )
    if not headings:
        return ""
    return (
        f'<details class="contents" open><summary>In <cite>{_plain(guide.title)}</cite></summary>'
        f"<ul>{headings}</ul></details>"
    )


def _source_cards(citations: Sequence[Citation], turn: int, titles: Mapping[str, str]) -> str:
    if not citations:
        return '<p class="sources-empty">This answer cites no passage.</p>'
    # Quotes that follow one another from one section share its place: a list reads as one.
    places = groupby(citations, key=lambda cited: (cited.guide, cited.edition, cited.section))
    return "".join(
        _place(section, titles.get(guide, guide), edition, list(cited), turn)
        for (guide, edition, section), cited in places
    )


def _place(
    section: Sequence[str], title: str, edition: int, cited: Sequence[Citation], turn: int
) -> str:
    quotes = "".join(
        f'<li class="source" id="source-{turn}-{citation.number}" tabindex="-1">'
        f'<span class="source-number"><span class="visually-hidden">Source </span>'
        f"{citation.number}</span>"
        f'<blockquote class="source-quote" dir="auto">{markdown_html(citation.quote)}</blockquote>'
        '<button type="button" class="source-back">Back to the answer</button></li>'
        for citation in cited
    )
    return (
        f'<div class="place"><p class="place-path">{_path(section, title)}</p>'
        f'<ol class="source-list">{quotes}</ol>'
        f'<p class="place-guide"><cite>{_plain(title)}</cite>, edition {edition}</p></div>'
    )


def _path(section: Sequence[str], title: str) -> str:
    below = section[1:] if len(section) > 1 and section[0] == title else section
    separator = ' <span class="separator" aria-hidden="true">›</span> '
    return separator.join(f"<span>{_plain(heading)}</span>" for heading in below)


def masthead_html(guides: Sequence[Guide]) -> str:
    """The page's title, what it does, and the guides that it answers from."""
    return (
        '<header class="masthead"><h1>Career Advisor</h1>'
        '<p class="lede">Career questions, answered in the guide’s own words, with the place '
        "where they stand.</p>"
        f"{_guide_list(guides)}</header>"
    )


def _guide_list(guides: Sequence[Guide]) -> str:
    if not guides:
        return '<p class="guides">No guide has been ingested yet.</p>'
    names = [f"<cite>{_plain(guide.title)}</cite>, {_edition(guide)}" for guide in guides]
    if len(names) == 1:
        return f'<p class="guides">Answers from {names[0]}</p>'
    items = "".join(f"<li>{name}</li>" for name in names)
    return (
        f'<details class="guides"><summary>Answers from {len(names)} guides</summary>'
        f"<ul>{items}</ul></details>"
    )


def _edition(guide: Guide) -> str:
    edition = f"edition {guide.edition}"
    if not guide.ingested:
        return edition
    day = datetime.fromisoformat(guide.ingested)
    return f'{edition}, <time datetime="{day.date().isoformat()}">{day.day} {day:%B %Y}</time>'


def welcome_html(guides: Sequence[Guide], no_guides: str) -> str:
    """What the empty conversation shows above the example questions."""
    if not guides:
        return notice_html(no_guides)
    return '<div class="welcome"><h2>What would you like to know?</h2></div>'
