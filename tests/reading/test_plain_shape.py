"""A plain-text guide whose headings are bare lines, some with a colon, from file to answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import write

from advisor import Advisor, Settings

GUIDE = """\
How to Become a Beekeeper

Beekeeping has grown in cities and villages alike. This guide shows the way into the trade.

Getting to Know Bees

What Is a Colony?

A colony is a family of bees around one queen. A strong colony counts about 50,000 bees in June.

The Beekeeper's Tasks:

The beekeeper's tasks through the year include:

  • Inspection: Beekeepers look into each hive once a week from April to July.
  • Feeding: Beekeepers feed sugar syrup in late summer.
  • Harvest: Beekeepers take honey off twice a year.

Equipment and Skills

Protective Clothing

A veil and gloves protect a beginner from stings.

Tools

A hive tool and a smoker are the first tools to buy.

Beekeeper Income: What It Pays

Income Overview

Hobby beekeepers rarely cover their costs in the first two years.

Regional Differences

Germany

In Germany, a beekeeper with 100 hives earns between €15,000 and €25,000 a year.

Canada

In Canada, a commercial beekeeper earns about $48,000 CAD a year.

Conclusion

Patience and curiosity make a beekeeper. Start with two colonies and learn from a mentor.
"""


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("plain")
    write(folder / "guides", {"beekeeper.txt": GUIDE})
    with Advisor(Settings(data_dir=folder / "data")) as opened:
        opened.ingest([folder / "guides"])
        yield opened


def test_the_outline_comes_out(advisor: Advisor) -> None:
    guide = advisor.guide("beekeeper.txt")
    headings = [section.path[-1].rstrip(":") for section in guide.sections]
    assert guide.title == "How to Become a Beekeeper"
    assert [heading for heading in headings if heading != guide.title] == [
        "Getting to Know Bees",
        "What Is a Colony?",
        "The Beekeeper's Tasks",
        "Equipment and Skills",
        "Protective Clothing",
        "Tools",
        "Beekeeper Income: What It Pays",
        "Income Overview",
        "Regional Differences",
        "Germany",
        "Canada",
        "Conclusion",
    ]


def test_every_sentence_of_the_file_is_in_the_guide(advisor: Advisor) -> None:
    text = " ".join(advisor.guide("beekeeper.txt").text.replace("*", "").split())
    for line in GUIDE.splitlines():
        for sentence in line.split(". "):
            assert sentence.strip(" •").rstrip(":") in text


@pytest.mark.parametrize(
    ("question", "heading", "quoted"),
    [
        ("How much does a beekeeper earn in Canada?", "Canada", "$48,000 CAD"),
        ("What would I make in Germany with 100 hives?", "Germany", "€15,000 and €25,000"),
        ("How many bees live in a colony?", "What Is a Colony?", "50,000 bees"),
        ("Which tools do I buy first?", "Tools", "hive tool and a smoker"),
        ("How often do I look into a hive?", "The Beekeeper's Tasks", "once a week"),
    ],
)
def test_a_question_is_answered_from_its_section(
    advisor: Advisor, question: str, heading: str, quoted: str
) -> None:
    answer = advisor.ask(question)
    guide = advisor.guide("beekeeper.txt")
    best = answer.citations[0]
    assert answer.coverage != "not_covered"
    assert best.section[-1].rstrip(":") == heading
    assert quoted in " ".join(citation.quote for citation in answer.citations)
    assert all(guide.text[c.start : c.end] == c.quote for c in answer.citations)


def test_what_it_does_not_say_is_not_answered(advisor: Advisor) -> None:
    answer = advisor.ask("What is the capital of France?")
    assert (answer.coverage, answer.citations) == ("not_covered", ())
