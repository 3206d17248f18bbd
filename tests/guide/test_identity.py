"""What tells one guide from another."""

from __future__ import annotations

import pytest
from fakes import guide_of

from advisor.guide.identity import Identity, identity_of, without_years, years_in


def identity(title: str, name: str = "guide.md", *others: str) -> Identity:
    guide = guide_of("text", name, title)
    return identity_of(guide, (guide, *(guide_of("text", f"{o}.md", o) for o in others)))


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("How to become a dental nurse in Scotland, 2024", {("dental", "nurs"), ("scotland",)}),
        ("Becoming a Plumber: pay, tools and training", {("plumber",)}),
        ("Careers guide for school leavers", {("school", "leaver")}),
        ("Career guide 2025", set()),
    ],
)
def test_a_title_says_whom_a_guide_is_about_and_where(
    title: str, phrases: set[tuple[str, ...]]
) -> None:
    assert identity(title).phrases == phrases


def test_a_year_is_that_of_the_title_or_else_of_the_path() -> None:
    assert identity("Glazier careers 2024").years == {2024}
    assert identity("Glazier careers", "2023/glazier.md").years == {2023}
    assert identity("Glazier careers 2024", "2023/glazier.md").years == {2024}


def test_the_path_tells_apart_what_has_the_same_title() -> None:
    assert identity("Career guide", "tiler.md").phrases == frozenset()
    assert identity("Career guide", "trades/tiler.md", "Career guide").phrases == {
        ("trade",),
        ("tiler",),
    }


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Pay 2024/25", {2024, 2025}),
        ("2024–2025", {2024, 2025}),
        ("from 1999 to 2026", {1999, 2026}),
        ("£2024 and 2,024 and 12024", set()),
    ],
)
def test_years_are_told_from_other_figures(text: str, years: set[int]) -> None:
    assert years_in(text) == years


def test_headings_of_two_years_are_the_same_heading() -> None:
    assert without_years("Pay in 2024") == without_years("pay  in 2025")
