"""Slides: their titles are headings."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from documents import read, tree

from advisor.errors import GuideError
from advisor.reading.limits import Limits
from advisor.reading.reader import read_file


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


def test_the_title_of_a_slide_is_a_heading(tmp_path: Path) -> None:
    text = read(tmp_path, "a.pptx", slides())
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
    assert "- Inspect hives\n- Harvest honey\n  - in August\n- Sell wax\n- Teach others\n" in text
    assert "A course lasts ten weeks." in text
    assert "They lend hives.\n\nThey teach." in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    assert "Jobs Are\n\nMost keepers live in villages." in text
    assert "| 2021 | 12.5 |" in text
    for word in ("outdoor", "Agenda", "Secret", "anyone", "Slide", "<!--"):
        assert word not in text


def test_a_broken_deck_says_so(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"^a\.pptx is broken"):
        read(tmp_path, "a.pptx", slides()[:5000])
    with pytest.raises(GuideError, match=r"^b\.pptx is encrypted or in the old \.ppt"):
        read(tmp_path, "b.pptx", b"\xd0\xcf\x11\xe0" + bytes(600))


def test_the_speakers_notes_are_read_if_the_limits_say_so_and_told_if_not(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(slides())
    assert read_file(path).left_out == ("1 hidden slide", "1 page of speaker's notes")
    reading = read_file(path, Limits(speaker_notes=True))
    assert "  - in August\n\nSay that it is outdoor work.\n\n- Sell wax" in reading.text
    assert reading.left_out == ("1 hidden slide",)
