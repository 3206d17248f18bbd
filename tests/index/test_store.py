"""The store on a real Chroma: what is live, one write at a time, and nearest neighbours."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import edition_of, running_chroma
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import SettingsError, StoreError
from advisor.guide.edition import Edition, Head, manifest_digest, manifest_of
from advisor.index.chroma import ChromaServer, Connection, EmbeddedChroma
from advisor.index.store import LEVELS, Lease, Store, level_of

TEXT = "# Pay\n\nPay is good. It grows.\n\n# Skills\n\nLearn these:\n\n- Python\n- SQL\n"


@pytest.fixture
def store(connection: Connection) -> Iterator[Store]:
    opened = Store(connection, "model-1")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    """A store for many examples, each under a key of its own."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Store(EmbeddedChroma(Path(folder)), "model-1")
        yield opened
        opened.close()


def head_of(edition: Edition, key: str = "key-1", number: int = 1) -> Head:
    guide = edition.guide
    return Head(
        key=key,
        name=guide.name,
        title=guide.title,
        edition=number,
        ingested="2026-11-22T10:00:00+00:00",
        digest=guide.digest,
        manifest=manifest_digest(manifest_of(edition)),
        passages=len(edition.passages),
        source=f"/guides/{guide.name}",
        source_digest="digest",
    )


def as_published(edition: Edition, head: Head) -> Edition:
    return replace(
        edition,
        guide=replace(
            edition.guide,
            edition=head.edition,
            ingested=head.ingested,
            passages=head.passages,
        ),
    )


def add_all(store: Store, edition: Edition) -> None:
    contents = {
        p.id: content for p, content in zip(edition.passages, edition.contents, strict=True)
    }
    vectors = {
        content: np.eye(len(edition.contents), dtype=np.float32)[index]
        for index, content in enumerate(edition.contents)
    }
    for level in LEVELS:
        passages = [p for p in edition.passages if level_of(p) == level]
        store.add(level, passages, contents, vectors)


def live_ids(edition: Edition) -> dict[str, set[str]]:
    return {level: {p.id for p in edition.passages if level_of(p) == level} for level in LEVELS}


LINES = st.lists(
    st.one_of(
        st.text(alphabet=string.ascii_letters + " .é工🙂\"'\\|*-#", max_size=60),
        st.sampled_from(
            ["", "# Heading", "## Below", "- item", "1. step", "| a | b |", "A. B? C!"]
        ),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(LINES, st.integers(1, 999))
def test_an_edition_comes_back_as_it_was_published(
    shared: Store, lines: list[str], number: int
) -> None:
    edition = edition_of("\n".join(lines) + "\n")
    head = head_of(edition, number=number)
    shared.publish(head, edition)
    assert shared.heads() == (head,)
    assert shared.edition(head) == as_published(edition, head)


def test_a_guide_of_millions_of_characters_comes_back(store: Store) -> None:
    text = "# Pay\n\n" + "\n\n".join(
        f"Sentence {number} is about €{number}. " + "é" * 900 for number in range(1_300)
    )
    edition = edition_of(text)
    head = head_of(edition)
    store.publish(head, edition)
    assert len(text) > 1_000_000
    assert store.edition(head) == as_published(edition, head)


def test_a_new_head_takes_the_place_of_the_old_one(store: Store) -> None:
    first, second = edition_of(TEXT), edition_of(TEXT.replace("Python", "Rust"))
    store.publish(head_of(first), first)
    store.publish(head_of(second, number=2), second)
    (head,) = store.heads()
    assert head.edition == 2
    assert "Rust" in store.edition(head).guide.text


def test_heads_come_by_name_and_live_on_in_the_folder(store: Store, connection: Connection) -> None:
    for key, name in [("1", "z.md"), ("2", "a.md"), ("3", "m/b.md")]:
        edition = edition_of(TEXT, name)
        store.publish(head_of(edition, key), edition)
    store.close()
    names = [head.name for head in Store(connection, "model-1").heads()]
    assert names == ["a.md", "m/b.md", "z.md"]


def test_a_retracted_guide_is_live_no_longer(store: Store) -> None:
    edition = edition_of(TEXT)
    head = head_of(edition)
    store.publish(head, edition)
    store.retract(head)
    assert store.heads() == ()


def test_a_swept_edition_says_how_to_go_on(store: Store) -> None:
    edition = edition_of(TEXT)
    head = head_of(edition)
    store.publish(head, edition)
    store.retract(head)
    store.sweep(live_ids(edition))
    with pytest.raises(StoreError, match=r"Edition 1 of guide\.md is gone.*ingest\.py"):
        store.edition(head)


def test_the_nearest_come_best_first_with_their_cosine(store: Store) -> None:
    edition = edition_of("# A\n\nOne. Two. Three.\n")
    sentences = [p for p in edition.passages if p.kind == "sentence"]
    contents = {p.id: p.text for p in sentences}
    vectors = {"One.": (1, 0), "Two.": (0.6, 0.8), "Three.": (-1, 0)}
    store.add(
        "sentences", sentences, contents, {k: np.array(v, np.float32) for k, v in vectors.items()}
    )
    found = store.nearest("sentences", np.array([1, 0], np.float32), 2)
    assert [contents[id_] for id_, _ in found] == ["One.", "Two."]
    assert [similarity for _, similarity in found] == pytest.approx([1.0, 0.6], abs=1e-5)
    assert store.nearest("sections", np.array([1, 0], np.float32), 2) == []


def test_vectors_are_found_by_what_they_stand_for(store: Store) -> None:
    edition = edition_of(TEXT)
    add_all(store, edition)
    wanted = edition.contents[1]
    level = level_of(edition.passages[1])
    found = store.vectors(level, [wanted, "unknown"])
    assert list(found) == [wanted]
    assert found[wanted].argmax() == 1
    assert store.vectors(level, []) == {}


def test_a_sweep_deletes_all_that_is_not_live(store: Store) -> None:
    old, new = edition_of(TEXT), edition_of(TEXT.replace("Python", "Rust"))
    add_all(store, old)
    add_all(store, new)
    store.publish(head_of(old), old)
    store.publish(head_of(new, number=2), new)
    stale = {p.id for p in old.passages} - {p.id for p in new.passages}

    deleted = store.sweep(live_ids(new))

    assert deleted == len(stale) > 0
    assert {level: store.ids(level) for level in LEVELS} == live_ids(new)
    with pytest.raises(StoreError):
        store.edition(head_of(old))
    assert store.edition(head_of(new)).guide.text == new.guide.text
    assert store.sweep(live_ids(new)) == 0


def test_more_passages_than_one_call_takes(store: Store) -> None:
    edition = edition_of("# A\n\n" + "\n".join(f"- item {number}" for number in range(5_100)))
    items = [p for p in edition.passages if p.kind == "item"]
    vectors = {"content": np.array([1, 0], np.float32)}
    store.add("sentences", items, {p.id: "content" for p in items}, vectors)
    assert len(store.ids("sentences")) == len(items) == 5_100
    assert store.sweep({"sections": set(), "sentences": set()}) == 5_100
    assert store.ids("sentences") == set()


def test_another_model_is_refused_with_the_way_out(store: Store, connection: Connection) -> None:
    assert store.heads() == ()
    store.close()
    with pytest.raises(StoreError) as caught:
        Store(connection, "model-2").heads()
    message = str(caught.value)
    assert "python ingest.py --rebuild" in message
    assert "model-1" in message
    assert "model-2" in message
    assert Store(connection, "model-1").heads() == ()


def test_a_rebuilt_store_takes_the_place_only_when_adopted(
    store: Store, connection: Connection
) -> None:
    edition = edition_of(TEXT)
    store.publish(head_of(edition), edition)
    other = Store(connection, "model-2", rebuild=True)
    assert other.heads() == ()
    assert len(Store(connection, "model-1").heads()) == 1

    other.publish(head_of(edition), edition)
    other.adopt()

    assert len(Store(connection, "model-2").heads()) == 1
    with pytest.raises(StoreError, match="rebuild"):
        Store(connection, "model-1").heads()
    assert Store(connection, "model-1", rebuild=True).heads() == ()


def test_two_stores_in_one_process_stay_apart(tmp_path: Path) -> None:
    store = Store(EmbeddedChroma(tmp_path / "one"), "model-1")
    other = Store(EmbeddedChroma(tmp_path / "other"), "model-1")
    edition = edition_of(TEXT)
    store.publish(head_of(edition), edition)
    assert other.heads() == ()
    assert len(store.heads()) == 1
    add_all(store, edition)
    assert store.ids("sections") != set()


def test_one_of_several_gets_the_lease(store: Store) -> None:
    first, second = Lease("process 1 on a", 10.0), Lease("process 2 on b", 20.0)
    assert store.lease(first) == first
    assert store.lease(second) == first
    store.renew_lease(Lease(first.holder, 30.0))
    assert store.lease(second).expires == 30.0
    store.end_lease(second)
    assert store.lease(second).holder == first.holder
    store.end_lease(first)
    assert store.lease(second) == second


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"file/chroma.*may be written"):
        Store(EmbeddedChroma(tmp_path / "file" / "chroma"), "model-1").heads()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://localhost", "http://", "http://a:x"])
def test_a_malformed_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="ADVISOR_CHROMA_URL"):
        ChromaServer(url)


def test_a_server_that_is_gone_is_named_and_used_again_once_it_is_back(
    tmp_path: Path, free_port: int
) -> None:
    connection = ChromaServer(f"http://127.0.0.1:{free_port}")
    store = Store(connection, "model-1")
    edition = edition_of(TEXT)
    with pytest.raises(StoreError, match=rf"127\.0\.0\.1:{free_port} cannot be reached"):
        store.heads()
    with running_chroma(tmp_path, free_port):
        store.publish(head_of(edition), edition)
        assert len(store.heads()) == 1
    with pytest.raises(StoreError, match="cannot be reached"):
        store.heads()
    with running_chroma(tmp_path, free_port):
        assert store.edition(store.heads()[0]).guide.text == TEXT
