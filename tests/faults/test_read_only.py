"""A data folder that may be read and not written can be asked."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import ROOT, write

from advisor import Advisor, Settings

ASK = """
import json, logging, sys
from pathlib import Path
from advisor import Advisor, AdvisorError, Settings

logging.disable()
settings = Settings(data_dir=sys.argv[1], embedding_model=sys.argv[2])
with Advisor(settings) as advisor:
    answer = advisor.ask("How is the pay?")
    try:
        advisor.ingest([sys.argv[3]])
        refused = ""
    except AdvisorError as error:
        refused = str(error)
print(json.dumps({"quotes": [each.quote for each in answer.citations], "refused": refused}))
"""


def without_rights_of_root() -> None:
    """Have permissions of files count for root, too, in a process that is about to start."""
    if os.getuid() == 0:
        drop_from_bounding_set, dac_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override)


@pytest.mark.skipif(sys.platform != "linux", reason="takes rights from root as Linux has them")
def test_a_folder_that_may_not_be_written_can_be_asked(tmp_path: Path, tiny_model: Path) -> None:
    guides = write(tmp_path / "guides", {"guide.md": "# Pay\n\nThe pay is good.\n"})
    data = tmp_path / "data"
    with Advisor(Settings(data_dir=data, embedding_model=str(tiny_model))) as advisor:
        advisor.ingest([guides])
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for path in (data, *data.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", ASK, str(data), str(tiny_model), str(guides)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch)},
            capture_output=True,
            text=True,
            timeout=600,
            preexec_fn=without_rights_of_root,
        )
        assert ended.returncode == 0, ended.stderr
        found = json.loads(ended.stdout.splitlines()[-1])
        assert found["quotes"] == ["The pay is good."]
        assert "cannot be written" in found["refused"]
        assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before
        assert [path.name for path in scratch.iterdir() if path.name.startswith("advisor-")] == []
    finally:
        for path in (data, *data.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
