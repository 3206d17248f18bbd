"""The question that a whole guide answers."""

from __future__ import annotations

import pytest
from fakes import edition_of

from advisor.answering.overview import beginning_of, overview_of
from advisor.index.library import Library

BAKER = """\
# How to Become a Baker

Baking is old.

## Skills

What do you need? You need patience.

## Training

### School

Schools teach baking:

- Bread baking (BB)

## Pay

Pay is fair! It grows slowly.
"""


def library(*texts: tuple[str, str]) -> Library:
    return Library([edition_of(text, f"{n}.md", title) for n, (text, title) in enumerate(texts, 1)])


ONE = library((BAKER, "How to Become a Baker"))


@pytest.mark.parametrize(
    "question",
    [
        "How do I become a baker?",
        "How to become a baker",
        "What are the first steps to becoming a baker?",
        "How do I get started?",
        "I want to get into the baker career, where do I begin?",
    ],
)
def test_it_gets_a_sentence_from_each_main_section(question: str) -> None:
    assert [passage.text for (passage,) in overview_of(question, ONE)] == [
        "You need patience.", "Bread baking (BB)", "It grows slowly.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "How do I become a pilot?",
        "How do I become a baker in France?",
        "What does a baker earn?",
        "How do I start a company?",
        "",
    ],
)
def test_any_other_question_gets_none(question: str) -> None:
    assert overview_of(question, ONE) == ()


def test_the_guide_is_chosen_by_its_subject() -> None:
    pilot = BAKER.replace("Baker", "Pilot").replace("patience", "nerve")
    both = library((BAKER, "How to Become a Baker"), (pilot, "How to Become a Pilot"))
    ((first,), *_) = overview_of("How do I become a pilot?", both)
    assert first.text == "You need nerve."
    assert overview_of("How do I get started?", both) == ()


def test_two_guides_of_one_subject_are_not_mixed() -> None:
    twice = library((BAKER, "How to Become a Baker"), (BAKER, "How to Become a Baker"))
    assert overview_of("How do I become a baker?", twice) == ()


def test_a_guide_is_also_known_by_its_abbreviation() -> None:
    text = "# Machine Learning\n\nMachine learning (ML) grows.\n\n## Skills\n\nLearn Python.\n"
    ml = library((text, "Machine Learning"))
    assert [p.text for (p,) in overview_of("How do I get into ML?", ml)] == ["Learn Python."]


def test_a_long_guide_is_quoted_from_beginning_to_end() -> None:
    sections = "".join(f"## Part {n}\n\nSentence number {n}.\n\n" for n in range(20))
    long = library((f"# Baker\n\n{sections}", "Baker"))
    found = [passage.text for (passage,) in overview_of("How do I become a baker?", long)]
    assert len(found) == len(set(found)) == 6
    assert found[0] == "Sentence number 0."
    assert found[-1] == "Sentence number 19."


@pytest.mark.parametrize(
    ("heading", "begins"),
    [
        ("Skills", [["What do you need?"], ["You need patience."]]),
        ("School", [["Schools teach baking:", "Bread baking (BB)"]]),
    ],
)
def test_a_section_begins_with_its_first_sentences_and_lists_with_their_lead_in(
    heading: str, begins: list[list[str]]
) -> None:
    place = next(place for place in ONE.places if place.section.path[-1] == heading)
    assert [[passage.text for passage in together] for together in beginning_of(place)] == begins
