"""Where the pages of a file begin in the text that is read of it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from documents import epub, pdf_bytes
from hypothesis import given
from hypothesis import strategies as st
from reading.test_book import NAVIGATION, PAGES
from reading.test_slides import slides

from advisor.guide.outline import outline
from advisor.guide.passages import passages_of
from advisor.reading.elements import Item, Paragraph, Table, markdown
from advisor.reading.paging import Pages
from advisor.reading.reader import read_file
from advisor.types import Citation, Guide, Page

GUIDES = Path(__file__).parents[1] / "guides"


def read(path: Path) -> Guide:
    found = read_file(path)
    title = "Guide"
    sections = outline(found.text, title)
    return Guide(path.name, title, found.text, sections, pages=found.pages)


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()


def page_of(guide: Guide, words: str) -> Page | None:
    assert guide.text.count(words) == 1, words
    return guide.page_at(guide.text.index(words))


def labelled_pdf(sizes: list[int]) -> bytes:
    """A PDF of running text over several pages; the first two are numbered i and ii, the others
    from 1. Each line names its page and its line."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 600))
    for number, size in enumerate(sizes, 1):
        front = number <= 2
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(40, 540, f"Chapter of leaf {chr(96 + number)}")
        canvas.setFont("Helvetica", 10)
        for line in range(size):
            words = f"leaf {chr(96 + number)} says in line {chr(97 + line)} that bees hum and"
            canvas.drawString(40, 510 - 14 * line, words)
        canvas.addPageLabel(
            number - 1,
            style="ROMAN_LOWER" if front else "ARABIC",
            start=number if front else number - 2,
        )
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@given(st.lists(st.lists(st.text("ab 1.|#-\n", min_size=1), min_size=1, max_size=4), max_size=40))
def test_marks_go_with_the_words_and_leave_no_trace(leaves: list[list[str]]) -> None:
    pages, marked = Pages(), []
    for number, lines in enumerate(leaves, 1):
        marked += [pages.mark(lines[0], number, f"n{number}"), *lines[1:]]
    text, found = pages.taken_from("\n".join(marked))
    assert text == "\n".join(line for lines in leaves for line in lines)
    assert [(page.number, page.label) for page in found] == [
        (number, f"n{number}") for number in range(1, len(leaves) + 1)
    ]
    assert [page.start for page in found] == sorted(page.start for page in found)


def test_a_page_begins_where_its_first_word_does() -> None:
    pages = Pages()
    elements = [
        Paragraph("One ends."),
        Item("12 percent of two.", depth=0),
        Table([["", "Three"], ["a", "b"]]),
        Paragraph(f"It goes on {pages.mark('“Four” is here.', 4)}"),
    ]
    for number, element in enumerate(elements[:3], 1):
        pages.mark_element(element, number)
    text, found = pages.taken_from(markdown(elements))
    begins = {page.number: text[page.start :] for page in found}
    assert begins[1].startswith("One ends.")
    assert begins[2].startswith("- 12 percent")
    assert begins[3].startswith("|  | Three |")
    assert 4 not in begins, "marks that go backwards are not believed"
    assert "\ufdd0" not in text


def test_no_file_makes_labels_of_any_length() -> None:
    pages = Pages()
    _, (page,) = pages.taken_from(pages.mark("One", 1, "x" * 1_000_000))
    assert len(page.label) <= 300


def test_a_file_without_pages_keeps_its_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# A\n\nOne \ufdd1\ufdef two.\n")
    found = read_file(path)
    assert (found.pages, "\ufdd1\ufdef" in found.text) == ((), True)


@pytest.mark.parametrize("sizes", [[3, 3, 3], [12, 1, 30, 8]])
def test_pages_of_a_pdf_have_their_numbers_and_their_labels(
    tmp_path: Path, sizes: list[int]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(labelled_pdf(sizes))
    guide = read(path)
    labels = ["i", "ii", *(str(n) for n in range(1, len(sizes) - 1))]
    for number, label in enumerate(labels, 1):
        page = page_of(guide, f"Chapter of leaf {chr(96 + number)}")
        assert page is not None
        assert (page.number, page.label) == (number, label)


def test_each_passage_of_a_pdf_is_on_its_page() -> None:
    path = GUIDES / "project-manager.pdf"
    guide = read(path)
    with pdfplumber.open(path) as document:
        on_page = {page.page_number: letters(page.extract_text()) for page in document.pages}
    checked = 0
    for passage in passages_of(guide):
        page = guide.page_at(passage.start)
        words = re.findall(r"\w+", passage.text)[:2]
        if page is None or page.number is None or len(letters("".join(words))) < 8:
            continue
        begin = letters("".join(words))
        assert begin in on_page[page.number], (page.number, passage.text)
        checked += 1
    assert checked > 80


def test_a_paragraph_over_two_pages_is_parted_where_they_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes(3))
    guide = read(path)
    one, three = page_of(guide, "What Beekeepers Do"), page_of(guide, "Ways In")
    assert one is not None
    assert three is not None
    assert (one.number, three.number) == (1, 3)


def test_slides_have_their_numbers_as_programs_count_them(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(slides())
    guide = read(path)
    numbers = {}
    for words in ("# How to Become", "Inspect hives", "Sell wax", "They lend hives", "| Junior |"):
        page = page_of(guide, words)
        numbers[words] = page.number if page else None
    assert list(numbers.values()) == [1, 3, 4, 7, 9]


def test_a_book_names_its_chapters(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(epub(PAGES, NAVIGATION))
    guide = read(path)
    for words, chapter in {
        "Bees are kept": "What Beekeepers Do",
        "inspect hives": "What Beekeepers Do",
        "Ten weeks.": "Ways In",
        "It is low.": "Pay",
    }.items():
        page = page_of(guide, words)
        assert page is not None
        assert (page.number, page.label) == (None, chapter)


def test_the_title_of_a_book_is_no_chapter(tmp_path: Path) -> None:
    toc = """<body><nav epub:type="toc"><ol><li><a href="all.xhtml#t">How to Become a Beekeeper</a>
    <ol><li><a href="all.xhtml#a">Work</a></li><li><a href="all.xhtml#b">Pay</a></li></ol></li></ol>
    </nav></body>"""
    page = """<body><h1 id="t">How to Become a Beekeeper</h1><p>Well.</p><h2 id="a">Work</h2>
    <p>It is hard.</p><h2 id="b">Pay</h2><p>It is low.</p></body>"""
    path = tmp_path / "a.epub"
    path.write_bytes(epub({"all.xhtml": page}, toc))
    guide = read(path)
    hard, low = page_of(guide, "It is hard."), page_of(guide, "It is low.")
    assert hard is not None
    assert low is not None
    assert (hard.label, low.label) == ("Work", "Pay")


@pytest.mark.parametrize(
    ("guide", "page", "label", "words"),
    [
        ("a.md", None, "", ""),
        ("a.pdf", 4, "", "page 4"),
        ("a.pdf", 4, "4", "page 4"),
        ("a.pdf", 4, "iv", "page iv (page 4 of the file)"),
        ("b/A.PPTX", 2, "", "slide 2"),
        ("a.epub", None, "Pay", "Pay"),
        ("a.epub", None, "Work", ""),
    ],
)
def test_where_a_citation_stands_in_words(
    guide: str, page: int | None, label: str, words: str
) -> None:
    cited = Citation(1, guide, 1, ("Guide", "Work"), "quote", 0, 5, page, label)
    assert cited.whereabouts == words


def test_a_citation_has_its_page_from_the_file_to_the_answer_and_back(tmp_path: Path) -> None:
    from advisor import Advisor, Settings

    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf_bytes(3))
    with Advisor(Settings(data_dir=tmp_path / "data")) as advisor:
        advisor.ingest([folder])
        answer = advisor.ask("How long is a course?")
        cited = next(each for each in answer.citations if "ten weeks" in each.quote)
        assert (cited.guide, cited.page, cited.label) == ("a.pdf", 3, "")
        assert answer.from_dict(answer.to_dict()) == answer
