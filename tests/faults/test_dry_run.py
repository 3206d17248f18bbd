"""What the command line shows, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from editions import edition_text
from fakes import write

from advisor import Advisor, Settings
from advisor.cli import main
from advisor.index.generations import Generations
from advisor.index.store import LEVELS, Store
from advisor.models.embedding import Embedder

JSON_REPORT = {
    "guides", "added", "updated", "unchanged", "removed", "embedded", "skipped", "seconds",
    "changes", "replaced",
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", str(tiny_model))
    return Settings()


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    texts = {"weld.md": edition_text(1), "gone.md": "# Gone\n\nGone soon.\n", "same.md": "Same.\n"}
    return write(tmp_path / "guides", texts)


def stored(settings: Settings) -> tuple[object, ...]:
    """All that an ingest could change."""
    live = Generations(settings.data_dir / "chroma").live()
    store = Store(live, Embedder(settings.embedding_model).identity)
    heads = store.heads()
    return heads, [store.edition(head) for head in heads], [store.ids(level) for level in LEVELS]


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> object:
    """What the command prints as JSON."""
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_changes_nothing_and_tells_what_an_ingest_then_does(
    settings: Settings, guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = stored(settings)
    preview = shown(capsys, guides, "--dry-run")
    assert stored(settings) == empty
    assert main([str(guides)]) == 0
    before = stored(settings)
    assert preview["added"] == sum(len(ids) for ids in before[2])  # type: ignore[index, misc]

    (guides / "gone.md").unlink()
    write(guides, {"weld.md": edition_text(2), "new.md": "# New\n\nNew words.\n"})
    preview = shown(capsys, guides, "--dry-run")
    assert stored(settings) == before
    report = shown(capsys, guides)
    assert isinstance(preview, dict)
    assert isinstance(report, dict)
    assert report.keys() == JSON_REPORT
    assert {**preview, "seconds": 0} == {**report, "seconds": 0}
    assert stored(settings) != before
    assert {each["guide"]: each["what"] for each in report["changes"]} == {
        "gone.md": "removed", "new.md": "added", "same.md": "unchanged", "weld.md": "changed"
    }  # fmt: skip


def test_a_dry_run_says_that_it_is_one_and_names_the_sections(
    settings: Settings, guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(guides)])
    write(guides, {"weld.md": edition_text(1).replace("Rest in town 5", "Sleep in town 5")})
    capsys.readouterr()
    assert main([str(guides), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "changed  Welding › Town 5" in told
    assert "A dry run; nothing was changed." in told
    with Advisor(settings) as advisor:
        assert advisor.guide("weld.md").text == edition_text(1)


def test_lists_and_removals_are_json_too(
    settings: Settings, guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(capsys, "--list") == []
    main([str(guides)])
    rows = shown(capsys, "--list")
    assert isinstance(rows, list)
    assert [row["name"] for row in rows] == ["gone.md", "same.md", "weld.md"]
    assert rows[2]["sections"] == 25
    report = shown(capsys, "--remove", "gone.md")
    assert isinstance(report, dict)
    assert report["changes"][0]["what"] == "removed"
    with Advisor(settings) as advisor:
        assert [guide.name for guide in advisor.guides()] == ["same.md", "weld.md"]


def test_exit_codes_tell_all_from_some_and_none(
    settings: Settings, guides: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(guides)]) == 0
    write(guides, {"empty.md": ""})
    assert main([str(guides)]) == 1
    assert "empty.md" in capsys.readouterr().err
    assert main([str(tmp_path / "nowhere")]) == 2
    assert main(["--remove", "unknown.md"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert settings.data_dir.exists()
