"""Written answers with a language model as their judge, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scripted_openai import Script, Server, fails, judges, says, scripted_openai

from advisor import Advisor, Settings
from advisor.answering.judging import looked_up
from advisor.types import Passage

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
QUESTION = "What would I earn in Europe?"
TRUE = "In Europe you can expect a median salary between €60,000 and €120,000 [1]."
WORDS = "between €60,000 (EUR) and €120,000 (EUR)"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    with Advisor(Settings(data_dir=folder)) as advisor:
        advisor.ingest([CORPUS])
    return folder


@contextmanager
def judged(
    data_dir: Path, writer: Script, judge: Script, **options: object
) -> Iterator[tuple[Advisor, Server]]:
    with scripted_openai(writer, judge=judge) as server:
        settings = Settings(
            data_dir=data_dir,
            model="openai:scripted",
            model_url=server.url,
            model_key="sk-secret",
            keep_unanswered=False,
            **{"model_seconds": 30, **options},
        )
        with Advisor(settings) as advisor:
            yield advisor, server


def by_word(**verdicts: tuple[str, str]) -> Script:
    """A judge that goes by a word in the sentence: a verdict, and the words that decide it."""

    def opinion(sentence: str, passages: str) -> tuple[str, list[str]]:
        del passages
        for word, (verdict, words) in verdicts.items():
            if word in sentence:
                return verdict, [words] if words else []
        return "not", []

    return judges(opinion)


def test_a_verdict_names_the_words_that_are_cited(data_dir: Path) -> None:
    judge = by_word(Europe=("supported", WORDS))
    with judged(data_dir, says(TRUE), judge) as (advisor, server):
        answer = advisor.ask(QUESTION)
        assert [claim.support for claim in answer.claims] == ["supported"]
        (citation,) = answer.citations
        assert WORDS in citation.quote
        assert advisor.guide(citation.guide).text[citation.start : citation.end] == citation.quote
        assert answer.checked_by == "openai:scripted"
        assert answer.coverage == "covered"
        sent = server.judged[0]["messages"][-1]["content"]
        assert "[1]" not in sent
        assert len(sent) < len(server.requests[0]["messages"][-1]["content"])


def test_a_verdict_whose_words_are_not_there_does_not_count(data_dir: Path) -> None:
    text = "Engineers in Europe are offered free housing by most of their employers [1]."
    judge = by_word(Europe=("supported", "free housing for all engineers"))
    with judged(data_dir, says(text), judge) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert all(claim.support != "supported" for claim in answer.claims)


@pytest.mark.parametrize(
    ("false", "words"),
    [
        ("In Berlin you would make €200,000 [1].", WORDS),
        ("In Berlin the median lies between $60,000 and $120,000 [1].", WORDS),
        ("In Berlin, the median at Siemens lies between €60,000 and €120,000 [1].", WORDS),
        ("It was between €60,000 and €120,000 in Berlin in 2019 [1].", WORDS),
    ],
    ids=["figure", "currency", "name", "date"],
)
def test_what_is_certain_wins_over_the_judge(data_dir: Path, false: str, words: str) -> None:
    judge = by_word(Berlin=("supported", words), Europe=("supported", WORDS))
    with judged(data_dir, says(f"{TRUE} {false}"), judge) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert "Berlin" not in answer.text
        assert "Left out" in answer.text


@pytest.mark.parametrize(
    "loose",
    [
        "In Berlin you earn between €60,000 and €120,000 [1].",
        "Every engineer in Berlin earns a median of €60,000 to €120,000 [1].",
    ],
    ids=["median lost", "no exception"],
)
def test_a_lost_qualifier_takes_the_tick_away(data_dir: Path, loose: str) -> None:
    with judged(data_dir, says(loose), by_word(Berlin=("supported", WORDS))) as (advisor, _):
        (claim,) = advisor.ask(QUESTION).claims
        assert claim.support == "weak"


def test_a_derived_figure_counts_and_shows_its_sum(data_dir: Path) -> None:
    text = "At the median, the gap between the two ends is $220,000 in America [1]."
    words = "from $80,000 USD up to $300,000 USD or more"
    judge = by_word(gap=("supported", words))
    question = "What can I earn in North America?"
    with judged(data_dir, says(text), judge) as (advisor, _):
        (claim,) = advisor.ask(question).claims
        assert claim.sum == "$300,000 − $80,000 = $220,000"
    with judged(data_dir, says(text.replace("220", "170")), judge) as (advisor, _):
        assert "170,000" not in advisor.ask(question).text


def test_silence_is_looked_up_in_the_whole_guide(data_dir: Path) -> None:
    text = f"{TRUE} The guide does not mention SQL. The guide does not mention visas."
    judge = by_word(Europe=("supported", WORDS), visas=("supported", ""))
    with judged(data_dir, says(text), judge) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert "SQL" not in answer.text
        assert "visas" in answer.text
        assert len(answer.claims) == 1
        assert answer.coverage == "partial"


def test_a_silence_that_the_judge_finds_broken_falls(data_dir: Path) -> None:
    text = f"{TRUE} The guide does not say how long a working day of engineers in Zurich is."
    judge = by_word(Europe=("supported", WORDS), Zurich=("not", "London, Zurich and Berlin"))
    with judged(data_dir, says(text), judge) as (advisor, _):
        assert "working day" not in advisor.ask(QUESTION).text


def test_an_answer_keeps_its_shape(data_dir: Path) -> None:
    text = (
        "Here is what counts:\n\n1. **Range.** The median lies between €60,000 and €120,000【1】.\n"
        "2. **Cars.** Everybody gets a car [1].\n3. **Place.** It varies with location [1].\n\n"
        "Good luck!"
    )
    judge = by_word(
        median=("supported", WORDS), varies=("supported", "varies with location"),
        Good=("nothing to check", ""),
    )  # fmt: skip
    with judged(data_dir, says(text), judge) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert answer.text.startswith(
            "Here is what counts:\n\n"
            "1. **Range.** The median lies between €60,000 and €120,000. [1]\n"
            "2. **Place.** It varies with location. [1]\n\n"
            "Good luck!"
        )
        assert answer.text.endswith("1 sentence that it does not say.*")
        assert {number for claim in answer.claims for number in claim.citations} == {1}
        assert len(answer.citations) == 1


def test_what_is_under_examination_says_so_and_what_is_refuted_goes(data_dir: Path) -> None:
    text = f"{TRUE} Everybody gets a car [1]. It varies with location [1]. It is nice there [1]."
    judge = by_word(Europe=("supported", WORDS), varies=("supported", "varies with location"))
    with judged(data_dir, says(text, pause=0.02), judge) as (advisor, _):
        states = list(advisor.stream(QUESTION))
        assert any(state.unchecked for state in states)
        for state in states:
            assert state.text.endswith(state.unchecked)
        assert states[-1].unchecked == ""
        gone = False
        for state in states:
            gone = gone or ("car" not in state.text and len(state.claims) > 1)
            assert not (gone and "a car" in state.text)


def test_an_answer_that_is_cut_off_keeps_what_was_checked(data_dir: Path) -> None:
    judge = by_word(Europe=("supported", WORDS))
    writer = says(f"{TRUE} In Zurich you will", finish="length")
    with judged(data_dir, writer, judge) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert "€60,000" in answer.text
        assert "Zurich you will" not in answer.text
        assert "limit of tokens" in answer.text


def test_thinking_is_neither_shown_nor_checked(data_dir: Path) -> None:
    writer = says(f"<think>Everybody earns €900,000. I guess.</think>{TRUE}")
    with judged(data_dir, writer, by_word(Europe=("supported", WORDS))) as (advisor, server):
        states = list(advisor.stream(QUESTION))
        assert not any("guess" in state.text for state in states)
        assert "Left out" not in states[-1].text
        assert "guess" not in str(server.judged)


def test_another_model_judges_where_one_is_named(data_dir: Path) -> None:
    judge = by_word(Europe=("supported", WORDS))
    with judged(data_dir, says(TRUE), judge, judge_model="openai:cheap") as (advisor, server):
        assert advisor.ask(QUESTION).checked_by == "openai:cheap"
        assert [request["model"] for request in server.judged] == ["cheap"]


@pytest.mark.parametrize(("check", "by"), [("off", ""), ("figures", "rules")])
def test_less_is_checked_where_that_is_set(data_dir: Path, check: str, by: str) -> None:
    text = f"{TRUE} In Berlin you would make €200,000 [1]. It is nice in Zurich [1]."
    with judged(data_dir, says(text), fails(403), check=check) as (advisor, server):
        answer = advisor.ask(QUESTION)
        assert server.judged == []
        assert ("200,000" in answer.text) == (check == "off")
        assert answer.checked_by == by
        assert {claim.support for claim in answer.claims} == {"weak"}


def test_a_judge_that_fails_leaves_the_last_resort(data_dir: Path) -> None:
    with judged(data_dir, says(TRUE), fails(403)) as (advisor, _):
        answer = advisor.ask(QUESTION)
        assert answer.checked_by == "likeness"
        assert "€60,000" in answer.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Wie viel verdient man als Ingenieur für maschinelles Lernen in Berlin?",
            "In Berlin liegt das mittlere Gehalt zwischen 60.000 € und 120.000 € [1].",
        ),
        (
            "¿Cuánto gana un ingeniero de aprendizaje automático en Berlín?",
            "En Berlín el salario medio está entre 60.000 € y 120.000 € [1].",
        ),
        ("बर्लिन में मशीन लर्निंग इंजीनियर कितना कमाते हैं?", "बर्लिन में औसत वेतन €60,000 से €120,000 है [1]।"),
    ],
    ids=["German", "Spanish", "Hindi"],
)
def test_a_question_in_another_language_is_answered_in_it(
    data_dir: Path, question: str, text: str
) -> None:
    translation = says("What do machine learning engineers earn in Berlin?")

    def opinion(sentence: str, passages: str) -> tuple[str, list[str]]:
        del sentence, passages
        return "supported", [WORDS]

    with scripted_openai(translation, says(text), judge=judges(opinion)) as server:
        settings = Settings(
            data_dir=data_dir, model="openai:scripted", model_url=server.url, keep_unanswered=False
        )
        with Advisor(settings) as advisor:
            answer = advisor.ask(question)
        assert answer.model == "openai:scripted"
        assert [claim.support for claim in answer.claims] == ["supported"]
        assert WORDS in answer.citations[0].quote
        assert question in server.requests[1]["messages"][-1]["content"]


def test_deciding_words_are_looked_up_without_regard_to_markup() -> None:
    passage = Passage("1", "g", "section", 0, ("A",), "The **median** pay\n is “high” here.", 0, 36)
    assert looked_up("median pay is", [passage]) == (passage, 6, 22)
    assert looked_up('"The median pay"', [passage]) is not None
    assert looked_up("median pays", [passage]) is None
    assert looked_up("…", [passage]) is None
