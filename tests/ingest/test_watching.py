"""Following guides on the disk, by the program itself."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes import ROOT, write
from sites import Site
from watchfiles import Change

from advisor.errors import GuideError
from advisor.ingest.watching import watch


class Watcher:
    """`python ingest.py --watch --json` over a folder of guides, or what else is given."""

    def __init__(self, folder: Path, model: Path, *given: str) -> None:
        self.guides = write(folder / "guides", {"guide.md": "# Pay\n\nPay is 0.\n"})
        kept = {name: value for name, value in os.environ.items() if name[:8] != "ADVISOR_"}
        settings = {
            "ADVISOR_DATA_DIR": str(folder / "data"),
            "ADVISOR_EMBEDDING_MODEL": str(model),
            "ADVISOR_FETCH_NETWORKS": "127.0.0.1",
        }
        program = [sys.executable, str(ROOT / "ingest.py"), "--watch", "--json"]
        self.process = subprocess.Popen(
            [*program, *(given or [str(self.guides)])],
            env=kept | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Also where the tests themselves run in the background of a shell.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self._reports: queue.Queue[dict[str, object]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def save(self, text: str) -> None:
        """Saves the guide as editors do: to another file, which then takes its place."""
        (self.guides / "guide.md.tmp~").write_text(text, encoding="utf-8")
        (self.guides / "guide.md.tmp~").replace(self.guides / "guide.md")

    def report(self, timeout: float = 240) -> dict[str, object]:
        """The next report."""
        return self._reports.get(timeout=timeout)

    def _read(self) -> None:
        assert self.process.stdout is not None
        text = ""
        for line in self.process.stdout:
            text += line
            if line.startswith("}"):
                self._reports.put(json.loads(text))
                text = ""


@contextmanager
def following(folder: Path, model: Path, *given: str) -> Iterator[Watcher]:
    """A watcher that is ended with the block."""
    started = Watcher(folder, model, *given)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.wait()


@pytest.fixture
def watcher(tmp_path: Path, tiny_model: Path) -> Iterator[Watcher]:
    with following(tmp_path, tiny_model) as started:
        yield started


@pytest.mark.skipif(os.name != "posix", reason="sends Ctrl-C as POSIX does")
@pytest.mark.timeout(900)
def test_a_burst_of_saves_is_one_change_and_ctrl_c_ends_quietly(watcher: Watcher) -> None:
    assert watcher.report()["guides"] == ["guide.md"]
    (watcher.guides / "marker.md").write_text("All before this is told.\n")
    while "marker.md" not in watcher.report()["guides"]:  # type: ignore[operator]
        continue

    (watcher.guides / "notes.tmp").write_text("not a guide")
    for number in range(1_000, 1_005):
        watcher.save(f"# Pay\n\nPay is {number}.\n")
    guide, marker = watcher.report()["changes"]  # type: ignore[misc]
    assert guide["sections_changed"] == [["Pay"]]
    assert marker["what"] == "unchanged"

    (watcher.guides / "guide.md").rename(watcher.guides / "renamed.md")
    _, moved = watcher.report()["changes"]  # type: ignore[misc]
    assert (moved["guide"], moved["what"]) == ("renamed.md", "moved")
    assert moved["edition"] == guide["edition"]  # so the burst was one

    # A save that cannot be read is told, and watching goes on.
    (watcher.guides / "renamed.md").write_text("")
    (watcher.guides / "other.md").write_text("# Other\n\nOther words.\n")
    while "other.md" not in watcher.report()["guides"]:  # type: ignore[operator]
        continue
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(240) == 0
    assert watcher.process.stderr is not None
    assert "Traceback" not in watcher.process.stderr.read()


def test_what_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"missing\.md cannot be watched"):
        next(watch([tmp_path / "missing.md"]))


def test_a_list_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"pages\.txt cannot be watched"):
        next(watch([], [tmp_path / "pages.txt"], every=60))


def test_pages_are_due_at_first_by_the_clock_and_when_their_list_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"folder/guide.md": "x", "lists/pages.txt": "x"})
    guide, pages = (tmp_path / "folder" / "guide.md").resolve(), tmp_path / "lists" / "pages.txt"
    now = [1_000.0]
    monkeypatch.setattr("advisor.ingest.watching.time.monotonic", lambda: now[0])
    steps: list[tuple[float, Path | None]] = [
        (0, None),
        (59, None),
        (60, None),  # the clock
        (61, guide),
        (119, guide),
        (121, guide),  # a guide, and the clock
        (130, pages.resolve()),
        (189, None),
        (190, None),  # the clock, from the list on
    ]

    def changes(*_: Path, **__: object) -> Iterator[set[tuple[Change, str]]]:
        for seconds, path in steps:
            now[0] = 1_000.0 + seconds
            yield {(Change.modified, str(path))} if path else set()

    monkeypatch.setattr("watchfiles.watch", changes)
    told = [(now[0] - 1_000, due) for due in watch([tmp_path / "folder"], [pages], every=60)]
    assert told == [
        (0, True), (60, True), (61, False), (119, False), (121, True), (130, True), (190, True),
    ]  # fmt: skip


def test_pages_alone_are_followed_by_the_clock() -> None:
    due = watch([], every=0.1)
    assert [next(due) for _ in range(3)] == [True] * 3


@pytest.mark.skipif(os.name != "posix", reason="sends Ctrl-C as POSIX does")
@pytest.mark.timeout(900)
def test_a_page_is_looked_at_again_and_again(tmp_path: Path, tiny_model: Path, site: Site) -> None:
    address = site.put("/guide", "<h1>Pay</h1><p>Pay is 0.</p>")
    with following(tmp_path, tiny_model, address, "--every=0.01") as watcher:
        assert watcher.report()["changes"][0]["what"] == "added"  # type: ignore[index]
        assert watcher.report()["changes"][0]["what"] == "unchanged"  # type: ignore[index]
        site.put("/guide", "<h1>Pay</h1><p>Pay is 1.</p>")
        while (change := watcher.report()["changes"][0])["what"] == "unchanged":  # type: ignore[index]
            continue
        assert (change["what"], change["edition"]) == ("changed", 2)
        del site.pages["/guide"]  # is told, and watching goes on
        site.asked.clear()
        while len(site.asked) < 3:
            time.sleep(0.05)
        site.put("/guide", "<h1>Pay</h1><p>Pay is 2.</p>")
        while (change := watcher.report()["changes"][0])["edition"] != 3:  # type: ignore[index]
            continue
        watcher.process.send_signal(signal.SIGINT)
        assert watcher.process.wait(240) == 0


def test_only_guides_among_what_is_watched_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, alone = tmp_path / "folder", tmp_path / "alone.md"
    write(tmp_path, {"folder/guide.md": "x", "folder/notes.xyz": "x", "alone.md": "x", "o.md": "x"})
    told: list[Path] = [
        folder / "notes.xyz",  # is no guide
        folder / "guide.md",
        tmp_path / "o.md",  # lies beside a file that is watched
        alone,
        folder / "below" / "GUIDE.DOCX",
    ]
    concerned: list[Path] = []

    def changes(*roots: Path, **_: object) -> Iterator[set[tuple[Change, str]]]:
        assert set(roots) == {folder.resolve(), tmp_path.resolve()}
        yield set()  # nothing has changed since it began
        for path in told:
            concerned.append(path)
            yield {(Change.modified, str(path.resolve()))}

    monkeypatch.setattr("watchfiles.watch", changes)
    heeded = [concerned[-1:] for _ in watch([folder, alone])]
    assert heeded[0] == []
    assert [path for (path,) in heeded[1:]] == [
        folder / "guide.md",
        alone,
        folder / "below" / "GUIDE.DOCX",
    ]
