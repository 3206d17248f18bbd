"""Answers along a guide's outline."""

from __future__ import annotations

import pytest
from fakes import edition_of

from advisor import Advisor
from advisor.answering.outline import Outlines, beginning_of, steps_of, wish_of
from advisor.index.library import Library
from advisor.models.embedding import Embedder
from advisor.text.questions import message_of

BAKER = """\
# How to Become a Baker

## What Bakers Do

Bread baking (BB) is an old craft.

## Skills to Learn

You need patience, flour and 2 hands.

### Doughs

Know rye and wheat doughs.

### Ovens

Know gas ovens.

## Training

Schools teach baking:

- Rye bread
- White bread

## Salary

A baker earns 1,800 euros.

## Conclusion

Bake on!
"""


def library_with(*named: tuple[str, str]) -> Library:
    return Library([edition_of(text, f"{n}.md", title) for n, (text, title) in enumerate(named)])


BAKERS = library_with((BAKER, "How to Become a Baker"))


@pytest.mark.parametrize(
    ("message", "wish"),
    [
        ("How do I become a baker?", "way"),
        ("how to become a baker pls", "way"),
        ("How can I become a baker from a desk job?", "way"),
        ("Can I become a baker from a desk job?", None),
        ("how do i switch from web design to baker", "way"),
        ("How do I get from my first job to becoming a baker, pls?", "way"),
        ("How do I become a pilot from a baker's job?", None),
        ("How do I become a baker from abroad?", None),
        ("How do I get from the station to the bakery?", None),
        ("how to change career from teaching to baker", "way"),
        ("How do bakers change flour?", None),
        ("Give me a roadmap", "way"),
        ("I work in an office. What are the steps to become a baker?", "way"),
        ("where do I start", "first"),
        ("what should I learn first", "first"),
        ("I already know ovens. What's next?", "next"),
        ("i already know ovens. whats next", "next"),
        ("no oven, no money, where do i begin", "first"),
        ("in law, where do i begin", None),
        ("What am I missing?", "gaps"),
        ("Is that enough?", None),
        ("What should I do?", None),
        ("Make me a plan", "gaps"),
        ("summarize the guide", "summary"),
        ("what topics does this guide cover?", "summary"),
        ("How do I become a pilot?", None),
        ("How do I become a baker in France?", None),
        ("How do I start a company?", None),
        ("What does a baker earn?", None),
        ("How do I become a baker? What does it cost?", None),
        ("", None),
    ],
)
def test_the_whole_way_is_asked_for(message: str, wish: str | None) -> None:
    found = wish_of(message_of(message), BAKERS)
    assert (found[0] if found else None) == wish


def test_the_guide_is_told_by_its_subject() -> None:
    pilot = BAKER.replace("Baker", "Pilot")
    both = library_with((BAKER, "How to Become a Baker"), (pilot, "How to Become a Pilot"))
    one = wish_of(message_of("How do I become a pilot?"), both)
    assert one is not None
    assert [guide.title for guide in one[1]] == ["How to Become a Pilot"]
    any_of_them = wish_of(message_of("How do I get started?"), both)
    assert any_of_them is not None
    assert len(any_of_them[1]) == 2


def test_the_way_has_steps_and_neither_definitions_nor_pay_nor_farewell(bundled: Embedder) -> None:
    guide = BAKERS.editions["0.md"].guide
    sections = Outlines(bundled).main_sections(guide, BAKERS)
    assert {each.heading: each.kind for each in sections} == {
        "What Bakers Do": "about",
        "Skills to Learn": "step",
        "Training": "step",
        "Salary": "pay",
        "Conclusion": "end",
    }
    way = steps_of("way", sections)
    assert [(step.heading, [p.text for p in step.passages]) for step in way] == [
        ("Skills to Learn", ["You need patience, flour and 2 hands."]),
        ("Training", ["Schools teach baking:", "Rye bread", "White bread"]),
    ]


def test_of_few_steps_the_parts_are_shown(bundled: Embedder) -> None:
    parts = "".join(f"### {name}\n\nKnow {name} well.\n\n" for name in ("Rye", "Wheat", "Ovens"))
    guide = f"# Baker\n\n## Skills to Learn\n\n{{}}{parts}## Training\n\nGo to school.\n"
    headings = []
    for before in ("", "In this order.\n\n", "Know these:\n\n- flour\n- water\n\n"):
        library = library_with((guide.format(before), "Baker"))
        (edition,) = library.editions.values()
        sections = Outlines(bundled).main_sections(edition.guide, library)
        headings.append([step.heading for step in steps_of("way", sections)])
    opened = ["Rye", "Wheat", "Ovens", "Training"]
    assert headings == [opened, opened, ["Skills to Learn", "Training"]]


def test_what_comes_first_has_its_parts(bundled: Embedder) -> None:
    guide = BAKERS.editions["0.md"].guide
    sections = Outlines(bundled).main_sections(guide, BAKERS)
    first = steps_of("first", sections)
    assert [step.heading for step in first] == ["Skills to Learn", "Doughs", "Ovens"]


def test_a_section_of_steps_is_the_way(bundled: Embedder) -> None:
    text = "# Baker\n\n## What They Do\n\nBake.\n\n## The Path, Step by Step\n\nFour steps.\n\n"
    text += "".join(f"### {name}\n\n{name} now.\n\n" for name in ("Learn", "Apply", "Pass", "Bake"))
    library = library_with((text, "Baker"))
    sections = Outlines(bundled).main_sections(library.editions["0.md"].guide, library)
    assert [each.heading for each in sections] == ["Learn", "Apply", "Pass", "Bake"]


def test_a_guide_without_headings_has_no_way(bundled: Embedder) -> None:
    library = library_with(("Bread is good.\n", "Bread"))
    assert Outlines(bundled).main_sections(library.editions["0.md"].guide, library) == ()


def test_a_section_begins_with_its_first_sentences_and_lists_with_their_lead_in() -> None:
    (training,) = (place for place in BAKERS.places if place.section.path[-1] == "Training")
    assert [[p.text for p in group] for group in beginning_of(training)] == [
        ["Schools teach baking:", "Rye bread", "White bread"]
    ]


def test_the_shipped_guide_is_laid_out_in_its_own_order(shipped: Advisor) -> None:
    answer = shipped.ask("i have no degree, just curious. how do i become an ml engineer??")
    assert answer.coverage == "covered"
    main = [citation.section[1] for citation in answer.citations]
    order = list(dict.fromkeys(main))
    headings = [s.path[1] for s in shipped.guides()[0].sections if len(s.path) > 1]
    assert order == sorted(order, key=headings.index)
    assert not any("Salary" in heading or heading == "Conclusion" for heading in order)
    assert len(order) >= 5
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(f"[{number}]" in answer.text for number in numbers)
