"""Rerankers that configuration can switch on."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import write

from advisor import Advisor, ModelError, Settings
from advisor.models.reranking import CrossEncoderReranker, reranker_of


@pytest.mark.parametrize("name", ["late-interaction", "none"])
def test_two_need_no_model(name: str) -> None:
    assert reranker_of(name) is None


def test_a_cross_encoder_scores_each_text_by_itself(tiny_reranker: Path) -> None:
    reranker = reranker_of(str(tiny_reranker))
    assert isinstance(reranker, CrossEncoderReranker)
    together = reranker("pay", ["pay is good", "learn python"])
    alone = [reranker("pay", [text])[0] for text in ("pay is good", "learn python")]
    assert together == pytest.approx(alone, abs=1e-4)
    assert together[0] != together[1]
    assert reranker("pay", []) == []


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        CrossEncoderReranker(str(tmp_path))("pay", ["pay is good"])
    assert str(tmp_path) in str(caught.value)
    assert "ADVISOR_RERANKER" in str(caught.value)


def test_the_order_is_the_reranker_s_own_choice(
    tmp_path: Path, tiny_model: Path, tiny_reranker: Path
) -> None:
    guides = write(
        tmp_path / "guides",
        {
            "guide.md": "".join(
                f"# Part {n}\n\nPay {'and bread ' * n} is good.\n\n" for n in range(8)
            )
        },
    )
    orders = {}
    for name in ("none", "late-interaction", str(tiny_reranker)):
        settings = Settings(
            data_dir=tmp_path / "data", embedding_model=str(tiny_model), reranker=name
        )
        with Advisor(settings) as advisor:
            advisor.ingest([guides])
            hits = advisor.search("pay", k=8)
            answer = advisor.ask("Which pay is good?")
        orders[name] = [hit.section[-1] for hit in hits]
        assert len(hits) == 8
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert answer.coverage in ("covered", "partial", "not_covered")
    assert sorted(orders["none"]) == sorted(orders[str(tiny_reranker)])
    assert orders["none"] != orders[str(tiny_reranker)]
