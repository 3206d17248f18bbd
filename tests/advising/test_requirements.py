"""What a guide asks for, by its headings and lists."""

from __future__ import annotations

from advising.guides import BAKER, WELDER, library_of, needs

from advisor import Advisor
from advisor.advising.requirements import needs_of
from advisor.answering.outline import Outlines
from advisor.models.embedding import Embedder


def test_labels_things_to_do_and_sections_are_asked_for_in_the_guides_order(
    bundled: Embedder,
) -> None:
    assert [(need.step, need.name, need.kind) for need in needs(bundled)] == [
        ("Skills to Learn", "TIG", "label"),
        ("Skills to Learn", "MIG", "label"),
        ("Skills to Learn", "Drawings", "section"),
        ("Training", "Do an apprenticeship in a shipyard", "sentence"),
        ("Training", "Take an evening course at a vocational school", "sentence"),
        ("Getting Hired", "a driving licence", "sentence"),
        ("Getting Hired", "the ISO 9606 certificate", "sentence"),
    ]


def test_each_stands_where_the_guide_says_so(bundled: Embedder) -> None:
    _, guide = library_of()
    for need in needs(bundled):
        passage = need.passage
        assert guide.text[passage.start : passage.end] == passage.text
        assert passage.path == need.place.section.path


def test_a_procedure_is_one_thing(bundled: Embedder) -> None:
    text = WELDER.replace("- Do an", "1. Do an").replace("- Take an", "2. Take an")
    assert [need.name for need in needs(bundled, text) if need.step == "Training"] == ["Training"]


def test_the_steps_of_a_numbered_way_are_asked_for_one_by_one(bundled: Embedder) -> None:
    names = [need.name for need in needs(bundled, BAKER)]
    assert names == ["Taste", "Apply to a school", "Find a shop", "Training"]


def test_a_guide_without_such_sections_asks_for_nothing(bundled: Embedder) -> None:
    library, guide = library_of("Metal is hard.\n", "Metal")
    assert needs_of(guide, Outlines(bundled), library) == ()


def test_the_shipped_guide_asks_for_what_it_names(shipped: Advisor) -> None:
    library = shipped._current().library
    guide = shipped.guides()[0]
    names = [need.name for need in needs_of(guide, Outlines(Embedder()), library)]
    for name in ("Python", "SQL", "Linear algebra", "Deep learning", "GitHub", "Networking"):
        assert name in names
    assert not any("Salary" in name or "Healthcare" in name for name in names)
