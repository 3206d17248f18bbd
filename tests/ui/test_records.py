"""Conversations as the browser keeps them, and as Markdown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scripted import ScriptedAdvisor, citation, guide

from advisor.types import Answer, Claim
from advisor.ui.exchanges import Exchange
from advisor.ui.records import EXCHANGE_LIMIT, as_markdown, exchanges_from, kept, taken_up
from advisor.ui.services import Services

CONVERSATION = (
    Exchange(
        "How <b>?",
        Answer(
            "Learn Python. [1]",
            (citation(),),
            "covered",
            ("What else?",),
            (Claim("Learn Python.", (1,), "supported"),),
        ),
    ),
    Exchange("Why?", notice="Stopped."),
    Exchange("And?"),
)


def test_what_a_browser_has_kept_is_the_same_conversation() -> None:
    record = json.loads(kept("abc", CONVERSATION))

    assert record["key"] == "abc"
    assert exchanges_from(record["turns"]) == CONVERSATION
    assert taken_up(kept("abc", CONVERSATION)) == (CONVERSATION, "abc")


@pytest.mark.parametrize("record", ["", "{", "[]", '{"key": 7, "turns": []}', '{"turns": 3}'])
def test_a_record_that_is_none_is_an_empty_conversation(record: str) -> None:
    assert taken_up(record) == ((), "")


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {"turns": []},
        [1, 2],
        [{"answer": {"text": "no question"}}],
        [{"question": "q", "answer": {"text": "t", "coverage": "perhaps"}}],
        [{"question": "q"}] * (EXCHANGE_LIMIT + 1),
    ],
)
def test_what_nobody_kept_is_no_conversation(data: Any) -> None:
    assert exchanges_from(data) == ()


def test_an_export_has_questions_answers_and_their_sources() -> None:
    text = as_markdown(CONVERSATION, (guide(),))

    assert "## How <b>?\n\nLearn Python. [1]\n\n### Sources\n\n" in text
    assert "- [1] Work, edition 2: Skills\n" in text
    assert "## Why?\n\n*Stopped.*" in text
    assert text.endswith("*No answer yet.*\n")


def test_an_export_of_a_written_answer_has_the_quotes_and_the_model() -> None:
    written = Exchange("q", Answer("A. [1]", (citation(),), "covered", model="small-model"))

    text = as_markdown((written,), (guide(),))

    assert "Written by small-model" in text
    assert "- [1] “Learn Python.” (Work, edition 2: Skills)" in text


@pytest.fixture
def services() -> dict[str, Any]:
    advisor = ScriptedAdvisor(guides=(guide(),))
    return {each.__name__: each for each in Services(advisor).all()}  # type: ignore[arg-type]


def test_the_script_finds_and_reads_the_guide(services: dict[str, Any]) -> None:
    found = services["find"]({"question": "python"})
    opened = services["read"]({"address": "#read=work.md&path=Work&path=Skills"})

    assert found["count"] == 1
    assert opened["section"] == 1
    assert opened["title"] == "Work"
    assert json.dumps(opened)


def test_the_script_gets_the_export(services: dict[str, Any]) -> None:
    turns = json.loads(kept("abc", CONVERSATION))["turns"]

    assert services["export"]({"turns": turns})["markdown"] == as_markdown(CONVERSATION, (guide(),))


@pytest.mark.parametrize("name", ["read", "find", "export"])
@pytest.mark.parametrize("wish", [None, [], "x", {"address": 7}, {"question": {}, "turns": 3}])
def test_a_wish_of_another_shape_does_no_harm(
    services: dict[str, Any], name: str, wish: Any
) -> None:
    assert isinstance(services[name](wish), dict)
