"""PDF files: headings, columns, tables and words divided at line ends."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from documents import EXPECTED, paths, pdf_bytes, read, tree

from advisor.errors import GuideError
from advisor.reading.bookmarks import levels_by
from advisor.reading.reader import read_file


@pytest.mark.parametrize("pages", [2, 4])
def test_pdf(tmp_path: Path, pages: int) -> None:
    text = read(tmp_path, "a.pdf", pdf_bytes(pages))
    assert tree(text) == EXPECTED
    assert "Bees are kept for honey, in a self-employed way of life. Bees" in text
    assert "- inspects hives\n- harvests honey, harvests honey," in text
    assert "and sells it\n" in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    assert "handbook" not in text
    assert "Page" not in text


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="encrypted"):
        read(tmp_path, "a.pdf", pdf_bytes(encrypt="secret"))


def test_a_scan_says_that_it_needs_ocr(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(GuideError, match=r"no text layer.*OCR"):
        read(tmp_path, "a.pdf", buffer.getvalue())


def test_a_pdf_in_two_columns_is_read_column_by_column(tmp_path: Path) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=12, spaceAfter=6)
    head = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", fontSize=13, leading=17)
    story = []
    for number in range(6):
        story.append(Paragraph(f"Chapter {number}", head))
        story.append(
            Paragraph(" ".join(f"The bees of hive {number}.{i} fly out." for i in range(60)), body)
        )
    buffer = BytesIO()
    document = BaseDocTemplate(buffer)
    frames = [Frame(50, 50, 235, 740), Frame(310, 50, 235, 740)]
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build(story)
    text = read(tmp_path, "a.pdf", buffer.getvalue())
    assert [path[-1] for path in paths(text)] == [f"Chapter {number}" for number in range(6)]
    found = [each for each in text.split(". ") if "fly" in each]
    assert "The bees of hive 3.41 fly out. The bees of hive 3.42 fly out." in text
    assert len(found) > 300


def test_words_divided_at_line_ends_are_whole_again(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    lines = [
        "Beekeeping is a profession for patient people of all ages, and an entry-",
        "level keeper learns for two years. Nobody enters the profes-",
        "sion for money, and a self-employed keeper earns little. Most are self-",
        "employed after ten years of work in the trade.",
    ]
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    text = read(tmp_path, "a.pdf", buffer.getvalue())
    assert "an entry-level keeper" in text
    assert "the profession for money" in text
    assert "are self-employed after" in text


def test_a_table_without_rules_is_a_table(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, "The pay of keepers rises with the years that they have worked.")
    rows = [("Level", "Years", "Pay"), ("Junior", "0-3", "$20,000"), ("Senior", "4-8", "$40,000")]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(72 + 110 * column, 690 - 16 * number, cell)
    canvas.drawString(72, 620, "Pay depends on the harvest.")
    canvas.save()
    text = read(tmp_path, "a.pdf", buffer.getvalue())
    assert "| Level | Years | Pay |\n| --- | --- | --- |\n| Junior | 0-3 | $20,000 |" in text
    assert text.index("rises") < text.index("| Level") < text.index("harvest")


def test_what_was_filled_into_a_form_is_read_beside_its_label(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 720, "The form for apprentices has three fields to fill in by hand.")
    canvas.drawString(72, 690, "Hourly rate:")
    canvas.acroForm.textfield(value="19.50 pounds", x=150, y=684, width=200, height=20, name="a")
    canvas.drawString(72, 660, "Town:")
    canvas.acroForm.choice(
        value="Leeds", options=["Leeds", "York"], x=150, y=654, width=200, height=20, name="b"
    )
    canvas.drawString(72, 630, "It is signed by the employer as well.")
    canvas.save()
    text = read(tmp_path, "a.pdf", buffer.getvalue())
    assert "Hourly rate: 19.50 pounds" in text
    assert "Town: Leeds" in text
    assert "York" not in text


def test_pages_without_text_pictures_and_sideways_ornaments_are_told(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, "Bees are kept for honey, and it is outdoor work.")
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(300, -20, "Draft 7")
    canvas.restoreState()
    canvas.showPage()
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    path = tmp_path / "a.pdf"
    path.write_bytes(buffer.getvalue())
    reading = read_file(path)
    assert reading.text == "Bees are kept for honey, and it is outdoor work.\n"
    assert reading.left_out == ("1 line of sideways text", "1 page without text")


@pytest.mark.parametrize("repeated", [0, 1])
@pytest.mark.parametrize("grid", ["figures", "words"])
def test_a_table_over_two_pages_is_one(tmp_path: Path, repeated: int, grid: str) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    style = ParagraphStyle("body", fontSize=10, leading=13)
    names = [f"{a}{b}berg" for a in "BDFGHK" for b in "aeiou"]
    pay = [f"${n},000" if grid == "figures" else f"about {n} thousand" for n in range(20, 50)]
    rows = [["Place", "Pay"], *([name, paid] for name, paid in zip(names, pay, strict=True))]
    table = Table(rows, repeatRows=repeated, colWidths=[120, 160])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    other = Table([["Tool", "Price"], ["Smoker", "$30"], ["Veil", "$15"]], colWidths=[120, 160])
    other.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    buffer = BytesIO()
    story = [Paragraph("Keepers are paid like this. " * 4, style), table, Spacer(1, 20), other]
    SimpleDocTemplate(buffer, pagesize=(400, 500)).build(story)
    path = tmp_path / "a.pdf"
    path.write_bytes(buffer.getvalue())

    found = read_file(path)

    lines = [line for line in found.text.splitlines() if line.startswith("|")]
    assert lines[0] == "| Place | Pay |"
    assert lines[2:32] == [f"| {name} | {paid} |" for name, paid in rows[1:]]
    assert lines[32:] == ["| Tool | Price |", "| --- | --- |", "| Smoker | $30 |", "| Veil | $15 |"]
    assert [page.number for page in found.pages] == [1, 2]
    assert "berg |" in found.text[found.pages[1].start :].split("\n")[0]


def bookmarked_pdf(*, looks: str, bookmarks: bool) -> bytes:
    """A PDF whose headings of two levels look the same, with a list of them first and a bold label
    in the text."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 600))
    top = 560

    def write(text: str, font: str = "Helvetica", size: int = 10, gap: int = 14) -> None:
        nonlocal top
        top -= gap
        canvas.setFont(font, size)
        canvas.drawString(40, top, text)

    outline = [("Working", 0), ("Hives", 1), ("Honey", 1), ("Earning", 0), ("Wages", 1)]
    write("How Keepers Live", "Helvetica-Bold", 20, 20)
    for title, _ in outline:
        write(title)
    for title, level in outline:
        if bookmarks:
            canvas.bookmarkHorizontal(title, 0, top)
            canvas.addOutlineEntry(title, title, level)
        write(title, looks, 14, 30)
        write("There is much to say of this, and it is said here in a line.", gap=20)
        write("Level and pay", "Helvetica-Bold", 10, 24)
        write("One and another thing are said of it too, and then no more.")
    canvas.save()
    return buffer.getvalue()


def test_the_bookmarks_of_a_pdf_say_which_headings_it_has(tmp_path: Path) -> None:
    data = bookmarked_pdf(looks="Helvetica-Bold", bookmarks=True)
    text = read(tmp_path, "a.pdf", data)
    expected = ["Working", "  Hives", "  Honey", "Earning", "  Wages"]
    assert tree(text) == ["How Keepers Live", *(f"  {each}" for each in expected)]
    assert text.count("Level and pay") == 5
    without = bookmarked_pdf(looks="Helvetica-Bold", bookmarks=False)
    assert tree(read(tmp_path, "b.pdf", without)) != tree(text)


def test_bookmarks_that_are_no_lines_of_the_text_say_nothing() -> None:
    lines = [("Working", True), ("One", False), ("Earning", True)]
    assert levels_by([(1, f"Page {n}") for n in range(9)] + [(1, "Working")], lines) == [0, 0, 0]
    assert levels_by([(1, ""), (1, "1 Working"), (2, "one"), (1, "EARNING")], lines) == [1, 2, 1]


@pytest.mark.parametrize("often", [False, True])
def test_a_hyphen_at_a_line_end_stays_where_a_text_divides_no_words(
    tmp_path: Path, often: bool
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 1200))
    canvas.setFont("Helvetica", 10)
    lines = ["Keepers of bees in wet weather wear cut-", "resistant gloves all day long."]
    for number in range(40):
        divided = often and number % 3 == 0
        ends = ("protec-", "tive") if divided else ("protective", "and")
        lines += [f"Of the many kinds of clothes they wear {ends[0]}", f"{ends[1]} warm ones."]
    for number, line in enumerate(lines):
        canvas.drawString(40, 1160 - 13 * number, line)
    canvas.save()
    text = read(tmp_path, "a.pdf", buffer.getvalue())
    assert ("cut-resistant" in text) is not often
    assert "protec-" not in text
