"""Whether the guides answer, from signals that can be worked out by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEmbedder, found_in, library_of
from hypothesis import given
from hypothesis import strategies as st

from advisor.answering.coverage import probability, signals, verdict_of
from advisor.answering.outline import beginning_of
from advisor.answering.suggestions import question_about
from advisor.retrieval.retrieval import Found, read
from advisor.types import Reranker
from advisor.weights import Weights

WEIGHTS = Weights()

GUIDE = "# Pay\n\nPay grows. Pay in London varies.\n\n# Python\n\nLearn Python.\n"
AXES = "pay grows london varies learn python"


def found(question: str, folder: Path) -> Found:
    return found_in(library_of(GUIDE), question, WordEmbedder(AXES), folder)


def test_no_word_is_missing_where_each_is_met_in_some_section(tmp_path: Path) -> None:
    values = signals(found("pay python", tmp_path), WEIGHTS)
    assert values["gap"] == pytest.approx(0, abs=1e-6)


def test_a_word_that_is_nowhere_leaves_a_gap_as_wide_as_it_is_central(tmp_path: Path) -> None:
    values = signals(found("pay zebra", tmp_path), WEIGHTS)
    assert values["gap"] == pytest.approx(np.sqrt(1 / 2))
    less = signals(found("pay pay zebra", tmp_path), WEIGHTS)
    assert less["gap"] == pytest.approx(np.sqrt(1 / 5))


def test_how_far_the_best_section_leads(tmp_path: Path) -> None:
    values = signals(found("python", tmp_path), WEIGHTS)
    nearest = 2 / np.sqrt(5)  # "Python: Learn Python.", which is both the sentence and the section
    usual = {kind: 8 / 9 * value for kind, value in WEIGHTS.others.items()}  # one other is at 0
    assert values["similarity"] == pytest.approx(nearest)
    assert values["lead"] == pytest.approx(2 * nearest + 1 - sum(usual.values()))


def test_nine_other_sections_leave_nothing_to_what_is_usual(tmp_path: Path) -> None:
    texts = [f"# Python {n}{n}\n\nLearn Python.\n" for n in range(9)]
    library = library_of(GUIDE, "\n".join(texts))
    here = found_in(library, "python", WordEmbedder(AXES), tmp_path)
    values = signals(here, WEIGHTS)
    unusual = dataclasses.replace(WEIGHTS, others=dict.fromkeys(WEIGHTS.others, 9.0))
    assert signals(here, unusual) == values
    assert values["lead"] < 0.6  # they say the same


def likely(**odds: float) -> Reranker:
    """Finds a sentence with a word as likely to answer as is said of that word."""
    return lambda _, texts: [next(odds[word] for word in odds if word in text) for text in texts]


def test_what_a_reranker_has_read_tells_whether_the_guides_answer(tmp_path: Path) -> None:
    here = found("pay in London", tmp_path)
    values = signals(read(here, likely(grows=2.0, London=3.0, Learn=-6.0), WEIGHTS), WEIGHTS)
    assert "read" not in signals(here, WEIGHTS)
    assert (values["read"], values["read_lead"]) == (3.0, 9.0)
    sure = read(here, likely(grows=-4.0, London=6.0, Learn=-6.0), WEIGHTS)
    unsure = read(here, likely(grows=-30.0, London=-30.0, Learn=-30.0), WEIGHTS)
    on_subject = dataclasses.replace(WEIGHTS, on_subject={"bias": 9.0})
    assert verdict_of(sure, on_subject).coverage == "covered"
    assert verdict_of(unsure, on_subject).coverage == "not_covered"


def test_what_a_reranker_finds_to_help_is_on_the_subject(tmp_path: Path) -> None:
    here = found("is it dying?", tmp_path)
    off = dataclasses.replace(WEIGHTS, on_subject={"bias": -9.0})
    easily = dataclasses.replace(off, read={"bias": 9.0})
    for odds, coverage in ((3.0, "covered"), (-3.0, "covered"), (-6.0, "not_covered")):
        best = read(here, likely(grows=odds, London=-9.0, Learn=-9.0), WEIGHTS)
        assert verdict_of(best, easily).coverage == coverage
    assert verdict_of(here, off).coverage == "not_covered"


def test_nothing_found_is_not_covered(tmp_path: Path) -> None:
    nothing = dataclasses.replace(found("pay", tmp_path), examined=(), others=())
    assert verdict_of(nothing, WEIGHTS).coverage == "not_covered"


def weighing(on_subject: float, covered: float) -> Weights:
    """Weights whose two models say this, whatever the signals are."""

    def surely(chance: float) -> dict[str, float]:
        return {"bias": {0.0: -50.0, 0.5: 0.0, 1.0: 50.0}[chance]}

    return dataclasses.replace(
        WEIGHTS,
        on_subject=surely(on_subject),
        on_subject_from=0.5,
        covered=surely(covered),
        partial_from=0.3,
        covered_from=0.7,
    )


@pytest.mark.parametrize(
    ("question", "coverage"),
    [
        ("How do I become a zebra?", "not_covered"),
        ("how to become a zebra keeper", "not_covered"),
        ("How do I become a python zebra?", "partial"),
    ],
)
def test_how_to_become_what_no_guide_names_is_not_covered(
    tmp_path: Path, question: str, coverage: str
) -> None:
    assert verdict_of(found(question, tmp_path), weighing(1.0, 0.5)).coverage == coverage


@pytest.mark.parametrize(
    ("question", "coverage"),
    [
        ("What do zebras earn?", "partial"),
        ("How much does a zebra keeper make?", "partial"),
        ("What do python zebras earn?", "covered"),
        ("What do they earn?", "covered"),
    ],
)
def test_the_pay_of_somebody_whom_no_guide_names_is_at_most_helped_with(
    tmp_path: Path, question: str, coverage: str
) -> None:
    assert verdict_of(found(question, tmp_path), weighing(1.0, 1.0)).coverage == coverage


@pytest.mark.parametrize(
    ("question", "coverage"),
    [
        ("what is a zebra?", "not_covered"),
        ("so, what are zebra crossings", "not_covered"),
        ("What does zebra mean?", "not_covered"),
        ("explain zebras", "not_covered"),
        ("What is python?", "covered"),
        ("what is a python zebra", "covered"),
        ("What is it like to keep a zebra?", "covered"),
    ],
)
def test_what_something_is_that_no_guide_names_is_not_covered(
    tmp_path: Path, question: str, coverage: str
) -> None:
    assert verdict_of(found(question, tmp_path), weighing(1.0, 1.0)).coverage == coverage


@pytest.mark.parametrize("question", ["What is a zebra?", "How do I become a zebra?"])
def test_a_word_may_be_known_in_another_language(tmp_path: Path, question: str) -> None:
    asked = found(question, tmp_path)
    asked = dataclasses.replace(
        asked, question=dataclasses.replace(asked.question, any_language=True)
    )
    assert verdict_of(asked, weighing(1.0, 1.0)).coverage == "covered"


@pytest.mark.parametrize(
    ("text", "question", "coverage"),
    [
        ("Python is learned at home.", "How long do I learn python?", "partial"),
        ("Python is learned at home.", "How do I learn python?", "covered"),
        ("Python is learned in 3 months.", "How long do I learn python?", "covered"),
        ("Python has 3 dialects.", "how many months of python is that", "partial"),
    ],
)
def test_how_long_is_answered_by_a_length_of_time(
    tmp_path: Path, text: str, question: str, coverage: str
) -> None:
    library = library_of(f"# Languages\n\n{text}\n")
    found = found_in(library, question, WordEmbedder("python learned"), tmp_path)
    assert verdict_of(found, weighing(1.0, 1.0)).coverage == coverage


def test_what_a_section_is_suggested_for_is_answered_by_how_it_begins(tmp_path: Path) -> None:
    place = found("python", tmp_path).ranked[0].place
    suggestion = question_about(place)
    assert suggestion is not None
    verdict = verdict_of(found(suggestion.upper(), tmp_path), weighing(0.0, 0.0))
    assert verdict.coverage == "covered"
    assert verdict.quotes == beginning_of(place)
    # It is known by the section and not by its quotation marks.
    other = verdict_of(found("What about “Python”?", tmp_path), weighing(1.0, 0.5))
    assert (other.coverage, other.quotes) == ("partial", ())


def test_a_question_without_content_is_not_covered(tmp_path: Path) -> None:
    assert verdict_of(found("what is it?", tmp_path), WEIGHTS).coverage == "not_covered"


@pytest.mark.parametrize(
    ("on_subject", "covered", "expected"),
    [
        (0.0, 1.0, "not_covered"),
        (1.0, 0.0, "not_covered"),
        (1.0, 0.5, "partial"),
        (1.0, 1.0, "covered"),
    ],
)
def test_a_question_must_be_on_the_subject_and_answered(
    tmp_path: Path, on_subject: float, covered: float, expected: str
) -> None:
    weights = weighing(on_subject, covered)
    assert verdict_of(found("pay in London", tmp_path), weights).coverage == expected


def test_the_fitted_models_name_signals_that_there_are(tmp_path: Path) -> None:
    here = read(found("pay in London", tmp_path), lambda _, each: [0.0] * len(each), WEIGHTS)
    values = signals(here, WEIGHTS)
    for model in (WEIGHTS.on_subject, WEIGHTS.covered, WEIGHTS.read):
        assert set(model) <= {*values, "bias"}
    assert 0 < WEIGHTS.partial_from <= WEIGHTS.covered_from < 1


def test_a_logistic_model() -> None:
    assert probability({"a": 9.0, "b": 1.0}, {"bias": 0.0}) == 0.5
    assert probability({"a": 2.0}, {"bias": -np.log(3), "a": np.log(3)}) == pytest.approx(0.75)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 5))
def test_a_signal_that_speaks_for_it_makes_it_likelier(
    bias: float, low: float, high: float, weight: float
) -> None:
    low, high = sorted((low, high))
    model = {"bias": bias, "a": weight}
    assert 0 <= probability({"a": low}, model) <= probability({"a": high}, model) <= 1
