"""What is certain without a model: figures, names, qualifiers, and sums."""

from __future__ import annotations

import pytest

from advisor.checking.certain import Finding, finding_of
from advisor.checking.derived import worked_out
from advisor.text.quantities import quantities_of

EUROPE = (
    "Europe: In hubs such as Zurich and Berlin, the median salary lies between €60,000 (EUR) and "
    "€120,000 (EUR)."
)
AMERICA = "America: Engineers can expect from $80,000 USD up to $300,000 USD or more."
DATED = "Pay: Figures are from August 2021 and usually rise."


def held(sentence: str, *evidence: str, given: str = "", foreign: bool = False) -> Finding:
    def knows(word: str) -> bool:
        return word.lower() in ("python", "sql")

    return finding_of(sentence, evidence, [EUROPE, AMERICA, DATED], given, knows, foreign=foreign)


@pytest.mark.parametrize(
    "sentence",
    [
        "The median in Berlin is €200,000.",
        "The median in Berlin lies between £60,000 and £120,000.",
        "The median in Paris lies between €60,000 and €120,000.",
        "Figures are from August 2019.",
        "Figures are from July 2021.",
    ],
)
def test_a_figure_or_name_that_no_passage_has_refutes(sentence: str) -> None:
    assert held(sentence, EUROPE).refuted


def test_a_place_that_opens_a_sentence_and_that_no_guide_has_takes_the_tick_away() -> None:
    finding = held("Manchester pays between €60,000 and €120,000.", EUROPE)
    assert not finding.refuted
    assert "Manchester" in finding.doubted
    assert held("Berlin pays a median between €60,000 and €120,000.", EUROPE) == Finding()


def test_the_ends_of_a_range_may_stand_apart_in_the_passages() -> None:
    fees = "A year costs £8,100 in Dundee and £15,900 in London."

    def refuted(sentence: str) -> bool:
        return bool(finding_of(sentence, [DATED], [DATED, fees], "", lambda _: True).refuted)

    assert not refuted("A year costs between £8,100 and £15,900.")
    assert refuted("A year costs between £8,100 and £16,900.")


@pytest.mark.parametrize(
    "sentence",
    [
        "In Zurich the median lies between €60,000 and €120,000.",
        "In Berlin the median lies between 60.000 € and 120.000 €.",
        "Figures are usually from Aug 2021.",
        "There are three ways to learn Python.",
        "The U.S. is not Europe.",
    ],
)
def test_what_the_passages_have_is_not_refuted(sentence: str) -> None:
    assert not held(sentence, EUROPE, AMERICA, DATED).refuted


def test_what_the_person_said_is_theirs_to_say() -> None:
    sentence = "With 7,000 hours at Siemens you are well prepared."
    assert held(sentence, EUROPE).refuted
    assert not held(sentence, EUROPE, given="I did 7,000 hours at Siemens.").refuted


def test_a_figure_of_another_passage_takes_the_tick_away() -> None:
    assert held("The median in Berlin is up to $300,000 or more.", EUROPE).doubted


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("In Berlin pay lies between €60,000 and €120,000.", EUROPE),
        ("Engineers can expect from $80,000 to $300,000.", AMERICA),
        ("Engineers will get $300,000 or more.", AMERICA),
        ("All engineers can expect from $80,000 up to $300,000 or more.", AMERICA),
        ("Figures are from August 2021 and rise.", DATED),
    ],
    ids=["median", "or more", "can", "all", "usually"],
)
def test_a_qualifier_lost_or_added_takes_the_tick_away(sentence: str, evidence: str) -> None:
    finding = held(sentence, evidence)
    assert finding.doubted
    assert not finding.refuted


def test_a_sentence_in_another_language_is_held_to_its_figures_alone() -> None:
    german = "In Zürich liegt das mittlere Gehalt zwischen 60.000 € und 120.000 €."
    assert held(german, EUROPE, foreign=True) == Finding()
    assert held(german.replace("60", "70"), EUROPE, foreign=True).refuted


@pytest.mark.parametrize(
    ("sentence", "source", "sum_"),
    [
        ("a gap of $220,000", "$80,000 to $300,000", "$300,000 − $80,000 = $220,000"),
        ("$54,000 a year", "$4,500 a month", "$4,500 × 12 = $54,000"),
        ("about $5,000 a month", "$60,000 a year", "$60,000 ÷ 12 = $5,000"),
        ("twice as much", "£40,000 and £80,000", "£80,000 ÷ £40,000 = 2"),
        ("50% more", "£40,000 and £60,000", "£60,000 ÷ £40,000 − 1 = 50%"),
        ("a total of 97 minutes", "46 minutes and 51 minutes", None),
        ("26 of them, or 65 percent", "40 questions; 65 percent passes", "40 × 65% = 26"),
        ("30 percent remain", "70 percent", "100% − 70% = 30%"),
    ],
)
def test_figures_are_worked_out_from_cited_ones(
    sentence: str, source: str, sum_: str | None
) -> None:
    found = worked_out(quantities_of(sentence)[0], sentence, quantities_of(source))
    assert found is not None
    if sum_ is not None:
        assert found == sum_


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("a gap of $150,000", "$80,000 to $300,000"),
        ("it pays $220,000", "$80,000 to $300,000"),
        ("a gap of €220,000", "$80,000 to $300,000"),
        ("$54,000 a year", "$4,500 a year"),
    ],
)
def test_what_does_not_follow_is_not_worked_out(sentence: str, source: str) -> None:
    assert worked_out(quantities_of(sentence)[0], sentence, quantities_of(source)) is None
