"""Word documents, with heading styles and without."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from documents import EXPECTED, docx, docx_bytes, read, tree

from advisor.reading.reader import read_file


@pytest.mark.parametrize("styled", [True, False], ids=["styles", "bold"])
def test_docx(tmp_path: Path, styled: bool) -> None:
    text = read(tmp_path, "a.docx", docx_bytes(styled))
    assert tree(text) == EXPECTED
    assert "- inspects hives\n- harvests honey" in text
    assert "**Never open a hive in the rain.**" in text
    assert "- Clubs lend hives\n- and give advice." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text


def test_a_style_of_a_deeper_list_makes_one(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("Steps", 1)
    for style, words in (
        ("List Number", "Join a club"),
        ("List Bullet 2", "in town"),
        ("List Bullet 3", "or near it"),
        ("List Number", "Buy a hive"),
    ):
        document.add_paragraph(words, style=style)
    path = tmp_path / "a.docx"
    document.save(str(path))
    text = read_file(path).text
    assert "1. Join a club\n   - in town\n     - or near it\n2. Buy a hive" in text


def test_what_goes_on_with_a_list_item_ends_no_list(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("Steps", 1)
    for style, words in (
        ("List Number", "Join a club."),
        ("List Continue", "Most meet in spring."),
        ("List Number", "Buy a hive."),
        ("Normal", "That is all."),
        ("List Continue", "Nothing goes before this."),
    ):
        document.add_paragraph(words, style=style)
    path = tmp_path / "a.docx"
    document.save(str(path))
    text = read_file(path).text
    assert "1. Join a club.  \n   Most meet in spring.\n2. Buy a hive.\n\nThat is all." in text
    assert "That is all.\n\nNothing goes before this." in text


@pytest.mark.parametrize(
    ("rows", "headed"),
    [
        (["Status|Half day|Cancelled under 24 hours", "New|$145|Nothing", "Old|$280|Half"], True),
        (["Work|Pay in year 1 of it|Pay after year 5", "Shore|$210|$260", "Sea|$650|$900"], True),
        (["Work|2024|2025", "Shore|$210|$260"], True),
        (["Shore|$210|$260", "Sea|$650|$900"], False),
        (["Built|1999", "Sold|2004"], False),
        (["Boat|$210 a day at least", "Ship|$260 a day at most"], False),
    ],
)
def test_a_row_that_names_columns_may_have_figures(
    tmp_path: Path, rows: list[str], headed: bool
) -> None:
    from docx import Document

    cells = [row.split("|") for row in rows]
    document = Document()
    document.add_heading("Pay", 1)
    table = document.add_table(len(cells), len(cells[0]))
    for row, words in zip(table.rows, cells, strict=True):
        for cell, each in zip(row.cells, words, strict=True):
            cell.text = each
    path = tmp_path / "a.docx"
    document.save(str(path))
    lines = read_file(path).text.splitlines()
    assert (f"| {' | '.join(cells[0])} |" == lines[lines.index("# Pay") + 2]) is headed


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


def test_hidden_deleted_and_commented_text_is_left_out_and_told(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>It is low</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> for now, ask"
        ' Robin</w:t></w:r><w:del w:id="1"><w:r><w:delText> or high</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>.</w:t></w:r></w:ins></w:p>'
        '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>It rises.</w:t></w:r></w:p>'
    )
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body))
    reading = read_file(path)
    assert reading.text == "It is low.\n\nIt rises.\n"
    assert reading.left_out == ("1 passage of deleted text", "1 passage of hidden text")


@pytest.mark.parametrize(
    "inside",
    [
        '<w:smartTag w:element="x"><w:r><w:t>low pay</w:t></w:r></w:smartTag>',
        '<w:dir w:val="ltr"><w:r><w:t>low pay</w:t></w:r></w:dir>',
        "<w:customXml><w:smartTag><w:r><w:t>low pay</w:t></w:r></w:smartTag></w:customXml>",
        "<w:r><w:ruby><w:rt><w:r><w:t>lou</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>low pay</w:t>"
        "</w:r></w:rubyBase></w:ruby></w:r>",
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>'
        "low pay</m:t></m:r></m:oMath>",
    ],
    ids=["tag", "direction", "nested", "ruby", "formula"],
)
def test_text_in_any_wrapper_is_kept_once(tmp_path: Path, inside: str) -> None:
    body = f"<w:p><w:r><w:t>It is </w:t></w:r>{inside}<w:r><w:t> now.</w:t></w:r></w:p>"
    assert read(tmp_path, "a.docx", docx(body)) == "It is low pay now.\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.html", b"<h2>Hours</h2><p>Forty a week.</p>", "## Hours\n\nForty a week."),
        ("x.txt", b"Forty a week.", "Forty a week."),
        ("x.docx", docx("<w:p><w:r><w:t>Forty a week.</w:t></w:r></w:p>"), "Forty a week."),
        (
            "x.mht",
            b'MIME-Version: 1.0\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
            b"<p>Forty a week.</p>",
            "Forty a week.",
        ),
    ],
)
def test_a_chunk_of_another_format_is_read(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="c" Type="aFChunk" Target="{name}"/></Relationships>'
    )
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    body = f'<w:p><w:r><w:t>Before.</w:t></w:r></w:p><w:altChunk {space} r:id="c"/>'
    buffer = BytesIO(docx(body))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", relations)
        archive.writestr(f"word/{name}", content)
    assert read(tmp_path, "a.docx", buffer.getvalue()) == f"Before.\n\n{expected}\n"
