"""Questions that the guides can answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import WordEmbedder, edition_of, found_in, library_of

from advisor import Advisor
from advisor.answering.suggestions import examples_of, question_about, suggestions_for
from advisor.index.library import Library

GUIDE = """\
Before all.

# Pay:

Pay is good.

## Is it fair?

Pay is fair.

## Europe

Pay in Europe is fine.

# Training

To train as a baker:

- Go to school.

# Tools of the trade

The tools of a baker are:

- An oven.

# Duties of a baker

The duties of a baker include the following:

- Rising early.

# Long words about nothing in particular

Nothing.
"""
AXES = "pay fair europe train tools duties nothing"


def library() -> Library:
    return Library([edition_of(GUIDE, title="Baker")])


def test_questions_are_made_of_headings_and_lead_ins() -> None:
    questions = [question_about(place) for place in library().places]
    assert questions == [
        None,
        "What does the guide say about “Pay”?",
        "Is it fair?",
        "What does the guide say about “Europe” under “Pay”?",
        "How do I train as a baker?",
        "What are the tools of a baker?",
        "What do the duties of a baker include?",
        "What does the guide say about “Long words about nothing in particular”?",
    ]


@pytest.mark.parametrize(
    ("carried", "suggested"),
    [
        ("wages in europe | I am broke. Is it good? | what do I earn? | how?", "What do I earn?"),
        ("wages in europe", "Wages in europe?"),
    ],
)
def test_a_carried_question_that_reads_well_is_suggested(carried: str, suggested: str) -> None:
    edition = edition_of(f"# Pay\n<!-- asked: {carried} -->\n\nPay is good.\n")
    assert [question_about(place) for place in Library([edition]).places] == [suggested]


def test_examples_come_from_all_over_the_guide() -> None:
    examples = examples_of(library(), 3)
    all_of_them = examples_of(library(), 99)
    assert len(set(examples)) == 3
    assert len(set(all_of_them)) == 7
    positions = sorted(
        [question_about(place) for place in library().places].index(each) for each in examples
    )
    assert positions[0] < 4 < positions[-1]
    assert examples_of(library(), 0) == ()


def test_near_questions_are_suggested_but_those_just_told(tmp_path: Path) -> None:
    found = found_in(library(), "pay in Europe", WordEmbedder(AXES), tmp_path)
    place = next(e.place for e in found.ranked if e.place.section.path[-1] == "Europe")
    untold = suggestions_for(found, (), frozenset())
    told = suggestions_for(found, place.sentences, frozenset())
    assert len(untold) == len(told) == 3
    assert question_about(place) in untold
    assert question_about(place) not in told


def test_what_was_asked_is_not_suggested(tmp_path: Path) -> None:
    found = found_in(library(), "pay in Europe", WordEmbedder(AXES), tmp_path)
    first, *others = suggestions_for(found, (), frozenset())
    assert first not in suggestions_for(found, (), frozenset({first.lower()}))
    itself = replace(found, question=replace(found.question, text=first.upper()))
    assert first not in suggestions_for(itself, (), frozenset())
    assert set(others) <= set(suggestions_for(found, (), frozenset({first.lower()})))


def test_a_guide_without_headings_suggests_nothing(tmp_path: Path) -> None:
    bare = library_of("Pay is good. Pay is fair.\n")
    found = found_in(bare, "pay", WordEmbedder(AXES), tmp_path)
    assert suggestions_for(found, (), frozenset()) == ()
    assert examples_of(bare, 3) == ()


# --- the guide that ships ----------------------------------------------------------------------


def test_whatever_is_suggested_can_be_answered(shipped: Advisor) -> None:
    questions = shipped.examples(99)
    assert len(questions) > 20
    refused = [q for q in questions if shipped.ask(q).coverage == "not_covered"]
    assert refused == []
    for asked in ("What do I earn?", "What is the capital of France?", "hi"):
        suggestions = shipped.ask(asked).suggestions
        assert len(suggestions) >= 2
        assert set(suggestions) <= set(questions)


@pytest.mark.parametrize("question", ["What do engineers earn?", "What is the capital of France?"])
def test_a_conversation_is_not_offered_the_same_question_twice(
    shipped: Advisor, question: str
) -> None:
    history: list[dict[str, object]] = []
    offered: list[str] = []
    for _ in range(4):
        suggestions = shipped.ask(question, history=history).suggestions
        assert not {each.lower() for each in suggestions} & {each.lower() for each in offered}
        offered += suggestions
        history += [{"role": "user", "content": f" {each.upper()}\n"} for each in suggestions]
    assert len(offered) > 6


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": ["{}"]},
        {"role": "user", "content": None},
        {"content": "{}"},
        {},
        "{}",
        None,
    ],
)
def test_history_of_another_shape_does_no_harm(shipped: Advisor, message: object) -> None:
    plain = shipped.ask("What do engineers earn?")
    suggested = plain.suggestions[0]
    if isinstance(message, dict) and message.get("content") == "{}":
        message = {**message, "content": suggested}
    assert shipped.ask("What do engineers earn?", history=[message]) == plain
