"""What is suggested: what leads on from an answer, and what to begin with."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import edition_of, library_of

from advisor import Advisor
from advisor.answering.outline import MainSection
from advisor.answering.suggestions import (
    next_questions,
    question_about,
    starters,
    way_question,
)
from advisor.index.library import Library, Place
from advisor.types import Guide

BAKER = """\
# How to Become a Baker

## Skills

You need patience.

### Doughs

Knead them.

### Ovens

Heat them.

## Where do bakers work?

In bakeries.

## Conclusion

Bake on.
"""


@pytest.fixture
def library() -> Library:
    return Library([edition_of(BAKER, "baker.md", "How to Become a Baker")])


def place(library: Library, heading: str) -> Place:
    return next(each for each in library.places if each.section.path[-1] == heading)


def test_a_question_about_a_section_is_short_and_names_it(library: Library) -> None:
    assert question_about(place(library, "Skills")) == "Tell me about Skills"
    said = library_of("# Baker\n\n## You may like it if you\n\nRise early.\n")
    assert question_about(said.places[-1]) == "Tell me about “You may like it if you”"
    assert question_about(place(library, "Doughs")) == "Tell me about Doughs (Skills)"


def test_a_heading_that_asks_is_the_question(library: Library) -> None:
    assert question_about(place(library, "Where do bakers work?")) == "Where do bakers work?"


def test_what_lies_below_comes_before_what_comes_after(library: Library) -> None:
    quoted = place(library, "Skills").sentences
    assert next_questions(library, quoted, frozenset()) == (
        "Tell me about Doughs (Skills)",
        "Tell me about Ovens (Skills)",
        "Where do bakers work?",
    )


def test_what_was_asked_or_shown_is_not_suggested_again(library: Library) -> None:
    quoted = place(library, "Skills").sentences
    before = frozenset({"tell me about doughs (skills)", "where do bakers work?"})
    assert next_questions(library, quoted, before)[0] == "Tell me about Ovens (Skills)"
    assert not before & {each.lower() for each in next_questions(library, quoted, before)}


def test_what_is_quoted_is_not_suggested(library: Library) -> None:
    quoted = [each for place in library.places for each in place.sentences]
    assert next_questions(library, quoted, frozenset(), library.places) == ()


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("How to Become a Baker", "How do I become a Baker?"),
        ("Becoming an Electrician: A Field Guide", "How do I become an Electrician?"),
        ("Working in Kitchens", "Where do I start?"),
    ],
)
def test_the_way_is_asked_for_by_what_the_title_says(title: str, question: str) -> None:
    assert way_question(Guide("guide.md", title, "", ())) == question


def test_one_begins_with_the_way_and_then_the_main_sections(library: Library) -> None:
    guide = library.editions["baker.md"].guide
    kinds: dict[str, Any] = {
        "Skills": "step",
        "Where do bakers work?": "about",
        "Conclusion": "end",
    }
    sections = [MainSection(h, (place(library, h),), kind) for h, kind in kinds.items()]
    assert starters([(guide, sections)], 4) == (
        "How do I become a Baker?",
        "Tell me about Skills",
        "Where do bakers work?",
    )


def test_every_suggestion_is_answered(shipped: Advisor) -> None:
    asked: set[str] = set()
    waiting = list(shipped.examples(9))
    while waiting and len(asked) < 30:
        question = waiting.pop(0)
        if question in asked:
            continue
        asked.add(question)
        answer = shipped.ask(question)
        assert answer.coverage == "covered", question
        assert answer.citations
        assert question not in answer.suggestions
        waiting += answer.suggestions


def test_a_conversation_is_not_shown_a_suggestion_twice(shipped: Advisor) -> None:
    history: list[dict[str, object]] = []
    shown: list[str] = []
    for question in ("How do I become one?", "which languages do I need?", "and the pay?"):
        answer = shipped.ask(question, history)
        assert not set(answer.suggestions) & set(shown)
        shown += answer.suggestions
        history += [
            {"role": "user", "content": question},
            {
                "role": "assistant",
                "content": answer.text,
                "suggestions": list(answer.suggestions),
            },
        ]
