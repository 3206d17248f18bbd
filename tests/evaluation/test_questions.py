"""Question sets are checked before anything is asked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from advisor.evaluation.questions import (
    EvaluationQuestion,
    Half,
    QuestionSetError,
    by_guide,
    check_questions,
    conversations_in_half,
    guide_beside,
    half_of,
    in_half,
    load_conversations,
    load_questions,
    load_sets,
    named_sections,
)
from advisor.guide.outline import outline
from advisor.types import Guide

TEXT = """# Bee Guide

Bees make **honey** and
wax.

## Pay

Keepers earn 20 crowns.

## Ways In

### Courses

A course lasts ten weeks.

### Pay

Courses cost 5 crowns.
"""
GUIDE = Guide("bees.md", "Bee Guide", TEXT, outline(TEXT, "Bee Guide"))
RECORD: dict[str, Any] = {
    "question": "How much do keepers make?",
    "kind": "number",
    "answerable": True,
    "near_miss": False,
    "sections": [["Pay"]],
    "evidence": "Keepers earn 20 crowns.",
}
UNANSWERABLE = RECORD | {
    "question": "Do bees sleep?",
    "kind": "not_covered",
    "answerable": False,
    "sections": [],
    "evidence": "",
}


def write(folder: Path, *records: Any) -> Path:
    path = folder / "bees.questions.jsonl"
    lines = (each if isinstance(each, str) else json.dumps(each) for each in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_set_is_read(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "Hello"}]
    path = write(
        tmp_path,
        RECORD | {"evidence_also": ["Courses cost\n 5 crowns."]},
        "",
        UNANSWERABLE,
        RECORD | {"question": "And then?", "kind": "follow-up", "history": history},
    )
    first, second, third = load_questions(path)
    assert first == EvaluationQuestion(
        text="How much do keepers make?",
        kind="number",
        extent="yes",
        near_miss=False,
        sections=(("Pay",),),
        evidence=("Keepers earn 20 crowns.", "Courses cost 5 crowns."),
        history=(),
        line=1,
    )
    assert (second.line, second.evidence, second.sections) == (3, (), ())
    assert third.history == (history[0],)
    check_questions(path, (first, second, third), GUIDE)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ({"question": "Why?"}, "without answerable, evidence, kind, near_miss, sections"),
        (RECORD | {"answer": "x"}, "unknown: answer"),
        (RECORD | {"kind": "riddle"}, "kind is not one of"),
        (RECORD | {"question": " "}, "question is not a text"),
        (RECORD | {"answerable": "mostly"}, "answerable is not true, false, yes, partly or no"),
        (RECORD | {"answerable": 1}, "answerable is not true, false, yes, partly or no"),
        (RECORD | {"answerable": []}, "answerable is not true, false, yes, partly or no"),
        (RECORD | {"source": " "}, "source is not a text"),
        (RECORD | {"source": "forum", "kind": ""}, "kind is not a word"),
        (RECORD | {"near_miss": 1}, "near_miss is not true or false"),
        (RECORD | {"sections": ["Pay"]}, "sections is not a list of heading paths"),
        (RECORD | {"sections": [[]]}, "sections is not a list of heading paths"),
        (RECORD | {"evidence": None}, "evidence is not a text"),
        (RECORD | {"evidence_also": "x"}, "evidence_also is not a list of texts"),
        (RECORD | {"history": [{"role": "user"}]}, "history is not a list of"),
        (RECORD | {"history": {}}, "history is not a list of"),
        (RECORD | {"answerable": False}, "without sections or evidence|with sections or evidence"),
        (RECORD | {"kind": "not_covered"}, "kind is not_covered exactly where"),
        (RECORD | {"near_miss": True}, "a near miss is not answerable"),
        (RECORD | {"evidence": ""}, "answerable, but without sections or evidence"),
        (RECORD | {"sections": []}, "answerable, but without sections or evidence"),
        (UNANSWERABLE | {"sections": [["Pay"]]}, "not answerable, but with sections"),
        (RECORD | {"kind": "follow-up"}, "a follow-up without history"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: Any, problem: str) -> None:
    path = write(tmp_path, UNANSWERABLE, record)
    with pytest.raises(QuestionSetError, match=problem) as error:
        load_questions(path)
    assert str(error.value).startswith(f"{path}:2: ")


def test_all_bad_lines_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "{", RECORD, RECORD)
    with pytest.raises(QuestionSetError) as error:
        load_questions(path)
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{path}:1: not JSON")
    assert second == f"{path}:3: the question of line 2 once more"


def test_a_set_without_questions_or_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="holds no questions"):
        load_questions(write(tmp_path, ""))
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_questions(tmp_path / "gone.questions.jsonl")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"sections": [["Salary"]]}, "no section of bees.md stands under Salary"),
        ({"sections": [["Work", "Pay"]]}, "no section of bees.md stands under Work > Pay"),
        ({"evidence": "Keepers earn 30 crowns."}, "not in bees.md word for word: Keepers earn 30"),
        ({"evidence_also": ["keepers"]}, "not in bees.md word for word: keepers"),
    ],
)
def test_what_the_guide_does_not_have_is_named(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    path = write(tmp_path, UNANSWERABLE, RECORD | change)
    with pytest.raises(QuestionSetError, match=problem) as error:
        check_questions(path, load_questions(path), GUIDE)
    assert str(error.value).startswith(f"{path}:2: ")


def test_evidence_is_sought_in_the_visible_words(tmp_path: Path) -> None:
    own = {"evidence": "Bees make honey and wax.", "sections": [["Bee Guide"]]}
    path = write(tmp_path, RECORD | own)
    check_questions(path, load_questions(path), GUIDE)


@pytest.mark.parametrize(
    ("expected", "paths"),
    [
        (("Courses",), [("Bee Guide", "Ways In", "Courses")]),
        (("Ways In", "Pay"), [("Bee Guide", "Ways In", "Pay")]),
        (("Bee Guide", "Pay"), [("Bee Guide", "Pay"), ("Bee Guide", "Ways In", "Pay")]),
        (("Pay",), [("Bee Guide", "Pay"), ("Bee Guide", "Ways In", "Pay")]),
        (("Courses", "Pay"), [("Bee Guide", "Pay"), ("Bee Guide", "Ways In", "Pay")]),
        (("Bee Guide",), [("Bee Guide",)]),
        (("Salary",), []),
        (("Salary", "Pay"), []),
    ],
)
def test_headings_name_sections(expected: tuple[str, ...], paths: list[tuple[str, ...]]) -> None:
    assert sorted(named_sections(expected, GUIDE.sections)) == paths


def test_the_guide_lies_beside_its_set(tmp_path: Path) -> None:
    path = write(tmp_path, RECORD)
    with pytest.raises(QuestionSetError, match="found: none"):
        guide_beside(path)
    (tmp_path / "bees.png").write_bytes(b"")
    (tmp_path / "bees.notes.md").write_text("x")
    (tmp_path / "bees.HTML").write_text("x")
    assert guide_beside(path) == tmp_path / "bees.HTML"
    (tmp_path / "bees.md").write_text("x")
    with pytest.raises(QuestionSetError, match=r"found: bees\.HTML, bees\.md"):
        guide_beside(path)
    with pytest.raises(QuestionSetError, match="is not a question set"):
        guide_beside(tmp_path / "bees.md")
    with pytest.raises(QuestionSetError, match="there is no folder"):
        guide_beside(tmp_path / "gone" / "bees.questions.jsonl")


def test_a_guide_may_have_several_sets(tmp_path: Path) -> None:
    own = write(tmp_path, RECORD)
    more, other = tmp_path / "bees.pay.questions.jsonl", tmp_path / "wasps.questions.jsonl"
    for name in ("bees.md", "wasps.txt", other.name):
        (tmp_path / name).write_text("x")
    with pytest.raises(QuestionSetError, match="no such file"):
        guide_beside(more)
    more.write_text("")
    assert guide_beside(more) == tmp_path / "bees.md"
    assert by_guide([own, other, more, own]) == [(own, more), (other,)]
    more.write_text(json.dumps(RECORD | {"question": "What else?"}) + "\n")
    assert [len(questions) for questions in load_sets((own, more)).values()] == [1, 1]
    with more.open("a") as file:
        file.write(json.dumps(RECORD | {"question": RECORD["question"].upper()}) + "\n")
    with pytest.raises(
        QuestionSetError, match=r"bees\.pay.*:2: the question of .*bees\.q.*:1 once"
    ):
        load_sets((own, more))
    more.write_text("no JSON\n")
    own.write_text("none either\n")
    with pytest.raises(
        QuestionSetError, match=r"(?s)bees\.q.*:1: not JSON.*bees\.pay.*:1: not JSON"
    ):
        load_sets((own, more))
    (tmp_path / "bees.md").rename(tmp_path / "ants.md")
    with pytest.raises(QuestionSetError, match=r"called bees\.pay or bees with"):
        guide_beside(more)
    (tmp_path / "ants.md").rename(tmp_path / "bees.md")
    (tmp_path / "bees.pay.md").write_text("x")
    assert guide_beside(more) == tmp_path / "bees.pay.md"  # a guide's whole name comes first


def test_a_question_may_be_answered_in_part_and_have_a_source(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        RECORD | {"answerable": "partly", "kind": "worry", "source": "forum thread"},
        UNANSWERABLE | {"answerable": "no"},
    )
    first, second = load_questions(path)
    assert (first.extent, first.kind, first.source) == ("partly", "worry", "forum thread")
    assert first.answerable
    assert (second.extent, second.source) == ("no", "")
    assert not second.answerable


def talk(folder: Path, *records: Any) -> Path:
    path = folder / "bees.real.conversations.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def test_a_conversation_is_read_turn_by_turn(tmp_path: Path) -> None:
    (tmp_path / "bees.md").write_text("x")
    turn = UNANSWERABLE | {"kind": "yes-no", "answerable": "no"}
    path = talk(tmp_path, {"source": "forum", "turns": [RECORD | {"answerable": "partly"}, turn]})
    assert guide_beside(path) == tmp_path / "bees.md"
    assert load_sets([path]) == {}
    (conversation,) = load_conversations(path)
    first, second = conversation.turns
    assert (first.text, first.extent) == ("How much do keepers make?", "partly")
    assert (second.text, second.source) == ("Do bees sleep?", "forum")
    assert {first.conversation, second.conversation} == {first.text}
    check_questions(path, conversation.turns, GUIDE)
    half = half_of(first.text)
    assert conversations_in_half([conversation], half) == (conversation,)
    assert conversations_in_half([conversation], "all") == (conversation,)
    other: Half = "tuning" if half == "reported" else "reported"
    assert conversations_in_half([conversation], other) == ()


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"turns": []}, "not a JSON object of source and turns"),
        ({"source": "", "turns": []}, "source is not a text"),
        ({"source": "forum", "turns": []}, "turns is not a list of questions"),
        ({"source": "forum", "turns": [RECORD, []]}, "turn 2: not a JSON object"),
        ({"source": "forum", "turns": [RECORD | {"history": []}]}, "turn 1: unknown: history"),
    ],
)
def test_a_bad_conversation_is_named(tmp_path: Path, record: Any, problem: str) -> None:
    path = talk(tmp_path, record)
    with pytest.raises(QuestionSetError, match=f":1: {problem}"):
        load_conversations(path)


def test_halves_are_told_by_the_words_alone() -> None:
    texts = [f"Question {number}?" for number in range(400)]
    for text in texts[:50]:
        first = int(hashlib.sha256(text.encode()).hexdigest()[0], 16)
        assert half_of(text) == ("tuning" if first < 8 else "reported")
    questions = [EvaluationQuestion(t, "fact", "yes", False, (), (), (), 1) for t in texts]
    tuning, reported = in_half(questions, "tuning"), in_half(questions, "reported")
    assert 150 < len(tuning) < 250
    assert {*tuning} | {*reported} == {*questions}
    assert not {*tuning} & {*reported}
    assert in_half(questions, "all") == tuple(questions)
