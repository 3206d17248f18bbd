"""What people say without asking anything."""

from __future__ import annotations

import pytest

from advisor.conversation.smalltalk import small_talk, without_greeting

TITLES = ("How to Become a Baker",)


@pytest.mark.parametrize(
    "message",
    [
        "hi",
        "Hello!",
        "hey there 👋",
        "Good morning",
        "thanks",
        "Thank you so much!!",
        "ok great, thanks",
        "bye",
        "See you later.",
        "who are you?",
        "Are you a bot or a human?",
        "what's your name",
        "What can you do?",
        "How can you help me?",
        "help",
        "how are you?",
        "cool",
    ],
)
def test_it_gets_a_short_reply(message: str) -> None:
    reply = small_talk(message, TITLES)
    assert reply
    assert len(reply) < 250
    assert "[1]" not in reply


@pytest.mark.parametrize(
    "message",
    [
        "Hi, how much do I earn?",
        "hello world programs in Python",
        "Thanks to whom can I get a job?",
        "What skills do I need?",
        "how do I help clients",
        "who hires bakers?",
        "good jobs",
        "What can a baker do?",
        "",
    ],
)
def test_a_question_is_not_small_talk(message: str) -> None:
    assert small_talk(message, TITLES) is None


@pytest.mark.parametrize("message", ["hi", "who are you?", "what can you do?"])
def test_it_says_what_it_answers_from(message: str) -> None:
    assert "“How to Become a Baker”" in str(small_talk(message, TITLES))
    assert "2 career guides" in str(small_talk(message, ("One", "Two")))


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Hi there, what skills do I need?", "what skills do I need?"),
        ("Good morning! How much do I earn?", "How much do I earn?"),
        ("hello - is it hard", "is it hard"),
        ("What do I say after hello, in an interview?",) * 2,
        ("History, is it useful?",) * 2,
        ("hi",) * 2,
    ],
)
def test_a_greeting_before_a_question_is_passed_over(message: str, asked: str) -> None:
    assert without_greeting(message) == asked
