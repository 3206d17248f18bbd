"""What differs between two editions, by heading path."""

from __future__ import annotations

from collections import Counter

import pytest
from fakes import edition_of
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.guide.differences import SectionChanges, section_changes
from advisor.guide.edition import Edition

OLD = "# Work\n\nAbout work.\n\n## Pay\n\nPay is good.\n\n## Skills\n\nLearn Python.\n"

Path = tuple[str, ...]


def changes(old: str, new: str) -> SectionChanges:
    return section_changes(edition_of(old), edition_of(new))


def only(**paths: list[Path]) -> SectionChanges:
    """Changes of the given kinds, and none of the others."""
    kinds = ("added", "changed", "moved", "removed")
    return SectionChanges(**{kind: tuple(paths.get(kind, ())) for kind in kinds})


def test_equal_editions_do_not_differ() -> None:
    assert changes(OLD, OLD) == only()


def test_a_changed_word_is_a_change_of_its_section_alone() -> None:
    assert changes(OLD, OLD.replace("Python", "SQL")) == only(changed=[("Work", "Skills")])


@pytest.mark.parametrize("spaced", [OLD + "\n\n", OLD.replace("\n\n", "\n\n\n")])
def test_blank_lines_between_sections_are_no_change(spaced: str) -> None:
    assert changes(OLD, spaced) == only()


def test_a_new_section_is_added_and_the_other_way_round_removed() -> None:
    new = OLD + "\n## Hours\n\nHours are long.\n"
    assert changes(OLD, new) == only(added=[("Work", "Hours")])
    assert changes(new, OLD) == only(removed=[("Work", "Hours")])


def test_sections_that_change_places_have_not_changed() -> None:
    new = "# Work\n\nAbout work.\n\n## Skills\n\nLearn Python.\n\n## Pay\n\nPay is good.\n"
    assert changes(OLD, new) == only()


def test_words_under_another_heading_have_moved() -> None:
    assert changes(OLD, OLD.replace("## Pay", "## Wages")) == only(moved=[("Work", "Wages")])


def test_under_a_renamed_chapter_all_sections_move() -> None:
    moved = [("Trade",), ("Trade", "Pay"), ("Trade", "Skills")]
    assert changes(OLD, OLD.replace("# Work", "# Trade", 1)) == only(moved=moved)


def test_of_two_copies_one_has_moved_and_the_other_is_new() -> None:
    new = OLD.replace("## Pay", "## Wages") + "\n## Salaries\n\nPay is good.\n"
    assert changes(OLD, new) == only(moved=[("Work", "Wages")], added=[("Work", "Salaries")])


def test_a_heading_without_words_is_added_and_removed_rather_than_moved() -> None:
    old, new = "# A\n\n## B\n\nWords.\n", "# C\n\n## B\n\nWords.\n"
    expected = only(added=[("C",)], moved=[("C", "B")], removed=[("A",)])
    assert changes(old, new) == expected


def test_sections_of_one_path_are_centred_by_their_order() -> None:
    old = "# A\n\n## Step\n\nFirst.\n\n## Step\n\nSecond.\n"
    assert changes(old, old.replace("Second", "Other")) == only(changed=[("A", "Step")])
    assert changes(old, old + "\n## Step\n\nThird.\n") == only(added=[("A", "Step")])


def test_no_edition_at_all_is_all_added_or_all_removed() -> None:
    paths = [("Work",), ("Work", "Pay"), ("Work", "Skills")]
    assert section_changes(None, edition_of(OLD)) == only(added=paths)
    assert section_changes(edition_of(OLD), None) == only(removed=paths)
    assert section_changes(None, None) == only()


# --- any two editions --------------------------------------------------------------------------

BODIES = st.sampled_from(["", "Pay is good.", "Learn Python.", "Learn SQL.", "- one\n- two"])
HEADINGS = st.tuples(st.integers(1, 3), st.sampled_from("ABCDEF"))


@st.composite
def guides(draw: st.DrawFn, apart: bool = False) -> Edition:
    """An edition; `apart` has no two sections of one path."""
    headings = draw(st.lists(HEADINGS, max_size=8, unique_by=(lambda h: h[1]) if apart else None))
    parts = [f"{'#' * level} {name}\n\n{draw(BODIES)}\n" for level, name in headings]
    return edition_of("\n".join(parts))


def words_by_path(edition: Edition) -> dict[Path, list[str]]:
    words: dict[Path, list[str]] = {}
    for section in edition.guide.sections:
        body = edition.guide.text[section.body : section.end].strip()
        words.setdefault(section.path, []).append(body)
    return words


@settings(max_examples=300, deadline=None)
@given(guides(), guides())
def test_what_is_reported_is_so(old: Edition, new: Edition) -> None:
    before, after = words_by_path(old), words_by_path(new)
    found = section_changes(old, new)
    for path in found.added + found.moved:
        assert len(after[path]) > len(before.get(path, []))
    for path in found.removed:
        assert len(before[path]) > len(after.get(path, []))
    for path in found.changed:
        assert any(one != other for one, other in zip(before[path], after[path], strict=False))
    for paths in (found.added, found.changed, found.moved, found.removed):
        assert len(paths) == len(set(paths))


@settings(max_examples=300, deadline=None)
@given(guides(apart=True), guides(apart=True))
def test_the_changes_account_for_every_section(old: Edition, new: Edition) -> None:
    before = {path: words for path, (words,) in words_by_path(old).items()}
    after = {path: words for path, (words,) in words_by_path(new).items()}
    found = section_changes(old, new)
    assert Counter(found.added + found.moved) == Counter(after.keys() - before.keys())
    assert set(found.changed) == {p for p in before.keys() & after if before[p] != after[p]}
    left = before.keys() - after.keys() - set(found.removed)
    assert Counter(before[p] for p in left) == Counter(after[p] for p in found.moved)
    lost = Counter(before[path] for path in found.removed)
    come = Counter(after[path] for path in found.added)
    assert all(not words for words in lost & come)  # whatever could have moved has


@settings(max_examples=100, deadline=None)
@given(guides())
def test_nothing_is_reported_between_equal_editions(edition: Edition) -> None:
    assert section_changes(edition, edition) == only()


@settings(max_examples=100, deadline=None)
@given(guides(apart=True), guides(apart=True))
def test_there_and_back_are_mirror_images(old: Edition, new: Edition) -> None:
    there, back = section_changes(old, new), section_changes(new, old)
    assert set(there.added) == set(back.removed)
    assert set(there.removed) == set(back.added)
    assert set(there.changed) == set(back.changed)
    assert len(there.moved) == len(back.moved)
