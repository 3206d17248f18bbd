"""Whether the guides answer, from signals that can be worked out by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEmbedder, found_in, library_of
from hypothesis import given
from hypothesis import strategies as st

from advisor import weights
from advisor.answering.coverage import coverage_of, probability, signals
from advisor.retrieval.retrieval import Found

GUIDE = "# Pay\n\nPay grows. Pay in London varies.\n\n# Python\n\nLearn Python.\n"
AXES = "pay grows london varies learn python"


def found(question: str, folder: Path) -> Found:
    return found_in(library_of(GUIDE), question, WordEmbedder(AXES), folder)


def test_no_word_is_missing_where_each_is_met_in_some_section(tmp_path: Path) -> None:
    values = signals(found("pay python", tmp_path))
    assert values["gap"] == pytest.approx(0, abs=1e-6)
    assert values["unknown gap"] == 0
    assert values["unknown name"] == 0


def test_a_word_that_is_nowhere_leaves_a_gap_as_wide_as_it_is_central(tmp_path: Path) -> None:
    values = signals(found("pay zebra", tmp_path))
    assert values["gap"] == pytest.approx(np.sqrt(1 / 2))
    assert values["unknown gap"] == pytest.approx(np.sqrt(1 / 2))
    less = signals(found("pay pay zebra", tmp_path))
    assert less["gap"] == pytest.approx(np.sqrt(1 / 5))


def test_how_far_the_best_section_leads(tmp_path: Path) -> None:
    values = signals(found("python", tmp_path))
    nearest = 2 / np.sqrt(5)  # "Python: Learn Python.", which is both the sentence and the section
    usual = {kind: 8 / 9 * value for kind, value in weights.OTHERS.items()}  # one other is at 0
    assert values["similarity"] == pytest.approx(nearest)
    assert values["sentence lead"] == pytest.approx(nearest - usual["sentence"])
    assert values["lead"] == pytest.approx(2 * nearest + 1 - sum(usual.values()))


def test_nine_other_sections_leave_nothing_to_what_is_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"# Python {n}{n}\n\nLearn Python.\n" for n in range(9)]
    library = library_of(GUIDE, "\n".join(texts))
    values = signals(found_in(library, "python", WordEmbedder(AXES), tmp_path))
    monkeypatch.setattr(weights, "OTHERS", dict.fromkeys(weights.OTHERS, 9.0))
    assert signals(found_in(library, "python", WordEmbedder(AXES), tmp_path)) == values
    assert values["sentence lead"] < 0.2  # they say the same


def test_the_best_sentence_leaves_the_gap_of_the_word_that_it_has_not(tmp_path: Path) -> None:
    assert signals(found("python", tmp_path))["sentence gap"] == pytest.approx(0, abs=1e-6)
    # Each word is met in some section, and no sentence has both.
    apart = signals(found("london python", tmp_path))
    assert apart["gap"] == pytest.approx(0, abs=1e-6)
    assert apart["sentence gap"] > 0.5


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Is pay good in Zurich?", True),
        ("Is pay good in London?", False),
        ("is pay good in zurich?", False),
        ("Is pay good and am I?", False),
        ("Zurich?", False),
        ("IS PAY GOOD IN ZURICH", False),
        ("Do I need AWS?", True),
    ],
)
def test_a_name_that_no_guide_has(tmp_path: Path, question: str, unknown: bool) -> None:
    assert signals(found(question, tmp_path))["unknown name"] == unknown


def test_nothing_found_is_not_covered(tmp_path: Path) -> None:
    assert coverage_of(dataclasses.replace(found("pay", tmp_path), ranked=())) == "not_covered"


@pytest.mark.parametrize(
    ("question", "coverage"),
    [
        ("How do I become a zebra?", "not_covered"),
        ("how to become a zebra keeper", "not_covered"),
        ("How do I become a python zebra?", "partial"),
        ("What about “Python”?", "covered"),
    ],
)
def test_a_calling_that_no_guide_names_and_a_section_that_the_question_names(
    tmp_path: Path, question: str, coverage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "ON_SUBJECT", {"bias": 9.0})
    monkeypatch.setattr(weights, "COVERED", {"bias": 0.0})
    monkeypatch.setattr(weights, "PARTIAL_FROM", 0.4)
    monkeypatch.setattr(weights, "COVERED_FROM", 0.6)
    assert coverage_of(found(question, tmp_path)) == coverage


def test_a_question_without_content_is_not_covered(tmp_path: Path) -> None:
    assert coverage_of(found("what is it?", tmp_path)) == "not_covered"


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
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_subject: float,
    covered: float,
    expected: str,
) -> None:
    def surely(chance: float) -> dict[str, float]:
        return {"bias": {0.0: -50.0, 0.5: 0.0, 1.0: 50.0}[chance]}

    monkeypatch.setattr(weights, "ON_SUBJECT", surely(on_subject))
    monkeypatch.setattr(weights, "ON_SUBJECT_FROM", 0.5)
    monkeypatch.setattr(weights, "COVERED", surely(covered))
    monkeypatch.setattr(weights, "PARTIAL_FROM", 0.3)
    monkeypatch.setattr(weights, "COVERED_FROM", 0.7)
    assert coverage_of(found("pay in London", tmp_path)) == expected


def test_the_fitted_models_name_signals_that_there_are(tmp_path: Path) -> None:
    values = signals(found("pay in London", tmp_path))
    for model in (weights.ON_SUBJECT, weights.COVERED):
        assert set(model) <= {*values, "bias"}
    assert 0 < weights.PARTIAL_FROM <= weights.COVERED_FROM < 1


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
