"""Answers from a store with several guides: one a year, and of several careers and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import ROOT, write

from advisor import Advisor, Answer, Settings
from advisor.types import Message

CASES = ROOT / "tests" / "reading" / "cases"
CAREERS = {
    "nurse.md": (
        "# Becoming a Nurse\n\n## Pay\n\nA nurse earns £29,000 a year in the first job.\n\n"
        "## Training\n\nA degree in nursing takes three years.\n\n"
        "## Hours\n\nShifts last twelve hours.\n"
    ),
    "scotland.md": (
        "# Dental nurse handbook for Scotland\n\n## Pay\n\nA dental nurse earns £23,500 a year. "
        "Saturdays are paid double.\n\n## Training\n\nThe course takes fifteen months.\n"
    ),
    "england.md": (
        "# Dental nurse handbook for England\n\n## Pay\n\nA dental nurse earns £24,100 a year. "
        "Saturdays are paid at one and a half times.\n\n## Training\n\nThe course takes twelve "
        "months.\n"
    ),
    "electrician.md": (
        "# How to Become an Electrician\n\n## Pay\n\nAn electrician earns £34,500 a year.\n\n"
        "## Training\n\nThe apprenticeship takes four years and ends with a test.\n"
    ),
}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("years"))) as advisor:
        advisor.ingest([CASES / "yearly-editions"])
        yield advisor


@pytest.fixture(scope="module")
def careers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = write(tmp_path_factory.mktemp("guides"), CAREERS)
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("careers"))) as advisor:
        advisor.ingest([folder])
        yield advisor


def cited(answer: Answer) -> set[str]:
    return {citation.guide.removesuffix(".md") for citation in answer.citations}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize(
    "question",
    [
        "What does a glazier earn in {}?",
        "earn in {}?",
        "According to the {} guide, what does an apprentice earn?",
    ],
)
def test_a_year_picks_the_guide_of_that_year(years: Advisor, question: str, year: int) -> None:
    pay = {2024: "£28,900", 2025: "£29,300", 2026: "£29,700"}
    answer = years.ask(question.format(year))
    assert answer.coverage == "covered"
    assert cited(answer) == {f"glazier-{year}"}
    assert [figure for figure in pay.values() if figure in answer.text] == [pay[year]]


def test_without_a_year_each_figure_says_its_year(years: Advisor) -> None:
    answer = years.ask("What does a glazier earn?")
    assert answer.coverage == "covered"
    found = re.findall(r"\*\*Glazier careers (\d{4}):\*\* A glazier earns (£[\d,]+)", answer.text)
    assert found == [("2026", "£29,700"), ("2025", "£29,300"), ("2024", "£28,900")]


def test_what_all_years_say_is_quoted_once_from_the_newest(years: Advisor) -> None:
    answer = years.ask("How many hours has a week?")
    assert cited(answer) == {"glazier-2026"}
    assert answer.text.startswith("**Glazier careers 2026:** A week has 39 hours")


def test_a_year_without_a_guide_is_said_to_be_missing(years: Advisor) -> None:
    answer = years.ask("What does a glazier earn in 2021?")
    assert answer.coverage == "partial"
    assert answer.text.startswith("The guides do not name “2021”.")


def test_the_way_is_that_of_the_newest_or_the_named_year(years: Advisor) -> None:
    assert cited(years.ask("How do I become a glazier?")) == {"glazier-2026"}
    assert cited(years.ask("How do I become a glazier in 2024?")) == {"glazier-2024"}


def test_a_follow_up_moves_to_another_year(years: Advisor) -> None:
    asked = "What does a glazier earn in 2024?"
    history: list[Message] = [
        {"role": "user", "content": asked},
        {"role": "assistant", "content": years.ask(asked).text},
    ]
    answer = years.ask("And in 2025?", history)
    assert cited(answer) == {"glazier-2025"}
    assert "£29,300" in answer.text


def test_search_is_in_the_guide_of_the_year(years: Advisor) -> None:
    assert {hit.guide for hit in years.search("pay in 2025")} == {"glazier-2025.md"}
    assert len({hit.guide for hit in years.search("pay")}) == 3


@pytest.mark.parametrize(
    ("question", "guides"),
    [
        ("What does a nurse earn?", {"nurse"}),
        ("What does a dental nurse earn in Scotland?", {"scotland"}),
        ("How much does an electrician make?", {"electrician"}),
        ("According to the nurse guide, how long is the training?", {"nurse"}),
        ("How long is the training in England?", {"england"}),
    ],
)
def test_careers_and_places_are_not_mixed(
    careers: Advisor, question: str, guides: set[str]
) -> None:
    answer = careers.ask(question)
    assert answer.coverage == "covered"
    assert cited(answer) == guides
    assert "**" not in answer.text


def test_an_answer_over_several_guides_says_which_each_sentence_is_from(careers: Advisor) -> None:
    answer = careers.ask("What does a dental nurse earn?")
    assert "**Dental nurse handbook for England:** A dental nurse earns £24,100" in answer.text
    assert "**Dental nurse handbook for Scotland:** A dental nurse earns £23,500" in answer.text
    answer = careers.ask("Do nurses or electricians earn more?")
    assert "**Becoming a Nurse:** A nurse earns £29,000" in answer.text
    assert "**How to Become an Electrician:** An electrician earns £34,500" in answer.text


def test_a_conversation_stays_with_its_career_until_another_is_named(careers: Advisor) -> None:
    history: list[Message] = []
    for question, guides in [
        ("What does a nurse earn?", {"nurse"}),
        ("And how long is the training?", {"nurse"}),
        ("What does an electrician earn?", {"electrician"}),
    ]:
        answer = careers.ask(question, history)
        assert cited(answer) == guides
        history += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer.text},
        ]


def test_what_only_another_guide_says_is_found_in_a_conversation(careers: Advisor) -> None:
    history: list[Message] = [
        {"role": "user", "content": "What does an electrician earn?"},
        {"role": "assistant", "content": "An electrician earns £34,500 a year."},
    ]
    answer = careers.ask("How are Saturdays paid?", history)
    assert cited(answer) == {"england", "scotland"}


def test_the_pay_of_a_career_that_no_guide_has_is_not_that_of_another(careers: Advisor) -> None:
    assert careers.ask("What does a plumber earn?").coverage != "covered"


def test_guides_of_one_title_are_told_apart_by_their_files(tmp_path: Path) -> None:
    text = "# Career guide\n\n## Pay\n\nA {} earns {} a year.\n\n## Hours\n\nWork begins at six.\n"
    files = {"tiler.md": text.format("tiler", "£27,000"), "roofer.md": text.format("roofer", "£9")}
    with Advisor(Settings(data_dir=tmp_path / "data")) as advisor:
        advisor.ingest([write(tmp_path / "guides", files)])
        assert cited(advisor.ask("According to the tiler guide, what is the pay?")) == {"tiler"}
        assert "**Career guide (tiler.md):**" in advisor.ask("What is the pay?").text
