"""Plain text, whose outline is inferred from how the lines stand."""

from __future__ import annotations

from pathlib import Path

from documents import paths, read, tree

BARE = """How to Become a Beekeeper

Bees are kept for honey. It is outdoor work.

What Beekeepers Do

A keeper does these things:

  • Inspecting hives
    • in spring
  • Harvesting honey

Ways In

Courses

A course lasts ten weeks.

Clubs

Clubs lend hives and give advice.

Tools

Gloves

They protect the hands.

Smokers

They calm the bees.

Pay

Pay depends on the harvest.
"""


UNDERLINED = """How to Become a Beekeeper
=========================

Bees are kept for honey. It is outdoor work that
starts in spring and ends in autumn.

WHAT BEEKEEPERS DO

A keeper does these things:
- inspects hives
- harvests honey, which takes a whole week in the
  middle of summer

WAYS IN

Courses

A course lasts ten weeks.

Clubs

Clubs lend hives and give advice.

PAY

Region:

Pay depends on the harvest.
"""


NUMBERED = """How to Become a Beekeeper

1. What Beekeepers Do

They do three things:

1. Inspect hives
2. Harvest honey

2. Ways In

2.1 Courses

A course lasts ten weeks.

2.2 Clubs

Clubs lend hives.

3. Pay

It depends on the harvest.
"""


def test_plain_text_with_bare_headings(tmp_path: Path) -> None:
    text = read(tmp_path, "a.txt", BARE)
    assert tree(text) == [
        "How to Become a Beekeeper",
        "  What Beekeepers Do",
        "  Ways In",
        "    Courses",
        "    Clubs",
        "  Tools",
        "    Gloves",
        "    Smokers",
        "  Pay",
    ]
    assert "- Inspecting hives\n  - in spring\n- Harvesting honey" in text


def test_plain_text_with_capitals_and_wrapped_lines(tmp_path: Path) -> None:
    text = read(tmp_path, "a.txt", UNDERLINED)
    assert tree(text) == [
        "How to Become a Beekeeper",
        "  WHAT BEEKEEPERS DO",
        "  WAYS IN",
        "    Courses",
        "    Clubs",
        "  PAY",
        "    Region:",
    ]
    assert "outdoor work that starts in spring" in text
    assert "- harvests honey, which takes a whole week in the middle of summer" in text


def test_plain_text_with_numbered_headings(tmp_path: Path) -> None:
    text = read(tmp_path, "a.txt", NUMBERED)
    assert tree(text) == [
        "How to Become a Beekeeper",
        "  1. What Beekeepers Do",
        "  2. Ways In",
        "    2.1 Courses",
        "    2.2 Clubs",
        "  3. Pay",
    ]
    assert "1. Inspect hives\n2. Harvest honey" in text


def test_plain_text_of_one_paragraph_or_a_list_has_no_headings(tmp_path: Path) -> None:
    assert paths(read(tmp_path, "a.txt", "One paragraph. It goes on.\n")) == [("Guide",)]
    text = read(tmp_path, "b.txt", "- one\n- two\n\n- three\n")
    assert text == "- one\n- two\n- three\n"


def test_plain_text_is_not_taken_for_markup(tmp_path: Path) -> None:
    text = read(
        tmp_path, "a.txt", "Guide\n\n# of jobs is 5 in the whole of the town.\n\n<b>x</b> y.\n"
    )
    assert tree(text) == ["Guide"]


def test_a_question_list_stays_under_its_heading(tmp_path: Path) -> None:
    text = (
        "Bees\n\nAll about bees.\n\nFAQ\n\nAre bees loud?\n\nNo, not at all.\n\n"
        "Do they sting?\n\nRarely.\n\nConclusion\n\nKeep bees.\n"
    )
    assert tree(read(tmp_path, "a.txt", text)) == [
        "Bees", "  FAQ", "    Are bees loud?", "    Do they sting?", "  Conclusion",
    ]  # fmt: skip


def test_a_rule_under_the_head_of_a_table_in_plain_text_repeats_no_row(tmp_path: Path) -> None:
    table = "| City | Pay |\n|------|-----|\n| Brno | 10 |\n| Cheb | 8 |"
    text = read(tmp_path, "a.txt", f"Work\n\nPAY\n\n{table}\n\nDAYS\n\nShifts are long.\n")
    assert text.count("Cheb") == text.count("Brno") == 1
