"""Web pages: their content, without what surrounds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import EXPECTED, PAGE, read, tree

from advisor.reading.reader import read_file
from advisor.text.plain import plain


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


def test_boxes_beside_the_text_go_and_those_in_it_stay(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "a.html",
        "<body><h1>Pay</h1><p>It is low.</p><aside><p>Ask for 28 days of leave.</p></aside>"
        '<aside class="sidebar"><p>About this site</p></aside>'
        '<aside><h3>Related articles</h3><a href="/x">Shepherd</a></aside></body>',
    )
    assert text == "# Pay\n\nIt is low.\n\nAsk for 28 days of leave.\n"


def test_what_a_style_sheet_hides_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<style>@media print { .print { display: none } } .draft, p#x { display:none }</style>"
        "<h1>Pay</h1><p>It is low.</p><p class=draft>Ask Robin before we publish it.</p>"
        "<p id=x>Nobody must ever read these words.</p><p class=print>It rises.</p>"
        "<p><del>It was lower.</del></p><img src=a.png>"
    )
    reading = read_file(path)
    assert reading.text == "# Pay\n\nIt is low.\n\nIt rises.\n"
    assert reading.left_out == (
        "1 picture", "2 passages of hidden text", "1 passage of deleted text",
    )  # fmt: skip


def test_comments_in_an_export_of_word_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<h1>Pay</h1><p>It is low<a class=msocomanchor href="#_msocom_1">[A1]</a>.</p>'
        "<div style='mso-element:comment-list'><div style='mso-element:comment'>"
        "<p>Is it?</p></div></div>"
    )
    reading = read_file(path)
    assert reading.text == "# Pay\n\nIt is low.\n"
    assert reading.left_out == ("1 comment",)


def test_a_footnote_follows_the_paragraph_that_refers_to_it(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "a.html",
        '<h1>Pay</h1><p>It is low.<sup id="r1"><a href="#n1">1</a></sup></p><p>It rises.</p>'
        '<section class="footnotes"><ol><li id="n1"><p>In towns. <a href="#r1">↩</a></p></li></ol>'
        "</section>",
    )
    assert text == "# Pay\n\nIt is low.\n\nIn towns.\n\nIt rises.\n"


def test_headings_in_a_table_that_only_places_things_are_headings(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "a.html",
        "<h1>Guide</h1><table><tr><td><h2>Pay</h2><p>It is low.</p></td><td><h2>Hours</h2>"
        "<p>Many.</p></td></tr></table>",
    )
    assert tree(text) == ["Guide", "  Pay", "  Hours"]


def test_a_bold_line_before_a_line_break_is_a_heading(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "a.html",
        "<p><b>Pay</b><br>It is low.</p><p><b>Hours</b><br>Many.</p><p><b>Never alone.</b></p>",
    )
    assert tree(text) == ["Pay", "Hours"]
    assert "**Never alone.**" in text


def test_what_a_button_opens_is_read(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "a.html",
        '<h1>Pay</h1><button aria-controls="more">More</button>'
        '<div id="more" hidden><p>It is low.</p></div>',
    )
    assert "It is low." in text


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ('<button class="faq-q">From home?</button>', "<div>"),
        ("<button>From home?</button>", "<div>"),
        ('<button aria-expanded="false">From home?</button>', "<div hidden>"),
        ('<h3><button aria-expanded="false">From home?</button></h3>', "<div hidden>"),
    ],
)
def test_the_questions_of_an_accordion_are_read_with_their_answers(
    tmp_path: Path, button: str, answer: str
) -> None:
    page = f"<h1>Work</h1><p>Long.</p>{button}{answer}<p>Never.</p></div><button>Apply</button>"
    text = read(tmp_path, "a.html", page)
    assert plain(text) == "Work Long. From home? Never."


def test_rows_of_column_heads_are_one_and_a_row_that_names_the_table_is_above_it(
    tmp_path: Path,
) -> None:
    heads = (
        '<tr><th rowspan="2">Role</th><th colspan="2">Dublin</th><th>Cork</th></tr>'
        "<tr><th>From</th><th>To</th><th>From</th></tr>"
    )
    row = "<tr><td>Junior</td><td>36</td><td>45</td><td>30</td></tr>"
    for table in (f"{heads}{row}", f"<thead>{heads}</thead>{row}"):
        text = read(tmp_path, "a.html", f"<h1>Pay</h1><table>{table}</table>")
        assert text == (
            "# Pay\n\n| Role | Dublin: From | Dublin: To | Cork: From |\n"
            "| --- | --- | --- | --- |\n| Junior | 36 | 45 | 30 |\n"
        )
    rows = "".join(f"<tr><th>Year {n}</th><th>{n}0</th></tr>" for n in range(1, 7))
    text = read(tmp_path, "c.html", f"<h1>Pay</h1><table>{rows}</table>")
    assert all(f"| Year {n} | {n}0 |" in text for n in range(1, 7))
    title = '<tr><td colspan="2"><b>Pay 2025</b></td></tr><tr><th>Role</th><th>Pay</th></tr>'
    text = read(
        tmp_path, "b.html", f"<h1>Pay</h1><table>{title}<tr><td>A</td><td>9</td></tr></table>"
    )
    assert text == "# Pay\n\nPay 2025\n\n| Role | Pay |\n| --- | --- |\n| A | 9 |\n"


def test_text_that_looks_like_markup_of_markdown_is_text(tmp_path: Path) -> None:
    page = """<h1>Work</h1><p># 1 in the region</p><p>Wages<br>=====<br># low</p><p>```</p>
    <p>Bees
# hum</p><p>Fees<br>---</p><h2>Pay</h2><p>C# is #1. It pays.</p><pre># a comment</pre>"""
    text = read(tmp_path, "a.html", page)
    assert tree(text) == ["Work", "  Pay"]
    for words in ("# 1 in the region", "=====", "# low", "# hum", "C# is #1. It pays."):
        assert words in plain(text)
    assert "```\n# a comment" in text
