"""What a profile's text says of stage, goal, place and time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Profile
from advisor.advising.profile import read_profile
from advisor.advising.telling import LIMIT


@pytest.mark.parametrize(
    ("about", "field", "value"),
    [
        ("3rd year CS student here", "stage", "student"),
        ("nurse, want to change career", "stage", "changing career"),
        ("two years as a web developer", "stage", "in work"),
        ("just graduated", "stage", "starting out"),
        ("my son is a student", "stage", None),
        ("I want to become a data analyst", "goal", "data analyst"),
        ("want to move into machine learning next year", "goal", "machine learning"),
        ("hello", "goal", None),
        ("I live in Berlin", "place", "Berlin"),
        ("no place named", "place", None),
        ("ten hours a week", "hours_per_week", 10),
        ("10-14 hrs per week", "hours_per_week", 12),
        ("two hours a day", "hours_per_week", 14),
        ("six years of Go", "hours_per_week", None),
    ],
)
def test_the_text_fills_what_is_open(about: str, field: str, value: object) -> None:
    assert getattr(read_profile(Profile(about)), field) == value


def test_what_is_given_counts_before_the_text() -> None:
    given = Profile("a student in Berlin, ten hours a week", stage="other", place="Rome")
    read = read_profile(given)
    assert (read.stage, read.place, read.hours_per_week) == ("other", "Rome", 10)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["1 ", "two years as ", "10 hours a week and ", "my very ", "("])
def test_a_long_text_of_nothing_else_is_read_all_the_same(text: str) -> None:
    about = text * (LIMIT // len(text))
    assert read_profile(Profile(about)).about == about


@given(st.text(max_size=300))
def test_any_text_is_a_profile(about: str) -> None:
    assert read_profile(Profile(about)).about == about
