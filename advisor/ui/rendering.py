"""The conversation and the head of the page to HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from advisor.guide.standing import standing_of
from advisor.types import Answer, Citation, Guide
from advisor.ui.addresses import below
from advisor.ui.asking import NO_GUIDES
from advisor.ui.charts import chart_html
from advisor.ui.exchanges import Exchange
from advisor.ui.figures import figures_in
from advisor.ui.markup import markdown_html, note, without_notes
from advisor.ui.templating import render

#: A longer question is cut in the conversation; the advisor sees all of it.
QUESTION_LENGTH = 400

_PENDING = Markup('<p class="pending">Looking in the guide …</p>')
_MARKERS = re.compile(r"(?:\s*\[\d{1,4}\])*")


def messages(
    exchanges: Sequence[Exchange],
    guides: Iterable[Guide] = (),
    *,
    settled: bool = True,
    votes: bool = False,
    first: int = 0,
) -> list[dict[str, Any]]:
    """Return a conversation as messages of a Gradio Chatbot, each with the buttons for what can be
    done with it; the suggestions of an answer are its options.

    Args:
        exchanges: the conversation.
        guides: the live guides.
        settled: whether the last answer is complete.
        votes: whether people are asked if an answer helped.
        first: how many exchanges stand before these.
    """
    by_name = {guide.name: guide for guide in guides}
    shown: list[dict[str, Any]] = []
    for number, exchange in enumerate(exchanges, first):
        done = settled or exchange is not exchanges[-1]
        if exchange.question:
            names = ["edit"] if done else []
            question = _cut(exchange.question.strip())
            content = render("message", turn=number, names=names, question=question)
            shown.append({"role": "user", "content": str(content)})
        if exchange.answer is not None:
            reply = answer_html(exchange.answer, number, by_name)
            names = ["copy", "retry", *(["helpful", "unhelpful"] if votes else [])] if done else []
        elif exchange.notice is not None:
            reply = render("notice", message=exchange.notice)
            names = ["retry"] if exchange.question else []
        elif exchange.question:
            reply, names = _PENDING, []
        else:
            continue
        content = render("message", turn=number, names=names, reply=reply)
        message: dict[str, Any] = {"role": "assistant", "content": str(content)}
        suggested = exchange.answer.suggestions if exchange.answer is not None else ()
        if suggested:
            message["options"] = [{"value": text, "label": text} for text in suggested]
        shown.append(message)
    return shown


def answer_html(answer: Answer, turn: int, guides: Mapping[str, Guide] | None = None) -> Markup:
    """Return an answer with its sources; its markers are links to these.

    Args:
        answer: the answer.
        turn: the index of its exchange, which keeps the sources of answers apart.
        guides: the live guides, by name.
    """
    guides = guides or {}
    numbers = {citation.number for citation in answer.citations}
    unchecked = answer.unchecked if answer.text.endswith(answer.unchecked) else ""
    checked = answer.text[: len(answer.text) - len(unchecked)]
    text, notes = _with_support(replace(answer, text=checked))
    # Bars look sure, so a doubtful answer has none.
    figures = figures_in(answer.citations, guides) if answer.coverage == "covered" else ()
    return render(
        "answer",
        answer=answer,
        turn=turn,
        text=markdown_html(text, turn, numbers, notes=notes),
        unchecked=markdown_html(unchecked, turn),
        chart=chart_html(figures, turn),
        places=_places(answer.citations, guides),
        standings={
            each.number: standing_of(guides.get(each.guide), each) for each in answer.citations
        },
    )


def masthead_html(guides: Sequence[Guide]) -> Markup:
    """Return the page's title, what the page does, and the guides that it answers from."""
    return render("masthead", guides=guides)


def welcome_html(guides: Sequence[Guide]) -> Markup:
    """Return what the empty conversation shows above the questions to begin with."""
    return render("welcome", guides=guides, no_guides=NO_GUIDES)


def _cut(question: str) -> str:
    if len(question) <= QUESTION_LENGTH:
        return question
    return question[:QUESTION_LENGTH].rstrip() + " …"


def _with_support(answer: Answer) -> tuple[str, list[Markup]]:
    """Return the text of an answer that a model wrote with a note after each sentence that cites
    something, and the notes."""
    text = without_notes(answer.text)
    if answer.model is None:
        return text, []
    pieces: list[str] = []
    notes: list[Markup] = []
    position = 0
    for claim in answer.claims:
        at = text.find(claim.text, position) if claim.text else -1
        if at < 0 or not claim.citations:
            continue
        markers = _MARKERS.match(text, at + len(claim.text))
        end = markers.end() if markers else at + len(claim.text)
        pieces += [text[position:end], note(len(notes))]
        notes.append(render("support", claim=claim, checked_by=answer.checked_by))
        position = end
    return "".join([*pieces, text[position:]]), notes


def _places(citations: Sequence[Citation], guides: Mapping[str, Guide]) -> list[dict[str, Any]]:
    """Return the cited sections in the order in which they are first cited, each once."""
    places: dict[tuple[Any, ...], list[Citation]] = {}
    for cited in citations:
        places.setdefault((cited.guide, cited.edition, cited.section), []).append(cited)
    shown = []
    for (name, edition, section), together in places.items():
        title = guides[name].title if name in guides else name
        path = below(section, title)
        pages = list(dict.fromkeys(filter(None, (cited.whereabouts for cited in together))))
        shown.append(
            {
                "title": title,
                "edition": edition,
                "path": path,
                "citations": together,
                "pages": pages,
            }
        )
    return shown
