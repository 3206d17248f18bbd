"""What the page's parts are given when somebody asks."""

from __future__ import annotations

from scripted import ScriptedAdvisor, guide

from advisor.types import Answer
from advisor.ui.asking import Session
from advisor.ui.events import Conversation, Events
from advisor.ui.exchanges import Exchange


def asked(answers: list[Answer], earlier: tuple[Exchange, ...] = ()) -> list[Conversation]:
    """What the page shows, one after the other, when a question is asked."""
    advisor = ScriptedAdvisor({"How?": answers}, (guide(),))
    events = Events(advisor)  # type: ignore[arg-type]
    return list(events.ask("How?", earlier, "", Session(), None, ""))


def texts(shown: Conversation) -> list[str]:
    return [message["content"] for message in shown.chat]


def test_a_written_answer_is_shown_as_it_grows() -> None:
    answers = [Answer(text, model="small") for text in ("One.", "One. Two.", "One. Two. Three.")]

    waiting, *growing, settled = asked(answers)

    assert "Looking in the guide" in texts(waiting)[-1]
    assert ["Three" in texts(each)[-1] for each in growing] == [False, False, True]
    assert "Three" in texts(settled)[-1]
    assert settled.record


def test_a_quoted_answer_is_shown_once() -> None:
    waiting, settled = asked([Answer("One."), Answer("One. Two."), Answer("One. Two. Three.")])

    assert "Looking in the guide" in texts(waiting)[-1]
    assert "Three" in texts(settled)[-1]


def test_the_conversation_before_stays_in_its_place() -> None:
    earlier = (Exchange("Why?", Answer("Because.")), Exchange("What?", Answer("That.")))

    for shown in asked([Answer("So.")], earlier):
        assert [message["role"] for message in shown.chat] == ["user", "assistant"] * 3
        for number, words in enumerate(("Because.", "That.")):
            assert words in texts(shown)[2 * number + 1]
            assert f'id="copy-{number}"' in texts(shown)[2 * number + 1]
    assert 'id="copy-2"' in texts(shown)[-1]
    assert len(shown.exchanges) == 3
