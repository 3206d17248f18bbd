"""What is answered from the guide that ships, with the bundled model."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from fakes import CORPUS, folded
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Answer

QUESTIONS = [
    json.loads(line)["question"]
    for path in sorted(CORPUS.glob("*.questions.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
][::4]
WORDS = sorted(set(" ".join(path.read_text("utf-8") for path in CORPUS.glob("*.md")).split()))


def check(answer: Answer, advisor: Advisor) -> None:
    """Every marker resolves, every citation is used and true, in the order of the text."""
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert numbers == [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        guide = advisor.guide(citation.guide)
        assert guide.text[citation.start : citation.end] == citation.quote
        assert citation.edition == guide.edition
        assert any(
            section.path == citation.section and section.start <= citation.start < section.end
            for section in guide.sections
        )
        assert folded(citation.quote) in folded(answer.text)
    assert answer.text.strip()
    assert answer.model is None
    if answer.coverage == "partial":
        assert re.search(
            r"The guide (?:(?:does|may) not (?:answer|name)|says nothing about)", answer.text
        )
    assert (answer.coverage == "not_covered") == (not answer.citations)
    assert [claim.citations for claim in answer.claims] == [(number,) for number in numbers]
    assert len(set(answer.suggestions)) == len(answer.suggestions) <= 3


# --- whatever is asked -------------------------------------------------------------------------


def test_every_citation_is_true_for_every_question_of_the_set(shipped: Advisor) -> None:
    answers = [shipped.ask(question) for question in QUESTIONS]
    for answer in answers:
        if not answer.text.startswith(SMALL_TALK_OPENINGS):
            check(answer, shipped)
    assert sum(answer.coverage == "covered" for answer in answers) > len(answers) / 3


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("which languages do I need?", "Programming Languages"),
        ("do I need calculus?", "Mathematics and Statistics"),
        ("where should I look for openings", "Job Search and Interviews"),
    ],
)
def test_a_question_that_is_clear_by_itself_is_not_taken_for_the_last_subject(
    shipped: Advisor, question: str, heading: str
) -> None:
    history = []
    for before in ("what's the pay like in Singapore?", "and in Berlin?"):
        answer = shipped.ask(before, history)
        history += [
            {"role": "user", "content": before},
            {"role": "assistant", "content": answer.text},
        ]
        cited = {citation.section[-1] for citation in shipped.ask(question, history).citations}
        assert heading in cited


def test_a_term_that_no_guide_has_is_not_answered_with_what_was_said_before(
    shipped: Advisor,
) -> None:
    before = "what's the pay like in Singapore?"
    history = [
        {"role": "user", "content": before},
        {"role": "assistant", "content": shipped.ask(before).text},
    ]
    assert shipped.ask("what is a megohmmeter", history).coverage == "not_covered"
    assert shipped.ask("and what is the pay in Berlin?", history).coverage == "covered"


ASKED = st.one_of(
    st.lists(
        st.sampled_from(WORDS + "how much what which do I should or between and ?".split() * 20),
        min_size=1,
        max_size=15,
    ).map(" ".join),
    st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text)),
).filter(lambda text: any(c.isalnum() and c.isprintable() for c in text))
SMALL_TALK_OPENINGS = ("Hello!", "Goodbye", "You are welcome", "Good. What", "I a", "I answer")


@settings(max_examples=40, deadline=None)
@given(ASKED)
def test_every_citation_is_true_whatever_is_asked(shipped: Advisor, question: str) -> None:
    answer = shipped.ask(question)
    if answer.coverage == "covered" and not answer.citations:
        assert answer.text.startswith(SMALL_TALK_OPENINGS)
    else:
        check(answer, shipped)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(QUESTIONS))
def test_a_stream_grows_into_the_answer(shipped: Advisor, question: str) -> None:
    parts = list(shipped.stream(question))
    assert parts[-1] == shipped.ask(question)
    for before, after in pairwise(parts):
        assert after.text.startswith(before.text)
        assert after.citations[: len(before.citations)] == before.citations
        assert after.coverage == before.coverage
    for part in parts:
        numbers = [int(number) for number in re.findall(r"\[(\d+)\]", part.text)]
        assert numbers == [citation.number for citation in part.citations]


def test_a_long_answer_comes_in_several_parts(shipped: Advisor) -> None:
    parts = list(shipped.stream("How do I become a machine learning engineer?"))
    assert len({part.text for part in parts}) >= 3


# --- covered -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("How much do engineers earn in Singapore?", "S$80,000 (SGD) and S$180,000 (SGD)"),
        ("What salary can a beginner expect?", "$50,000 USD"),
        ("What is the pay in China?", "¥500,000 (CNY) and ¥1,500,000 (CNY)"),
    ],
)
def test_a_question_for_an_amount_has_the_figure_in_its_first_sentence(
    shipped: Advisor, question: str, quoted: str
) -> None:
    answer = shipped.ask(question)
    assert quoted in answer.citations[0].quote
    assert quoted in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    ("question", "lead", "items"),
    [
        ("Which programming languages should I learn?", "The programming languages", 3),
        ("How do I prepare for interviews?", "To prepare for machine learning interviews", 3),
        ("What are the responsibilities of the job?", "The responsibilities", 4),
    ],
)
def test_a_question_for_a_list_gets_all_of_it_under_its_lead_in(
    shipped: Advisor, question: str, lead: str, items: int
) -> None:
    lines = shipped.ask(question).text.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith(lead))
    assert first == 0
    assert [line[:2] for line in lines[first + 2 : first + 2 + items]] == ["- "] * items


@pytest.mark.parametrize(
    "question",
    [
        "London or Singapore, where do I earn more?",
        "Compare salaries in London with salaries in Singapore.",
        "How does pay compare between London and Singapore?",
    ],
)
def test_a_comparison_quotes_both_sides(shipped: Advisor, question: str) -> None:
    quotes = [citation.quote for citation in shipped.ask(question).citations]
    assert any("London" in quote and "€60,000" in quote for quote in quotes)
    assert any("Singapore" in quote and "S$80,000" in quote for quote in quotes)


@pytest.mark.parametrize(
    "question",
    ["how much more do you make in the us than in europe", "Do I earn more in Texas or in Spain?"],
)
def test_a_comparison_of_places_quotes_what_lies_around_both(
    shipped: Advisor, question: str
) -> None:
    answer = shipped.ask(question)
    headings = {citation.section[-1] for citation in answer.citations}
    assert {"North America", "Europe"} <= headings
    assert answer.text.startswith("The guide does not name “")


def test_citations_point_to_sentences_and_items_not_to_sections(shipped: Advisor) -> None:
    for question in QUESTIONS[::3]:
        for citation in shipped.ask(question).citations:
            assert "\n\n" not in citation.quote
            assert not citation.quote.startswith("#")
            assert len(citation.quote) < 400


# --- not covered -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "Write a cover letter for me.",
        "How do I get a visa for Germany?",
        "Who won the football match yesterday?",
        "Can you recommend a good lasagna recipe?",
    ],
)
def test_what_the_guide_does_not_say_is_not_answered(shipped: Advisor, question: str) -> None:
    answer = shipped.ask(question)
    assert answer.coverage == "not_covered"
    assert answer.citations == answer.claims == ()
    assert f"The guide says nothing about “{question.rstrip('?.')}”" in answer.text
    assert len(answer.suggestions) >= 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("怎样成为机器学习工程师？", "language of the guide"),
        ("Как стать инженером?", "language of the guide"),
        ("كيف أصبح مهندسا؟", "language of the guide"),
        ("Wie viel verdient ein Ingenieur für maschinelles Lernen in Europa?", "another language"),
        ("¿Cuánto gana un ingeniero de aprendizaje automático en Europa?", "another language"),
    ],
)
def test_another_language_gets_a_clear_reply(shipped: Advisor, question: str, said: str) -> None:
    answer = shipped.ask(question)
    assert answer.coverage == "not_covered"
    assert said in answer.text
    assert answer.citations == ()


# --- small talk --------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["hi", "Thanks!", "who are you?", "What can you do?"])
def test_small_talk_gets_a_short_reply_without_citations(shipped: Advisor, message: str) -> None:
    answer = shipped.ask(message)
    assert answer.citations == answer.claims == ()
    assert len(answer.text) < 250
    assert "[" not in answer.text
    assert answer.suggestions


def test_a_greeting_does_not_change_the_answer(shipped: Advisor) -> None:
    bare = shipped.ask("what do engineers earn in China?")
    greeted = shipped.ask("Hi there, what do engineers earn in China?")
    assert (greeted.text, greeted.citations) == (bare.text, bare.citations)
