"""A Chroma server that goes away and comes back, under an advisor that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection
from editions import edition_text
from fakes import running_chroma, write

from advisor import Advisor, Settings
from advisor.errors import StoreError
from advisor.ui.asking import respond

QUESTION = "How much does a welder earn in town 3?"


class Server:
    """A Chroma server that is killed and started again on one port, with one folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder, self._port = folder, port
        self._running = ExitStack()

    def start(self) -> None:
        self._running.enter_context(running_chroma(self._folder, self._port))

    def kill(self) -> None:
        self._running.close()


@pytest.fixture
def server(tmp_path: Path, free_port: int) -> Iterator[Server]:
    made = Server(tmp_path / "server", free_port)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def advisor(tmp_path: Path, tiny_model: Path, server: Server) -> Iterator[Advisor]:
    settings = Settings(
        data_dir=tmp_path / "data", embedding_model=str(tiny_model), chroma_url=server.url
    )
    with Advisor(settings) as made:
        write(tmp_path / "guides", {"guide.md": edition_text(1)})
        made.ingest([tmp_path / "guides"])
        yield made


def answers_from(advisor: Advisor, edition: int) -> None:
    """Checks that answers come wholly from an edition."""
    answer = advisor.ask(QUESTION)
    assert answer.citations
    for cited in answer.citations:
        assert cited.edition == edition
        assert edition_text(edition)[cited.start : cited.end] == cited.quote


def is_gone(error: StoreError, server: Server) -> bool:
    """Whether an error says which server is gone, and what to do."""
    return f"{server.url} cannot be reached" in str(error) and "Start it again" in str(error)


def test_a_server_killed_while_people_ask_is_named_and_used_again_when_back(
    advisor: Advisor, server: Server
) -> None:
    answers_from(advisor, 1)
    for _ in range(2):
        server.kill()
        for ask in (advisor.ask, advisor.search, lambda _: advisor.guides()):
            with pytest.raises(StoreError) as caught:
                ask(QUESTION)
            assert is_gone(caught.value, server)
        server.start()
        answers_from(advisor, 1)


def test_the_page_shows_a_notice_and_then_answers_again(advisor: Advisor, server: Server) -> None:
    server.kill()
    *_, turns = respond(advisor, QUESTION, ())
    assert turns[-1].answer is None
    assert "Start it again" in (turns[-1].notice or "")
    server.start()
    *_, turns = respond(advisor, QUESTION, turns)
    assert turns[-1].notice is None
    assert turns[-1].answer is not None
    assert turns[-1].answer.citations


def test_a_server_killed_while_passages_are_embedded(
    advisor: Advisor, server: Server, tmp_path: Path
) -> None:
    write(tmp_path / "guides", {"guide.md": edition_text(2)})
    with pytest.raises(StoreError) as caught:
        advisor.ingest([tmp_path / "guides"], progress=lambda *_: server.kill())
    assert is_gone(caught.value, server)
    server.start()
    answers_from(advisor, 1)
    told: list[str] = []
    advisor.ingest([tmp_path / "guides"], waiting=told.append)
    assert told == []
    answers_from(advisor, 2)


@pytest.mark.timeout(900)
def test_a_server_killed_before_any_write_loses_nothing(
    advisor: Advisor, server: Server, tmp_path: Path
) -> None:
    live = 1
    for number in count():
        write(tmp_path / "guides", {"guide.md": edition_text(live + 1)})
        failed = None
        try:
            with killed_before_write(number, server):
                advisor.ingest([tmp_path / "guides"])
        except StoreError as error:
            failed = error
        if failed is None:
            break
        assert is_gone(failed, server)
        server.start()
        (guide,) = advisor.guides()
        assert guide.edition in (live, live + 1)
        answers_from(advisor, guide.edition)
        advisor.ingest([tmp_path / "guides"])
        live += 1
        answers_from(advisor, live)
        assert advisor.ingest([tmp_path / "guides"]).embedded == 0
    assert number > 5  # lease, sections, sentences, manifest, head, stale ones, lease
    answers_from(advisor, live + 1)


class killed_before_write(ExitStack):  # noqa: N801
    """Kills a server just before an ingest writes for the given time, counted from 0."""

    def __init__(self, number: int, server: Server) -> None:
        super().__init__()
        self._number, self._server = number, server

    def __enter__(self) -> killed_before_write:
        written = count()

        def killing(real: Callable[..., object]) -> Callable[..., object]:
            def write_or_kill(*arguments: object, **options: object) -> object:
                if next(written) == self._number:
                    self._server.kill()
                return real(*arguments, **options)

            return write_or_kill

        patch = self.enter_context(pytest.MonkeyPatch.context())
        for name in ("add", "upsert", "delete"):
            patch.setattr(Collection, name, killing(getattr(Collection, name)))
        return self
