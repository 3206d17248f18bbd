"""python -m tools.refit, on two small guides with the tiny model."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import library_of

from advisor.evaluation.questions import EvaluationQuestion, Half, half_of
from advisor.weights import Weights
from tools import refit
from tools.refit import (
    Row,
    coverage_figures,
    evidence,
    judge_by,
    main,
    without_answer,
)

GUIDE = "# {0}\n\n## Pay\n\n{0} earn 20 crowns a day.\n\n## Days\n\nShifts are long for {0}.\n"


def in_half(question: str, half: Half) -> str:
    """A question with a number in it that puts it in a half."""
    return next(text for n in count() if half_of(text := f"{question} {n}?") == half)


def record(question: str, *, near: bool = False, evidence: str = "") -> dict[str, Any]:
    return {
        "question": question,
        "kind": "fact" if evidence else "not_covered",
        "answerable": bool(evidence),
        "near_miss": near,
        "sections": [["Pay"]] if evidence else [],
        "evidence": evidence,
    }


@pytest.fixture
def sets(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "untouched"))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", str(tiny_model))
    paths = []
    for name in ("Bakers", "Smiths"):
        (tmp_path / f"{name}.md").write_text(GUIDE.format(name))
        records = [
            record(in_half(f"what do {name} earn", "tuning"), evidence="20 crowns"),
            record(in_half(f"how much money do {name} get", "tuning"), evidence="20 crowns"),
            record(in_half(f"how much holiday do {name} get", "tuning"), near=True),
            record(in_half("who won the world cup", "tuning")),
            record(in_half(f"is the pay of {name} good", "reported"), evidence="20 crowns"),
        ]
        path = tmp_path / f"{name}.questions.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in records))
        paths.append(str(path))
    return paths


def test_the_numbers_are_printed_as_the_weights_hold_them(
    sets: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    understand = refit.understand

    def noted(text: str, *rest: Any, **named: Any) -> Any:
        asked.append(text)
        return understand(text, *rest, **named)

    monkeypatch.setattr(refit, "understand", noted)
    assert main(sets) == 0
    output = capsys.readouterr().out
    fitted: dict[str, Any] = {"_fixed": dict}
    exec(output, fitted)
    weights = Weights()
    for name in ("retrieval", "on_subject", "covered", "read", "others"):
        assert fitted[name].keys() == getattr(weights, name).keys()
    for name in ("reranking", "partial_from"):
        assert isinstance(fitted[name], float)
    assert output.count("fitted on the other guides") == 2
    assert len(asked) == 8 + 4  # the answerable ones once more, without their sections
    assert {half_of(each) for each in asked} == {"tuning"}
    assert not (tmp_path / "untouched").exists()


def test_one_guide_is_too_few(sets: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(sets[:1]) == 2
    assert "at least two guides" in capsys.readouterr().err


def test_a_guide_without_the_sections_that_answer() -> None:
    library = library_of(
        "# Pay\n\nLow.\n\n# Days\n\nLong, and pay is low.\n\n# Tools\n\nA smoker.\n"
    )
    question = EvaluationQuestion("Pay?", "fact", "yes", False, (("Pay",),), ("pay is low",), (), 1)
    left = without_answer(question, library).places
    assert [place.section.path[-1] for place in left] == ["Tools"]
    assert left[0].sentences[0].text == "A smoker."


def row(holds: list[float], late: list[float], *, answerable: bool = True, gap: float = 0) -> Row:
    question = EvaluationQuestion(
        "?", "fact", "yes" if answerable else "no", not answerable, (), (), (), 1
    )
    legs = {
        "section": np.array([3, 2, 1, 0], dtype=np.float32),
        "sentence": np.array([0, 1, 2, 3], dtype=np.float32),
        "keyword": np.zeros(4, dtype=np.float32),
    }
    signals = {"gap": gap}
    return Row(
        "guide",
        question,
        legs,
        np.array(late, dtype=np.float32),
        np.array(holds, dtype=np.float32),
        None,
        signals,
    )


def test_the_evidence_is_sought_in_the_order_that_the_weights_give() -> None:
    rows = [row([0, 0, 0, 1], [0, 0, 0, 1])]
    assert evidence(rows, (0.5, 0.0, 0.0), 4).tolist() == [0, 0, 1]
    assert evidence(rows, (1.5, 0.0, 0.0), 4).tolist() == [1, 1, 1]
    assert evidence(rows, (0.5, 0.0, 2.0), 4).tolist() == [1, 1, 1]
    assert evidence(rows, (0.5, 0.0, 2.0), 3).tolist() == [0, 0, 1]  # the reranker sees 3


def test_coverage_is_told_by_the_thresholds() -> None:
    judge = judge_by(
        replace(
            Weights(),
            on_subject={"bias": 9.0},
            covered={"bias": 0.0, "gap": -1.0},
            partial_from=0.2,
            covered_from=0.4,
        )
    )
    rows = [
        row([1], [1], gap=0),
        row([1], [1], gap=1),
        row([1], [1], gap=9),
        row([0], [1], gap=0, answerable=False),
        replace(row([0], [1], gap=1, answerable=False), made=True),
    ]
    assert [judge(each) for each in rows[:3]] == ["covered", "partial", "not_covered"]
    assert list(coverage_figures(rows, judge).values()) == pytest.approx([1 / 3, 1 / 3, 0, 1, 0])
