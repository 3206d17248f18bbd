"""Quantities in prose, and when two of them say the same."""

from __future__ import annotations

import pytest
from babel.core import get_global
from babel.numbers import format_compact_decimal, format_currency, format_percent
from babel.units import format_unit
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.text.quantities import Quantity, quantities_of

LOCALES = st.sampled_from(
    "en_US en_GB en_IN en_ZA en_SG de_DE de_AT de_CH fr_FR fr_CH es_ES es_MX it_IT pt_BR nl_NL "
    "pl_PL sv_SE hi_IN ja_JP".split()
)


def only(text: str) -> Quantity:
    (figure,) = quantities_of(text)
    return figure


def same(one: str, other: str) -> bool:
    return only(one).agrees(only(other))


@pytest.mark.parametrize(
    ("text", "kind", "values", "units"),
    [
        ("$107,000 USD", "money", (107_000,), {"USD"}),
        ("about 107k US dollars", "money", (107_000,), {"USD"}),
        ("fifty thousand euros", "money", (50_000,), {"EUR"}),
        ("€60k to €120k", "money", (60_000, 120_000), {"EUR"}),
        ("between 60,000 and 120,000 pounds", "money", (60_000, 120_000), {"GBP"}),
        ("from ¥500,000 to ¥1.5 million", "money", (500_000, 1_500_000), {"CNY", "JPY"}),
        ("₹10 to 18 lakh", "money", (1_000_000, 1_800_000), {"INR"}),
        ("S$80,000 (SGD)", "money", (80_000,), {"SGD"}),
        ("CHF 95,000 to 125,000", "money", (95_000, 125_000), {"CHF"}),
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


def test_a_number_in_a_year_is_no_share() -> None:
    assert [each.kind for each in quantities_of("312 points in 2024")] == ["count", "year"]


@pytest.mark.parametrize(
    "text", ["no one", "one of them", "one another", "Python", "C++ and R", "", "another one is"]
)
def test_what_is_no_figure(text: str) -> None:
    assert quantities_of(text) == ()


def test_figures_come_in_order_with_where_they_stand() -> None:
    text = "In 2023 two thirds paid $5 an hour for six months."
    found = quantities_of(text)
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
        ("four and a half hours", "4.5 hours"),
        ("4½ hours", "4 1/2 hours"),
        ("85 out of 100", "85 of 100"),
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


@settings(deadline=None)
@given(st.integers(min_value=1_000, max_value=9_999_999))
def test_every_spelling_of_an_amount_is_the_same_amount(amount: int) -> None:
    assert same(f"${amount:,}", f"USD {amount}")
    assert same(f"{amount} euros", f"€{amount:,}")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for figure in quantities_of(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.agrees(figure)


@pytest.mark.parametrize(
    ("text", "values", "currency", "per", "bound"),
    [
        ("60.000 €", (60_000,), "EUR", "", 0),
        ("€60.000,50", (60_000.5,), "EUR", "", 0),
        ("CHF 90’000", (90_000,), "CHF", "", 0),
        ("50 000 euros", (50_000,), "EUR", "", 0),
        ("US$60k+", (60_000,), "USD", "", 1),
        ("₹1,50,000 per month", (150_000,), "INR", "month", 0),
        ("12 LPA", (1_200_000,), "INR", "year", 0),
        ("₹1.2 crore", (12_000_000,), "INR", "", 0),
        ("80 Tsd. Euro", (80_000,), "EUR", "", 0),
        ("1,5 Mio. €", (1_500_000,), "EUR", "", 0),
        ("60.000 bis 75.000 € p.a.", (60_000, 75_000), "EUR", "year", 0),
        ("entre 30.000 € y 40.000 € al año", (30_000,), "EUR", "", 0),
        ("mindestens 3.000 € im Monat", (3_000,), "EUR", "month", 1),
        ("$1.125 million", (1_125_000,), "$", "", 0),
        ("$18.50/hr", (18.5,), "$", "hour", 0),
        ("at least $20 an hour", (20,), "$", "hour", 1),
        ("up to £50,000 a year", (50_000,), "GBP", "year", -1),
        ("$300,000 or more", (300_000,), "$", "", 1),
        ("a monthly $4,000", (4_000,), "$", "month", 0),
        ("50 dollars", (50,), "$", "", 0),
        ("$80,000 US dollars", (80_000,), "USD", "", 0),
    ],
)
def test_money_is_read_however_it_is_written(
    text: str, values: tuple[float, ...], currency: str, per: str, bound: int
) -> None:
    quantity, *_ = quantities_of(text)
    assert quantity.kind == "money"
    assert quantity.values == pytest.approx(values)
    assert (quantity.currency, quantity.per, quantity.bound) == (currency, per, bound)


@pytest.mark.parametrize("text", ["ALL 50 states", "TOP 10 tips", "chapters 10,12", "A 5 b"])
def test_words_and_lists_of_numbers_are_no_money(text: str) -> None:
    assert all(each.kind == "count" for each in quantities_of(text))
    assert all(each.values[0] < 100 for each in quantities_of(text))


@settings(deadline=None)
@given(
    LOCALES,
    st.integers(min_value=1, max_value=99_999_999),
    st.sampled_from("USD EUR GBP INR CHF SGD SEK PLN".split()),
)
def test_money_written_in_each_locale_comes_back(locale: str, cents: int, code: str) -> None:
    assume((locale, code) != ("en_SG", "SGD"))  # a bare "$" is read as the United States'
    amount = only(format_currency(cents / 100, code, locale=locale))
    assert amount.kind == "money"
    assert amount.values == pytest.approx((cents / 100,))
    assert code in amount.units


@settings(deadline=None)
@given(LOCALES, st.integers(min_value=1, max_value=100))
def test_a_percentage_written_in_each_locale_comes_back(locale: str, percent: int) -> None:
    share = only(format_percent(percent / 100, locale=locale))
    assert share.kind == "share"
    assert share.values == pytest.approx((percent / 100,))


@settings(deadline=None)
@given(
    st.sampled_from("en en_IN de es hi".split()),
    st.integers(min_value=1, max_value=999),
    st.sampled_from([1_000, 1_000_000]),
)
def test_a_scale_written_out_in_each_language_comes_back(
    locale: str, number: int, scale: int
) -> None:
    written = format_compact_decimal(number * scale, format_type="long", locale=locale)
    assert only(f"{written} €").values == pytest.approx((number * scale,), rel=0.5)
    assert f"{only(f'{written} €').values[0]:g}"[0] == written.strip("0.,")[0]


@settings(deadline=None)
@given(
    st.sampled_from("en de es".split()),
    st.integers(min_value=3, max_value=90),
    st.sampled_from("year month week day hour minute".split()),
)
def test_a_duration_written_in_each_language_comes_back(
    locale: str, number: int, unit: str
) -> None:
    assert same(format_unit(number, f"duration-{unit}", locale=locale), f"{number} {unit}s")


def test_every_currency_in_use_is_known() -> None:
    in_use = {
        code
        for currencies in get_global("territory_currencies").values()
        for code, _, until, tender in currencies
        if until is None and tender
    }
    for code in in_use - {"ALL", "TOP"}:
        assert only(f"{code} 500").units == {code}
