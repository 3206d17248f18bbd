"""python -m advisor.evaluation on a small guide, with the real model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.evaluation.__main__ import main
from advisor.evaluation.baseline import TutorialPipeline
from advisor.evaluation.run import without_asked
from advisor.guide.carried import take_asked
from advisor.models.embedding import Embedder

GUIDE = """# How to Become a Beekeeper

Beekeepers keep bees for honey, wax and the pollination of orchards.

## Pay

A beekeeper in Norway earned 410,000 crowns a year in 2023.

## Training

A beekeeping course lasts ten weeks and ends with an examination.

## Tools

Every beekeeper needs these tools:

- a smoker, which calms the bees
- a hive tool, which loosens the frames
"""


def record(question: str, section: str = "", evidence: str = "", **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "kind": "fact" if section else "not_covered",
        "answerable": bool(section),
        "near_miss": False,
        "sections": [[section]] if section else [],
        "evidence": evidence,
    } | more


RECORDS = [
    record("How much does a beekeeper make in Norway?", "Pay", "410,000 crowns a year"),
    record("How long is the beekeeping course?", "Training", "lasts ten weeks"),
    record("Which tools does a beekeeper need?", "Tools", "a smoker, which calms the bees"),
    record("What calms the bees?", "Tools", "a smoker, which calms the bees"),
    record("What is the capital of France?"),
    record("Who won the world cup in 1998?"),
    record(
        "And how does it end?",
        "Training",
        "ends with an examination",
        kind="follow-up",
        history=[{"role": "user", "content": "How long is the beekeeping course?"}],
    ),
]


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "untouched"))
    (tmp_path / "bees.md").write_text(GUIDE, encoding="utf-8")
    path = tmp_path / "bees.questions.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in RECORDS), encoding="utf-8")
    return path


def test_json_for_machines(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(questions), "--half", "all", "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    (evaluation,) = report["evaluations"]
    found = {name: metric["advisor"]["value"] for name, metric in evaluation["metrics"].items()}
    assert evaluation["guide"] == "bees.md"
    assert len(evaluation["questions"]) == len(RECORDS)
    assert found["spans_true"] == 1
    assert found["evidence@5"] == 1
    assert found["off_subject_refused"] == 1
    assert report["mean"] == found
    (chunk,) = [evaluation["metrics"]["evidence@1"]["tutorial"]["value"]]
    assert chunk == 1  # the whole guide is one chunk
    assert not (questions.parent / "untouched").exists()


def test_tables_comparison_and_bounds(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.json"
    assert main([str(questions), "--half", "all", "--json", str(old)]) == 0
    shown = capsys.readouterr().out
    assert "bees.md, all half, 7 questions" in shown
    assert "Tutorial pipeline" in shown

    bounds = ["--fail-under", "spans_true=1", "--fail-under", "false_refusals=-0.1"]
    command = [str(questions), "--half", "all", "--compare", str(old)]
    assert main([*command, *bounds]) == 1
    shown = capsys.readouterr()
    assert "Nothing has changed since the earlier report." in shown.out
    assert "false_refusals is" in shown.err
    assert "spans_true" not in shown.err

    earlier = json.loads(old.read_text())
    earlier["evaluations"][0]["metrics"]["spans_true"]["advisor"]["value"] = 0.5
    asked = earlier["evaluations"][0]["questions"][4]
    asked["coverage_right"] = not asked["coverage_right"]
    old.write_text(json.dumps(earlier))
    assert main([*command, "--fail-under", "spans_true=1"]) == 0
    shown = capsys.readouterr()
    assert "better" in shown.out
    assert "What is the capital of France?" in shown.out


def test_what_people_asked_has_a_table_of_its_own_and_moves_no_other_figure(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(questions), "--half", "all", "--json", "-"]) == 0
    before = json.loads(capsys.readouterr().out)
    asked = tmp_path / "bees.real.questions.jsonl"
    talk = tmp_path / "bees.real.conversations.jsonl"
    real = {"source": "forum", "kind": "worry"}
    course = record("course: 10 weeks??", "Training", "lasts ten weeks", answerable="partly")
    asked.write_text(json.dumps(course | real) + "\n", encoding="utf-8")
    turns = [
        record("How long does a beekeeping course last?", "Training", "lasts ten weeks"),
        record("And how does it end?", "Training", "ends with an examination"),
        record("Who is the president of France?", answerable="no"),
    ]
    talk.write_text(json.dumps({"source": "forum", "turns": turns}) + "\n", encoding="utf-8")

    both = [str(questions), str(asked), str(talk), "--half", "all"]
    assert main([*both, "--json", "-"]) == 0
    after = json.loads(capsys.readouterr().out)
    (old,), (new,) = before["evaluations"], after["evaluations"]
    times = {name for name in old["metrics"] if name.startswith(("ask_", "search_"))}
    assert {name: new["metrics"][name] for name in old["metrics"] if name not in times} == {
        name: metric for name, metric in old["metrics"].items() if name not in times
    }
    assert new["questions"] == old["questions"]
    first, *turned = new["real_questions"]
    assert (first["extent"], first["source"]) == ("partly", "forum")
    assert [each["question"] for each in turned] == [turn["question"] for turn in turns]
    assert turned[1]["evidence_in_answer"], "asked after the answer before it"
    assert new["metrics"]["real_partly_evidence"]["advisor"]["count"] == 1
    assert new["metrics"]["talk_no_claimed"]["advisor"]["value"] == 0

    assert main([*both, "--fail-under", "talk_yes_evidence=0.9"]) == 0
    shown = capsys.readouterr().out
    assert "bees.md, all half, 7 questions" in shown
    assert "bees.md, all half, 4 questions that people asked" in shown
    assert "in conversations" in shown


def test_what_went_wrong_is_named_and_other_questions_are_not_compared(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.json"
    assert main([str(questions), "--half", "all", "--json", str(old)]) == 0
    more = tmp_path / "bees.more.questions.jsonl"
    claimed = record("How long is the beekeeping course, and what does it cost?", near_miss=True)
    more.write_text(json.dumps(claimed) + "\n", encoding="utf-8")
    capsys.readouterr()
    both = [str(questions), str(more), "--half", "all"]
    assert main([*both, "--compare", str(old)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "bees.md: 1 of 8 questions" in shown
    assert claimed["question"] in shown
    assert "right about coverage" in shown
    assert "asked other questions then (0 are gone, 1 are new)" in shown


def test_evidence_from_another_section_is_refused(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = record("How much?", "Training", "410,000 crowns a year")
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps(wrong) + "\n")
    assert main([str(questions)]) == 2
    assert "stands in another section than those named" in capsys.readouterr().err


def test_several_sets_have_a_mean(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "wasps.questions.jsonl"
    other.write_bytes(questions.read_bytes())
    (tmp_path / "wasps.txt").write_text(GUIDE.replace("#", ""), encoding="utf-8")
    assert main([str(questions), str(other), "--half", "all"]) == 0
    shown = capsys.readouterr().out
    assert "wasps.txt" in shown
    assert "Mean of 2 guides" in shown


def test_a_set_that_the_guide_belies_is_refused(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = record("How much?", "Salary", "510,000 crowns")
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps(wrong) + "\n")
    assert main([str(questions)]) == 2
    said = capsys.readouterr().err
    assert f"{questions}:8: no section of bees.md stands under Salary" in said
    assert f"{questions}:8: the evidence is not in bees.md" in said


def test_a_user_s_mistake_is_told_without_a_traceback(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "bees.md")]) == 2
    assert main([str(questions), "--compare", str(tmp_path / "gone.json")]) == 2
    (tmp_path / "other.json").write_text("[]")
    assert main([str(questions), "--compare", str(tmp_path / "other.json")]) == 2
    said = capsys.readouterr().err
    assert "cannot be read" in said
    assert "is not a report" in said
    assert main([str(questions), "--json", str(tmp_path / "gone" / "new.json")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main([str(questions), "--half", "all", "--json", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "cannot be written" in told.err
    assert "evidence@1" in told.out  # what was measured is not lost
    for bad in ("speed=1", "mrr=fast", "mrr", "mrr=90"):
        with pytest.raises(SystemExit) as stopped:
            main([str(questions), "--fail-under", bad])
        assert stopped.value.code == 2


def test_the_tutorial_pipeline_finds_the_nearest_chunk() -> None:
    paragraphs = [f"Bees of hive {n} fly over the meadow. " * 15 for n in range(4)]
    paragraphs.insert(2, "Quarterly tax returns are due in April. " * 15)
    pipeline = TutorialPipeline("\n\n".join(paragraphs), Embedder())
    assert all(len(chunk) <= 1_000 for chunk in pipeline.chunks)
    first, second = pipeline.search("When do I have to file my taxes?", 2)
    assert "tax returns" in first.text
    assert first.similarity > second.similarity


@pytest.mark.parametrize(
    "text",
    [
        "# Bees\n\n## Pay\n<!-- asked: what do I earn? | wages -->\n\nLow.\n",
        "---\ntitle: Bees\nasked:\n  Pay: what do I earn? | wages\n---\n# Bees\n\n## Pay\n\nLow.\n",
    ],
    ids=["comment", "front matter"],
)
def test_a_guide_can_be_evaluated_without_the_questions_that_it_carries(
    tmp_path: Path, text: str
) -> None:
    source, folder = tmp_path / "bees.md", tmp_path / "copy"
    folder.mkdir()
    source.write_text(text, encoding="utf-8")
    copy = without_asked(source, folder)
    assert copy.name == source.name
    assert "wages" not in copy.read_text(encoding="utf-8")
    assert take_asked(copy.read_text(encoding="utf-8"))[1] == ()
    assert copy.read_text(encoding="utf-8").endswith("# Bees\n\n## Pay\n\nLow.\n")
    assert source.read_text(encoding="utf-8") == text
    assert without_asked(tmp_path / "bees.pdf", folder) == tmp_path / "bees.pdf"
