"""Conversations outside of the advisor: as the browser keeps them, and as Markdown to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from advisor.types import Citation, Guide
from advisor.ui.reader import below
from advisor.ui.turns import Turn

#: More turns than that are no conversation that this page has kept.
TURN_LIMIT = 500


def kept(key: str, turns: Sequence[Turn]) -> str:
    """A conversation as JSON for the browser to keep under `key`."""
    return json.dumps({"key": key, "turns": _turns().dump_python(tuple(turns), mode="json")})


def turns_from(data: Any) -> tuple[Turn, ...]:
    """The turns that a browser has kept; none if they are not what `kept` makes."""
    if not isinstance(data, list) or len(data) > TURN_LIMIT:
        return ()
    try:
        return _turns().validate_python(data)
    except ValidationError:
        return ()


def as_markdown(turns: Sequence[Turn], guides: Sequence[Guide]) -> str:
    """A conversation with the sources of each answer, to be kept or sent to somebody."""
    titles = {guide.name: guide.title for guide in guides}
    parts = [_as_markdown(turn, titles) for turn in turns if turn.question]
    return "\n\n".join(["# A conversation with the career advisor", *parts]) + "\n"


def _as_markdown(turn: Turn, titles: Mapping[str, str]) -> str:
    heading = "## " + " ".join(turn.question.split())
    if turn.answer is None:
        return f"{heading}\n\n*{turn.notice or 'No answer yet.'}*"
    said = [heading, turn.answer.text.strip()]
    if turn.answer.citations:
        listed = "\n".join(_source(citation, titles) for citation in turn.answer.citations)
        said += ["### Sources", listed]
        if turn.answer.model:
            said.append(f"*Written by {turn.answer.model} from these passages.*")
    return "\n\n".join(said)


def _source(citation: Citation, titles: Mapping[str, str]) -> str:
    title = titles.get(citation.guide, citation.guide)
    path = " › ".join(below(citation.section, title))
    quote = " ".join(citation.quote.split())
    return f"- [{citation.number}] “{quote}” ({title}, edition {citation.edition}: {path})"


@cache
def _turns() -> TypeAdapter[tuple[Turn, ...]]:
    return TypeAdapter(tuple[Turn, ...])
