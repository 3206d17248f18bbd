"""Files of every format, read through the public functions."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.guide.outline import outline, title_of
from advisor.reading.reader import SUFFIXES, read_markdown


def read(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_markdown(path)


def paths(text: str, title: str = "Guide") -> list[tuple[str, ...]]:
    return [section.path for section in outline(text, title)]


def tree(text: str) -> list[str]:
    """The headings, indented by their depth."""
    return ["  " * (len(path) - 1) + path[-1] for path in paths(text)]


# --- outline -----------------------------------------------------------------------------------


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


# --- Markdown and encodings --------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = "# Résumé\r\n\r\nDéjà vu: the café pays £30,000 a year for a naïve chef.\r\n" * 3
    found = read(tmp_path, "a.md", text.encode(encoding))
    assert found == text.replace("\r\n", "\n").strip("\n") + "\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xyz", b"text", "not supported"),
        ("noname", b"text", "not supported"),
        ("a.md", b"", "empty"),
        ("a.md", b" \n\n ", "empty"),
        ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not text"),
        ("a.md", b"PK\x03\x04" + bytes(range(256)), "not text"),
        ("a.md", b"abc\x00\x01\x02def\x00" * 10, "not text"),
        ("a.txt", b"%PDF-1.7 ...", "not text"),
        ("a.docx", b"PK\x03\x04 broken", "broken"),
        ("a.docx", b"just words", "broken"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "encrypted or in the old .doc"),
        ("a.pdf", b"just words", "broken"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj <<", "broken"),
        ("a.html", b"<html><body><script>x</script></body></html>", "no text"),
        ("a.md", b"<!-- only a comment -->", "no text"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(GuideError, match=reason) as caught:
        read(tmp_path, name, content)
    assert str(caught.value).startswith(name)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"gone\.md cannot be read"):
        read_markdown(tmp_path / "gone.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(GuideError, match=r"folder\.md cannot be read"):
        read_markdown(tmp_path / "folder.md")


def test_importing_is_cheap() -> None:
    code = (
        "import sys, advisor.guide.outline, advisor.guide.passages\n"
        "heavy = {'markitdown', 'mammoth', 'pdfplumber', 'pdfminer', 'bs4', 'torch'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_suffixes_are_lower_case_and_matched_in_any_case(tmp_path: Path) -> None:
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in SUFFIXES)
    assert read(tmp_path, "a.MD", "# A") == "# A\n"


# --- an outline for every format ---------------------------------------------------------------

EXPECTED = [
    "How to Become a Beekeeper",
    "  What Beekeepers Do",
    "  Ways In",
    "    Courses",
    "    Clubs",
    "  Pay",
]


def docx_bytes(styled: bool) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()

    def heading(text: str, level: int) -> None:
        if styled:
            document.add_heading(text, level)
            return
        run = document.add_paragraph().add_run(text)
        run.bold = True
        run.font.size = Pt({0: 20, 1: 14, 2: 11}[level])

    heading("How to Become a Beekeeper", 0)
    document.add_paragraph("Bees are kept for honey. It is outdoor work.")
    heading("What Beekeepers Do", 1)
    document.add_paragraph("A keeper does these things:")
    document.add_paragraph("• inspects hives")
    document.add_paragraph("• harvests honey")
    emphasis = document.add_paragraph().add_run("Never open a hive in the rain.")
    emphasis.bold = True
    heading("Ways In", 1)
    heading("Courses", 2)
    document.add_paragraph("A course lasts ten weeks.")
    heading("Clubs", 2)
    document.add_paragraph("Clubs lend hives", style="List Bullet")
    document.add_paragraph("and give advice.", style="List Bullet")
    heading("Pay", 1)
    table = document.add_table(rows=0, cols=2)
    for row in (("Level", "Pay"), ("Junior", "$20,000"), ("Senior", "$40,000")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Pay depends on the harvest.")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("styled", [True, False], ids=["styles", "bold"])
def test_docx(tmp_path: Path, styled: bool) -> None:
    text = read(tmp_path, "a.docx", docx_bytes(styled))
    assert tree(text) == EXPECTED
    assert "- inspects hives\n- harvests honey" in text
    assert "**Never open a hive in the rain.**" in text
    assert "- Clubs lend hives\n- and give advice." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text


def pdf_bytes(pages: int = 1, encrypt: str | None = None) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=6)
    looks = {
        0: ParagraphStyle("0", parent=body, fontName="Helvetica-Bold", fontSize=20, leading=24),
        1: ParagraphStyle("1", parent=body, fontName="Helvetica-Bold", fontSize=14, leading=18),
        2: ParagraphStyle("2", parent=body, fontName="Helvetica-Bold", spaceBefore=8),
    }
    item = ParagraphStyle("item", parent=body, leftIndent=14, bulletIndent=2, spaceAfter=2)
    story = [
        Paragraph("How to Become a Beekeeper", looks[0]),
        Paragraph("Bees are kept for honey, in a self-employed way of life. " * 6, body),
        Paragraph("What Beekeepers Do", looks[1]),
        Paragraph("A keeper does these things:", body),
        Paragraph("inspects hives", item, bulletText="•"),
        Paragraph("harvests honey, " * 8 + "and sells it", item, bulletText="•"),
        *[PageBreak() for _ in range(pages - 1)],
        Paragraph("Ways In", looks[1]),
        Paragraph("Courses", looks[2]),
        Paragraph("A course lasts ten weeks.", body),
        Paragraph("Clubs", looks[2]),
        Paragraph("Clubs lend hives and give advice.", body),
        Paragraph("Pay", looks[1]),
        Table(
            [["Level", "Pay"], ["Junior", "$20,000"], ["Senior", "$40,000"]],
            style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]),
        ),
        Paragraph("Pay depends on the harvest.", body),
    ]

    def edges(canvas, document) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, "Beekeeping handbook")
        canvas.drawString(72, 30, f"Page {document.page} of {pages}")

    buffer = BytesIO()
    SimpleDocTemplate(buffer, encrypt=encrypt).build(story, onFirstPage=edges, onLaterPages=edges)
    return buffer.getvalue()


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


PAGE = """<!DOCTYPE html><html><head><title>Bees | Site</title><style>p{}</style></head><body>
<nav><h2>Menu</h2><ul><li><a href="/">Home</a></li></ul></nav>
<div class="breadcrumb"><a href="/">Home</a> &gt; Bees</div>
<main><article><header><h1>How to Become a Beekeeper</h1></header>
<p>Bees are kept for&nbsp;honey &amp; wax.</p>
<h2>What Beekeepers Do<a href="#do">#</a></h2>
<ul><li>inspect hives<ul><li>in spring</li></ul></li>
<li>harvest <a href="/honey">honey</a></li></ul>
<div style="display:none">Invisible.</div>
<h2>Ways In</h2><h3>Courses</h3><p>Ten weeks.</p><h3>Clubs</h3>
<details><summary>Are they free?</summary><p>Mostly. <img src="a.png" alt="x"></p></details>
<h2>Pay</h2><table><tr><th>Level</th><th>Pay</th></tr><tr><td>Junior</td><td>$20,000</td></tr></table>
<aside><h3>Newsletter</h3><form><button>Subscribe</button></form></aside>
<h2>Related articles</h2><ul><li><a href="/a">Shepherd</a></li><li><a href="/b">Farmer</a></li></ul>
</article></main><div class="cookie-banner"><h2>We use cookies</h2></div>
<footer><h2>About us</h2></footer></body></html>"""


def test_html(tmp_path: Path) -> None:
    text = read(tmp_path, "a.html", PAGE)
    assert tree(text) == EXPECTED
    assert "Bees are kept for honey & wax." in text
    assert "- inspect hives\n  - in spring\n- harvest honey" in text
    assert "**Are they free?**\n\nMostly." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    for word in ("Invisible", "Menu", "Shepherd", "cookies", "Home", "png", "Subscribe"):
        assert word not in text


def test_html_without_main_or_navigation_is_kept_whole(tmp_path: Path) -> None:
    text = read(tmp_path, "a.htm", "<h1>Bees</h1><p>One.<p>Two.<h2>Pay</h2>Low.")
    assert text == "# Bees\n\nOne.\n\nTwo.\n\n## Pay\n\nLow.\n"


def test_markup_in_html_text_stays_text(tmp_path: Path) -> None:
    text = read(tmp_path, "a.html", "<p>Write &lt;script&gt;x&lt;/script&gt; so.</p>")
    assert "<script" not in text.replace(r"\<script", "")


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


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.timeout(300)
def test_huge_files_are_read_in_linear_time(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, "word " * 1_000_000)
    lines = "\n\n".join(f"Heading {number}\n\nText of it, {number}." for number in range(10_000))
    assert read(tmp_path, name, lines)


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


def test_a_question_list_stays_under_its_heading(tmp_path: Path) -> None:
    text = (
        "Bees\n\nAll about bees.\n\nFAQ\n\nAre bees loud?\n\nNo, not at all.\n\n"
        "Do they sting?\n\nRarely.\n\nConclusion\n\nKeep bees.\n"
    )
    assert tree(read(tmp_path, "a.txt", text)) == [
        "Bees", "  FAQ", "    Are bees loud?", "    Do they sting?", "  Conclusion",
    ]  # fmt: skip


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


def test_a_rule_under_the_head_of_a_table_in_plain_text_repeats_no_row(tmp_path: Path) -> None:
    table = "| City | Pay |\n|------|-----|\n| Brno | 10 |\n| Cheb | 8 |"
    text = read(tmp_path, "a.txt", f"Work\n\nPAY\n\n{table}\n\nDAYS\n\nShifts are long.\n")
    assert text.count("Cheb") == text.count("Brno") == 1
