"""What the reader is trained on, and that training moves it."""

from __future__ import annotations

import json
import random
from itertools import islice
from pathlib import Path

import pytest

from advisor import AdvisorError
from tools.train_reader import Group, public_groups, samples, trained

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
        assert all("costs" in text for text in group.right)
        assert not any("costs" in text for text in group.wrong)
        assert bool(group.right) == (group.kind != "silent")
    # Of the sets that are sure of it some answers are left out, and one question has none.
    assert 10 < sum(group.kind == "silent" for group in groups) < 60


def test_a_set_that_is_missing_is_named(folder: Path) -> None:
    (folder / "selqa.jsonl").unlink()
    with pytest.raises(AdvisorError, match=r"selqa\.jsonl"):
        public_groups(folder)


def test_the_right_sentences_come_first_and_own_questions_take_part() -> None:
    random.seed(1)
    public = [Group("a", ("yes",), tuple(f"no {n}" for n in range(9)), "answered")]
    own = [Group("b", (), tuple(f"no {n}" for n in range(40)), "silent")]
    taken = list(islice(samples(public, own), 200))
    assert {group.question for group, _, _ in taken} == {"a", "b"}
    for group, texts, right in taken:
        assert len(texts) == 7
        assert texts[:right] == list(group.right)
        assert set(texts[right:]) <= set(group.wrong)


def test_training_tells_right_from_wrong(tiny_reranker: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(tiny_reranker)
    net = AutoModelForSequenceClassification.from_pretrained(tiny_reranker)
    group = Group("pay", ("pay is good",), ("learn python", "learn"), "answered")

    def apart() -> float:
        pairs = tokenizer(
            ["pay"] * 2, ["pay is good", "learn python"], return_tensors="pt", padding=True
        )
        with torch.no_grad():
            right, wrong = net(**pairs).logits.squeeze(-1).tolist()
        return float(right - wrong)

    before = apart()
    trained(net.eval(), tokenizer, [group], [], minutes=0.05)
    assert apart() > before
