"""The sections that are found in a guide's Markdown, and its title."""

from __future__ import annotations

import subprocess
import sys

import pytest

from advisor.guide.outline import outline, title_of


def paths(text: str, title: str = "Guide") -> list[tuple[str, ...]]:
    return [section.path for section in outline(text, title)]


def tree(text: str) -> list[str]:
    """The headings, indented by their depth."""
    return ["  " * (len(path) - 1) + path[-1] for path in paths(text)]


def test_a_path_holds_the_headings_above() -> None:
    text = "Before.\n\n# A\n\n## B\n\ntext\n\n#### C\n\n## D\n\n# E\n"
    assert paths(text) == [
        ("Guide",), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",),
    ]  # fmt: skip
    assert [section.level for section in outline(text, "Guide")] == [0, 1, 2, 4, 2, 1]


def test_setext_emoji_numbered_and_closed_headings() -> None:
    text = (
        "Top\n===\n\nUnder\n-----\n\n### 1. First step 🚀\n\n### 2) Second ##\n\n"
        "### **Bold** `code`\n"
    )
    assert tree(text) == [
        "Top",
        "  Under",
        "    1. First step 🚀",
        "    2) Second",
        "    Bold code",
    ]


def test_headings_in_list_items_count_and_those_in_code_and_quotes_do_not() -> None:
    text = (
        "- ## In a list\n  text\n\n1. ### Numbered\n\n```\n# code\n```\n\n> # quoted\n\n"
        "    # indented\n"
    )
    assert paths(text) == [("In a list",), ("In a list", "Numbered")]


def test_anchors_are_not_part_of_a_heading() -> None:
    assert paths("## Pay {#pay}\n\n## Jobs [¶](#jobs)\n") == [("Pay",), ("Jobs",)]


def test_a_text_without_headings_is_one_section() -> None:
    assert paths("Only text.", "My guide") == [("My guide",)]
    assert outline("", "My guide") == ()


def test_front_matter_is_outside_of_every_section() -> None:
    text = "---\ntitle: T\n---\n\n# A\n"
    (section,) = outline(text, "G")
    assert text[section.start : section.end] == "# A\n"


def test_a_long_section_is_several_parts_cut_between_paragraphs() -> None:
    text = "# A\n\n" + "\n\n".join(f"{number} " + "some words here. " * 40 for number in range(20))
    sections = outline(text, "G")
    assert [section.part for section in sections] == list(range(len(sections)))
    assert len(sections) >= 2
    assert all(section.end - section.start <= 6100 for section in sections)
    assert all(text[section.body :][0].isdigit() for section in sections[1:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('---\ntitle: "The Front Title"\ndate: 2024\n---\n# Other\n', "The Front Title"),
        ("# Only One\n\n## Sub\n", "Only One"),
        ("# One\n\n# Two\n", "Data scientist"),
        ("No heading.", "Data scientist"),
    ],
)
def test_a_title_is_the_front_matters_or_a_lone_h1_or_the_file_name(
    text: str, expected: str
) -> None:
    assert title_of(text, "data-scientist") == expected


def test_importing_is_cheap() -> None:
    code = (
        "import sys, advisor.guide.outline, advisor.guide.passages\n"
        "heavy = {'markitdown', 'mammoth', 'pdfplumber', 'pdfminer', 'bs4', 'torch'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
