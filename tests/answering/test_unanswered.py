"""What people asked that the guides did not answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import CORPUS, WordEmbedder

from advisor import Advisor, Settings
from advisor.answering import unanswered
from advisor.answering.unanswered import Unanswered, UnansweredQuestions, topics_of
from advisor.errors import QuestionError, StoreError
from advisor.models.embedding import Embedder


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    made = Advisor(Settings(data_dir=tmp_path_factory.mktemp("unanswered")))
    made.ingest([CORPUS])
    return made


def questions(advisor: Advisor) -> list[str]:
    return [each.question for topic in advisor.unanswered() for each in topic.questions]


def test_a_question_that_is_not_covered_is_kept_and_an_answered_one_is_not(
    advisor: Advisor,
) -> None:
    assert advisor.ask("Who painted the Mona Lisa?").coverage == "not_covered"
    assert advisor.ask("Which programming languages are used?").coverage == "covered"
    assert advisor.ask("hello").citations == ()
    assert questions(advisor) == ["Who painted the Mona Lisa?"]


def test_a_question_in_doubt_is_kept_until_the_answer_is_said_to_help(advisor: Advisor) -> None:
    question = "Do machine learning engineers work at weekends?"
    assert advisor.ask(question).coverage == "partial"
    kept = {each.question: each.why for topic in advisor.unanswered() for each in topic.questions}
    assert kept[question] == "in doubt"
    advisor.feedback(question.upper(), helpful=True)
    assert question not in questions(advisor)


def test_the_oldest_are_dropped_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unanswered, "_MOST_KEPT", 3)
    table = UnansweredQuestions(tmp_path / "questions.sqlite")
    for number in range(5):
        table.keep(f"{number}?", "not covered")
        table.vote(f"{number}", f"vote {number}?", helpful=False)
    table.vote("3", "vote 3?", helpful=False, reason="once more")
    kept = {each.question for each in table.all()}
    assert kept == {"2?", "3?", "4?", "vote 2?", "vote 3?", "vote 4?"}


def test_an_answer_that_did_not_help_is_kept_with_the_reason(advisor: Advisor) -> None:
    advisor.feedback("Which books are good?", helpful=False, reason="No books in it ")
    advisor.feedback("Which websites are good?", helpful=True)
    kept = {each.question: each for topic in advisor.unanswered() for each in topic.questions}
    assert kept["Which books are good?"].why == "not helpful"
    assert kept["Which books are good?"].reason == "No books in it"
    assert "Which websites are good?" not in kept


def test_feedback_on_nothing_is_refused(advisor: Advisor) -> None:
    with pytest.raises(QuestionError):
        advisor.feedback("  ", helpful=False)


def test_nothing_is_kept_when_the_setting_is_off(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, keep_unanswered=False)
    with Advisor(settings) as advisor:
        advisor.ingest([CORPUS])
        advisor.ask("Who painted the Mona Lisa?")
        advisor.feedback("Which books are good?", helpful=False)
        assert advisor.unanswered() == ()
    assert not (tmp_path / "unanswered.sqlite").exists()


def test_questions_about_one_thing_are_one_topic(bundled: Embedder) -> None:
    asked = [
        "Do I need a visa for Germany?",
        "How do I get a work visa?",
        "What does a laptop for training cost?",
        "Is a visa hard to get?",
    ]
    topics = topics_of([Unanswered(text, "not covered", "", "") for text in asked], bundled)
    grouped = [{each.question for each in topic.questions} for topic in topics]
    assert grouped == [{asked[0], asked[1], asked[3]}, {asked[2]}]


def test_no_question_is_no_topic(bundled: Embedder) -> None:
    assert topics_of([], bundled) == ()


def test_a_forgotten_question_is_gone_however_it_was_written(tmp_path: Path) -> None:
    table = UnansweredQuestions(tmp_path / "questions.sqlite")
    table.keep("Why me?", "not covered")
    table.keep("Why not?", "not covered")
    table.forget("WHY ME?")
    assert [each.question for each in table.all()] == ["Why not?"]


def test_a_table_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="ADVISOR_KEEP_UNANSWERED"):
        UnansweredQuestions(tmp_path / "file" / "questions.sqlite").keep("Why?", "not covered")


def test_an_answer_is_given_where_its_question_cannot_be_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Advisor(Settings(data_dir=tmp_path)) as advisor:
        advisor.ingest([CORPUS])
        (tmp_path / "unanswered.sqlite").mkdir()
        assert advisor.ask("Who painted the Mona Lisa?").coverage == "not_covered"
        assert "ADVISOR_KEEP_UNANSWERED" in caplog.text
        with pytest.raises(StoreError, match="Cannot use"):
            advisor.feedback("Who painted the Mona Lisa?", helpful=False)


def test_a_vote_takes_the_place_of_the_one_before_it(advisor: Advisor) -> None:
    question = "Which films are good?"
    advisor.feedback(question, helpful=False, vote="1")
    advisor.feedback(question, helpful=False, reason="No films", vote="1")
    advisor.feedback(question, helpful=False, vote="2")
    kept = [
        each.reason
        for topic in advisor.unanswered()
        for each in topic.questions
        if each.question == question
    ]
    assert sorted(kept) == ["", "No films"]
    before = advisor.helpful()
    advisor.feedback(question, helpful=True, vote="1")
    advisor.feedback(question, helpful=None, vote="2")
    assert question not in questions(advisor)
    assert advisor.helpful() == before + 1


@pytest.mark.timeout(600)
def test_many_questions_are_grouped_quickly() -> None:
    embedder = WordEmbedder(" ".join(f"w{number}" for number in range(1_000)))
    asked = [Unanswered(f"w{number}", "not covered", "", "") for number in range(1_000)]
    topics = topics_of([*asked, asked[7]], embedder)  # type: ignore[arg-type]
    assert len(topics) == 1_000
    assert topics[0].questions == (asked[7], asked[7])
