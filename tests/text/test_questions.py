"""A message is parted into what it asks and what it tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.questions import message_of


@pytest.mark.parametrize(
    ("text", "questions", "told"),
    [
        ("which tools do I need", ("which tools do I need",), ()),
        ("carpenter pay", ("carpenter pay",), ()),
        (
            "I am 40 and work nights. Which school should I choose?",
            ("Which school should I choose?",),
            ("I am 40 and work nights.",),
        ),
        (
            "Which school should I choose? How much does a school cost?",
            ("Which school should I choose?", "How much does a school cost?"),
            (),
        ),
        (
            "I never finished high school. Is that a problem?",
            ("I never finished high school. Is that a problem?",),
            ("I never finished high school.",),
        ),
        (
            "Which school should I choose? Why?",
            ("Which school should I choose? Why?",),
            (),
        ),
        (
            "how old do I have to be, and do you need a driving licence",
            ("how old do I have to be", "do you need a driving licence"),
            (),
        ),
        (
            "I am 40. What does the course cost and how long is the way to work?",
            ("What does the course cost", "how long is the way to work?"),
            ("I am 40.",),
        ),
        (
            "am I too old at 52? and do i need maths",
            ("am I too old at 52?", "and do i need maths"),
            (),
        ),
        ("am I too old at 52? can I do it", ("am I too old at 52? can I do it",), ()),
        (
            "is a masters required and how much do juniors earn",
            ("is a masters required", "how much do juniors earn"),
            (),
        ),
        ("what is a joiner and what do they earn", ("what is a joiner and what do they earn",), ()),
        ("Which school is good and why?", ("Which school is good and why?",), ()),
        (
            "Should I take the course or should I buy tools?",
            ("Should I take the course or should I buy tools?",),
            (),
        ),
        (
            "When I finish school, how long is the way to work?",
            ("When I finish school, how long is the way to work?",),
            (),
        ),
        ("I have a van. I have tools.", ("I have a van. I have tools.",), ()),
        (
            "I like wood. is the trade really dying",
            ("is the trade really dying",),
            ("I like wood.",),
        ),
        ("I like wood. will AI kill it", ("I like wood. will AI kill it",), ("I like wood.",)),
        (
            "Was a painter for years. Which school should I choose?",
            ("Which school should I choose?",),
            ("Was a painter for years.",),
        ),
        (
            "bad back, can i still do it? and how much do masters make",
            ("bad back, can i still do it?", "and how much do masters make"),
            (),
        ),
    ],
)
def test_what_is_asked_and_what_is_told(
    text: str, questions: tuple[str, ...], told: tuple[str, ...]
) -> None:
    message = message_of(text)
    assert message.questions == questions
    assert message.told == told


def test_at_most_three_questions_are_told_apart() -> None:
    text = " ".join(f"How much is school number{n} really?" for n in range(6))
    message = message_of(text)
    assert len(message.questions) == 3
    assert message.questions[-1].count("?") == 4


@given(st.text(max_size=200))
def test_any_text_asks_something(text: str) -> None:
    message = message_of(text)
    assert 1 <= len(message.questions) <= 3
    assert len(message.bare) == len(message.questions)
    assert all(bare in whole for bare, whole in zip(message.bare, message.questions, strict=True))


@pytest.mark.parametrize(
    ("text", "background"),
    [
        (
            "I am a nurse. I know SQL well. Which language first?",
            ("I am a nurse.", "I know SQL well."),
        ),
        ("I failed algebra twice. Is that a problem?", ()),
        ("I am a nurse. Which language first and how long is the course?", ("I am a nurse.",)),
        ("I am a nurse. Which language first? What do beginners earn in Spain?", ()),
        ("Which language first?", ()),
    ],
)
def test_background_is_what_is_told_beside_one_question(
    text: str, background: tuple[str, ...]
) -> None:
    assert message_of(text).background == background
