"""Conversations outside of the advisor: as the browser keeps them, and as Markdown to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from advisor.types import Citation, Guide
from advisor.ui.addresses import below
from advisor.ui.exchanges import Exchange

#: A conversation with more exchanges is none that this page has kept.
EXCHANGE_LIMIT = 500


def kept(key: str, exchanges: Sequence[Exchange]) -> str:
    """Return a conversation as JSON for the browser to keep under `key`; the browser's script
    calls the exchanges turns."""
    return json.dumps({"key": key, "turns": _records().dump_python(tuple(exchanges), mode="json")})


def taken_up(record: str) -> tuple[tuple[Exchange, ...], str]:
    """Return the conversation in what `kept` has made, and its key; an empty one if it is
    something else."""
    try:
        data = json.loads(record)
    except ValueError:
        return (), ""
    known = data if isinstance(data, dict) else {}
    exchanges, key = exchanges_from(known.get("turns")), known.get("key")
    return (exchanges, key) if exchanges and isinstance(key, str) else ((), "")


def exchanges_from(data: Any) -> tuple[Exchange, ...]:
    """Return the exchanges that a browser has kept; none if they are not what `kept` makes."""
    if not isinstance(data, list) or len(data) > EXCHANGE_LIMIT:
        return ()
    try:
        return _records().validate_python(data)
    except ValidationError:
        return ()


def as_markdown(exchanges: Sequence[Exchange], guides: Sequence[Guide]) -> str:
    """Return a conversation with the sources of each answer as Markdown."""
    titles = {guide.name: guide.title for guide in guides}
    parts = [_as_markdown(each, titles) for each in exchanges if each.question]
    return "\n\n".join(["# A conversation with the career advisor", *parts]) + "\n"


def _as_markdown(exchange: Exchange, titles: Mapping[str, str]) -> str:
    heading = "## " + " ".join(exchange.question.split())
    answer = exchange.answer
    if answer is None:
        return f"{heading}\n\n*{exchange.notice or 'No answer yet.'}*"
    said = [heading, answer.text.strip()]
    if answer.citations:
        quoted = answer.model is None
        sources = [_source(each, titles, quoted) for each in answer.citations]
        said += ["### Sources", "\n".join(sources)]
        if not quoted:
            said.append(f"*Written by {answer.model} from these passages.*")
    return "\n\n".join(said)


def _source(citation: Citation, titles: Mapping[str, str], quoted: bool) -> str:
    """Return a source as a list item; where the answer is quoted, it has the words already."""
    title = titles.get(citation.guide, citation.guide)
    path = " › ".join(below(citation.section, title))
    place = f"{title}, edition {citation.edition}: {path}"
    place += citation.whereabouts and f", {citation.whereabouts}"
    quote = " ".join(citation.quote.split())
    return f"- [{citation.number}] {place if quoted else f'“{quote}” ({place})'}"


@cache
def _records() -> TypeAdapter[tuple[Exchange, ...]]:
    return TypeAdapter(tuple[Exchange, ...])
