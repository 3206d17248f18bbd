"""Embedded stores one after the other: a reader keeps the one it has opened."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import WordEmbedder, edition_of

from advisor.errors import StoreError
from advisor.guide.edition import Head, manifest_digest, manifest_of
from advisor.index.chroma import ChromaServer, EmbeddedChroma
from advisor.index.generations import Generations, InPlace
from advisor.index.live import Live
from advisor.index.store import LEVELS, Store, level_of


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


# --- while a process runs for long -------------------------------------------------------------


def publish(generations: Generations, embedder: WordEmbedder, number: int) -> None:
    """Make an edition live, as an ingest does."""
    edition = edition_of(f"# Pay\n\nPay is good in edition {number}.\n")
    edition = replace(edition, guide=replace(edition.guide, edition=number))
    texts = {p.id: p.text for p in edition.passages}
    contents = dict(zip(texts, edition.contents, strict=True))
    vectors = {contents[id_]: embedder.encode_question(text).vector for id_, text in texts.items()}
    manifest = manifest_digest(manifest_of(edition))
    head = Head("key", "guide.md", "Guide", number, "", str(number), manifest, 2, "", "")
    with generations.draft() as connection, closing(Store(connection, "words")) as store:
        for level in LEVELS:
            store.add(
                level, [p for p in edition.passages if level_of(p) == level], contents, vectors
            )
        store.publish(head, edition)
        store.sweep({level: set(texts) for level in LEVELS})


def open_files(folder: Path) -> int:
    """How many files below a folder this process has open, once those let go of are closed."""
    counts = []
    for _ in range(50):
        names = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
        links = [os.readlink(name) for name in names if os.path.lexists(name)]
        counts.append(sum(link.startswith(str(folder)) for link in links))
        if counts[-1] == 0 or counts[-5:] == [counts[-1]] * 5:
            break
        time.sleep(0.1)
    return counts[-1]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files through /proc")
def test_old_generations_are_let_go_of(tmp_path: Path) -> None:
    generations, embedder = Generations(tmp_path / "chroma"), WordEmbedder("pay good edition")
    live = Live(generations, "words")
    counts = []
    for number in range(1, 13):
        publish(generations, embedder, number)
        snapshot = live.snapshot()
        assert snapshot.heads[0].edition == number
        question = embedder.encode_question("good pay").vector
        assert snapshot.store.nearest("sentences", question, 5)
        counts.append(open_files(tmp_path))
    # Chroma's own files come and go; what is kept open of every generation adds up.
    assert counts[-1] - counts[5] < len(counts) - 6
    del snapshot
    live.close()
    assert open_files(tmp_path) == 0


def test_an_answer_under_way_keeps_the_generation_that_it_began_with(tmp_path: Path) -> None:
    generations, embedder = Generations(tmp_path / "chroma"), WordEmbedder("pay good edition")
    with closing(Live(generations, "words")) as live:
        publish(generations, embedder, 1)
        before = live.snapshot()
        publish(generations, embedder, 2)
        assert live.snapshot().heads[0].edition == 2
        question = embedder.encode_question("good pay").vector
        for _ in range(3):  # Chroma opens its files anew when it likes
            ids = {id_ for id_, _ in before.store.nearest("sentences", question, 5)}
            assert ids == {p.id for p in before.library.editions["guide.md"].passages[1:]}
        assert folders(generations) == 2
        del before
        assert folders(generations) == 1, "who reads one last deletes it"
        publish(generations, embedder, 3)
        assert folders(generations) == 2, "the live one, and the one that was read last"
    assert folders(generations) == 1


def test_a_generation_that_another_process_reads_is_not_deleted(tmp_path: Path) -> None:
    generations, embedder = Generations(tmp_path / "chroma"), WordEmbedder("pay good edition")
    publish(generations, embedder, 1)
    live = generations.live()
    assert isinstance(live, EmbeddedChroma)
    first = live.folder
    code = (
        "import sys\nfrom pathlib import Path\nfrom advisor.index.chroma import EmbeddedChroma\n"
        "client = EmbeddedChroma(Path(sys.argv[1])).client()\nprint('open', flush=True)\n"
        "sys.stdin.readline()\nprint(len(client.list_collections()))"
    )
    command = [sys.executable, "-c", code, str(first)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reading:
        assert reading.stdin is not None
        assert reading.stdout is not None
        assert reading.stdout.readline() == "open\n"
        publish(generations, embedder, 2)
        assert first.is_dir()
        out, _ = reading.communicate("go on\n", timeout=60)
    assert int(out) > 0
    generations.sweep()
    assert not first.exists()


def test_a_store_is_opened_in_one_thread_while_another_switches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma looks a client up in a table of the process while it opens it."""
    from chromadb.api.client import Client

    opening, switched = threading.Event(), threading.Event()
    identified = Client.get_user_identity
    failures: list[BaseException] = []

    def slowly(client: Client) -> object:
        opening.set()
        switched.wait(30)
        return identified(client)

    def open_one() -> None:
        try:
            EmbeddedChroma(tmp_path / "opened").client()
        except BaseException as error:
            failures.append(error)

    monkeypatch.setattr(Client, "get_user_identity", slowly)
    opener = threading.Thread(target=open_one)
    opener.start()
    assert opening.wait(60)
    draft(Generations(tmp_path / "switched"), "first")
    switched.set()
    opener.join(60)
    assert failures == []
