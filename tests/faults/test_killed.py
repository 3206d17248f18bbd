"""An ingest that is killed leaves each guide in its old edition or the new one, and the next
ingest finishes its work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MOMENTS = 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ingests are forked")
@pytest.mark.timeout(1_200)
def test_a_kill_at_any_moment_leaves_whole_editions(tmp_path: Path, tiny_model: Path) -> None:
    script = Path(__file__).with_name("killed_ingests.py")
    command = [sys.executable, str(script), str(tmp_path), str(tiny_model), "3", str(MOMENTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    moments = [json.loads(line) for line in done.stdout.splitlines()]
    assert [moment for moment in moments if "trouble" in moment] == []
    assert {moment["moment"] for moment in moments} == set(range(MOMENTS))
    results = [moment["result"] for moment in moments if not moment["empty"]]
    counts = {
        "before anything was written": sum(r["done"] == r["left"] == 0 for r in results),
        "while passages were added": sum(r["done"] == 0 < r["left"] for r in results),
        "between two guides": sum(0 < r["done"] < r["of"] for r in results),
        "while stale ones were deleted": sum(
            r["done"] == r["of"] and r["left"] > 0 for r in results
        ),
        "when all was done": sum(r["done"] == r["of"] and r["left"] == 0 for r in results),
    }
    assert min(counts.values()) > 0, counts  # the kills have struck everywhere
