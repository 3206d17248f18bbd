"""What is live, as a process follows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import write

from advisor import Advisor
from advisor.index.store import Store


def test_a_live_generation_is_read_once_and_the_next_one_is_followed(
    tiny: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Store] = []
    heads = Store.heads

    def counted(store: Store) -> object:
        read.append(store)
        return heads(store)

    guides = write(tmp_path / "guides", {"welding.md": "# Welding\n\nA welder earns 20 crowns.\n"})
    tiny.ingest([guides])
    monkeypatch.setattr(Store, "heads", counted)
    for _ in range(3):
        assert "20 crowns" in tiny.search("welder")[0].text
    assert len(read) <= 1

    write(guides, {"welding.md": "# Welding\n\nA welder earns 30 crowns.\n"})
    tiny.ingest([guides])
    assert "30 crowns" in tiny.search("welder")[0].text
