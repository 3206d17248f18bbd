"""Two ingests at once, by the program itself: one waits for the other and says so."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from editions import edition_text
from fakes import ROOT, running_chroma, write

from advisor import Advisor, Settings
from advisor.index.chroma import ChromaServer
from advisor.index.locking import ingest_lock, leased
from advisor.index.store import Store
from advisor.models.embedding import Embedder

ME = f"process {os.getpid()} on {socket.gethostname()}"

LEASING = """
import sys
from advisor.index.chroma import ChromaServer
from advisor.index.locking import leased
from advisor.index.store import Store
with leased(Store(ChromaServer(sys.argv[1]), sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


def started(settings: Settings, guides: Path) -> subprocess.Popen[str]:
    """An ingest of guides in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name[:8] != "ADVISOR_"}
    given = {
        "ADVISOR_DATA_DIR": str(settings.data_dir),
        "ADVISOR_EMBEDDING_MODEL": settings.embedding_model,
        "ADVISOR_CHROMA_URL": settings.chroma_url,
    }
    return subprocess.Popen(
        [sys.executable, str(ROOT / "ingest.py"), "--json", str(guides)],
        env=kept | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("where", ["embedded", "server"])
def test_the_others_wait_and_say_for_whom_and_all_end_right(
    tmp_path: Path, tiny_model: Path, free_port: int, where: str
) -> None:
    with ExitStack() as running:
        url = f"http://127.0.0.1:{free_port}" if where == "server" else ""
        if url:
            running.enter_context(running_chroma(tmp_path / "server", free_port))
        # On a server, processes on other machines have data folders of their own.
        folders = [tmp_path / (name if url else "data") for name in ("one", "other")]
        settings = [
            Settings(data_dir=each, embedding_model=str(tiny_model), chroma_url=url)
            for each in folders
        ]
        guides = [
            write(tmp_path / "first", {"weld.md": edition_text(1)}),
            write(tmp_path / "second", {"bake.md": "# Baking\n\nBakers get up early.\n"}),
        ]
        identity = Embedder(str(tiny_model)).identity
        with leased(Store(ChromaServer(url), identity)) if url else ingest_lock(folders[0]):
            ingests = [started(*each) for each in zip(settings, guides, strict=True)]
            for ingest in ingests:
                running.callback(ingest.kill)
                assert ingest.stderr is not None
                assert ingest.stderr.readline() == f"Waiting for another ingest to end: {ME}.\n"
        for ingest in ingests:
            out, err = ingest.communicate()
            assert ingest.returncode == 0, err
            assert "Traceback" not in err
            assert json.loads(out)["skipped"] == []
        with Advisor(settings[0]) as advisor:
            assert {each.name: each.edition for each in advisor.guides()} == {
                "bake.md": 1, "weld.md": 1
            }  # fmt: skip
            assert advisor.search("When do bakers get up?")
            for folder in guides:
                assert advisor.ingest([folder]).embedded == 0


def test_a_lease_left_by_a_killed_process_does_not_block(
    tmp_path: Path, tiny_model: Path, chroma_server: str
) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", embedding_model=str(tiny_model), chroma_url=chroma_server
    )
    client = ChromaServer(chroma_server).client()
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    identity = Embedder(str(tiny_model)).identity
    holder = subprocess.Popen(
        [sys.executable, "-c", LEASING, chroma_server, identity],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    told: list[str] = []
    with Advisor(settings) as advisor:
        guides = write(tmp_path / "guides", {"weld.md": edition_text(1)})
        assert advisor.ingest([guides], waiting=told.append).guides == ("weld.md",)
    assert told == []
