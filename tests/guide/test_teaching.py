"""Questions taught in one step: a line in the guide's source, and nothing else changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fakes import write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import Advisor, GuideError, QuestionError, Settings
from advisor.cli import main
from advisor.guide.teaching import teach
from advisor.reading.limits import Limits

GUIDE = """\
# Work

Words before.

## Pay

Wages are fair.

### Europe

Prague pays 20 crowns.

## Days ##
<!-- asked: how long is a shift? -->

Shifts are long.

## Abroad

### Europe

Trains run.
"""
PLAIN = """\
A Guide to Work

Some words before that say what this guide is about, at some length.

PAY AND MONEY

Wages are fair, and they grow with the years that one has worked.

DAYS AND NIGHTS

Shifts are long, and they start early in the morning in most places.
"""
QUESTION = "Is the money any good?"


@pytest.fixture
def taught(tmp_path: Path, tiny: Advisor) -> Path:
    folder = write(tmp_path / "guides", {"work.md": GUIDE, "sub/plain.txt": PLAIN})
    tiny.ingest([folder])
    return folder


def question_of(path: Path, text: str, question: str, section: str) -> str:
    """A file after it was taught a question, its text without the line ends of its system."""
    path.write_text(text, encoding="utf-8", newline="")
    teach(path, section, question, Limits())
    return path.read_bytes().decode()


def test_a_question_that_was_missed_is_found_once_it_is_taught(taught: Path, tiny: Advisor) -> None:
    tiny.feedback(QUESTION, helpful=False)
    lesson = tiny.teach(QUESTION, "work.md", "pay")
    text = (taught / "work.md").read_text()
    assert text == GUIDE.replace("## Pay\n", f"## Pay\n<!-- asked: {QUESTION} -->\n")
    assert (lesson.section, lesson.line, lesson.written) == (("Work", "Pay"), 6, True)
    assert lesson.report.embedded == 1
    assert [each.guide for each in lesson.report.changes] == ["work.md"]
    assert tiny.unanswered() == ()
    answer = tiny.ask(QUESTION)
    assert answer.coverage == "covered"
    assert {citation.section for citation in answer.citations} == {("Work", "Pay")}
    assert {guide.name for guide in tiny.guides()} == {"work.md", "sub/plain.txt"}


def test_a_question_that_was_taught_finds_its_section_first(taught: Path, tmp_path: Path) -> None:
    with Advisor(Settings(data_dir=tmp_path / "knowing")) as advisor:  # with the bundled model
        advisor.ingest([taught])
        advisor.teach(QUESTION, "work.md", "pay")
        assert advisor.search(QUESTION, k=1)[0].section == ("Work", "Pay")


def test_what_would_be_refused_is_answered_from_its_section_once_it_is_taught(
    taught: Path, tiny: Advisor
) -> None:
    question = "Write me a cover letter!"
    assert tiny.ask(question).coverage == "not_covered"
    tiny.teach(question, "work.md", "Pay")
    answer = tiny.ask(question)
    assert answer.coverage == "covered"
    assert {citation.section for citation in answer.citations} == {("Work", "Pay")}
    assert question in (taught / "work.md").read_text()


def test_a_question_that_is_carried_already_is_not_written_again(
    taught: Path, tiny: Advisor
) -> None:
    lesson = tiny.teach("How  long is a SHIFT?", "work.md", "Days")
    assert not lesson.written
    assert (taught / "work.md").read_text() == GUIDE


def test_a_comment_that_stands_there_gets_the_question_too(taught: Path, tiny: Advisor) -> None:
    tiny.teach("is it tiring?", "work.md", "Days")
    assert (
        "<!-- asked: how long is a shift? | is it tiring? -->" in (taught / "work.md").read_text()
    )


def test_plain_text_carries_questions_too(taught: Path, tiny: Advisor) -> None:
    tiny.teach(QUESTION, "sub/plain.txt", "Pay and Money")
    tiny.teach("When do I get up?", "sub/plain.txt", "days and nights")
    comments = [f"<!-- asked: {each} -->\n" for each in (QUESTION, "When do I get up?")]
    text = (taught / "sub" / "plain.txt").read_text()
    assert text == PLAIN.replace("MONEY\n", f"MONEY\n{comments[0]}").replace(
        "NIGHTS\n", f"NIGHTS\n{comments[1]}"
    )
    assert tiny.search(QUESTION, k=1)[0].section[-1] == "PAY AND MONEY"
    assert "asked" not in tiny.guide("sub/plain.txt").text
    assert tiny.guide("sub/plain.txt").edition == 1


def test_a_guide_that_has_changed_since_is_taught_as_it_is_now(taught: Path, tiny: Advisor) -> None:
    (taught / "work.md").write_text("New words.\n\n# Holidays\n\nSome.\n\n# Other\n\nMore.\n")
    assert tiny.teach("time off?", "work.md", "holidays").report.changes[0].what == "changed"
    assert tiny.search("time off?", k=1)[0].section == ("Holidays",)
    tiny.teach("how does it begin?", "work.md", tiny.guide("work.md").title)
    assert (taught / "work.md").read_text().startswith("<!-- asked: how does it begin? -->\nNew")


@pytest.mark.parametrize(
    "heading", ["Pay\n===", "<h2>Pay</h2>", "## **Pay** {#pay}", "- ## Pay", "Pay\n---", "## Pay:"]
)
def test_headings_are_found_however_they_are_written(tmp_path: Path, heading: str) -> None:
    text = f"# Work\n\nThe word Pay.\n\n{heading}\n\nWages are fair.\n"
    found = question_of(tmp_path / "work.md", text, QUESTION, "Pay")
    assert found == text.replace(heading, f"{heading}\n<!-- asked: {QUESTION} -->")


def test_mdx_is_taught_too(tmp_path: Path) -> None:
    text = "import A from 'a'\n\n# Work\n\n<Box>\n\n## Pay\n\nWages.\n\n</Box>\n"
    found = question_of(tmp_path / "work.mdx", text, QUESTION, "Pay")
    assert found == text.replace("## Pay\n", f"## Pay\n<!-- asked: {QUESTION} -->\n")


@pytest.mark.parametrize("section", ["Pay > Europe", "work › pay › EUROPE", "Work > Pay > Europe"])
def test_a_path_tells_sections_of_one_name_apart(taught: Path, tiny: Advisor, section: str) -> None:
    assert tiny.teach(QUESTION, "work.md", section).section == ("Work", "Pay", "Europe")
    with pytest.raises(GuideError, match="Work › Pay › Europe; Work › Abroad › Europe"):
        tiny.teach(QUESTION, "work.md", "Europe")
    assert taught.exists()


@pytest.mark.parametrize(
    ("guide", "section", "said"),
    [
        ("other.md", "Pay", r"no guide 'other\.md'.* work\.md"),
        ("work.md", "Pays", "nearest are: Work › Pay"),
        ("work.md", "zzz", "sections are: Work; Work › Pay"),
        ("work.md", "", "sections are: Work"),
        ("work.md", "Europe > Pay", "no section"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    taught: Path, tiny: Advisor, guide: str, section: str, said: str
) -> None:
    with pytest.raises(GuideError, match=said):
        tiny.teach(QUESTION, guide, section)
    assert (taught / "work.md").read_text() == GUIDE


def test_headings_of_one_path_have_to_be_renamed(tmp_path: Path) -> None:
    path = tmp_path / "work.md"
    path.write_text("# A\n\nWords.\n\n# A\n\nOthers.\n")
    with pytest.raises(GuideError, match="Rename one"):
        teach(path, "A", QUESTION, Limits())


def test_a_file_that_is_gone_is_named(taught: Path, tiny: Advisor) -> None:
    (taught / "work.md").unlink()
    with pytest.raises(GuideError, match=r"work\.md is not there any more"):
        tiny.teach(QUESTION, "work.md", "Pay")


def test_a_format_that_carries_no_questions_says_what_to_do(tmp_path: Path, tiny: Advisor) -> None:
    path = tmp_path / "work.html"
    path.write_text("<h1>Work</h1><p>Words.</p><h2>Pay</h2><p>Wages are fair.</p>")
    tiny.ingest([path])
    with pytest.raises(GuideError, match=r"\.html files .* Markdown"):
        tiny.teach(QUESTION, "work.html", "Pay")


def test_a_question_has_to_be_one(taught: Path, tiny: Advisor) -> None:
    with pytest.raises(QuestionError):
        tiny.teach(" | ", "work.md", "Pay")
    assert (taught / "work.md").read_text() == GUIDE


def test_an_encoding_that_lacks_a_character_is_named(tmp_path: Path) -> None:
    path = tmp_path / "work.md"
    text = "# Über uns\n\n## Pay\n\nDie Löhne für Müller sind größer und schöner.\n"
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(GuideError, match="UTF-8"):
        teach(path, "Pay", "多少?", Limits())
    teach(path, "Pay", "wie viel für Müller?", Limits())
    line = "## Pay\n<!-- asked: wie viel für Müller? -->\n"
    assert path.read_bytes() == text.replace("## Pay\n", line).encode("cp1252")


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_the_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text(GUIDE)
    real.chmod(0o640)
    link.symlink_to(real)
    teach(link, "Pay", QUESTION, Limits())
    assert link.is_symlink()
    assert QUESTION in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.md", "real.md"]


def test_a_folder_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "work.md"
    path.write_text(GUIDE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(GuideError, match="no space left"):
        teach(path, "Pay", QUESTION, Limits())
    assert path.read_text() == GUIDE
    assert [each.name for each in tmp_path.iterdir()] == ["work.md"]


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bodies=st.lists(TEXT, min_size=3, max_size=3),
    questions=st.lists(
        TEXT.filter(lambda each: any(map(str.isalnum, each))), min_size=1, max_size=3
    ),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    last=st.booleans(),
)
def test_nothing_else_in_the_file_changes(
    tmp_path: Path, bodies: list[str], questions: list[str], end: str, encoding: str, last: bool
) -> None:
    path = tmp_path / "work.md"
    lines = ["# First", "", bodies[0], "## Second", bodies[1], "", "## Third", "", "Of  it.  "]
    if last:
        lines = [*lines[:-1], bodies[2], ""]
    before = end.join(lines).encode(encoding)
    path.write_bytes(before)
    number = 0
    for question in questions:
        cleaned = " ".join(question.split())
        try:
            lesson = teach(path, "Second", cleaned, Limits())
        except GuideError:
            continue
        number += lesson.written
    after = path.read_bytes().decode(encoding).split(end)
    if number:
        assert after[4].startswith("<!-- asked: ")
        assert after[4].endswith(" -->")
        assert after[4].count("|") == number - 1
        del after[4]
    assert end.join(after).encode(encoding) == before


def test_the_command_says_what_it_did(
    tmp_path: Path,
    tiny_model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_EMBEDDING_MODEL", str(tiny_model))
    path = write(tmp_path / "guides", {"work.md": GUIDE}) / "work.md"
    main([str(path.parent)])
    with Advisor(Settings()) as advisor:
        advisor.feedback(QUESTION, helpful=False)
    capsys.readouterr()

    assert main(["--asked", QUESTION, "work.md", "Pay"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line == (
        f"work.md: “Work › Pay” now carries “{QUESTION}” (line 6 of {path}); 1 passage embedded."
    )
    assert main(["--asked", QUESTION, "work.md", "Pay", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["section"], report["written"]) == (["Work", "Pay"], False)
    assert report["report"]["embedded"] == 0
    assert main(["--unanswered"]) == 0
    assert "No question" in capsys.readouterr().out
    assert main(["--asked", QUESTION, "work.md", "Pays"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "Work › Pay" in output.err
    assert len(output.err.splitlines()) == 1
