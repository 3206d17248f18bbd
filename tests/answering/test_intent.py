"""What kind of answer a question wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answering.intent import has_figure, intent_of


@pytest.mark.parametrize(
    "question",
    [
        "How much do I earn?",
        "how long does training take",
        "What is the median salary in Europe?",
        "What do engineers make in Berlin?",
        "Is $100k realistic?",
        "Are the fees high?",
    ],
)
def test_a_figure_is_wanted(question: str) -> None:
    assert intent_of(question).number


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("How much is a certificate?", "money"),
        ("What do engineers make in Berlin?", None),
        ("how much do nurses make", "money"),
        ("What is the median salary?", "money"),
        ("how long does it take and what does it pay", "duration"),
        ("How many months until I am paid?", "duration"),
        ("How often am I paid?", None),
        ("How many questions are in the exam that costs so much?", None),
        ("What percentage of the pay is a bonus?", "share"),
        ("How much maths do I need?", None),
        ("Is it hard?", None),
    ],
)
def test_what_a_figure_measures(question: str, measure: str | None) -> None:
    assert intent_of(question).measure == measure


@pytest.mark.parametrize(
    ("question", "text", "has"),
    [
        ("How much is it?", "It costs $405.", True),
        ("How much is it?", "It takes 35 hours.", False),
        ("How long is it?", "It takes 35 hours.", True),
        ("How long is it?", "It costs $405.", False),
        ("How many are there?", "There are 8.", True),
        ("How many are there?", "There are some.", False),
    ],
)
def test_a_figure_such_as_is_wanted(question: str, text: str, has: bool) -> None:
    assert has_figure(text, intent_of(question)) is has


@pytest.mark.parametrize(
    "question",
    [
        "How do I make a portfolio?",
        "What makes a good engineer?",
        "Is it hard?",
        "Which tools do I need?",
        "Does it make sense to study?",
    ],
)
def test_no_figure_is_wanted(question: str) -> None:
    assert not intent_of(question).number


@pytest.mark.parametrize(
    "question",
    [
        "Which programming languages should I learn?",
        "What skills are required?",
        "What are the responsibilities?",
        "How do I prepare for interviews?",
        "What should I put in my portfolio?",
        "List the steps.",
        "Any tips?",
    ],
)
def test_a_list_is_wanted(question: str) -> None:
    assert intent_of(question).list


@pytest.mark.parametrize(
    "question",
    ["Is it hard?", "Do I need a degree?", "Why Python?", "what is SQL", "what does it cost"],
)
def test_no_list_is_wanted(question: str) -> None:
    assert not intent_of(question).list


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("London or Singapore?", ("London", "Singapore")),
        ("Python vs. R", ("Python", "R")),
        ("Salaries in China and Singapore?", ("China", "Singapore")),
        ("How much would I earn in London or Singapore?", ("earn in London", "Singapore")),
        ("Compare Europe with Asia, please", ("Europe", "Asia")),
        (
            "What is the difference between a bachelor's degree and a master's degree?",
            ("a bachelor's degree", "a master's degree"),
        ),
        ("Is a degree better than a certificate?", ("Is a degree", "a certificate")),
    ],
)
def test_the_sides_of_a_comparison(question: str, sides: tuple[str, str]) -> None:
    found = intent_of(question).sides
    assert found is not None
    assert tuple(question[start:end].rstrip("?") for start, end in found) == sides


@pytest.mark.parametrize("question", ["Is research and development fun?", "How do I start?"])
def test_nothing_is_compared(question: str) -> None:
    assert intent_of(question).sides is None


WORDS = st.lists(
    st.sampled_from(
        "or and vs between than more compared to in London Paris the a ? , better from".split()
    ),
    max_size=14,
).map(" ".join)


@given(st.one_of(WORDS, st.text()))
def test_the_sides_of_any_question_lie_in_it_and_apart(question: str) -> None:
    sides = intent_of(question).sides
    if sides is not None:
        (start, end), (other_start, other_end) = sides
        assert 0 <= start <= end <= other_start <= other_end <= len(question)


def test_the_two_sides_of_than_are_what_is_next_to_it() -> None:
    question = "Is the salary higher in Singapore than in London?"
    sides = intent_of(question).sides
    assert sides is not None
    assert [question[a:b].strip() for a, b in sides] == ["in Singapore", "in London"]
