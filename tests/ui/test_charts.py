"""Amounts in passages, and the charts drawn of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import CORPUS
from scripted import citation, guide

from advisor.types import Citation
from advisor.ui.charts import chart_html
from advisor.ui.figures import Figure, figures_in


def cited(quote: str, *path: str, number: int = 1) -> Citation:
    return replace(citation(number, quote), section=path or ("Work", "Pay"))


def only(quote: str, *path: str) -> Figure:
    (figure,) = figures_in([cited(quote, *path)])
    return figure


@pytest.mark.parametrize(
    ("quote", "low", "high", "currency"),
    [
        ("They earn between €60,000 (EUR) and €120,000 (EUR).", 60_000, 120_000, "EUR"),
        ("from $80,000 USD up to $300,000 USD or more", 80_000, 300_000, "USD"),
        ("Pay is £30k–45k.", 30_000, 45_000, "GBP"),
        ("Pay is 30-45k GBP.", 30_000, 45_000, "GBP"),
        ("Pay is CHF 90’000.", 90_000, 90_000, "CHF"),
        ("Man verdient 45.000 € bis heute.", 45_000, 45_000, "EUR"),
        ("Pay is ₹6,00,000 to ₹12,50,000.", 600_000, 1_250_000, "INR"),
        ("about 50 000 euros", 50_000, 50_000, "EUR"),
        ("S$80,000 (SGD) to S$180,000 (SGD)", 80_000, 180_000, "SGD"),
        ("It pays $18.50 an hour.", 18.5, 18.5, "$"),
        ("up to £50,000", 0, 50_000, "GBP"),
        ("a fund of 1.5 million dollars", 1_500_000, 1_500_000, "$"),
    ],
)
def test_amounts_and_ranges_are_found_however_written(
    quote: str, low: float, high: float, currency: str
) -> None:
    figure = only(quote)

    assert (figure.low, figure.high, figure.currency) == (low, high, currency)


@pytest.mark.parametrize(
    "quote",
    [
        "In 2024 there were 60,000 to 120,000 engineers.",
        "It takes 3-4 years and 10k hours.",
        "Learn Python 3.11 and C++.",
        "Read chapters 10 to 12, EUROPE and the USDA.",
        "",
    ],
)
def test_other_numbers_are_no_figures(quote: str) -> None:
    assert figures_in([cited(quote)]) == ()


def test_two_amounts_joined_by_and_are_two_figures() -> None:
    figures = figures_in([cited("Juniors get $50,000 and $90,000 goes to seniors.")])

    assert [figure.low for figure in figures] == [50_000, 90_000]


@pytest.mark.parametrize(
    ("quote", "period"),
    [
        ("$20 per hour", "hour"),
        ("£300 a day", "day"),
        ("€3,000 monthly", "month"),
        ("€50,000 per year", "year"),
        ("€50,000", ""),
    ],
)
def test_what_is_paid_for_different_periods_stays_apart(quote: str, period: str) -> None:
    assert only(quote).period == period


@pytest.mark.parametrize(
    ("quote", "path", "label"),
    [
        ("In China, pay is ¥500,000 (CNY).", ("Pay", "Asia"), "Asia · China"),
        ("In Europe, pay is €50,000.", ("Pay", "Europe"), "Europe"),
        ("Globally, senior engineers earn $300,000.", ("Pay",), "Pay · Globally · Senior"),
        ("Entry-level engineers earn $50,000.", ("Experience",), "Experience · Entry-level"),
        ("However, pay is $50,000.", ("Pay",), "Pay"),
        ("- **London**: £60,000", ("Pay",), "Pay · London"),
        ("| Bern | CHF 90,000 |", ("Pay",), "Pay · Bern"),
    ],
)
def test_a_figure_is_labelled_with_its_place_and_level(
    quote: str, path: tuple[str, ...], label: str
) -> None:
    assert only(quote, *path).label == label


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("around $50,000 USD", "about $50,000"),
        ("more than $300,000", "$300,000 or more"),
        ("$300,000+", "$300,000+"),
        ("up to $9,000", "up to $9,000"),
        ("between €60,000 (EUR) and €70,000 (EUR)", "€60,000 – €70,000"),
        ("30-45k GBP", "30 – 45k GBP"),
        ("CHF 90,000", "CHF 90,000"),
    ],
)
def test_how_exact_a_figure_is_stays_said(quote: str, words: str) -> None:
    assert only(quote).words == words


def test_a_bare_symbol_is_read_as_the_code_that_others_give_it() -> None:
    figures = figures_in([cited("$90,000 USD here, $50,000 there")])

    assert {figure.currency for figure in figures} == {"USD"}


def test_the_figures_of_the_guide_that_ships() -> None:
    text = (CORPUS / "ml-engineer-guide.md").read_text(encoding="utf-8")

    currencies = {figure.currency for figure in figures_in([cited(text)])}

    assert currencies == {"USD", "EUR", "CNY", "SGD"}


def test_no_figures_no_chart() -> None:
    assert chart_html((), 0) == ""


def test_each_currency_has_bars_of_its_own_and_each_bar_its_source() -> None:
    figures = figures_in(
        [
            cited("In China, ¥500,000 (CNY) to ¥1,000,000 (CNY).", number=1),
            cited("In Bern, CHF 90,000.", number=2),
            cited("In Wuhan, ¥250,000 (CNY).", number=3),
        ]
    )

    html = chart_html(figures, 4)

    assert html.count("<caption>") == 2
    assert [html.count(f'href="#source-4-{number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert "left: 50.0%; width: 50.0%" in html
    assert "left: 25.0%; width: 0.0%" in html


TABLE = """# Work

## Pay

| Place | Junior | Senior pay |
| --- | --- | --- |
| Bern | CHF 70,000 | CHF 110,000–130,000 |
"""


def test_the_figures_of_a_row_are_named_by_its_columns() -> None:
    row = TABLE.splitlines()[-1]
    quoted = replace(cited(row), start=TABLE.index(row), end=TABLE.index(row) + len(row))
    guides = {"work.md": guide(TABLE)}

    figures = figures_in([quoted], guides)

    assert [(figure.label, figure.low, figure.high) for figure in figures] == [
        ("Pay · Bern · Junior", 70_000, 70_000),
        ("Pay · Bern · Senior pay", 110_000, 130_000),
    ]
    later = {"work.md": replace(guide(TABLE), edition=3)}
    assert len({figure.label for figure in figures_in([quoted], later)}) == 1
