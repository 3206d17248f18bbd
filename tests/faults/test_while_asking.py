"""People ask, in threads of several processes, while another process ingests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from editions import edition_text
from fakes import running_chroma, write

from advisor import Advisor, Settings

INGESTS = 20
SMALL, LARGE = 24, 250


@contextmanager
def asker(data_dir: Path, model: Path, url: str, towns: int) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps asking, in two threads; a large guide without the reader, whose time
    would leave none for the ingests."""
    kept = {name: value for name, value in os.environ.items() if name[:8] != "ADVISOR_"}
    settings = {"DATA_DIR": str(data_dir), "EMBEDDING_MODEL": str(model), "CHROMA_URL": url}
    if towns == LARGE:
        settings["RERANKER"] = "late-interaction"
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("asking.py")), "2", str(towns)],
        env=kept | {f"ADVISOR_{name}": value for name, value in settings.items()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def answered_from(process: subprocess.Popen[str]) -> str:
    """The edition that answers a process's next question."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("ask\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("towns", [SMALL, LARGE], ids=["a small guide", "a large guide"])
@pytest.mark.parametrize("where", ["embedded", "server"])
def test_answers_come_from_one_edition_and_the_next_from_the_newest(
    tmp_path: Path, tiny_model: Path, free_port: int, where: str, towns: int
) -> None:
    with ExitStack() as running:
        url = ""
        if where == "server":
            url = f"http://127.0.0.1:{free_port}"
            running.enter_context(running_chroma(tmp_path / "server", free_port))
        shared = tmp_path / "data"
        # On a server, processes on other machines have data folders of their own.
        folders = [shared, tmp_path / "elsewhere" if url else shared]
        settings = Settings(data_dir=shared, embedding_model=str(tiny_model), chroma_url=url)
        advisor = running.enter_context(Advisor(settings))
        guides = write(tmp_path / "guides", {"guide.md": edition_text(1, towns)})
        advisor.ingest([guides])
        askers = [running.enter_context(asker(each, tiny_model, url, towns)) for each in folders]
        for process in askers:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for edition in range(2, INGESTS + 2):
            write(guides, {"guide.md": edition_text(edition, towns)})
            advisor.ingest([guides])
            assert [answered_from(process) for process in askers] == [str(edition)] * 2
        for process in askers:
            ended = json.loads(process.communicate()[0])
            assert ended["troubles"] == []
            assert ended["answers"] > INGESTS
            assert process.returncode == 0
