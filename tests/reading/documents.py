"""Documents of each format, built for the tests, and how they are read."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from advisor.guide.outline import outline
from advisor.reading.reader import read_markdown


def read(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_markdown(path)


def paths(text: str, title: str = "Guide") -> list[tuple[str, ...]]:
    return [section.path for section in outline(text, title)]


def tree(text: str) -> list[str]:
    """The headings, indented by their depth."""
    return ["  " * (len(path) - 1) + path[-1] for path in paths(text)]


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


def docx(body: str, prolog: str = "") -> bytes:
    """A Word document of a body in XML."""
    space = "http://schemas.openxmlformats.org"
    types = (
        f'<Types xmlns="{space}/package/2006/content-types"><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document'
        '.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r" '
        f'Type="{space}/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    document = (
        f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{space}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", document)
    return buffer.getvalue()


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


OPS = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def epub(pages: dict[str, str], toc: str = "", *, ncx: bool = False, extra: str = "") -> bytes:
    """A book of pages, with a table of contents."""
    items = "".join(
        f'<item id="i{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(pages)
    )
    if toc:
        name, kind = ("toc.ncx", "x-dtbncx+xml") if ncx else ("nav.xhtml", "xhtml+xml")
        properties = "" if ncx else 'properties="nav"'
        items += f'<item id="toc" href="{name}" media-type="application/{kind}" {properties}/>'
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>How to Become a Beekeeper</dc:title>'
        f"</metadata><manifest>{items}</manifest>"
        f'<spine><itemref idref="toc"/>{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/book.opf", package)
        if toc:
            archive.writestr(f"OEBPS/{name}", toc if ncx else _page(toc))
        for name, body in pages.items():
            archive.writestr(f"OEBPS/{name}", _page(body))
        if extra:
            archive.writestr("META-INF/encryption.xml", extra)
    return buffer.getvalue()


def _page(body: str) -> str:
    return f'<?xml version="1.0"?>\n<!DOCTYPE html><html {OPS}><head><title/></head>{body}</html>'
