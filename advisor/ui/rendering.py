"""Records to HTML.

Questions, guides and models are not trusted: whatever they say passes through `markup`, and
each function returns one line of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from advisor.types import Answer, Citation, Claim, Guide, Standing
from advisor.ui.charts import chart_html
from advisor.ui.figures import figures_in
from advisor.ui.markup import markdown_html, note, plain, without_notes
from advisor.ui.places import address_of, reference_to
from advisor.ui.reader import path_html
from advisor.ui.turns import Turn

#: A longer question is cut in the conversation; the advisor sees all of it.
QUESTION_LENGTH = 400

_PENDING = '<p class="pending">Looking in the guide …</p>'
_COVERAGE_LABELS = {"partial": "Perhaps not in the guide", "not_covered": "Not in the guide"}
_STALE = {
    "moved": "The guide has changed since; these words now stand at another place.",
    "gone": "The guide has changed since; these words are no longer in it.",
}
_SUPPORT_LABELS = {
    "supported": "supported by what it cites",
    "weak": "only weakly supported by what it cites",
    "unsupported": "not supported by what it cites",
}
_MARKERS = re.compile(r"(?:\s*\[\d{1,4}\])*")

#: How a citation stands in the guides as they are now.
Standings = Callable[[Citation], Standing]


def question_html(question: str) -> str:
    """The question as its asker typed it, cut when it is very long."""
    shown = question.strip()
    if len(shown) > QUESTION_LENGTH:
        shown = shown[:QUESTION_LENGTH].rstrip() + " …"
    return f'<p class="question" dir="auto">{plain(shown)}</p>'


def notice_html(message: str) -> str:
    """A word from the page itself."""
    return f'<div class="notice">{markdown_html(message)}</div>'


def answer_html(
    answer: Answer,
    turn: int,
    titles: Mapping[str, str] | None = None,
    standing: Standings = lambda _: "current",
) -> str:
    """An answer with its sources; its markers are links to these.

    Args:
        answer: the answer.
        turn: the number of its turn, which keeps the sources of answers apart.
        titles: the titles of the guides, by name.
        standing: says whether a citation still holds.
    """
    numbers = {citation.number for citation in answer.citations}
    label = _COVERAGE_LABELS.get(answer.coverage, "")
    text, notes = _with_support(answer)
    return (
        f'<div class="answer coverage-{answer.coverage}{"" if numbers else " uncited"}">'
        + (f'<p class="coverage">{label}</p>' if label else "")
        + f'<div class="answer-text" dir="auto">{markdown_html(text, turn, numbers, notes=notes)}'
        + "</div>"
        + (f'<p class="origin">{_origin(answer)}</p>' if answer.citations else "")
        + chart_html(figures_in(answer.citations), turn)
        + _sources(answer.citations, turn, titles or {}, standing)
        + "</div>"
    )


def _origin(answer: Answer) -> str:
    if answer.model is None:
        return (
            'Quoted word for word from the guide.<span class="hint"> To have answers written '
            "instead, start the advisor with <code>ADVISOR_MODEL=provider:name</code>.</span>"
        )
    written = f"Written by {plain(answer.model)} from the passages cited."
    if not answer.claims:
        return written
    supported = sum(claim.support == "supported" for claim in answer.claims)
    return (
        f"{written} Sentences that these support: {supported} of {len(answer.claims)}; the mark "
        "after each says how far."
    )


def _with_support(answer: Answer) -> tuple[str, list[str]]:
    """The text of a written answer with a note after each sentence, and the notes."""
    text = without_notes(answer.text)
    if answer.model is None:
        return text, []
    pieces: list[str] = []
    notes: list[str] = []
    position = 0
    for claim in answer.claims:
        at = text.find(claim.text, position) if claim.text else -1
        if at < 0:
            continue
        markers = _MARKERS.match(text, at + len(claim.text))
        end = markers.end() if markers else at + len(claim.text)
        pieces += [text[position:end], note(len(notes))]
        notes.append(_support(claim))
        position = end
    return "".join([*pieces, text[position:]]), notes


def _support(claim: Claim) -> str:
    label = _SUPPORT_LABELS[claim.support]
    return (
        f'<span class="support support-{claim.support}" title="This sentence is {label}">'
        f'<span class="visually-hidden"> ({label})</span></span>'
    )


def messages(
    turns: Sequence[Turn],
    guides: Iterable[Guide] = (),
    standing: Standings = lambda _: "current",
    *,
    settled: bool = True,
    votes: bool = False,
) -> list[dict[str, Any]]:
    """The conversation as messages of a Gradio Chatbot; the last answer's suggestions are
    its options.

    Args:
        turns: the conversation.
        guides: the live guides.
        standing: says whether a citation still holds.
        settled: whether the last answer is complete, so that something can be done with it.
        votes: whether it can be said of answers that they helped.
    """
    titles = {guide.name: guide.title for guide in guides}
    shown: list[dict[str, Any]] = []
    for number, turn in enumerate(turns):
        done = settled or number < len(turns) - 1
        if turn.question:
            content = question_html(turn.question) + (_actions(number, "edit") if done else "")
            shown.append({"role": "user", "content": content})
        if turn.answer is not None:
            options = [{"value": text, "label": text} for text in turn.answer.suggestions]
            content = answer_html(turn.answer, number, titles, standing)
            content += _actions(number, "copy", "retry", *(_VOTES if votes else ())) if done else ""
            shown.append({"role": "assistant", "content": content, "options": options})
        elif turn.notice is not None:
            content = notice_html(turn.notice)
            content += _actions(number, "retry") if turn.question else ""
            shown.append({"role": "assistant", "content": content})
        elif turn.question:
            shown.append({"role": "assistant", "content": _PENDING})
    return shown


_ACTIONS = {
    "edit": ("Edit", "the question and ask again"),
    "copy": ("Copy", "the answer with its sources"),
    "retry": ("Try again", ""),
    "helpful": ("Helpful", ""),
    "unhelpful": ("Not helpful", ""),
}
_VOTES = ("helpful", "unhelpful")


def _actions(turn: int, *names: str) -> str:
    """Buttons, told apart by their ids: Gradio lets no data attribute through."""
    buttons = "".join(
        f'<button type="button" class="action action-{name}{" action-vote" * (name in _VOTES)}" '
        f'id="{name}-{turn}">'
        f'{_ACTIONS[name][0]}<span class="visually-hidden"> {_ACTIONS[name][1]}</span></button>'
        for name in names
    )
    return f'<p class="actions">{buttons}</p>'


def _sources(
    citations: Sequence[Citation], turn: int, titles: Mapping[str, str], standing: Standings
) -> str:
    if not citations:
        return ""
    # Quotes that follow one another from one section share its place: a list reads as one.
    places = groupby(citations, key=lambda cited: (cited.guide, cited.edition, cited.section))
    cards = "".join(
        _place(section, titles.get(guide, guide), edition, list(cited), turn, standing)
        for (guide, edition, section), cited in places
    )
    return f'<details class="sources" open><summary>Sources</summary>{cards}</details>'


def _place(
    section: Sequence[str],
    title: str,
    edition: int,
    cited: Sequence[Citation],
    turn: int,
    standing: Standings,
) -> str:
    quotes = "".join(_source(citation, turn, standing(citation)) for citation in cited)
    return (
        f'<div class="place"><p class="place-path" dir="auto">{path_html(section, title)}</p>'
        f'<ol class="source-list">{quotes}</ol>'
        f'<p class="place-guide"><cite>{plain(title)}</cite>, edition {edition}</p></div>'
    )


def _source(citation: Citation, turn: int, standing: Standing) -> str:
    address = plain(address_of(reference_to(citation)))
    stale = f'<p class="stale">{_STALE[standing]}</p>' if standing in _STALE else ""
    return (
        f'<li class="source" id="source-{turn}-{citation.number}">'
        f'<a class="source-open" href="{address}"><span class="visually-hidden">Open source '
        f'</span>{citation.number}<span class="visually-hidden"> in the guide</span></a>'
        f'<blockquote class="source-quote" dir="auto">{markdown_html(citation.quote)}</blockquote>'
        f"{stale}</li>"
    )


_VIEWS = (
    '<nav class="views" aria-label="Beside the conversation">'
    '<button type="button" data-view="guide">Read the guide</button>'
    '<button type="button" data-view="conversations">Conversations</button>'
    '<button type="button" data-view="guides">Manage guides</button></nav>'
)


def masthead_html(guides: Sequence[Guide]) -> str:
    """The page's title, what it does, and the guides that it answers from."""
    return (
        '<header class="masthead"><h1>Career Advisor</h1>'
        '<p class="lede">Career questions, answered in the guide’s own words, with the place '
        "where they stand.</p>"
        f"{_guide_list(guides)}{_VIEWS}</header>"
    )


def _guide_list(guides: Sequence[Guide]) -> str:
    if not guides:
        return '<p class="guides">No guide has been ingested yet.</p>'
    names = [f"<cite>{plain(guide.title)}</cite>, {edition_html(guide)}" for guide in guides]
    if len(names) == 1:
        return f'<p class="guides">Answers from {names[0]}</p>'
    items = "".join(f"<li>{name}</li>" for name in names)
    return (
        f'<details class="guides"><summary>Answers from {len(names)} guides</summary>'
        f"<ul>{items}</ul></details>"
    )


def edition_html(guide: Guide) -> str:
    """The number and the day of a guide's edition."""
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
