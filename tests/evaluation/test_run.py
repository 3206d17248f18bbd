"""From outcomes to figures, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.evaluation.outcomes import Outcome
from advisor.evaluation.questions import EvaluationQuestion
from advisor.evaluation.real import REAL_LOWER_IS_BETTER, REAL_MEANINGS, real_figures
from advisor.evaluation.report import as_json, changes, worse_than
from advisor.evaluation.run import LOWER_IS_BETTER, MEANINGS, Evaluation, figures

PAY, WAYS = ("Pay",), ("Ways In",)


def outcome(text: str = "Pay?", **given: Any) -> Outcome:
    question = EvaluationQuestion(
        text=text,
        kind=given.pop("kind", "fact"),
        extent=given.pop("extent", "yes"),
        near_miss=given.pop("near_miss", False),
        sections=(PAY,),
        evidence=("20 crowns",),
        history=given.pop("history", ()),
        line=1,
        source=given.pop("source", ""),
        conversation=given.pop("conversation", ""),
    )
    values: dict[str, Any] = {
        "found": (True,),
        "holding": 1,
        "tutorial_found": (False, True),
        "tutorial_holding": 1,
        "similarity": 0.5,
        "coverage": "covered",
        "evidence_in_answer": True,
        "cited": frozenset({PAY}),
        "expected": frozenset({PAY}),
        "spans": (True,),
        "stray": (False,),
        "search_seconds": 0.01,
        "tutorial_seconds": 0.005,
        "ask_seconds": 0.02,
    }
    return Outcome(question, **(values | given))


def unanswerable(**given: Any) -> Outcome:
    defaults: dict[str, Any] = {
        "kind": "not_covered",
        "extent": "no",
        "expected": frozenset(),
        "evidence_in_answer": False,
        "coverage": "not_covered",
        "cited": frozenset(),
        "spans": (),
        "stray": (),
        "similarity": 0.1,
    }
    return outcome(**(defaults | given))


def values(outcomes: list[Outcome]) -> dict[str, float]:
    return {name: metric.advisor.value for name, metric in figures(outcomes).items()}


def test_retrieval_stands_beside_the_tutorial_pipeline() -> None:
    found = figures([outcome(), outcome(found=(False, False), evidence_in_answer=False)])
    first = found["evidence@1"]
    assert first.advisor.value == 0.5
    assert first.tutorial is not None
    assert first.tutorial.value == 0
    assert first.difference is not None
    assert first.difference.value == 0.5
    third = found["evidence@3"]
    assert third.tutorial is not None
    assert (third.advisor.value, third.tutorial.value) == (0.5, 1)


def test_citations() -> None:
    found = values(
        [
            outcome(cited=frozenset({PAY, WAYS}), spans=(True, False)),
            outcome(expected=frozenset({PAY, WAYS})),
            outcome(cited=frozenset({WAYS}), evidence_in_answer=False),
            outcome(cited=frozenset(), spans=(), coverage="not_covered", evidence_in_answer=False),
        ]
    )
    assert found["citation_hit"] == 2 / 4
    assert found["citation_hit_answered"] == 2 / 3
    assert found["citation_precision"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert found["citation_recall"] == pytest.approx((1 + 1 / 2 + 0 + 0) / 4)
    assert found["answer_evidence"] == 2 / 4
    assert found["spans_true"] == 3 / 4


def test_coverage() -> None:
    found = values(
        [
            outcome(),
            outcome(coverage="partial"),
            outcome(coverage="not_covered"),
            outcome(),
            unanswerable(),
            unanswerable(coverage="partial"),
            unanswerable(near_miss=True, coverage="partial"),
            unanswerable(near_miss=True, coverage="covered"),
        ]
    )
    assert found["false_refusals"] == 1 / 4
    assert found["answerable_claimed"] == 2 / 4
    assert found["off_subject_refused"] == 1 / 2
    assert found["near_miss_not_claimed"] == 1 / 2
    assert found["refusal_precision"] == 1 / 2
    assert found["refusal_recall"] == 1 / 4
    # Of the 16 pairs: covered beats not covered and partial; covered against covered is a tie.
    wins = (3 + 0.5) + (1 + 2 * 0.5) + (0.5) + (3 + 0.5)
    assert found["coverage_auc"] == pytest.approx(wins / 16)


def test_follow_ups_are_counted_apart() -> None:
    history = ({"role": "user", "content": "Hello"},)
    found = values([outcome(), outcome(history=history, evidence_in_answer=False, found=())])
    assert found["evidence@1"] == 1
    assert found["answer_evidence"] == 1
    assert found["follow_up_evidence"] == 0
    assert found["follow_up_citation_hit"] == 1
    assert found["follow_up_false_refusals"] == 0


def test_what_the_questions_do_not_tell_is_left_out() -> None:
    found = figures([outcome()])
    assert "follow_up_evidence" not in found
    assert "coverage_auc" not in found
    assert "off_subject_refused" not in found
    assert list(found) == [name for name in MEANINGS if name in found]
    assert {*found} & {*LOWER_IS_BETTER}


def test_times_are_in_milliseconds() -> None:
    found = values([outcome(ask_seconds=0.02), outcome(ask_seconds=0.04)])
    assert found["ask_p50"] == pytest.approx(30)
    assert found["search_p95"] == pytest.approx(10)


def report(*outcomes: Outcome) -> dict[str, Any]:
    return as_json([Evaluation("bees.md", "reported", figures(outcomes), tuple(outcomes))])


def test_changes_and_flips_are_told() -> None:
    before = report(outcome("Pay?"), outcome("Ways?", evidence_in_answer=False))
    after = report(
        outcome("Pay?", coverage="not_covered", ask_seconds=9.0), outcome("Ways?"), outcome("New?")
    )
    changed, flips = changes(before, after)
    told = {each.name: each.better for each in changed}
    assert told == {
        "answer_evidence": True,
        "answerable_claimed": False,
        "false_refusals": False,
    }
    assert {(each.question, each.what, each.better) for each in flips} == {
        ("Pay?", "right about coverage", False),
        ("Ways?", "evidence in the answer", True),
    }
    assert changes(before, before) == ([], [])


def test_a_bound_is_from_the_worse_side() -> None:
    assert worse_than("mrr", 0.4, 0.5)
    assert not worse_than("mrr", 0.5, 0.5)
    assert worse_than("false_refusals", 0.1, 0.07)
    assert not worse_than("false_refusals", 0.07, 0.07)


def test_questions_that_people_asked_are_counted_by_how_far_the_guide_answers_them() -> None:
    real = {"source": "forum"}
    outcomes = [
        outcome(**real, spans=(True, True, True), stray=(False, True, True)),
        outcome(**real, coverage="not_covered", evidence_in_answer=False, cited=frozenset()),
        outcome(**real, extent="partly", coverage="partial", evidence_in_answer=False),
        unanswerable(**real, coverage="covered", spans=(True, True), stray=(True, True)),
        unanswerable(**real),
        outcome(**real, conversation="Hello?", cited=frozenset({WAYS}), stray=(True,)),
    ]
    found = {name: metric.advisor.value for name, metric in real_figures(outcomes).items()}
    assert found == {
        "real_yes_evidence@3": 1,
        "real_yes_evidence": 1 / 2,
        "real_yes_right_section": 1 / 2,
        "real_yes_stray": 2 / 4,
        "real_yes_quotes": 2,
        "real_yes_claimed": 1 / 2,
        "real_yes_refused": 1 / 2,
        "real_partly_evidence@3": 1,
        "real_partly_evidence": 0,
        "real_partly_right_section": 1,
        "real_partly_stray": 0,
        "real_partly_quotes": 1,
        "real_partly_claimed": 0,
        "real_partly_refused": 0,
        "real_no_quotes": 1,
        "real_no_claimed": 1 / 2,
        "real_no_refused": 1 / 2,
        "talk_yes_evidence": 1,
        "talk_yes_right_section": 0,
        "talk_yes_stray": 1,
        "talk_yes_quotes": 1,
        "talk_yes_claimed": 1,
        "talk_yes_refused": 0,
    }
    assert set(found) <= set(REAL_MEANINGS)
    assert set(REAL_MEANINGS) >= REAL_LOWER_IS_BETTER
