"""`python ingest.py`: what it says and which exit code it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import ROOT, write
from sites import Site

from advisor import Advisor, Settings
from advisor.cli import main

GUIDE = "# Pay\n\nPay is good. It grows.\n\n# Skills\n\nLearn Python.\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", str(tiny_model))


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    return write(tmp_path / "guides", {"guide.md": GUIDE})


def test_a_first_ingest_says_what_went_in(guides: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(guides)]) == 0
    output = capsys.readouterr()
    assert "guide.md" in output.out
    assert "4 passages embedded" in output.out
    assert output.err == ""


def test_what_the_page_opens_with_needs_no_model_after_an_ingest(guides: Path) -> None:
    main([str(guides)])
    code = (
        "import sys\nfrom advisor import Advisor\nprint(Advisor().examples(10))\n"
        "assert 'torch' not in sys.modules, 'the model has been loaded'"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "Tell me about Skills" in shown.stdout


def test_a_second_ingest_says_that_nothing_changed_or_nothing_at_all(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(guides)])
    capsys.readouterr()
    assert main([str(guides)]) == 0
    assert capsys.readouterr().out.startswith("Nothing changed: guide.md")
    assert main([str(guides), "--quiet"]) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "")


def test_quiet_still_tells_of_changes_and_of_what_was_skipped(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(guides)])
    write(guides, {"guide.md": GUIDE + "\nMore.\n", "empty.md": ""})
    capsys.readouterr()
    assert main([str(guides), "--quiet"]) == 1
    output = capsys.readouterr()
    assert "guide.md" in output.out
    assert "empty.md" in output.err


def test_skipped_files_are_named_with_their_reason_and_an_exit_code_of_1(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(guides, {"empty.md": "", "table.xlsx": "cells"})
    assert main([str(guides), str(guides / "missing.md")]) == 1
    output = capsys.readouterr()
    lines = output.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("Skipped ") and ": " in line for line in lines)
    for name in ("empty.md", "table.xlsx", "missing.md"):
        assert name in output.err
    assert "guide.md" in output.out


@pytest.mark.parametrize("files", [{}, {"empty.md": ""}])
def test_nothing_readable_is_one_line_and_an_exit_code_of_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    (tmp_path / "guides").mkdir()
    write(tmp_path / "guides", files)
    assert main([str(tmp_path / "guides")]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert "Put a guide there" in output.err


def test_another_model_is_refused_and_can_be_rebuilt_with(
    guides: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    main([str(guides)])
    monkeypatch.delenv("ADVISOR_EMBEDDING_MODEL")
    capsys.readouterr()
    assert main([str(guides)]) == 2
    output = capsys.readouterr()
    assert "python ingest.py --rebuild" in output.err
    assert len(output.err.splitlines()) == 1
    assert main([str(guides), "--rebuild"]) == 0
    assert main([str(guides), "--quiet"]) == 0


def test_the_shipped_guides_are_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "ml-engineer-guide.md" in capsys.readouterr().out


def test_an_interrupted_ingest_says_how_to_go_on(
    guides: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Advisor, "ingest", interrupted)
    assert main([str(guides)]) == 2
    output = capsys.readouterr()
    assert "ingest again" in output.err
    assert output.out == ""


def test_a_bug_is_not_swallowed(guides: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Advisor, "ingest", broken)
    with pytest.raises(ZeroDivisionError):
        main([str(guides)])


def test_an_unknown_option_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--rebuilt"])
    assert caught.value.code == 2
    assert "--rebuilt" in capsys.readouterr().err


def test_a_dry_run_changes_nothing(guides: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(guides), "--dry-run"]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    with Advisor() as advisor:
        assert advisor.guides() == ()


def test_guides_can_be_listed_and_removed(guides: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert "python ingest.py" in capsys.readouterr().out
    main([str(guides)])
    capsys.readouterr()
    assert main(["--list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["edition"], row["sections"]) == ("guide.md", 1, 2)
    assert main(["--remove", "other.md"]) == 2
    assert "guide.md" in capsys.readouterr().err
    assert main(["--remove", "guide.md"]) == 0
    with Advisor() as advisor:
        assert advisor.guides() == ()


def test_a_report_for_scripts_is_json_alone(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(guides, {"empty.md": ""})
    assert main([str(guides), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["guides"] == ["guide.md"]
    assert (report["added"], report["embedded"]) == (5, 4)
    ((path, reason),) = report["skipped"]
    assert path.endswith("empty.md")
    assert reason


@pytest.mark.parametrize("program", ["ingest.py", "app.py"])
@pytest.mark.parametrize(
    ("name", "value"), [("ADVISOR_PORT", "many"), ("ADVISOR_PROT", "7860"), ("ADVISOR_HOST", "")]
)
def test_a_bad_setting_is_one_line_for_both_commands(
    tmp_path: Path, program: str, name: str, value: str
) -> None:
    ended = subprocess.run(
        [sys.executable, program],
        cwd=ROOT,
        env={**os.environ, "ADVISOR_DATA_DIR": str(tmp_path / "unused"), name: value},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert name.removeprefix("ADVISOR_").lower() in ended.stderr.lower()
    assert not (tmp_path / "unused").exists()


def test_a_file_whose_place_another_has_taken_is_named(
    guides: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(guides)])
    name = "guide.md"
    upload = tmp_path / "uploads" / name
    upload.parent.mkdir()
    upload.write_text("# Another\n\nOther words.\n")
    with Advisor(Settings()) as advisor:
        advisor.ingest([upload], replaces={upload: name})
    capsys.readouterr()

    assert main([str(guides), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main([str(guides)]) == 0

    said = capsys.readouterr().out
    assert f"Left out {guides / name}: another file has taken its place in {name}." in said
    assert f"python ingest.py --remove {name}" in said


def test_what_was_read_and_what_to_look_at_is_said_of_each_guide(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "A welder joins metal and is paid by the hour.\n\n" * 200
    write(guides, {"long.txt": long, "notes.md": GUIDE + "\n<!-- ask Ann about this -->\n"})
    assert main([str(guides), "--json"]) == 0
    read = {each["guide"]: each for each in json.loads(capsys.readouterr().out)["changes"]}
    assert (read["guide.md"]["sections"], read["guide.md"]["words"]) == (2, 9)
    assert (read["guide.md"]["left_out"], read["guide.md"]["warnings"]) == ([], [])
    assert read["notes.md"]["left_out"] == ["1 comment"]
    assert "no headings were found" in read["long.txt"]["warnings"][0]
    assert main(["--show", "notes.md"]) == 0
    shown = capsys.readouterr().out
    assert "Left out: 1 comment\n" in shown
    assert "Ann" not in shown
    assert main([str(guides)]) == 0
    output = capsys.readouterr()
    assert "long.txt: warning: no headings were found" in output.err
    assert main([str(guides), "--json"]) == 0
    again = {each["guide"]: each for each in json.loads(capsys.readouterr().out)["changes"]}
    assert again["long.txt"]["what"] == "unchanged"
    assert again["long.txt"]["warnings"] == read["long.txt"]["warnings"]


def test_a_guide_is_shown_as_the_advisor_sees_it(
    guides: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(guides)])
    capsys.readouterr()
    assert main(["--show", "guide.md"]) == 0
    shown = capsys.readouterr().out
    outline, _, text = shown.partition("\n\n")
    assert outline.splitlines()[1:] == ["  Pay", "  Skills"]
    assert text == GUIDE
    assert main(["--show", "guide.md", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["outline"] == [{"path": ["Pay"], "level": 1}, {"path": ["Skills"], "level": 1}]
    assert found["text"] == GUIDE
    assert main(["--show", "other.md"]) == 2
    assert "The guides are: guide.md" in capsys.readouterr().err


def test_pages_are_ingested_with_files_and_from_a_list(
    guides: Path,
    site: Site,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_FETCH_NETWORKS", "127.0.0.1")
    page, other = (site.put(path, f"<h1>Nurse</h1><p>Of {path}.</p>") for path in ("/a", "/b"))
    write(tmp_path, {"addresses.txt": f"{other}\n{site.root}/gone\n"})
    assert main([str(guides), page, f"@{tmp_path}/addresses.txt"]) == 1
    output = capsys.readouterr()
    for name in ("guide.md", f"127.0.0.1-{site.port}/a.html", f"127.0.0.1-{site.port}/b.html"):
        assert f"{name}: added" in output.out
    assert output.err.startswith(f"Skipped {site.root}/gone: there is no such page")
    assert main([page, "--quiet"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("minutes", ["0", "-1", "inf", "nan", "soon"])
def test_an_interval_that_is_none_ends_with_2(
    capsys: pytest.CaptureFixture[str], minutes: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--watch", f"--every={minutes}", "https://site.example/"])
    assert caught.value.code == 2
    assert "--every" in capsys.readouterr().err


def test_the_help_says_how_pages_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "https://" in said
    assert "@FILE" in said
    assert "one a line" in said
    assert "--every MINUTES" in said
