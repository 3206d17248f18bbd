"""Embedded stores one after the other: a reader keeps the one it has opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import StoreError
from advisor.index.chroma import ChromaServer, EmbeddedChroma
from advisor.index.generations import Generations, InPlace


def held(generations: Generations) -> set[str]:
    """What is noted in the live generation."""
    connection = generations.live()
    if not isinstance(connection, EmbeddedChroma):
        return set()
    return {path.name for path in connection.folder.iterdir()}


def note(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(name)


def draft(generations: Generations, name: str) -> None:
    with generations.draft() as connection:
        assert isinstance(connection, EmbeddedChroma)
        note(connection.folder, name)


def interrupted_draft(generations: Generations) -> None:
    with generations.draft() as connection:
        assert isinstance(connection, EmbeddedChroma)
        note(connection.folder, "interrupted")
        raise KeyboardInterrupt


def folders(generations: Generations) -> int:
    return sum(path.is_dir() for path in generations.folder.iterdir())


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "chroma")


def test_nothing_is_live_or_made_before_the_first_draft_is_done(generations: Generations) -> None:
    assert generations.live().client() is None
    assert not generations.folder.exists()
    with generations.draft() as connection:
        assert isinstance(connection, EmbeddedChroma)
        note(connection.folder, "first")
        assert held(generations) == set()
    assert held(generations) == {"first"}


def test_a_draft_begins_with_what_is_live_and_changes_it_only_at_its_end(
    generations: Generations,
) -> None:
    draft(generations, "first")
    before = generations.live()
    with generations.draft() as connection:
        assert isinstance(connection, EmbeddedChroma)
        assert (connection.folder / "first").read_text() == "first"
        note(connection.folder, "second")
        assert held(generations) == {"first"}
        assert generations.live() == before
    assert held(generations) == {"first", "second"}
    assert generations.live() != before
    assert folders(generations) == 1


def test_a_draft_that_fails_leaves_nothing(generations: Generations) -> None:
    draft(generations, "first")
    with pytest.raises(KeyboardInterrupt):
        interrupted_draft(generations)
    assert held(generations) == {"first"}
    assert folders(generations) == 1


def test_drafts_that_were_cut_off_are_swept(generations: Generations) -> None:
    draft(generations, "first")
    note(generations.folder / "0123456789ab", "cut off")
    note(generations.folder / "old-0123456789ab", "half deleted")
    generations.sweep()
    assert held(generations) == {"first"}
    assert folders(generations) == 1


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    generations = Generations(tmp_path / "file" / "chroma")
    draft_of = generations.draft()
    with pytest.raises(StoreError, match=r"file/chroma.*may be written"), draft_of as connection:
        connection.client()


def test_a_server_is_written_to_in_place() -> None:
    home = InPlace(ChromaServer("http://127.0.0.1:8000"))
    with home.draft() as connection:
        assert connection == home.live()
    home.sweep()
    assert home.live() == ChromaServer("http://127.0.0.1:8000")
