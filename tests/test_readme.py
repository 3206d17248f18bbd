"""What README shows, as it stands: each way to use the advisor by its own commands."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fakes import write
from processes import free_port
from sites import Site

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860"
EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "advisor").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def section(heading: str) -> str:
    """The text below a heading of README, up to the next one."""
    match = re.search(rf"^### {re.escape(heading)}\n(.*?)^##", README, re.DOTALL | re.MULTILINE)
    assert match, heading
    return match[1]


def commands(heading: str) -> list[str]:
    """The commands that a section shows, without what a comment says of them."""
    shown = section(heading).replace("\\\n", " ")
    lines = re.findall(r"^ {4}((?:\.venv/bin/|curl ).*)$", shown, re.MULTILINE)
    return [re.sub(r"\s{2,}#.*| # .*", "", line) for line in lines]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout with its environment, and a home folder with a guide."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("ingest.py", "app.py", "corpus"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    write(folder / "home" / "guides", {"old.md": "# Old trade\n\n## Pay\n\nIt is 20 crowns.\n"})
    (folder / "questions.txt").write_text("What do beginners earn?\n\nWhat is Kaggle for?\n")
    (folder / "cv.txt").write_text("Skills: Python, SQL\n")
    return folder


def run(command: str, folder: Path, **said: str) -> str:
    """What a command prints, in a folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_")},
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
    }
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        input=said.get("input", ""),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stderr}"
    return ended.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_docstrings_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


def test_the_examples_in_python_run(checkout: Path) -> None:
    codes = re.findall(r"```python\n(.*?)```", section("Call it from Python"), re.DOTALL)
    printed = []
    for code in codes:
        (checkout / "example.py").write_text(code, encoding="utf-8")
        printed.append(run(".venv/bin/python example.py", checkout))
    asked, planned = printed
    assert "Europe" in asked
    assert "covered" in asked
    assert "€60,000" in asked
    assert "have Python" in planned
    assert "- [ ] **Calculus**" in planned


def test_the_commands_run(checkout: Path) -> None:
    told = {command: run(command, checkout) for command in commands("On the command line")}
    assert len(told) >= 6
    assert "€60,000" in told['.venv/bin/advisor ask "What would I earn in London?"']
    lines = (checkout / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert "have    Python" in told['.venv/bin/advisor gaps "I know Python, a bit of SQL"']
    assert "- [x] SQL" in (checkout / "plan.md").read_text(encoding="utf-8")
    assert ["$50,000" in json.loads(line)["text"] for line in lines] == [True, False]
    assert told['.venv/bin/advisor show ml-engineer-guide.md "Europe"'].startswith("#### Europe")


def test_guides_are_ingested_listed_shown_and_removed(checkout: Path) -> None:
    shown = [each for each in commands("Ingest a guide") if "--watch" not in each]
    told = {command: run(command, checkout) for command in shown}
    assert len(told) >= 5
    assert "old.md" in told[".venv/bin/python ingest.py --list"]
    assert "20 crowns" in told[".venv/bin/python ingest.py --show old.md"]
    assert "old.md" not in run(".venv/bin/python ingest.py --list", checkout)


def test_web_pages_are_ingested(checkout: Path, site: Site) -> None:
    page = site.put("/careers/nurse", "<h1>Nurse</h1><p>A nurse earns 20 crowns.</p>")
    site.put("/sitemap.xml", f"<urlset><url><loc>{page}</loc></url></urlset>", "text/xml")
    (checkout / "addresses.txt").write_text(f"{page}  # ours\n", encoding="utf-8")
    shown = [each for each in commands("Ingest web pages") if "--watch" not in each]
    assert len(shown) == 3
    for command in shown:
        own = command.replace("https://site.example", site.root)
        run(f"ADVISOR_FETCH_NETWORKS=127.0.0.1 {own} --quiet", checkout)
    listed = run(".venv/bin/python ingest.py --list", checkout)
    assert f"127.0.0.1-{site.port}/careers/nurse.html" in listed
    for name in (f"127.0.0.1-{site.port}/careers/nurse.html", "old.md"):
        run(f".venv/bin/python ingest.py --remove {name}", checkout)


@pytest.fixture(scope="module")
def served(checkout: Path) -> Iterator[str]:
    """The address of the page, served as README says, with the guide that ships."""
    run(".venv/bin/python ingest.py --quiet", checkout)
    port = free_port()
    command = [".venv/bin/python", "app.py", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as page:
        assert page.stdout is not None
        assert str(port).encode() in page.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        page.terminate()


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_what_is_asked_over_http_is_answered(served: str, checkout: Path) -> None:
    shown = commands("Call it over HTTP")
    told = [run(f"{each.replace(ADDRESS, served)}", checkout) for each in shown]
    assert len(told) == 5
    assert json.loads(told[4])["profile"]["hours_per_week"] == 10
    assert "$50,000" in json.loads(told[0])["text"]
    assert told[1].rpartition("event: answer\n")[2].startswith('data: {"text"')
    assert len(json.loads(told[2])) == 3
    assert json.loads(told[3])[0]["name"] == "ml-engineer-guide.md"


def test_the_lines_for_assistants_are_what_is_served(served: str) -> None:
    blocks = re.findall(r"```json\n(.*?)```", section("From an assistant"), re.DOTALL)
    by_command, by_address = [json.loads(each) for each in blocks]
    own = by_command["mcpServers"]["career-advisor"]
    assert Path(own["command"]).name == "advisor"
    assert own["args"] == ["mcp"]
    address = by_address["servers"]["career-advisor"]["url"]
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream"}
    with httpx.Client(trust_env=False, timeout=60) as client:
        reply = client.post(address.replace(ADDRESS, served), json=asked, headers=accepted)
    assert "ask_guide" in reply.text
