"""What an author is told of a guide that cannot be answered from as it is."""

from __future__ import annotations

from fakes import guide_of

from advisor.guide.passages import passages_of
from advisor.guide.warnings import warnings_of

CODE = "```python\n" + "\n".join(
    f"load {number} is 12 amperes and 230 volts" for number in range(9)
)
PROSE = "A welder joins metal and is paid by the hour. " * 200


def warnings(text: str) -> tuple[str, ...]:
    guide = guide_of(text)
    return warnings_of(guide, passages_of(guide))


def test_a_guide_of_sections_that_can_be_quoted_needs_no_warning() -> None:
    table = "| Town | Pay |\n|---|---|\n| York | 20 |\n| Hull | 18 |\n"
    contents = "- [Pay](#pay)\n- [Work](#work)\n- [Tools](#tools)\n"
    text = (
        f"# Welding\n\n{contents}\n## Pay\n\n{table}\n## Work\n\n{PROSE}\n\n## Tools\n\n- A torch\n"
    )
    assert warnings(text) == ()
    assert warnings("Short and without headings.") == ()


def test_a_long_guide_without_headings_is_told_to_mark_them() -> None:
    (warning,) = warnings(PROSE)
    assert "one section of about 5 pages" in warning
    assert "Mark its headings" in warning


def test_words_that_no_answer_can_quote_are_named_with_their_section() -> None:
    (warning,) = warnings(f"# Welding\n\nIt is hot.\n\n## Loads\n\nIn amperes:\n\n{CODE}\n```\n")
    assert warning.startswith("72 words cannot be quoted")
    assert "under Welding › Loads." in warning


def test_some_words_beside_what_can_be_quoted_are_no_trouble() -> None:
    assert warnings("# Welding\n\nIt is hot.\n\n```\nweld --hot\n```\n\n<!-- a note -->\n") == ()
