"""A question to ranked sections, with an embedder whose vectors can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEmbedder, library_of, nearest_in

from advisor.index.library import Library
from advisor.index.store import level_of
from advisor.models.encoding_cache import EncodingCache
from advisor.retrieval.retrieval import (
    Found,
    Nearest,
    Question,
    examine,
    find,
    read,
    rerank,
    understand,
)
from advisor.retrieval.subjects import Subjects
from advisor.weights import Weights

WEIGHTS = Weights()

GUIDE = """\
# Money

Pay is good. Pay grows.

# Learning

Learn Python. Learn statistics (natural language processing (NLP) too).

# Elsewhere

Other things matter.
"""
AXES = "pay grows good learn python statistics nlp processing"


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder(AXES)


@pytest.fixture
def library() -> Library:
    return library_of(GUIDE)


@pytest.fixture
def words(tmp_path: Path, embedder: WordEmbedder) -> Iterator[EncodingCache]:
    opened = EncodingCache(tmp_path / "words.sqlite", embedder)
    yield opened
    opened.close()


def asked(text: str, library: Library, embedder: WordEmbedder) -> Question:
    return understand(text, library, embedder, Subjects(embedder))


def searched(text: str, library: Library, embedder: WordEmbedder) -> Found:
    return find(asked(text, library, embedder), library, nearest_in(library, embedder), WEIGHTS)


def headings(found: Found) -> list[str]:
    return [each.place.section.path[-1] for each in found.ranked]


def test_a_question_is_spelled_out_and_its_words_weighed_by_rarity(
    library: Library, embedder: WordEmbedder
) -> None:
    question = asked("Is NLP other than pay?", library, embedder)
    assert question.text == "Is NLP other than pay?"
    assert question.expanded == "Is NLP other than pay? (natural language processing)"
    rarity = dict(zip(question.encoding.words, question.rarity, strict=True))
    assert rarity["pay"] == pytest.approx(np.log(4 / 2))
    assert rarity["nlp"] == pytest.approx(np.log(4 / 2))
    assert asked("zebra", library, embedder).rarity[0] == pytest.approx(np.log(4))


def test_the_section_with_the_words_comes_first(library: Library, embedder: WordEmbedder) -> None:
    found = searched("Does pay grow?", library, embedder)
    assert headings(found)[0] == "Money"
    # The question's words are "pay" and, unknown, "grow"; those of "Money: Pay is good." are
    # "pay", "good" and, unknown, "money".
    assert found.ranked[0].sentence == pytest.approx(2 / np.sqrt(2 * 3))
    assert [each.score for each in found.ranked] == sorted(
        (each.score for each in found.ranked), reverse=True
    )


def test_each_section_is_found_once(library: Library, embedder: WordEmbedder) -> None:
    found = searched("python pay learn things", library, embedder)
    assert sorted(headings(found)) == ["Elsewhere", "Learning", "Money"]


def test_keywords_find_what_vectors_do_not(library: Library, embedder: WordEmbedder) -> None:
    question = asked("which things matter", library, embedder)
    found = find(question, library, lambda *_: [], WEIGHTS)
    assert headings(found) == ["Elsewhere"]
    assert found.ranked[0].keyword > 0


def test_neighbours_that_are_not_live_are_dropped(library: Library, embedder: WordEmbedder) -> None:
    nearest = nearest_in(library, embedder)
    question = asked("pay", library, embedder)
    with_dead = find(
        question, library, lambda level, v, n: [("dead", 0.99), *nearest(level, v, n)][:n], WEIGHTS
    )
    alive = find(question, library, nearest, WEIGHTS)
    assert [(each.place.index, each.score) for each in with_dead.ranked] == [
        (each.place.index, each.score) for each in alive.ranked
    ]
    assert find(question, library, lambda *_: [("dead", 0.9)], WEIGHTS).ranked[0].keyword > 0


def test_nothing_is_found_where_nothing_is_near(library: Library, embedder: WordEmbedder) -> None:
    assert find(asked("zebra", library, embedder), library, lambda *_: [], WEIGHTS).ranked == ()


def test_each_word_is_met_where_it_stands(
    library: Library, embedder: WordEmbedder, words: EncodingCache
) -> None:
    found = examine(searched("pay python", library, embedder), words, 10)
    by_heading = {each.place.section.path[-1]: each for each in found.examined}
    assert by_heading["Money"].met.tolist() == pytest.approx([1, 0])
    assert by_heading["Learning"].met.tolist() == pytest.approx([0, 1])
    sentences = {p.text: p.id for p in by_heading["Learning"].place.sentences}
    learning = by_heading["Learning"].matches
    assert learning[sentences["Learn Python."]].tolist() == pytest.approx([0, 1])


def test_what_all_words_have_in_common_is_left_out_of_contrasts(
    library: Library, embedder: WordEmbedder, words: EncodingCache
) -> None:
    found = examine(searched("pay python", library, embedder), words, 10)
    met = [
        (each.matches[id_], each.contrasts[id_]) for each in found.examined for id_ in each.matches
    ]
    assert met
    for matches, contrasts in met:
        assert np.all(contrasts[matches > 0.99] > 0.99)  # the same word is the same word still
    assert any(np.any(contrasts < matches - 0.01) for matches, contrasts in met)


def all_as_near(library: Library) -> Nearest:
    """A vector search that cannot tell passages apart."""
    return lambda level, _vector, _count: [
        (passage.id, 0.5)
        for edition in library.editions.values()
        for passage in edition.passages
        if level_of(passage) == level
    ]


def test_late_interaction_prefers_the_section_that_meets_every_word(
    embedder: WordEmbedder, words: EncodingCache
) -> None:
    library = library_of("# A\n\nPay, pay.\n\n# B\n\nGood python and pay grows.\n")
    before = find(asked("pay", library, embedder), library, all_as_near(library), WEIGHTS)
    question = asked("pay python", library, embedder)
    found = rerank(Found(question, library, (), before.ranked), words, 10, WEIGHTS)
    assert headings(before) == ["A", "B"]
    assert headings(found) == ["B", "A"]


def test_a_reranker_reads_the_last_words_of_what_is_told_before_the_question(
    library: Library, embedder: WordEmbedder
) -> None:
    told = [" ".join(f"w{n}" for n in range(50)), " ".join(f"x{n}" for n in range(40))]
    question = understand("What pay?", library, embedder, Subjects(embedder), told=told)
    assert question.text == "What pay?"
    read_words = question.reworded.split()
    assert (read_words[0], len(read_words)) == ("w30", 62)
    assert question.reworded.endswith("x39 What pay?")
    plain = understand("What pay?", library, embedder, Subjects(embedder))
    assert np.array_equal(question.encoding.vector, plain.encoding.vector)


@pytest.mark.parametrize("preferred", ["A", "B"])
def test_a_reranker_reads_the_question_beside_the_sentences_and_decides(
    embedder: WordEmbedder, words: EncodingCache, preferred: str
) -> None:
    library = library_of("# A\n\n**Pay** is good.\n\n# B\n\nPay [grows](https://example.org).\n")
    calls: list[tuple[str, list[str]]] = []

    def reranker(question: str, texts: Sequence[str]) -> list[float]:
        calls.append((question, list(texts)))
        return [3.0 if text.startswith(preferred) else -3.0 for text in texts]

    before = find(asked("pay", library, embedder), library, all_as_near(library), WEIGHTS)
    found = read(rerank(before, words, 10, WEIGHTS), reranker, WEIGHTS)
    assert headings(found)[0] == preferred
    ((question, texts),) = calls
    assert question == "pay"
    assert sorted(texts) == ["A: Pay is good.", "B: Pay grows."]
    best, other = found.examined
    assert list(best.read.values()) == [3.0]
    assert list(other.read.values()) == [-3.0]


def test_only_the_nearest_sentences_of_the_first_sections_are_read(
    library: Library, embedder: WordEmbedder, words: EncodingCache
) -> None:
    before = searched("pay learn", library, embedder)
    seen: list[str] = []

    def reranker(_: str, texts: Sequence[str]) -> list[float]:
        seen.extend(texts)
        return [float(-index) for index in range(len(texts))]

    few = replace(WEIGHTS, read_most=1)
    found = read(rerank(before, words, 2, WEIGHTS), reranker, few)
    assert len(seen) == 1
    assert found.examined[0].read
    assert not found.examined[1].read
    assert sorted(headings(found)[:2]) == sorted(headings(before)[:2])
    assert found.ranked[2:] == before.ranked[2:]
    assert all(each.matches for each in found.examined)
    assert len(found.examined) == 2


def test_where_nothing_was_found_nothing_is_read(library: Library, embedder: WordEmbedder) -> None:
    question = asked("things matter", library, embedder)
    nothing = Found(question, library, (), ())
    assert read(nothing, lambda *_: [1.0], WEIGHTS) == nothing


def test_a_section_whose_sentences_were_all_too_far_is_not_lost(
    library: Library, embedder: WordEmbedder, words: EncodingCache
) -> None:
    question = asked("things matter", library, embedder)
    nearest = nearest_in(library, embedder)
    found = find(
        question,
        library,
        lambda level, v, n: nearest(level, v, n) if level == "sections" else [],
        WEIGHTS,
    )
    reranked = rerank(found, words, 10, WEIGHTS)
    assert headings(reranked)[0] == "Elsewhere"
    assert all(not each.similarity for each in reranked.ranked)
