"""Word vectors kept on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from advisor.errors import StoreError
from advisor.models.embedding import Encoding
from advisor.models.encoding_cache import EncodingCache

TEXTS = {"1": "pay in Zurich", "2": "learn Python", "3": "of the"}


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder("pay zurich learn python")


@pytest.fixture
def cache(tmp_path: Path, embedder: WordEmbedder) -> Iterator[EncodingCache]:
    opened = EncodingCache(tmp_path / "deep" / "words.sqlite", embedder)
    yield opened
    opened.close()


def reopened(tmp_path: Path, embedder: WordEmbedder) -> EncodingCache:
    return EncodingCache(tmp_path / "deep" / "words.sqlite", embedder)


def unexpected(content: str) -> str:
    raise AssertionError(f"the text of {content} is kept")


UNIT_ROWS = arrays.arrays(
    np.float32, (3, 8), elements=st.floats(-1, 1, width=32).filter(lambda x: abs(x) > 1e-3)
).map(lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True))


@settings(max_examples=40, deadline=None)
@given(UNIT_ROWS, st.lists(st.text(max_size=8), min_size=3, max_size=3))
def test_what_is_put_comes_back_nearly_the_same(rows: np.ndarray, words: list[str]) -> None:
    encoding = Encoding(np.ones(8, dtype=np.float32), tuple(words), (0, 1, 2), rows)
    with tempfile.TemporaryDirectory() as folder:
        cache = EncodingCache(Path(folder) / "words.sqlite", WordEmbedder(""))
        cache.put({"one": encoding})
        found_words, found = cache.get(["one"], unexpected)["one"]
        cache.close()
    assert found_words == tuple(words)
    assert (found * rows).sum(axis=1) == pytest.approx(np.ones(3), abs=0.01)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_what_is_missing_is_computed_once_and_kept_on_disk(
    tmp_path: Path, cache: EncodingCache, embedder: WordEmbedder
) -> None:
    first = cache.get(["1", "2", "1"], TEXTS.__getitem__)
    assert sorted(embedder.embedded) == ["learn Python", "pay in Zurich"]
    assert first["1"][0] == ("pay", "zurich")
    assert first["1"][1].argmax(axis=1).tolist() == [0, 1]

    again = cache.get(["2", "1"], unexpected)
    anew = reopened(tmp_path, embedder)
    kept = anew.get(["1", "2"], unexpected)
    anew.close()

    assert len(embedder.embedded) == 2
    for found in (again, kept):
        assert found["2"][0] == ("learn", "python")
        assert found["2"][1] == pytest.approx(first["2"][1])


def test_only_the_missing_ones_are_computed(cache: EncodingCache, embedder: WordEmbedder) -> None:
    cache.get(["1"], TEXTS.__getitem__)
    found = cache.get(["1", "2"], TEXTS.__getitem__)
    assert embedder.embedded == ["pay in Zurich", "learn Python"]
    assert set(found) == {"1", "2"}


def test_a_text_without_words_comes_back_without_vectors(
    tmp_path: Path, cache: EncodingCache, embedder: WordEmbedder
) -> None:
    cache.get(["3"], TEXTS.__getitem__)
    anew = reopened(tmp_path, embedder)
    words, vectors = anew.get(["3"], unexpected)["3"]
    anew.close()
    assert words == ()
    assert len(vectors) == 0


def test_all_but_some_are_forgotten(
    tmp_path: Path, cache: EncodingCache, embedder: WordEmbedder
) -> None:
    cache.get(["1", "2"], TEXTS.__getitem__)
    cache.keep(["1", "2", "9"])
    cache.keep(["2"])
    anew = reopened(tmp_path, embedder)
    anew.get(["2"], unexpected)
    anew.get(["1"], TEXTS.__getitem__)
    anew.close()
    assert embedder.embedded.count("pay in Zurich") == 2
    assert embedder.embedded.count("learn Python") == 1


def test_more_texts_than_one_query_names(cache: EncodingCache, embedder: WordEmbedder) -> None:
    many = [f"text-{number}" for number in range(1_200)]
    cache.get(many, str)
    assert len(cache.get(many, unexpected)) == len(embedder.embedded) == 1_200


def test_a_file_that_is_no_cache_is_named(tmp_path: Path, embedder: WordEmbedder) -> None:
    path = tmp_path / "words.sqlite"
    path.write_text("something else, longer than a header of a database\n" * 40)
    with pytest.raises(StoreError, match=r"words\.sqlite.*may be deleted"):
        EncodingCache(path, embedder)
