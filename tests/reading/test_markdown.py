"""Markdown and MDX as people write them."""

from __future__ import annotations

from pathlib import Path

from documents import read, tree


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
