"""An ingest that is killed leaves all guides as they were or as they are to be, and the next
ingest finishes its work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MOMENTS = 120
SAVES = 32


def killed(folder: Path, model: Path, moments: int, when: str) -> list[dict[str, Any]]:
    """What `killed_ingests.py` found at some moments, all of it sound."""
    script = Path(__file__).with_name("killed_ingests.py")
    command = [sys.executable, script, folder, model, "3", str(moments), when]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [moment for moment in found if "trouble" in moment] == []
    assert {moment["moment"] for moment in found} == set(range(moments))
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ingests are forked")
@pytest.mark.timeout(1_200)
def test_a_kill_at_any_moment_leaves_whole_editions(tmp_path: Path, tiny_model: Path) -> None:
    found = killed(tmp_path, tiny_model, MOMENTS, "anytime")
    results = [moment["result"] for moment in found if not moment["empty"]]
    counts = {
        "before anything was written": sum(r["done"] == r["left"] == 0 for r in results),
        "while passages were added": sum(r["done"] == 0 < r["left"] for r in results),
        "while what is stale was deleted": sum(
            r["done"] == r["of"] and r["left"] > 0 for r in results
        ),
        "when all was done": sum(r["done"] == r["of"] and r["left"] == 0 for r in results),
    }
    assert min(counts.values()) > 0, counts  # the kills have struck everywhere


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ingests are forked")
@pytest.mark.timeout(1_200)
def test_a_kill_while_an_index_is_saved_leaves_whole_editions(
    tmp_path: Path, tiny_model: Path
) -> None:
    found = killed(tmp_path, tiny_model, SAVES, "saving")
    assert sum(not moment["ended"] for moment in found) >= SAVES / 4
