"""What the reader is trained on, and that training moves it."""

from __future__ import annotations

import json
import random
from itertools import islice
from pathlib import Path

import pytest

from advisor import AdvisorError
from advisor.evaluation.questions import half_of, load_sets
from advisor.guide.carried import take_asked
from advisor.guide.outline import outline
from advisor.guide.passages import passages_of, plain
from advisor.reading.sandbox import Converter
from advisor.settings import Settings
from advisor.text.words import stems_of
from advisor.types import Guide
from tools import train_reader
from tools.refit import LEFT_OUT, TRAINED_ON, graded_questions, question_sets
from tools.train_reader import Group, loss_of, mean_of, public_groups, samples, trained

SETS = (
    "squad2_dev squad1_dev squad1_nqg_test selqa qed_dev covidqa dstc9_faq qamr fairytaleqa "
    "or_sharc"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {
        "question": "What does it cost?",
        "title": "Bread",
        "answerable": True,
        "candidates": [
            {"text": "It costs two crowns.", "label": 1},
            {"text": "It is brown.", "label": 0},
            {"text": "It is old.", "label": 0},
        ],
    }
    silent = row | {"answerable": False, "candidates": [{"text": "x", "label": 0}] * 2}
    missing = row | {"candidates": [{"text": "x", "label": 0}] * 2}
    for name in SETS:
        lines = [row] * 20 + [silent, missing]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in lines))
    return tmp_path


def test_a_group_knows_whether_something_answers(folder: Path) -> None:
    random.seed(1)
    groups = public_groups(folder)
    assert {group.kind for group in groups} == {"answered", "ordered", "silent"}
    for group in groups:
        for text, grade in zip(group.texts, group.grades, strict=True):
            assert grade == (2 if "costs" in text else 0)
        assert (2 in group.grades) == (group.kind != "silent")
    # Of the sets that are sure of it some answers are left out, and one question has none.
    assert 10 < sum(group.kind == "silent" for group in groups) < 60


def test_a_set_that_is_missing_is_named(folder: Path) -> None:
    (folder / "selqa.jsonl").unlink()
    with pytest.raises(AdvisorError, match=r"selqa\.jsonl"):
        public_groups(folder)


def test_right_sentences_keep_their_grades_and_own_questions_take_part() -> None:
    random.seed(1)
    wrong = tuple(f"no {n}" for n in range(40))
    public = [Group(("a",), ("yes", *wrong[:9]), (2,) + (0,) * 9, "answered")]
    own = [Group(("b", "c"), (*wrong, "well"), (0,) * 40 + (1,), "helped", True)]
    taken = list(islice(samples(public, own), 200))
    assert {group.questions for group in taken} == {("a",), ("b",), ("c",)}
    for group in taken:
        first = ("yes", 2) if group.questions == ("a",) else ("well", 1)
        assert (group.texts[0], group.grades[0]) == first
        assert set(group.grades[1:]) == {0}
        assert len(group.texts) in ((7,) if group.questions == ("a",) else (11, 12))


def test_a_group_never_loses_all_that_answers() -> None:
    random.seed(1)
    texts = tuple(f"t{n}" for n in range(20))
    own = [Group(("a",), texts, (1,) * 18 + (2, 0), "answered", True)]
    assert all(2 in group.grades for group in islice(samples(own, own), 100))


@pytest.mark.parametrize(
    ("kind", "grades", "graded", "good", "bad"),
    [
        ("answered", (2, 0), False, (4.0, -4.0), (-4.0, 4.0)),
        ("answered", (2, 1, 0), True, (4.0, -1.5, -6.0), (-1.5, 4.0, -6.0)),
        ("helped", (1, 0), True, (-1.5, -6.0), (3.0, -6.0)),
        ("silent", (0, 0), True, (-6.0, -6.0), (-1.5, -6.0)),
        ("silent", (0, 0), False, (-4.0, -4.0), (1.0, -4.0)),
        ("ordered", (2, 0), False, (-2.0, -4.0), (-4.0, -2.0)),
    ],
)
def test_the_loss_wants_what_answers_above_0_and_what_helps_above_minus_3(
    kind: str, grades: tuple[int, ...], graded: bool, good: tuple[float], bad: tuple[float]
) -> None:
    import torch

    group = Group(("q",), ("t",) * len(grades), grades, kind, graded)  # type: ignore[arg-type]
    better, worse = (float(loss_of(torch.tensor(each), group)) for each in (good, bad))
    assert better < worse


def test_training_tells_right_from_wrong(tiny_reranker: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(tiny_reranker)
    net = AutoModelForSequenceClassification.from_pretrained(tiny_reranker)
    group = Group(("pay",), ("pay is good", "learn python", "learn"), (2, 0, 0), "answered")

    def apart(net: torch.nn.Module) -> float:
        pairs = tokenizer(
            ["pay"] * 2, ["pay is good", "learn python"], return_tensors="pt", padding=True
        )
        with torch.no_grad():
            right, wrong = net(**pairs).logits.squeeze(-1).tolist()
        return float(right - wrong)

    before = apart(net.eval())
    teacher = trained(net, tokenizer, [group], [], minutes=0.05)
    assert apart(teacher) > before
    torch.manual_seed(2)
    pupil = AutoModelForSequenceClassification.from_pretrained(tiny_reranker)
    before = abs(apart(pupil.eval()) - apart(teacher))
    trained(pupil, tokenizer, [group], [], minutes=0.05, teachers=[teacher])
    assert abs(apart(pupil) - apart(teacher)) < before + 0.1


def test_training_in_16_bits_moves_the_same_way(tiny_reranker: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(tiny_reranker)
    net = AutoModelForSequenceClassification.from_pretrained(tiny_reranker)
    group = Group(("pay",), ("pay is good", "learn python"), (2, 0), "answered")
    pairs = tokenizer(["pay"] * 2, list(group.texts), return_tensors="pt", padding=True)

    def loss() -> float:
        with torch.no_grad():
            return float(loss_of(net.eval()(**pairs).logits.squeeze(-1), group))

    before = loss()
    trained(net, tokenizer, [group], [], minutes=0.05, bfloat16=True)
    assert loss() < before
    assert {each.dtype for each in net.parameters()} == {torch.float32}


def test_the_mean_of_weights() -> None:
    import torch

    ends = [{"a": torch.tensor([1.0, 3.0])}, {"a": torch.tensor([3.0, 4.0])}]
    assert mean_of(ends)["a"].tolist() == [2.0, 3.5]


def test_frozen_layers_stay_as_they_are(tiny_reranker: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_reranker)
    net = AutoModelForSequenceClassification.from_pretrained(tiny_reranker)
    before = {name: weights.clone() for name, weights in net.state_dict().items()}
    group = Group(("pay",), ("pay is good", "learn python"), (2, 0), "answered")
    trained(net, tokenizer, [group], [], minutes=0.02, frozen=1)
    moved = {name for name, weights in net.state_dict().items() if (weights != before[name]).any()}
    assert moved
    assert all("pooler" in name or "classifier" in name for name in moved)


def test_every_graded_sentence_stands_in_its_guide() -> None:
    graded = graded_questions()
    assert sum(len(questions) for questions in graded.values()) > 2_500
    with Converter() as converter:
        for source, questions in graded.items():
            text, _ = take_asked(converter.reading(source).text)
            guide = Guide(source.name, "", text, outline(text, source.stem), 1, "", "")
            shown = {" ".join(plain(passage.text).split()) for passage in passages_of(guide)}
            for each in questions:
                assert each.answers | each.helps <= shown, (source.name, each.question)
                assert not each.answers & each.helps


def test_no_reported_question_is_trained_on() -> None:
    reported = {
        frozenset(stems_of(question.text))
        for path in question_sets()
        for questions in load_sets([path]).values()
        for question in questions
        if half_of(question.text) == "reported"
    }
    for source, questions in graded_questions().items():
        for each in questions:
            stems = frozenset(stems_of(each.question))
            alike = [other for other in reported if len(stems) > 2 and stems == other]
            assert not alike, (source.name, each.question)


def test_the_guides_that_judge_are_not_trained_on() -> None:
    own = {path.name for path in graded_questions() if path.parent.name == "guides"}
    assert TRAINED_ON & {path.name for path in graded_questions()} == TRAINED_ON
    assert {"data-analyst.html", "electrician.md", "nurse.docx"}.isdisjoint(TRAINED_ON)
    assert own > LEFT_OUT
    assert len(own) >= 20


def test_nothing_is_taken_of_a_guide_that_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    judging = {*LEFT_OUT, "electrician.md"}
    graded = {path: each for path, each in graded_questions().items() if path.name in judging}
    sets = [path for path in question_sets() if path.name.startswith("electrician.")]
    monkeypatch.setattr(train_reader, "graded_questions", lambda: graded)
    monkeypatch.setattr(train_reader, "question_sets", lambda: sets)
    assert len(graded) == len(judging)
    assert not list(train_reader.own_groups(Settings()))
