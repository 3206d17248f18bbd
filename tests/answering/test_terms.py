"""A term that is asked for brings its definition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import ROOT, write

from advisor import Advisor, Settings

TABLE = """\
# Words

## Terms

| Term | Meaning |
| --- | --- |
| SLA | the time that a customer was promised |
| P1 (priority one) | a fault that stops everybody from working |

## Money

- Pay: £20,000 a year
- Bonus: £500
"""


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("terms"))) as advisor:
        advisor.ingest([ROOT / "tests" / "reading" / "cases" / "glossary"])
        yield advisor


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = write(tmp_path_factory.mktemp("guides"), {"words.md": TABLE})
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("table"))) as advisor:
        advisor.ingest([folder])
        yield advisor


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What does DOMS mean?", ["DOMS"]),
        ("what is rpe", ["RPE"]),
        ("What is a PT?", ["PT"]),
        ("What's HIIT?", ["HIIT"]),
        ("meaning of PAR-Q", ["PAR-Q"]),
        ("What does “CPD” stand for?", ["CPD"]),
        ("1RM meaning", ["1RM"]),
        ("What do RPE and DOMS mean?", ["RPE", "DOMS"]),
    ],
)
def test_only_the_terms_that_are_asked_for_are_defined(
    trainer: Advisor, question: str, terms: list[str]
) -> None:
    answer = trainer.ask(question)
    assert answer.coverage == "covered"
    assert [citation.quote.split(" - ")[0] for citation in answer.citations] == terms


def test_the_whole_list_is_still_there_for_who_asks_for_it(trainer: Advisor) -> None:
    assert len(trainer.ask("Which words are used in gyms?").citations) == 7


@pytest.mark.parametrize(
    "question", ["What is an SLA?", "What does P1 mean?", "priority one means"]
)
def test_a_row_of_a_table_defines_a_term(table: Advisor, question: str) -> None:
    (citation,) = table.ask(question).citations
    assert citation.section[-1] == "Terms"


def test_an_amount_defines_nothing(table: Advisor) -> None:
    answer = table.ask("What is the pay?")
    assert "£20,000" in answer.text
