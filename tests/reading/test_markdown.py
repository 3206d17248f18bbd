"""Markdown and MDX as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import read, tree

from advisor.reading.reader import read_file


def test_comments_imports_and_components_are_left_out(tmp_path: Path) -> None:
    text = (
        "import Box from './box'\n\nexport const a = 1\n\n# Guide\n\n{/* note */}\n"
        '<Box kind="tip">\n\nKept text <Icon name="x" />here.\n\n</Box>\n\n<!-- hidden -->\n'
    )
    read_text = read(tmp_path, "a.mdx", text)
    assert "import" not in read_text
    assert "Box" not in read_text
    assert "hidden" not in read_text
    assert "note" not in read_text
    assert "Kept text here." in read_text


def test_comments_in_code_stay_and_an_open_one_is_text(tmp_path: Path) -> None:
    text = "```html\n<!-- kept -->\n```\n\n`<!-- too -->` and <!-- open\n\nlater\n"
    found = read(tmp_path, "a.md", text)
    assert "<!-- kept -->" in found
    assert "<!-- too -->" in found
    assert "later" in found
    assert "and <!--" not in found


def test_typed_bullets_and_html_headings_become_markdown(tmp_path: Path) -> None:
    text = '<h1 align="center">Big <i>guide</i></h1>\n\n• one\n• two\n'
    assert read(tmp_path, "a.md", text).split() == "# Big guide - one - two".split()
    assert tree(read(tmp_path, "a.md", text)) == ["Big guide"]


MDX = """import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem'

# Guide

<Tabs>
<TabItem value="e" label="England">

The exam is in May.

</TabItem>
</Tabs>

<Card
  title="Pay"
  icon="money"
>

£20,000 a year.

</Card>
"""


@pytest.mark.parametrize("name", ["a.mdx", "a.md"])
def test_components_keep_their_titles_and_text(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, MDX) == (
        "# Guide\n\n**England:** The exam is in May.\n\n**Pay:** £20,000 a year.\n"
    )


@pytest.mark.parametrize(
    "box",
    [
        "!!! tip 'x' \"Money\"\n\n    It is low.",
        "???+ tip \"Money\"\n\tIt is low.",
        ":::tip[Money]\nIt is low.\n:::",
        ":::tip Money\n\nIt is low.\n\n:::",
        "::: {.callout-tip title=\"Money\"}\nIt is low.\n:::",
        "::::{grid}\n:::{tip} Money\nIt is low.\n:::\n::::",
        "/// details | Money\nIt is low.\n///",
        "{% tab title=\"Money\" %}\nIt is low.\n{% endtab %}",
        "{{< details \"Money\" >}}\nIt is low.\n{{< /details >}}",
        "{{% tab name=\"Money\" %}}\nIt is low.\n{{% /tab %}}",
        "```{tip} Money\n:class: x\n\nIt is low.\n```",
        "~~~{admonition} Money\nIt is low.\n~~~",
        "> [!tip]+ Money\n> It is low.",
    ],
)  # fmt: skip
def test_a_box_of_any_dialect_is_a_paragraph_after_its_title(tmp_path: Path, box: str) -> None:
    text = read(tmp_path, "a.md", f"# Pay\n\nBefore.\n\n{box}\n\nAfter.\n")
    quote = "> " if box.startswith(">") else ""
    assert text == f"# Pay\n\nBefore.\n\n{quote}**Money:** It is low.\n\nAfter.\n"


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- secret -->",
        "%%secret%%",
        "{>>secret<<}",
        "{% comment %}secret{% endcomment %}",
        "{/* secret */}",
        "[//]: # (secret)",
    ],
)
def test_comments_of_any_dialect_are_left_out_and_told(tmp_path: Path, comment: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# Pay\n\n{comment}\n\nIt is low.\n\n```\n{comment}\n```\n")
    reading = read_file(path)
    assert "secret" not in reading.text.partition("```")[0]
    assert "secret" in reading.text.partition("```")[2]
    assert reading.left_out == ("1 comment",)


def test_a_comment_of_obsidian_that_is_left_open_hides_its_paragraph(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "# Pay\n\n%% secret\nmore\n\nLow.\n") == "# Pay\n\n\n\nLow.\n"


def test_text_that_only_looks_like_marks_stays(tmp_path: Path) -> None:
    text = "# Pay\n\nIt is 5%% or 6%%, a == b == c, 2 ^2, C# and `==x==`, `{% raw %}`.\n"
    assert read(tmp_path, "a.md", text) == text


def test_tracked_and_struck_out_text_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Pay is {--low--}{++high++}, {~~£10~>£11~~} and not ~~£12~~ £13.\n")
    reading = read_file(path)
    assert reading.text == "Pay is high, £11 and not  £13.\n"
    assert reading.left_out == ("2 passages of deleted text",)


def test_soft_hyphens_and_zero_width_spaces_are_no_characters(tmp_path: Path) -> None:
    text = read(tmp_path, "a.md", "Ap\u00adpren\u200btice\u2060s learn. می\u200cشود 👩\u200d🔧\n")
    assert text == "Apprentices learn. می\u200cشود 👩\u200d🔧\n"


def test_a_short_line_above_a_rule_is_a_heading(tmp_path: Path) -> None:
    text = "What do vets do?\n---\n\nThey heal.\n\nPay\n===\n\nLow.\n"
    assert tree(read(tmp_path, "a.md", text)) == ["What do vets do?", "Pay"]


def test_bold_paragraphs_stand_below_marked_headings(tmp_path: Path) -> None:
    text = (
        "# T\n\nIntro.\n\n## Pay\n\n**Juniors**\n\nLow.\n\n**Seniors**\n\nHigh.\n\n## Hours\n\n"
        "**Bring these:**\n\n- gloves\n\n**Never work alone.**\n\nMany.\n"
    )
    assert tree(read(tmp_path, "a.md", text)) == [
        "T", "  Pay", "    Juniors", "    Seniors", "  Hours",
    ]  # fmt: skip


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "source",
    [
        "```a\n",
        "<!-- ",
        "%% a\n\n",
        "!!! note\n    x\n",
        "{% hint %}\n",
        ":::a\n",
        "[[",
        "{--",
        "<Card\n",
    ],
)
def test_marks_that_nothing_closes_are_read_in_linear_time(tmp_path: Path, source: str) -> None:
    assert read(tmp_path, "a.md", "# A\n\n" + source * 10_000)
