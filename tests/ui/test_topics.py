"""Votes as the page sends them, and what went unanswered as the page shows it."""

from __future__ import annotations

from typing import Any

import pytest
from scripted import ScriptedAdvisor

from advisor.answering.unanswered import Topic, Unanswered
from advisor.ui.services import Services
from advisor.ui.topics import topics_html

HOSTILE = "<img src=x onerror=alert(1)> & {{value}}"
WELDING = Topic(
    (
        Unanswered("Do welders go blind?", "not covered", "", "2026-11-22"),
        Unanswered("Do welders go blind?", "not covered", "", "2026-11-22"),
        Unanswered("Do welders go blind?", "not helpful", "no word of eyes", "2026-11-22"),
        Unanswered("Are welders’ eyes safe?", "not helpful", HOSTILE, "2026-11-22"),
    )
)


def call(advisor: ScriptedAdvisor, name: str, wish: Any) -> dict[str, Any]:
    services = {each.__name__: each for each in Services(advisor).all()}  # type: ignore[arg-type]
    return services[name](wish)


def test_a_topic_has_its_questions_with_why_how_often_and_reasons() -> None:
    html = topics_html((WELDING,), 3, kept=True)

    assert "4 times, in 2 ways" in html
    assert "not covered 2 times, not helpful" in html
    assert '<q dir="auto">no word of eyes</q>' in html
    assert "Answers marked helpful: 3." in html


def test_what_people_write_is_no_markup() -> None:
    topic = Topic((Unanswered(HOSTILE, "not helpful", HOSTILE, ""),))

    html = topics_html((topic,), 0, kept=True)

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt; &amp; {{value}}") == 3


def test_long_lists_and_long_words_are_cut() -> None:
    many = tuple(
        Topic(tuple(Unanswered(f"{n} {m} {'x' * 900}", "not covered", "", "") for m in range(20)))
        for n in range(60)
    )

    html = topics_html(many, 0, kept=True)

    assert "and 10 more" in html
    assert "and 8 more" in html
    assert "x" * 301 not in html


@pytest.mark.parametrize(
    ("kept", "words"), [(True, "Nothing so far."), (False, "ADVISOR_KEEP_UNANSWERED=false")]
)
def test_an_empty_list_says_so(kept: bool, words: str) -> None:
    assert words in topics_html((), 0, kept=kept)


def test_a_vote_reaches_the_advisor_and_the_list_is_served() -> None:
    advisor = ScriptedAdvisor()
    advisor.topics = (WELDING,)
    vote = {"vote": "7", "question": "How?", "helpful": False, "reason": "Too short"}

    assert call(advisor, "feedback", vote) == {}
    assert advisor.votes == {"7": ("How?", False, "Too short")}
    assert "Do welders go blind?" in call(advisor, "unanswered", {})["html"]


@pytest.mark.parametrize("wish", [None, [], {"helpful": "yes", "vote": 3, "reason": {}}])
def test_a_vote_of_another_shape_does_no_harm(wish: object) -> None:
    advisor = ScriptedAdvisor()

    call(advisor, "feedback", wish)

    assert advisor.votes == {"": ("", None, "")}
