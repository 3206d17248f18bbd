"""Questions in, conversations out."""

from __future__ import annotations

import logging

import pytest
from scripted import ScriptedAdvisor, citation

from advisor.errors import QuestionError, StoreError
from advisor.types import Answer
from advisor.ui.asking import UNFORESEEN, Session, respond
from advisor.ui.exchanges import Exchange, history, settle

GROWING = (
    Answer("Learn"),
    Answer("Learn Python. [1]", (citation(),), "covered", ("What else?",)),
)


def test_the_question_is_shown_before_the_advisor_is_asked() -> None:
    advisor = ScriptedAdvisor({"How?": GROWING})

    first = next(respond(advisor, "How?", ()))

    assert first == (Exchange("How?"),)
    assert advisor.histories == []


def test_the_answer_grows_after_the_earlier_turns() -> None:
    earlier = (Exchange("Hi", Answer("Hello.")),)

    shown = list(respond(ScriptedAdvisor({"How?": GROWING}), "How?", earlier))

    assert [turns[:-1] for turns in shown] == [earlier] * 3
    assert [turns[-1].answer for turns in shown] == [None, *GROWING]


def test_the_history_is_what_was_answered_and_nothing_else() -> None:
    advisor = ScriptedAdvisor({"How?": GROWING})
    earlier = (
        Exchange("", notice="Type a question."),
        Exchange("Why?", Answer("Because. [1]")),
        Exchange("x" * 9, notice="Too long."),
    )

    list(respond(advisor, "How?", earlier))

    assert advisor.histories == [
        [
            {"role": "user", "content": "Why?"},
            {"role": "assistant", "content": "Because. [1]", "suggestions": []},
        ]
    ]
    assert history(()) == []


@pytest.mark.parametrize("error", [QuestionError("Ask in words."), StoreError("Ingest first.")])
def test_a_refusal_is_shown_in_the_advisors_own_words(error: Exception) -> None:
    *_, last = respond(ScriptedAdvisor({"?": [Answer("Le"), error]}), "?", ())

    assert last == (Exchange("?", None, str(error)),)


def test_an_unforeseen_failure_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    advisor = ScriptedAdvisor({"How?": [RuntimeError("secret path /data")]})

    with caplog.at_level(logging.ERROR):
        *_, last = respond(advisor, "How?", ())

    assert last[-1].notice == UNFORESEEN
    assert "secret" in caplog.text


def test_an_empty_question_leaves_one_notice_however_often_it_is_sent() -> None:
    advisor = ScriptedAdvisor({"": [QuestionError("Ask.")], "  ": [QuestionError("Ask.")]})

    *_, once = respond(advisor, "", ())
    *_, twice = respond(advisor, "  ", once)

    assert once == twice == (Exchange("", notice="Ask."),)


def test_stopping_keeps_what_had_arrived() -> None:
    begun = (Exchange("Hi", Answer("Hello.")), Exchange("How?", Answer("Learn")))

    assert settle(begun) == begun
    assert settle(()) == ()


def test_stopping_before_anything_arrived_says_so() -> None:
    stopped = settle((Exchange("How?"),))

    assert stopped[0].answer is None
    assert "Stopped" in (stopped[0].notice or "")


def test_an_answer_that_is_no_longer_wanted_ends() -> None:
    session = Session()
    wanted = session.begin()
    shown = respond(ScriptedAdvisor({"How?": GROWING}), "How?", (), wanted)

    assert [next(shown)[-1].answer, next(shown)[-1].answer] == [None, GROWING[0]]
    session.stop()

    assert list(shown) == []


def test_a_new_question_takes_over_from_the_answer_under_way() -> None:
    session = Session()
    first = session.begin()
    second = session.begin()

    assert not first()
    assert second()


def test_asking_on_settles_what_had_no_answer_yet() -> None:
    *_, last = respond(ScriptedAdvisor({"How?": GROWING}), "How?", (Exchange("Why?"),))

    assert [turn.notice is None for turn in last] == [False, True]
