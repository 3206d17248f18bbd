"""Word documents, with heading styles and without."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from documents import EXPECTED, docx_bytes, read, tree


@pytest.mark.parametrize("styled", [True, False], ids=["styles", "bold"])
def test_docx(tmp_path: Path, styled: bool) -> None:
    text = read(tmp_path, "a.docx", docx_bytes(styled))
    assert tree(text) == EXPECTED
    assert "- inspects hives\n- harvests honey" in text
    assert "**Never open a hive in the rain.**" in text
    assert "- Clubs lend hives\n- and give advice." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text


def test_docx_titles_typed_numbers_and_footnotes(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph().add_run("EDUCATION AND TRAINING").bold = True
    document.add_paragraph("Do this in order:")
    for number, step in enumerate(("Read a book", "Join a club", "Buy a hive"), 1):
        document.add_paragraph(f"{number}. {step}")
    lead = document.add_paragraph()
    lead.add_run("You will need:").bold = True
    document.add_paragraph("gloves", style="List Bullet")
    document.add_paragraph().add_run("WHERE THE WORK IS").bold = True
    run_in = document.add_paragraph()
    run_in.add_run("Towns").bold = True
    run_in.add_run().add_break()
    run_in.add_run("Roofs hold more hives than one thinks.")
    document.add_paragraph().add_run("Villages").bold = True
    document.add_paragraph("Most keepers live there.")
    buffer = BytesIO()
    document.save(buffer)
    text = read(tmp_path, "a.docx", buffer.getvalue())
    assert tree(text) == [
        "EDUCATION AND TRAINING", "WHERE THE WORK IS", "  Towns", "  Villages",
    ]  # fmt: skip
    assert "1. Read a book\n2. Join a club\n3. Buy a hive" in text
    assert "**You will need:**\n\n- gloves" in text
