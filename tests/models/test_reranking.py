"""The reranker that ships, and those that configuration can switch on."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import write

from advisor import Advisor, ModelError, Settings
from advisor.models.reranking import BundledReranker, CrossEncoderReranker, reranker_of


@pytest.mark.parametrize("name", ["late-interaction", "none"])
def test_two_need_no_model(name: str) -> None:
    assert reranker_of(name) is None


def test_the_one_that_ships_tells_what_answers_by_reading_both_together() -> None:
    reranker = reranker_of("bundled")
    assert isinstance(reranker, BundledReranker)
    entry = "Pay: Bakers who have just begun start at about 20,000 crowns a year."
    senior = "Pay: Bakers with their own shop and many years behind them earn 90,000 crowns."
    night = "Days: A baker's day begins at three in the morning."
    start, late, hours = reranker("How much do bakers earn at the start?", [entry, senior, night])
    assert start > max(0.0, late, hours)
    start, late, hours = reranker("what time does a baker get up for work", [entry, senior, night])
    assert hours > max(0.0, start, late)
    assert max(reranker("Do I need a driving licence?", [entry, senior, night])) < 0
    assert reranker("pay", []) == []


def test_its_neighbours_do_not_move_a_score() -> None:
    reranker = BundledReranker()
    texts = ["Pay is good.", "Learn Python, and then statistics, for about two years.", "No."]
    question = "Is pay good? " + "Tell me of your own experience. " * 60
    together = reranker(question, texts)
    assert together == [reranker(question, [text])[0] for text in texts]


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
    for name in ("none", "late-interaction", "bundled", str(tiny_reranker)):
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
