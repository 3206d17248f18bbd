"""How well it is told what people have: the sets, and the figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import CORPUS, ROOT, write

from advisor.evaluation.__main__ import main
from advisor.evaluation.profiles import PROFILES, evaluate_profiles, load_profiles
from advisor.evaluation.questions import QuestionSetError

WELDER = """\
# Welding

## Skills to Learn

- **TIG**: for thin sheets.
- **MIG**: for thick plates.
- **Oxyacetylene**: for repairs.
"""
SETS = [
    CORPUS / f"ml-engineer-guide{PROFILES}",
    *sorted((ROOT / "tests/guides").glob(f"*{PROFILES}")),
]


def profile(about: str, **lists: list[str]) -> str:
    return json.dumps({"about": about, "have": [], "unsure": [], "missing": [], **lists})


def test_figures_can_be_worked_out_by_hand(tmp_path: Path) -> None:
    lines = [
        profile("I know TIG.", have=["TIG"], missing=["MIG", "for repairs"]),
        profile("A bit of MIG. I know TIG.", have=["Oxyacetylene"], unsure=["MIG"]),
    ]
    write(tmp_path, {"welder.md": WELDER, f"welder{PROFILES}": "\n".join(lines)})
    found = evaluate_profiles(tmp_path / f"welder{PROFILES}", "all")
    assert (found.guide, found.profiles) == ("welder.md", 2)
    # On the list and named: MIG and Oxyacetylene, rightly, and Oxyacetylene, wrongly.
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == 1
    assert found.kept_off == 1 / 2
    assert found.unsure == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[]", "a profile has about"),
        ('{"about": "x"}', "a profile has about"),
        (profile("x", other=[]), "a profile has about"),
        (profile("x", have=["TIG"], missing=["TIG"]), "twice"),
        (json.dumps({"about": 1, "have": [], "unsure": [], "missing": []}), "about is a text"),
    ],
)
def test_a_line_that_is_no_profile_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / f"welder{PROFILES}"
    path.write_text(profile("y") + "\n" + line, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=f":2: .*{says}"):
        load_profiles(path)


def test_what_the_advisor_does_not_know_as_a_thing_of_its_own_is_counted(tmp_path: Path) -> None:
    line = profile("I know TIG.", have=["TIG"], missing=["Brazing", "for"])
    write(tmp_path, {"welder.md": WELDER, f"welder{PROFILES}": line})
    found = evaluate_profiles(tmp_path / f"welder{PROFILES}", "all")
    assert found.named == pytest.approx(1 / 3)
    assert found.kept_off == 1


def test_the_command_reports_profiles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"welder.md": WELDER, f"welder{PROFILES}": profile("TIG", have=["TIG"])})
    path = str(tmp_path / f"welder{PROFILES}")
    assert main([path, "--half", "all", "--json", "-"]) == 0
    (figures,) = json.loads(capsys.readouterr().out)["profiles"]
    assert figures["kept_off"] == 1


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_what_people_have_is_told_well_enough(path: Path) -> None:
    kinds = {json.loads(line)["kind"] for line in path.read_text(encoding="utf-8").splitlines()}
    assert {"career-changer", "student", "junior", "nothing", "hostile", "cv"} <= kinds
    found = evaluate_profiles(path)
    assert min(found.precision, found.recall) >= 0.9
