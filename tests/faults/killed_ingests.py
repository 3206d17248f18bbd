"""Ingests that are killed: python killed_ingests.py FOLDER MODEL SEED MOMENTS WHEN

Everything is imported and the model is loaded once; each ingest then runs in a child that is
forked from here, and so does each check of what it has left behind. One JSON line is printed for
each moment: where the kill struck, and what the check found wrong.

WHEN is "anytime", for random moments of an ingest of a few small guides, or "saving", for random
moments at which Chroma writes the files of its index, which it does for large guides.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

# One thread, so that nothing but the forking thread is needed in a child.
os.environ |= {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bm25s  # noqa: F401
import httpx  # noqa: F401
from chromadb.api import ClientAPI
from fakes import repeated, write
from tqdm import tqdm

from advisor import Advisor, Settings
from advisor.guide.context import embedded_text
from advisor.index.generations import Generations
from advisor.index.store import LEVELS, Store, level_of
from advisor.models.embedding import Embedder
from advisor.reading import encoding, markdown  # noqa: F401

#: How many moments are tried at a time; most of the time a trial waits for the disk.
RUNNERS = 4

#: How many copies of its sections make a guide so large that Chroma writes its index to files.
LARGE = 150


def guide(name: str, *topics: str, copies: int = 1) -> str:
    sections = (
        f"## {topic.title()} for {name}\n\nThe {topic} of {name} matters. It takes time.\n\n"
        f"- {topic} early in {name}\n- {topic} late in {name}\n"
        for topic in (f"{topic} {n}".removesuffix(" 0") for n in range(copies) for topic in topics)
    )
    return f"# {name.title()}\n\n" + "\n".join(sections)


def corpora(copies: int) -> tuple[dict[str, str], dict[str, str]]:
    """What is live, and what is ingested then: two guides change, one stays, one is renamed, one
    goes and one comes."""
    old = {
        "changed.md": guide("nursing", "pay", "training", "hours", copies=copies),
        "also-changed.md": guide("plumbing", "pay", "tools"),
        "same.md": guide("teaching", "pay", "training"),
        "renamed.md": guide("welding", "training", "safety"),
        "removed.md": guide("fishing", "pay", "boats"),
    }
    new = {
        "changed.md": guide("nursing", "exams", "pay", "work", copies=copies),
        "also-changed.md": guide("plumbing", "tools", "pay", "vans"),
        "same.md": old["same.md"],
        "new-name.md": old["renamed.md"],
        "added.md": guide("baking", "pay", "ovens"),
    }
    return old, new


def settings(folder: Path, model: Path) -> Settings:
    """How an advisor is set: without the bundled reranker, which each child would load anew."""
    return Settings(data_dir=folder, embedding_model=str(model), reranker="late-interaction")


class Trial:
    """A data folder and a folder of guides, in which an ingest goes from a corpus, or from
    nothing, to another."""

    def __init__(self, folder: Path, model: Path, start: Path | None, copies: int) -> None:
        self.folder, self.model = folder, model
        self.old, self.new = corpora(copies)
        if not start:
            self.old = {}
        if start:
            shutil.copytree(start, folder / "data")
        # The guides' folder is the one of the first ingest, so that what is gone there is noticed.
        self.guides = folder.parent / "guides"

    def settings(self) -> Settings:
        return settings(self.folder / "data", self.model)

    def ingest(self) -> None:
        with Advisor(self.settings()) as advisor:
            advisor.ingest([self.guides])

    def check(self) -> dict[str, Any]:
        """Where the kill struck; raises AssertionError if what it left is not sound, or if the
        next ingest does not mend it."""
        with Advisor(self.settings()) as advisor:
            left = self._check_live(advisor)
            texts = {each.name: each.text for each in advisor.guides()}
            assert texts in (self.old, self.new), f"live: {sorted(texts)}"

            report = advisor.ingest([self.guides])
            assert report.skipped == ()
            assert set(report.guides) == set(self.new)
            assert {each.name: each.text for each in advisor.guides()} == self.new
            stale = self._check_live(advisor)
            assert stale == 0, f"{stale} records are stale"
            assert advisor.ingest([self.guides]).embedded == 0
        changes = sum(self.old.get(name) != self.new.get(name) for name in {*self.old, *self.new})
        done = sum(
            texts.get(name) == self.new.get(name) != self.old.get(name)
            for name in {*self.old, *self.new}
        )
        return {"done": done, "of": changes, "left": left, "embedded": report.embedded}

    def _check_live(self, advisor: Advisor) -> int:
        """Checks what is live; returns how many records and folders are there beside it."""
        identity = Embedder(str(self.model)).identity
        connection = Generations(self.folder / "data" / "chroma").live()
        store = Store(connection, identity)
        editions = [store.edition(head) for head in store.heads()]
        assert repeated([edition.guide.name for edition in editions]) == []
        live = [(e, passage) for e in editions for passage in e.passages]
        assert repeated([passage.id for _, passage in live]) == []
        guides = {each.name: each for each in advisor.guides()}
        left = self._drafts()
        for edition in editions:
            text = edition.guide.text
            assert edition.passages
            assert edition.guide.passages == len(edition.passages)
            assert edition.guide == guides[edition.guide.name]
            for passage in edition.passages:
                assert text[passage.start : passage.end] == passage.text
        for level in LEVELS:
            stored = store.ids(level)
            texts = {p.id: embedded_text(e.guide, p) for e, p in live if level_of(p) == level}
            assert texts.keys() <= stored, f"{level} without a vector"
            left += len(stored - texts.keys())
            encoded = dict(Embedder(str(self.model)).encode_passages(list(texts.values())))
            for index, id_ in list(enumerate(texts))[:: 1 + len(texts) // 50]:
                found = dict(store.nearest(level, encoded[index].vector, len(stored)))
                assert found.get(id_, 0.0) > 0.999, f"the vector of {texts[id_]!r} is not found"
        client = connection.client()
        left += (_manifests(client) if client else 0) - len(editions)
        if not editions:
            return left
        contents = {content for edition in editions for content in edition.contents}
        left += len(self._cached() - contents)
        for name in {edition.guide.title.lower() for edition in editions}:
            answer = advisor.ask(f"What about the pay of {name}?")
            assert advisor.search(f"{name} training", k=3)
            for cited in answer.citations:
                guide = guides[cited.guide]
                assert cited.edition == guide.edition
                assert guide.text[cited.start : cited.end] == cited.quote
        return left

    def _drafts(self) -> int:
        """How many folders there are beside the live one."""
        folder = self.folder / "data" / "chroma"
        found = sum(path.is_dir() for path in folder.iterdir()) if folder.is_dir() else 0
        return found - (folder / "live").exists()

    def _cached(self) -> set[str]:
        (path,) = (self.folder / "data").glob("encodings-*.sqlite")
        with sqlite3.connect(path) as database:
            return {content for (content,) in database.execute("SELECT content FROM texts")}


def _manifests(client: ClientAPI) -> int:
    names = [c.name for c in client.list_collections() if c.name.endswith("-manifests")]
    return sum(client.get_collection(name).count() for name in names)


def forked(work: Callable[[], object]) -> tuple[int, int]:
    """Does work in a child; its process id, and a pipe that it writes its result to as JSON."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        done: dict[str, object] = {"result": work()}
    except BaseException:
        done = {"trouble": traceback.format_exc()}
    with open(writing, "w", encoding="utf-8") as pipe:
        json.dump(done, pipe)
    os._exit(0)


def result(child: int, reading: int) -> dict[str, Any] | None:
    """What a child has written; None when it was killed before."""
    with open(reading, encoding="utf-8") as pipe:
        written = pipe.read()
    os.waitpid(child, 0)
    return json.loads(written) if written else None


def main(folder: Path, model: Path, seed: int, moments: int, when: str) -> None:
    tqdm.monitor_interval = 0  # no thread for progress bars
    loaded = Embedder(str(model)).load()
    Embedder.load = lambda _: loaded  # type: ignore[method-assign]
    Embedder(str(model)).encode_question("warm up")
    assert threading.active_count() == 1

    copies = LARGE if when == "saving" else 1
    old, new = corpora(copies)
    guides = write(folder / "guides", old)
    start = folder / "start"

    def first() -> None:
        with Advisor(settings(start, model)) as advisor:
            advisor.ingest([guides])

    assert result(*forked(first)) == {"result": None}
    shutil.rmtree(guides)
    write(guides, new)

    def run(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        kind = WhileSaving if when == "saving" else Anytime
        places = {begun: kind(folder, model, begun, copies) for begun in (start, None)}
        for moment in range(number, moments, RUNNERS):
            # The first of four is an ingest into an empty store.
            killed = places[start if moment % 4 else None].kill(chance)
            line = json.dumps({"moment": moment, **killed}) + "\n"
            os.write(sys.stdout.fileno(), line.encode())  # in one piece: others write there too

    runners = [forked(partial(run, number)) for number in range(RUNNERS)]
    for runner in runners:
        assert result(*runner) == {"result": None}


class Trials:
    """Ingests from one start that are killed."""

    def __init__(self, folder: Path, model: Path, start: Path | None, copies: int) -> None:
        self._folder, self._model, self._start, self._copies = folder, model, start, copies

    def run(self, until: Callable[[Path, Callable[[], Any]], object] | None) -> dict[str, Any]:
        """An ingest that is killed when `until` returns, which is called with its folder and
        with what tells whether it has ended."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            trial = Trial(Path(folder), self._model, self._start, self._copies)
            began = time.monotonic()
            child, reading = forked(trial.ingest)
            if until is not None:
                until(trial.folder, partial(select.select, [reading], [], [], 0))
                os.kill(child, signal.SIGKILL)
            ingested = result(child, reading)
            seconds = time.monotonic() - began
            assert ingested in (None, {"result": None}), ingested
            checked = result(*forked(trial.check)) or {"trouble": "the check has died"}
            ended = ingested is not None
            return {"ended": ended, "seconds": seconds, "empty": self._start is None, **checked}


class Anytime(Trials):
    """Kills after a fraction of the time that such an ingest takes."""

    def __init__(self, folder: Path, model: Path, start: Path | None, copies: int) -> None:
        super().__init__(folder, model, start, copies)
        self._took = [self.run(None)["seconds"] for _ in range(3)]

    def kill(self, chance: random.Random) -> dict[str, Any]:
        # Up to a tenth longer than an ingest takes, so that some have ended by then.
        delay = chance.uniform(0, 1.1) * statistics.median(self._took)
        return self.run(lambda *_: time.sleep(delay))


class WhileSaving(Trials):
    """Kills just after the files beside the database have changed, for some time or other."""

    def kill(self, chance: random.Random) -> dict[str, Any]:
        changes, delay = chance.randrange(1, 12), chance.uniform(0, 0.003)

        def until(folder: Path, ended: Callable[[], Any]) -> None:
            seen, left = indexed(folder), changes
            while left and not any(ended()):
                now = indexed(folder)
                left -= now != seen
                seen = now
            time.sleep(delay)

        return self.run(until)


def indexed(folder: Path) -> dict[str, tuple[int, int]]:
    """The state of all files of Chroma's indexes."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in (".bin", ".pickle"):
            with suppress(FileNotFoundError):
                state = path.stat()
                found[str(path)] = (state.st_mtime_ns, state.st_size)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
