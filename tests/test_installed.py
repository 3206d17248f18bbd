"""The advisor installed from a wheel, away from its checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fakes import ROOT


def test_every_room_is_packed() -> None:
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for path in (ROOT / "advisor").rglob("__init__.py")
    }
    assert set(packed["tool"]["setuptools"]["packages"]) == rooms | {"advisor.corpus"}


@pytest.mark.timeout(1200)
def test_an_installed_wheel_answers_from_the_guide_that_ships(tmp_path: Path) -> None:
    source, site, elsewhere = tmp_path / "source", tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, listed):
        if name.startswith(("advisor/", "corpus/")) or "/" not in name:
            if not (ROOT / name).is_file():
                continue
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    subprocess.run([*wheel, str(source)], check=True, timeout=600)
    (built,) = tmp_path.glob("*.whl")
    install = [*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(built)]
    subprocess.run(install, check=True, timeout=600)

    kept = {name: value for name, value in os.environ.items() if name[:8] != "ADVISOR_"}
    ended = subprocess.run(
        [str(site / "bin" / "advisor"), "ask", "Which programming languages do I need?", "--json"],
        cwd=elsewhere,
        env=kept | {"PYTHONPATH": str(site), "ADVISOR_DATA_DIR": str(elsewhere / "data")},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["coverage"] == "covered"
    assert "Python" in answer["text"]
    assert str(site) in ended.stderr  # where it read the guide that ships
