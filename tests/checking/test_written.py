"""The labelled set in the manner of language models, through the check of written answers."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.models.embedding import Embedder
from tools.halueval import fate_of
from tools.written import FALSE, TRUE, fates, library_of, load_written, share, whole


def test_the_set_is_large_of_all_kinds_and_of_the_guides_words() -> None:
    claims = load_written()
    kinds = Counter(claim.kind for claim in claims)
    assert len(claims) >= 300
    assert sum(kinds[kind] for kind in FALSE) >= 120
    assert min(kinds[kind] for kind in FALSE) >= 15
    assert len({claim.sentence for claim in claims}) == len(claims)
    assert len({claim.guide for claim in claims}) == 3
    for claim in claims:
        places = library_of(claim.guide).places
        for words in claim.cited:
            assert any(words == each.text for place in places for each in place.sentences), words


def test_a_part_is_kept_for_tuning() -> None:
    tuning, reported = (len(load_written(half=half)) for half in ("tuning", "reported"))
    assert tuning + reported == len(load_written())
    assert min(tuning, reported) >= 120


@pytest.mark.timeout(900)
def test_with_a_judge_what_is_true_comes_through_and_nothing_false_wears_a_tick(
    bundled: Embedder,
) -> None:
    found = fates(load_written(half="reported"), bundled, judged=True)
    assert share(found, FALSE, "ticked") == 0.0
    assert share(found, TRUE, "removed") <= 0.05


@pytest.mark.timeout(1500)
def test_without_a_judge_little_false_wears_a_tick_and_little_true_goes(bundled: Embedder) -> None:
    found = fates(load_written(half="reported"), bundled, judged=False)
    assert share(found, FALSE, "ticked") <= 0.10
    assert share(found, TRUE, "removed") <= 0.05


@pytest.mark.timeout(900)
def test_a_whole_faithful_answer_comes_through_as_it_was_written(bundled: Embedder) -> None:
    answers = whole(load_written(half="reported"), bundled, judged=True)
    assert len(answers) >= 15
    assert any("\n\n- " in draft for draft, _ in answers)
    assert sum(draft == shown for draft, shown in answers) / len(answers) >= 0.95


def test_an_invented_answer_to_a_row_of_a_public_set_wears_no_tick(bundled: Embedder) -> None:
    row = {
        "knowledge": "Ada Lane (1844-1846) was a weekly paper. Bold Press was founded in 1989.",
        "hallucinated_answer": "Bold Press was founded in 1989 by the editors of Ada Lane.",
    }
    assert fate_of(row, bundled) in ("unticked", "removed")
    row["hallucinated_answer"] = "Bold Press was founded in 1989."
    assert fate_of(row, bundled) == "ticked"
