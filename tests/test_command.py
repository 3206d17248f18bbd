"""The console command `advisor`: what it prints and which exit code it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import write
from typer.testing import CliRunner

from advisor import Advisor, Answer
from advisor.command import app

GUIDE = "# Welding\n\n## Pay\n\nA welder earns 20 crowns.\n\n## Tools\n\nA welder needs a torch.\n"
#: The tiny model knows no words; so the guide says itself which questions it answers.
ASKED = GUIDE.replace("Pay\n", "Pay\n<!-- asked: What does a welder earn? -->\n").replace(
    "Tools\n", "Tools\n<!-- asked: And which tools? -->\n"
)
PAY = "What does a welder earn?"
#: What no guide is asked.
TASK = "Write a letter to my mother."


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", str(tiny_model))


def run(*words: str, said: str = "") -> tuple[int, str, str]:
    """The exit code, the standard output and the standard error of the command."""
    ended = CliRunner().invoke(app, list(words), input=said)
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended.exit_code, ended.stdout, ended.stderr


@pytest.fixture
def welding(tmp_path: Path) -> None:
    with Advisor() as advisor:
        advisor.ingest([write(tmp_path / "guides", {"welding.md": ASKED})])


@pytest.mark.usefixtures("welding")
def test_a_question_is_answered_with_its_sources_or_as_json() -> None:
    code, out, _ = run("ask", PAY, "--json")
    answer = Answer.from_dict(json.loads(out))
    assert (code, answer.coverage) == (0, "covered")
    code, out, _ = run("ask", PAY)
    assert code == 0
    assert out.startswith(answer.text)
    assert answer.citations
    for citation in answer.citations:
        assert f"[{citation.number}] welding.md: {' › '.join(citation.section)}\n" in out


@pytest.mark.usefixtures("welding")
def test_what_the_guide_does_not_cover_is_told_by_the_exit_code() -> None:
    code, out, _ = run("ask", TASK, "--json")
    assert json.loads(out)["coverage"] == "not_covered"
    assert code == 3


@pytest.mark.usefixtures("welding")
def test_questions_come_line_by_line_and_answers_as_lines_of_json() -> None:
    code, out, _ = run("ask", said=f"{PAY}\n\n{TASK}\n")
    first, second = (Answer.from_dict(json.loads(line)) for line in out.splitlines())
    assert first.coverage == "covered"
    assert second.coverage == "not_covered"
    assert code == 3


@pytest.mark.usefixtures("welding")
def test_a_conversation_goes_on_until_an_empty_line() -> None:
    code, out, _ = run("chat", said=f"{PAY}\nAnd which tools?\n\n")
    assert code == 0
    assert "20 crowns" in out
    assert "torch" in out


@pytest.mark.usefixtures("welding")
def test_guides_and_sections_are_listed_found_and_shown() -> None:
    assert "welding.md" in run("guides")[1]
    code, out, _ = run("search", PAY, "-k", "1", "--json")
    assert code == 0
    assert len(json.loads(out)) == 1
    assert "Welding › " in run("search", PAY)[1]
    assert run("show", "welding.md", "Tools")[1] == "## Tools\n\nA welder needs a torch.\n"
    assert run("show", "welding.md")[1].endswith(GUIDE)
    code, _, said = run("show", "welding.md", "Cakes")
    assert code == 2
    assert "There is no section “Cakes”" in said


def test_an_empty_store_gets_the_guides_that_ship() -> None:
    code, out, said = run("search", "pay", "--json")
    assert code == 0
    assert "Reading the guides" in said
    assert {hit["guide"] for hit in json.loads(out)} == {"ml-engineer-guide.md"}


def test_help_says_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in ("ask", "chat", "search", "show", "guides", "ingest", "serve"):
        assert name in out
    assert "--dry-run" in run("ingest", "--help")[1]
    monkeypatch.setenv("ADVISOR_PROT", "1")
    code, _, said = run("ask", PAY)
    assert code == 2
    assert "Unknown setting ADVISOR_PROT" in said


def test_guides_are_ingested(tmp_path: Path) -> None:
    code, out, _ = run("ingest", str(write(tmp_path / "guides", {"welding.md": ASKED})))
    assert code == 0
    assert "welding.md: added" in out


LEARNING = """\
# Welding

## Skills to Learn

- **TIG**: for thin sheets.
- **MIG**: for thick plates; a course in it takes two weeks.
"""


@pytest.fixture
def learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_EMBEDDING_MODEL")  # headings have to be understood
    with Advisor() as advisor:
        advisor.ingest([write(tmp_path / "guides", {"welding.md": LEARNING})])


@pytest.mark.usefixtures("learning")
def test_a_plan_and_what_is_missing_are_printed(tmp_path: Path) -> None:
    code, out, _ = run("gaps", "I know TIG.")
    assert (code, out.splitlines()[0], out.splitlines()[2]) == (0, "have    TIG", "missing MIG")
    code, out, _ = run("gaps", "--json", said="I know TIG.")
    assert [each["status"] for each in json.loads(out)] == ["have", "missing"]

    code, out, _ = run("plan", "--skill", "TIG", "", "--calendar", str(tmp_path / "plan.ics"))
    assert code == 0
    assert "- [x] TIG" in out
    assert "- [ ] **MIG**: for thick plates" in out
    assert b"SUMMARY:MIG" in (tmp_path / "plan.ics").read_bytes()
    code, out, _ = run("plan", "I know TIG.", "--json")
    assert [each["name"] for each in json.loads(out)["done"]] == ["TIG"]


@pytest.mark.usefixtures("welding")
def test_a_plan_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    code, _, told = run("plan", "hello", "--guide", "nothing.md")
    assert code == 2
    assert "nothing.md" in told
    code, _, told = run("plan", "hello", "--calendar", str(tmp_path / "plan.ics"))
    assert code == 2
    assert "no durations" in told
    assert not (tmp_path / "plan.ics").exists()
