"""Books, slides, and the process that reads what could hang or blow up."""

from __future__ import annotations

import os
import signal
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import GuideError
from advisor.guide.outline import outline
from advisor.reading.reader import read_markdown
from advisor.reading.sandbox import Converter, Limits, read_guide

HTML = "<h1>Bees</h1><p>They are kept for honey.</p>"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


@pytest.fixture
def converter() -> Iterator[Converter]:
    with Converter() as converter:
        yield converter


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def tree(text: str) -> list[str]:
    """The headings, indented by their depth."""
    paths = [section.path for section in outline(text, "Guide")]
    return ["  " * (len(path) - 1) + path[-1] for path in paths]


def endless_pdf() -> bytes:
    """A small PDF with a page that draws a word some million times."""
    drawn = b"BT /F1 12 Tf 1 0 0 1 72 700 Tm (word ) Tj ET\n" * 3_000_000
    stream = zlib.compress(zlib.compress(drawn, 1), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(stream)
        + stream
        + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    starts = []
    for number, each in enumerate(objects, 1):
        starts.append(len(data))
        data += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    )


# --- the worker --------------------------------------------------------------------------------


def test_a_worker_says_what_the_readers_say(tmp_path: Path, converter: Converter) -> None:
    good = write(tmp_path, "a.html", HTML)
    assert converter.read(good) == read_markdown(good) == "# Bees\n\nThey are kept for honey.\n"
    for name, content in (("a.pdf", "words"), ("b.docx", "words"), ("c.html", " "), ("d.xyz", "x")):
        path = write(tmp_path, name, content)
        with pytest.raises(GuideError) as here:
            read_markdown(path)
        with pytest.raises(GuideError) as there:
            converter.read(path)
        assert str(there.value) == str(here.value)


def test_one_worker_serves_many_files_and_none_is_started_for_text(
    tmp_path: Path, converter: Converter
) -> None:
    converter.read(write(tmp_path, "a.md", "# A"))
    assert converter.worker_pid is None
    pids = set()
    for number in range(5):
        converter.read(write(tmp_path, f"{number}.html", HTML))
        pids.add(converter.worker_pid)
    assert len(pids) == 1
    converter.close()
    assert converter.worker_pid is None
    assert read_guide(write(tmp_path, "b.html", HTML), Limits()).startswith("# Bees")


def test_a_file_that_takes_too_long_is_ended_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "endless.pdf", endless_pdf())
    with Converter(Limits(seconds=2)) as converter:
        started = time.monotonic()
        with pytest.raises(GuideError, match=r"^endless\.pdf took longer than 2 seconds.*SECONDS"):
            converter.read(path)
        assert time.monotonic() - started < 10
        assert converter.worker_pid is None
        assert converter.read(write(tmp_path, "a.html", HTML)).startswith("# Bees")


@LINUX
def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "wide.docx", docx("<w:p><w:r><w:t>Word.</w:t></w:r></w:p>" * 250_000))
    with Converter(Limits(memory_mb=260)) as converter:
        with pytest.raises(GuideError, match=r"^wide\.docx needs more than 260 MB.*MEMORY"):
            converter.read(path)
        assert converter.read(write(tmp_path, "a.html", HTML)).startswith("# Bees")


def test_a_worker_that_died_meanwhile_is_replaced(tmp_path: Path, converter: Converter) -> None:
    path = write(tmp_path, "a.html", HTML)
    converter.read(path)
    assert converter.worker_pid is not None
    os.kill(converter.worker_pid, signal.SIGTERM)
    assert converter.read(path).startswith("# Bees")


def test_a_crash_is_told(
    tmp_path: Path, converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nread line\nkill -SEGV $$\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(GuideError, match=r"^a\.html made the process that reads it crash"):
        converter.read(write(tmp_path, "a.html", HTML))
    monkeypatch.undo()
    assert converter.read(tmp_path / "a.html").startswith("# Bees")


@LINUX
def test_a_worker_knows_no_settings_and_keys(
    tmp_path: Path, converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_TEST_TOKEN", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://secret:1")
    converter.read(write(tmp_path, "a.html", HTML))
    known = Path(f"/proc/{converter.worker_pid}/environ").read_bytes()
    assert b"secret" not in known
    assert b"PYTHONPATH" in known


def test_a_worker_is_found_from_any_folder(
    tmp_path: Path, converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "advisor").mkdir()
    (tmp_path / "advisor" / "__init__.py").write_text("raise SystemExit(1)")
    write(tmp_path, "a.html", HTML)
    monkeypatch.chdir(tmp_path)
    assert converter.read(Path("a.html")).startswith("# Bees")


# --- limits on size ----------------------------------------------------------------------------


def test_sizes_are_limited(tmp_path: Path) -> None:
    large = write(tmp_path, "large.md", "word " * 300_000)
    html = write(tmp_path, "large.html", "word " * 300_000)
    with Converter(Limits(file_mb=1)) as converter:
        for path in (large, html):
            with pytest.raises(GuideError, match=r"larger than 1 MB.*ADVISOR_READ_FILE_MB"):
                converter.read(path)
        assert converter.worker_pid is None
    with Converter(Limits(text_mb=1)) as converter:
        for path in (large, html):
            with pytest.raises(GuideError, match=r"more than 1 MB of text.*ADVISOR_READ_TEXT_MB"):
                converter.read(path)


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


def test_a_zip_bomb_is_refused_by_what_its_directory_says(
    tmp_path: Path, converter: Converter
) -> None:
    body = "<w:p><w:r><w:t>Word.</w:t></w:r></w:p>" * 60_000
    path = write(tmp_path, "bomb.docx", docx(body))
    with (
        Converter(Limits(unpacked_mb=2)) as strict,
        pytest.raises(GuideError, match=r"^bomb\.docx unpacks to 3 MB, more than 2.*UNPACKED_MB"),
    ):
        strict.read(path)
    lying = bytearray(path.read_bytes())
    entry = lying.rfind(b"word/document.xml") - 46
    lying[entry + 24 : entry + 28] = (5000).to_bytes(4, "little")
    with pytest.raises(GuideError, match="broken"):
        converter.read(write(tmp_path, "lying.docx", bytes(lying)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_expand_to_entities_are_refused(
    tmp_path: Path, converter: Converter, encoding: str
) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    prolog = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>'
    data = docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", prolog)
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = content.decode().encode(encoding)
            new.writestr(part, content)
    with pytest.raises(GuideError, match="document type"):
        converter.read(write(tmp_path, "laughs.docx", buffer.getvalue()))


# --- books -------------------------------------------------------------------------------------

OPS = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
BOOK = [
    "How to Become a Beekeeper",
    "  Part I: The Work",
    "    What Beekeepers Do",
    "      In Spring",
    "    Ways In",
    "      Courses",
    "      Clubs",
    "  Pay",
]
NAVIGATION = """<body><nav epub:type="toc"><h1>Contents</h1><ol>
<li><a href="cover.xhtml">Cover</a></li>
<li><a href="part.xhtml">Part I: The Work</a><ol>
<li><a href="chapter%201.xhtml">What Beekeepers Do</a></li>
<li><a href="two.xhtml#ways">Ways In</a><ol><li><a href="two.xhtml#courses">Courses</a></li></ol>
</li></ol></li><li><a href="three.xhtml">Pay</a></li></ol></nav></body>"""
NCX = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "ncx.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint><navLabel><text>Part I: The Work</text></navLabel><content src="part.xhtml"/>
<navPoint><navLabel><text>What Beekeepers Do</text></navLabel><content src="chapter%201.xhtml"/>
</navPoint><navPoint><navLabel><text>Ways In</text></navLabel><content src="two.xhtml#ways"/>
<navPoint><navLabel><text>Courses</text></navLabel><content src="two.xhtml#courses"/></navPoint>
</navPoint></navPoint>
<navPoint><navLabel><text>Pay</text></navLabel><content src="three.xhtml"/></navPoint>
</navMap></ncx>"""
PAGES = {
    "cover.xhtml": '<body><img src="c.jpg" alt="A cover"/></body>',
    "title.xhtml": '<body epub:type="titlepage"><h1>How to Become a Beekeeper</h1>1st</body>',
    "rights.xhtml": '<body><section epub:type="copyright-page"><p>All rights.</p></section></body>',
    "list.xhtml": "<body><h2>In this book</h2>"
    + "".join(f'<p><a href="{n}.xhtml">Chapter {n}</a></p>' for n in ("one", "two", "three"))
    + "</body>",
    "part.xhtml": "<body><h1>Part I</h1><h2>The Work</h2></body>",
    "chapter 1.xhtml": '<body><h1><a id="x"/>What<br/>Beekeepers Do</h1><p>Bees are kept<sup>'
    '<a epub:type="noteref" href="#n">1</a></sup> for&nbsp;honey.<span epub:type="pagebreak" '
    'id="p5" title="5"/></p></body>',
    "more.xhtml": "<body><h2>In Spring</h2><ul><li>inspect hives</li></ul></body>",
    "two.xhtml": '<body><div id="ways"><p class="t">Ways In</p></div><p>Two ways.</p>'
    '<h3 id="courses">Courses</h3><p>Ten weeks.</p><h3>Clubs</h3><p>They lend hives.</p></body>',
    "three.xhtml": "<body><p>It is low.</p><table><tr><th>Level</th><th>Pay</th></tr>"
    "<tr><td>Junior</td><td>$20,000</td></tr></table></body>",
}


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


@pytest.mark.parametrize("ncx", [False, True], ids=["epub3", "epub2"])
def test_a_book_has_its_chapters_where_its_contents_put_them(
    tmp_path: Path, converter: Converter, ncx: bool
) -> None:
    data = epub(PAGES, NCX if ncx else NAVIGATION, ncx=ncx)
    text = converter.read(write(tmp_path, "a.epub", data))
    assert tree(text) == BOOK
    assert "Bees are kept for honey." in text
    assert "- inspect hives" in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    for word in ("Contents", "rights", "cover", "In this book", "1st"):
        assert word not in text


def test_a_book_without_contents_keeps_the_levels_of_its_headings(
    tmp_path: Path, converter: Converter
) -> None:
    pages = {
        "a.xhtml": "<body><h1>Ways In</h1><p>Two.</p><h2>Courses</h2><p>Ten weeks.</p></body>",
        "b.xhtml": "<body><h1>Pay</h1><p>It is low.</p></body>",
    }
    text = converter.read(write(tmp_path, "a.epub", epub(pages)))
    assert tree(text) == ["How to Become a Beekeeper", "  Ways In", "    Courses", "  Pay"]


def test_a_protected_or_broken_book_says_so(tmp_path: Path, converter: Converter) -> None:
    extra = (
        '<encryption><EncryptedData><CipherReference URI="OEBPS/a.xhtml"/></EncryptedData>'
        "</encryption>"
    )
    data = epub({"a.xhtml": "<body><p>x</p></body>"}, extra=extra)
    with pytest.raises(GuideError, match=r"^a\.epub is protected"):
        converter.read(write(tmp_path, "a.epub", data))
    with pytest.raises(GuideError, match=r"^b\.epub is broken"):
        converter.read(write(tmp_path, "b.epub", data[: len(data) // 2]))
    with pytest.raises(GuideError, match=r"^c\.epub holds no text"):
        converter.read(write(tmp_path, "c.epub", epub({"a.xhtml": "<body/>"})))


# --- slides ------------------------------------------------------------------------------------


def slides() -> Any:
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = Presentation()

    def add(layout: int, title: str = "", body: str = "") -> Any:
        slide = deck.slides.add_slide(deck.slide_layouts[layout])
        if title:
            slide.shapes.title.text = title
        if body:
            slide.placeholders[1].text = body
        return slide

    def box(slide: Any, text: str, top: float, left: float = 1) -> None:
        shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(4), Inches(1))
        shape.text_frame.text = text

    add(0, "How to Become a Beekeeper", "A talk for beginners")
    add(1, "Agenda", "What Beekeepers Do\nWays In\nPay")
    slide = add(1, "What Beekeepers Do", "Inspect hives\nHarvest honey")
    nested = slide.placeholders[1].text_frame.add_paragraph()
    nested.text, nested.level = "in August", 1
    slide.notes_slide.notes_text_frame.text = "Say that it is outdoor work."
    add(1, "What Beekeepers Do (cont.)", "Sell wax\nTeach others")
    add(2, "Ways In", "Where to learn")
    add(1, "Courses", "A course lasts ten weeks.")
    slide = add(5, "Clubs")
    box(slide, "They teach.", top=2.02, left=5)
    box(slide, "They lend hives.", top=2.05, left=1)
    add(2, "Money")
    slide = add(5, "Pay")
    rows = [("Level", "Pay"), ("Junior", "$20,000"), ("Senior", "$40,000")]
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(5), Inches(2)).table
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    slide = add(6)
    box(slide, "Most keepers live in villages.", top=2)
    box(slide, "Where the Jobs Are", top=0.5)
    slide = add(5, "Hives by Year")
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Hives", (10, 12.5))
    where = (Inches(1), Inches(2), Inches(5), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *where, data)
    add(1, "Secret", "Not shown\nto anyone")._element.set("show", "0")
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def test_the_title_of_a_slide_is_a_heading(tmp_path: Path, converter: Converter) -> None:
    text = converter.read(write(tmp_path, "a.pptx", slides()))
    assert tree(text) == [
        "How to Become a Beekeeper",
        "  What Beekeepers Do",
        "  Ways In",
        "    Courses",
        "    Clubs",
        "  Money",
        "    Pay",
        "    Where the Jobs Are",
        "    Hives by Year",
    ]
    assert "- Inspect hives\n- Harvest honey\n  - in August\n\nSay that it is outdoor" in text
    assert "work.\n\n- Sell wax\n- Teach others\n" in text
    assert "A course lasts ten weeks." in text
    assert "They lend hives.\n\nThey teach." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    assert "Jobs Are\n\nMost keepers live in villages." in text
    assert "| 2021 | 12.5 |" in text
    for word in ("Agenda", "Secret", "anyone", "Slide", "<!--"):
        assert word not in text


def test_a_broken_deck_says_so(tmp_path: Path, converter: Converter) -> None:
    with pytest.raises(GuideError, match=r"^a\.pptx is broken"):
        converter.read(write(tmp_path, "a.pptx", slides()[:5000]))
    with pytest.raises(GuideError, match=r"^b\.pptx is encrypted or in the old \.ppt"):
        converter.read(write(tmp_path, "b.pptx", b"\xd0\xcf\x11\xe0" + bytes(600)))
