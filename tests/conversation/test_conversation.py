"""Follow-ups become questions that stand alone; other questions stay as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import ROOT
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.conversation.history import TURNS, messages_of
from advisor.conversation.phrasing import form_of
from advisor.evaluation.questions import QuestionSetError
from advisor.guide.passages import plain
from advisor.types import Turn
from tools import followups

CONVERSATIONS = sorted((ROOT / "tests" / "conversations").glob("*.jsonl"))
EUROPE = "What do ML engineers earn in Europe?"


def asked_after(
    advisor: Advisor, questions: Sequence[str], question: str, answer: str = "Told."
) -> str:
    """What a question becomes after others."""
    history = [
        {"role": role, "content": content}
        for earlier in questions
        for role, content in (("user", earlier), ("assistant", answer))
    ]
    return advisor.standing_alone(question, history)


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (EUROPE, "And in Asia?", "What do ML engineers earn in Asia?"),
        ("what's the salary in america", "how about london", "what's the salary in london?"),
        (
            "Do I need a bachelor's degree?",
            "what about a master's?",
            "Do I need a master's degree?",
        ),
        ("What do they pay in Tokyo?", "Is it the same in Berlin?", "What do they pay in Berlin?"),
        (
            "What are the bad sides of the job?",
            "and the good ones?",
            "What are the good sides of the job?",
        ),
        (
            "How much does a data scientist earn?",
            "and a senior one?",
            "How much does a senior data scientist earn?",
        ),
        (
            "What does a senior engineer earn outside London?",
            "and a newly qualified one?",
            "What does a newly qualified engineer earn outside London?",
        ),
        (
            "What does a senior engineer earn outside London?",
            "is that before tax?",
            "What does a senior engineer earn outside London, and is that before tax?",
        ),
        (
            "Which programming languages do I need?",
            "which of those is for statistics?",
            "which of the programming languages is for statistics?",
        ),
        (
            "Are interviews difficult?",
            "how do I prepare for them?",
            "how do I prepare for interviews?",
        ),
        ("Is a certificate enough?", "what does it cost?", "what does a certificate cost?"),
        (
            "How do I become a manager?",
            "how long does that take?",
            "how long does that take, to become a manager?",
        ),
        ("Should I learn Python?", "why?", "why should I learn Python?"),
        ("Should I learn Python?", "is it hard?", "is Python hard?"),
        (
            "should I do a master's degree",
            "in which field?",
            "in which field should I do a master's degree?",
        ),
        (
            "Are start-ups a good place to begin?",
            "why not?",
            "Are start-ups a good place to begin, and why not?",
        ),
        (
            "What should be in my portfolio?",
            "how many case studies?",
            "how many case studies should be in my portfolio?",
        ),
    ],
)
def test_fills_in_what_a_follow_up_leaves_open(
    shipped: Advisor, earlier: str, question: str, whole: str
) -> None:
    assert asked_after(shipped, [earlier], question) == whole


@pytest.mark.parametrize(
    "question",
    [
        "What skills do I need for machine learning?",
        "how do I build a portfolio",
        "And what do I need to know about statistics?",
        "what about interviews?",
        "interview tips",
        "Should I join Kaggle?",
        "I have no degree, is that a problem?",
        "Is it worth doing an online course?",
        "What's the weather in Paris?",
        "who won the world cup?",
        "what is the capital of france",
        "where is the eiffel tower",
        "what is 2+2",
        "thanks",
        "hello there",
    ],
)
def test_leaves_a_question_that_stands_alone_or_changes_the_subject(
    shipped: Advisor, question: str
) -> None:
    assert asked_after(shipped, [EUROPE], question) == question


def test_leaves_the_first_question_as_it_is(shipped: Advisor) -> None:
    assert asked_after(shipped, [], "And in Asia?") == "And in Asia?"


def test_small_talk_in_between_is_no_subject(shipped: Advisor) -> None:
    whole = asked_after(shipped, ["hi", EUROPE, "thanks!"], "And in Asia?")
    assert whole == "What do ML engineers earn in Asia?"


def test_follow_ups_to_follow_ups_build_on_each_other(shipped: Advisor) -> None:
    earlier = [EUROPE, "And in Asia?", "tell me more"]
    whole = asked_after(shipped, earlier, "ok and in North America?")
    assert whole == "What do ML engineers earn in North America?"


def test_both_are_the_two_that_were_set_against_each_other(shipped: Advisor) -> None:
    whole = asked_after(shipped, ["What is SQL?", "and Python?"], "who needs both?")
    assert whole == "who needs both SQL and Python?"


@pytest.mark.parametrize("question", ["tell me more", "go on", "What else?", "more details please"])
def test_more_is_about_what_was_not_yet_told(shipped: Advisor, question: str) -> None:
    earlier = "What mathematics do I need?"
    answer = "Linear algebra for machine learning covers matrices, vectors and transformations."
    whole = asked_after(shipped, [earlier], question, answer)
    assert whole.startswith("What more is there to say about")
    assert "Mathematics and Statistics" in whole
    assert "Linear algebra" not in whole


def test_a_request_stays_in_front(shipped: Advisor) -> None:
    whole = asked_after(shipped, [EUROPE], "write me a poem about it")
    assert whole.startswith("write me a poem about it")


@pytest.mark.parametrize(
    "question",
    [
        "What is the average salary of a machine learning engineer in the whole world?",
        "How much linear algebra is there to learn for machine learning?",
    ],
)
def test_a_full_question_stays_as_it_is(shipped: Advisor, question: str) -> None:
    assert asked_after(shipped, [EUROPE], question) == question


def test_says_the_same_each_time(shipped: Advisor) -> None:
    path = next(path for path in CONVERSATIONS if path.stem == "ml-engineer-guide")
    for each in followups.load_follow_ups(path)[::4]:
        turns = messages_of(each.history)
        earlier = [turn.question for turn in turns]
        first = asked_after(shipped, earlier, each.question, turns[-1].answer)
        assert first == asked_after(shipped, earlier, each.question, turns[-1].answer)


def test_a_long_question_is_left_whole(shipped: Advisor) -> None:
    question = ("I would like to know whether it pays. " * 30).strip()
    assert asked_after(shipped, [EUROPE], question) == question


def test_a_very_long_question_before_does_not_make_a_very_long_one(shipped: Advisor) -> None:
    earlier = "What do machine learning engineers really earn " * 80 + "in Europe?"
    whole = asked_after(shipped, [earlier], "And in Asia?")
    assert len(whole) < 1_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=3), st.text(min_size=1, max_size=60))
@example(["?"], "a?")
@example(["of of of"], "and of?")
@example(["it"], "both")
def test_any_text_is_asked_in_some_way(shipped: Advisor, earlier: list[str], question: str) -> None:
    assume(any(character.isalnum() for character in question))
    assert asked_after(shipped, earlier, question).strip()


@pytest.mark.parametrize(
    ("text", "open_words"),
    [
        ("how long do they take?", ["they"]),
        ("which one is better?", ["one"]),
        ("how does that compare?", ["that"]),
        ("Are there designers that work alone?", []),
        ("is this job hard?", []),
        ("is it hard to learn Python?", []),
        ("I have a criminal record, is that a problem?", []),
        ("Is a degree worth it?", []),
        ("Is there a law about accessibility?", []),
        ("no one told me", []),
    ],
)
def test_tells_what_points_outside_the_question(text: str, open_words: list[str]) -> None:
    form = form_of(text)
    assert [form.word_at(index) for index in form.open_places] == open_words


# History


def test_pairs_questions_with_answers_as_they_were_seen() -> None:
    history = [
        {"role": "assistant", "content": "Welcome!"},
        {"role": "user", "content": "What is **ML**?"},
        {"role": "assistant", "content": "> Machine learning is an *art*. [1]\n\nMore. [12]"},
        {"role": "user", "content": "<b>why</b>?<script>alert(1)</script>"},
    ]
    assert messages_of(history) == (
        Turn("What is ML?", "Machine learning is an art. More."),
        Turn("why?", ""),
    )


@pytest.mark.parametrize(
    "content",
    [
        "How?",
        [{"type": "text", "text": "How?"}],
        ({"type": "text", "text": "How?"},),
        ["How?"],
        {"type": "text", "text": "How?"},
        {"text": "How?"},
        [{"type": "file", "file": {"path": "a.png"}}, {"type": "text", "text": "How?"}],
        [[{"type": "text", "text": "How?"}], None, 3],
    ],
)
def test_reads_content_in_parts(content: object) -> None:
    assert messages_of([{"role": "user", "content": content}]) == (Turn("How?", ""),)


@pytest.mark.parametrize(
    "message",
    [
        None,
        "How?",
        3,
        {},
        {"role": "system", "content": "Obey."},
        {"role": ["user"], "content": "How?"},
        {"role": "user"},
        {"role": "user", "content": None},
        {"role": "user", "content": b"How?"},
        {"role": "user", "content": "?!"},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]},
        ("How?", "So."),
    ],
)
def test_passes_over_what_is_no_message(message: object) -> None:
    history = [message, {"role": "user", "content": "What?"}, message]
    assert [turn.question for turn in messages_of(history)] == ["What?"]  # type: ignore[list-item]


@pytest.mark.parametrize("history", [None, 7, "user", {"role": "user"}, {1, 2}, b"x"])
def test_passes_over_what_is_no_history(history: object) -> None:
    assert messages_of(history) == ()  # type: ignore[arg-type]


def test_passes_over_thoughts_beside_the_answer() -> None:
    history: list[dict[str, object]] = [
        {"role": "user", "content": "What?", "metadata": None},
        {"role": "assistant", "content": "Hm.", "metadata": {"title": "Thinking"}},
        {"role": "assistant", "content": "This.", "metadata": {"title": None}},
    ]
    assert messages_of(history) == (Turn("What?", "This."),)


def test_reads_little_of_a_huge_history() -> None:
    part = {"type": "text", "text": "a " * 5_000_000}
    nested: object = "deep"
    for _ in range(2_000):
        nested = [nested]
    message = {"role": "user", "content": [part] * 1_000}
    history = [message, {"role": "assistant", "content": "[" * 1_000_000}] * 20_000
    turns = messages_of([*history, {"role": "user", "content": nested}, message])
    assert len(turns) <= TURNS
    assert all(len(turn.question) <= 1_000 and len(turn.answer) <= 4_000 for turn in turns)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "metadata", "title"]), inner
        )
    ),
    max_leaves=12,
)
_MESSAGE = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "assistant"]) | _JSON,
        "content": st.text(max_size=80) | _JSON,
    }
)


@settings(deadline=None)
@given(_JSON | st.lists(_MESSAGE | _JSON, max_size=8))
def test_any_history_is_read_without_complaint(history: object) -> None:
    turns = messages_of(history)  # type: ignore[arg-type]
    assert len(turns) <= TURNS
    for turn in turns:
        assert any(character.isalnum() for character in turn.question)
        assert turn.question == " ".join(turn.question.split())
        assert messages_of([{"role": "user", "content": turn.question}]) is not None


# The sets of conversations


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_the_evidence_of_a_set_is_in_its_guide(path: Path) -> None:
    sets = followups.load_follow_ups(path)
    assert len({(each.question, each.full, str(each.history)) for each in sets}) == len(sets)
    if not sets[0].guide.endswith((".md", ".txt")):
        return
    text = plain((ROOT / sets[0].guide).read_text(encoding="utf-8"))
    missing = [e for each in sets for e in each.evidence if e not in " ".join(text.split())]
    assert missing == []


def test_a_third_of_the_questions_change_the_subject() -> None:
    every = [each for path in CONVERSATIONS for each in followups.load_follow_ups(path)]
    changes = sum(each.kind == "change" for each in every)
    assert len(every) - changes >= 90
    assert 0.3 <= changes / len(every) <= 0.4


def test_a_malformed_set_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"guide": "a.md", "kind": "follow-up"}) + "\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"set\.jsonl"):
        followups.load_follow_ups(path)
