"""An ingest that runs out of disk, which a limit on the size of files stands for."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from editions import edition_text
from fakes import write

from advisor import Advisor, Settings
from advisor.cli import main

MORE = "\n".join(f"- Weld part {number} with care.\n" for number in range(400))


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file can be written beyond a size in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def answers_from(settings: Settings, *editions: str) -> None:
    """Checks that the guide answers wholly from one of some editions."""
    with Advisor(settings) as advisor:
        (guide,) = advisor.guides()
        assert guide.text in editions
        answer = advisor.ask("How much does a welder earn in town 3?")
        assert answer.citations
        for cited in answer.citations:
            assert guide.text[cited.start : cited.end] == cited.quote


@pytest.mark.timeout(900)
def test_a_full_disk_is_named_and_the_old_edition_answers(
    tmp_path: Path,
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(data_dir=tmp_path / "data", embedding_model=str(tiny_model))
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", settings.embedding_model)
    old, new = edition_text(1), edition_text(2) + MORE
    guides = write(tmp_path / "guides", {"guide.md": old})
    assert main([str(guides)]) == 0
    write(guides, {"guide.md": new})
    largest = max(path.stat().st_size for path in settings.data_dir.rglob("*") if path.is_file())
    failures = 0
    for size in [0, 5_000, largest // 8, *(largest + step * 100_000 for step in range(-2, 20))]:
        capsys.readouterr()
        with room(max(size, 0)):
            code = main([str(guides)])
        told = capsys.readouterr()
        if code == 0:
            break
        failures += 1
        assert code == 2
        assert str(settings.data_dir) in told.err
        assert "Traceback" not in told.err
        assert "room" in told.err
        answers_from(settings, old, new)
    assert code == 0, "there was never enough room"
    assert failures > 4
    answers_from(settings, new)

    with Advisor(settings) as advisor:
        told_before = advisor.ask("How much does a welder earn in town 3?")
        with room(0):
            assert advisor.ask("How much does a welder earn in town 3?") == told_before
    write(guides, {"guide.md": old})
    with room(largest // 2):
        assert main([str(guides)]) == 2
    assert main([str(guides)]) == 0
    answers_from(settings, old)
