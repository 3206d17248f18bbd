"""Taking guides in and out, as the page does it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import write
from scripted import ScriptedAdvisor, guide

from advisor import Advisor
from advisor.types import GuideChange, IngestReport
from advisor.ui.asking import UNFORESEEN
from advisor.ui.keeping import UPLOADS, Progress, outcome_html, shelf_html, take_in, take_out

FIRST = "# Work\n\nLearn to weld.\n"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    return write(tmp_path / "temporary", {"work.md": FIRST}) / "work.md"


def test_an_upload_goes_from_progress_to_a_report(tiny: Advisor, upload: Path) -> None:
    first, *between, last = take_in(tiny, upload)

    assert first == Progress()
    assert all(isinstance(step, Progress) for step in between)
    assert isinstance(last, IngestReport)
    assert [change.what for change in last.changes] == ["added"]
    assert (tiny.settings.data_dir / UPLOADS / "work.md").read_text() == FIRST


def test_the_next_upload_of_a_name_is_its_next_edition(tiny: Advisor, upload: Path) -> None:
    list(take_in(tiny, upload))
    upload.write_text("# Work\n\nLearn to solder.\n")

    *_, last = take_in(tiny, upload)

    assert isinstance(last, IngestReport)
    assert [(change.what, change.edition) for change in last.changes] == [("changed", 2)]


def test_what_cannot_be_read_leaves_the_earlier_edition(tiny: Advisor, upload: Path) -> None:
    list(take_in(tiny, upload))
    upload.write_text("   ")

    *_, last = take_in(tiny, upload)

    assert isinstance(last, str)
    assert "work.md is empty" in last
    assert (tiny.settings.data_dir / UPLOADS / "work.md").read_text() == FIRST
    assert [path.name for path in (tiny.settings.data_dir / UPLOADS).iterdir()] == ["work.md"]
    assert len(tiny.guides()) == 1


@pytest.mark.parametrize("name", ["work.md", "crafts/work.md"])
def test_an_upload_is_the_next_edition_of_a_guide_from_elsewhere(
    tiny: Advisor, upload: Path, name: str
) -> None:
    elsewhere = write(upload.parent.parent / "elsewhere", {name: "# Work\n\nSew.\n"})
    tiny.ingest([elsewhere])

    *_, report = take_in(tiny, upload)

    assert isinstance(report, IngestReport)
    assert [(each.guide, each.what, each.edition) for each in report.changes] == [
        (name, "changed", 2)
    ]
    assert [each.text for each in tiny.guides()] == [FIRST]
    again = tiny.ingest([elsewhere])
    assert again.replaced == ((str(elsewhere / name), name),)
    assert [(each.text, each.edition) for each in tiny.guides()] == [(FIRST, 2)]


def test_an_upload_that_several_guides_might_mean_is_a_new_one(tiny: Advisor, upload: Path) -> None:
    files = {"sewing/work.md": "# Sewing\n\nSew.\n", "baking/work.md": "# Baking\n\nBake.\n"}
    tiny.ingest([write(upload.parent.parent / "elsewhere", files)])

    list(take_in(tiny, upload))

    assert {each.name for each in tiny.guides()} == {*files, "work.md"}


def test_a_guide_that_is_not_there_cannot_be_taken_out(tiny: Advisor, upload: Path) -> None:
    (report,) = [step for step in take_in(tiny, upload) if isinstance(step, IngestReport)]

    assert isinstance(take_out(tiny, report.guides[0]), IngestReport)
    assert "There is no guide" in str(take_out(tiny, "other.md"))


def test_an_unforeseen_failure_is_not_shown() -> None:
    assert take_out(ScriptedAdvisor(), "work.md") == UNFORESEEN  # type: ignore[arg-type]


def test_the_report_names_sections_and_files() -> None:
    paths = tuple(("Work", f"Part {number}") for number in range(20))
    change = GuideChange("work.md", 3, "changed", paths, (("Work", "Pay"),), dropped=2)
    report = IngestReport(changes=(change,), skipped=(("/tmp/b.md", "is empty <b>"),))

    html = outcome_html(report, (guide(),))

    assert "<strong>Work</strong> has changed (edition 3)." in html
    assert "<li>Part 0</li>" in html
    assert "and 8 more" in html
    assert "b.md could not be read: is empty &lt;b&gt;" in html
    assert "/tmp" not in html


def test_progress_is_a_bar() -> None:
    assert 'max="9" value="3"' in outcome_html(Progress(3, 9))
    assert "Reading" in outcome_html(Progress())


def test_the_shelf_has_each_guide_with_its_edition() -> None:
    html = shelf_html((guide(),))

    assert "edition 2" in html
    assert 'data-guide="work.md"' in html
    assert "no guide" in shelf_html(())
