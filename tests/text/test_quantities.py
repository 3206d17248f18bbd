"""Figures in prose, and when two of them say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.quantities import Figure, figures_of


def only(text: str) -> Figure:
    (figure,) = figures_of(text)
    return figure


def same(one: str, other: str) -> bool:
    return only(one).agrees(only(other))


@pytest.mark.parametrize(
    ("text", "kind", "values", "units"),
    [
        ("$107,000 USD", "money", (107_000,), {"usd"}),
        ("about 107k US dollars", "money", (107_000,), {"usd"}),
        ("fifty thousand euros", "money", (50_000,), {"eur"}),
        ("€60k to €120k", "money", (60_000, 120_000), {"eur"}),
        ("between 60,000 and 120,000 pounds", "money", (60_000, 120_000), {"gbp"}),
        ("from ¥500,000 to ¥1.5 million", "money", (500_000, 1_500_000), {"cny", "jpy"}),
        ("₹10 to 18 lakh", "money", (1_000_000, 1_800_000), {"inr"}),
        ("S$80,000 (SGD)", "money", (80_000,), {"sgd"}),
        ("CHF 95,000 to 125,000", "money", (95_000, 125_000), {"chf"}),
        ("40–50%", "share", (0.4, 0.5), set()),
        ("seven in ten", "share", (0.7,), set()),
        ("one person in six", "share", (1 / 6,), set()),
        ("two thirds of it", "share", (2 / 3,), set()),
        ("nine-to-twelve-month", "duration", (9, 12), {"month"}),
        ("a five-year plan", "duration", (60,), {"month"}),
        ("half an hour", "duration", (1800,), {"second"}),
        ("half past six", "time", (6.5,), set()),
        ("six-thirty", "time", (6.5,), set()),
        ("in March 2024", "year", (2024,), set()),
        ("year two", "ordinal", (2,), set()),
        ("144 questions", "count", (144,), set()),
    ],
)
def test_a_figure_is_read(text: str, kind: str, values: tuple[float, ...], units: set[str]) -> None:
    figure = only(text)
    assert figure.kind == kind
    assert figure.values == pytest.approx(values)
    assert figure.units == units


@pytest.mark.parametrize(
    "text", ["no one", "one of them", "one another", "Python", "C++ and R", "", "another one is"]
)
def test_what_is_no_figure(text: str) -> None:
    assert figures_of(text) == ()


def test_figures_come_in_order_with_where_they_stand() -> None:
    text = "In 2023 two thirds paid $5 an hour for six months."
    found = figures_of(text)
    assert [text[each.start : each.end] for each in found] == [
        "2023",
        "two thirds",
        "$5",
        "six months",
    ]
    assert found[2].per == "hour"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$107,000", "107k"),
        ("107,000 dollars", "S$107,000"),
        ("more than $300k", "from $80,000 up to $300,000 or more"),
        ("half a year", "six months"),
        ("thirty minutes", "half an hour"),
        ("70%", "seven in ten"),
        ("a third", "33 percent"),
        ("5:30", "five-thirty"),
        ("4.5:1", "4.5 to 1"),
        ("¥500,000", "CNY 500,000"),
        ("year two", "the second year"),
    ],
)
def test_figures_that_say_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$107,000", "$117,000"),
        ("$60,000", "€60,000"),
        ("S$80,000", "$80,000"),
        ("¥500,000", "$500,000"),
        ("2022", "2024"),
        ("33 questions", "36 questions"),
        ("three months", "three years"),
        ("$20 an hour", "$20 a day"),
        ("at least $50", "at most $50"),
        ("€60,000 to €120,000", "€60,000 to €110,000"),
        ("40 percent", "40 years"),
    ],
)
def test_figures_that_differ(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.integers(min_value=1_000, max_value=9_999_999))
def test_every_spelling_of_an_amount_is_the_same_amount(amount: int) -> None:
    assert same(f"${amount:,}", f"USD {amount}")
    assert same(f"{amount} euros", f"€{amount:,}")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for figure in figures_of(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.agrees(figure)
