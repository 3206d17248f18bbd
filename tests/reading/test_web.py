"""Web pages: their content, without what surrounds it."""

from __future__ import annotations

from pathlib import Path

from documents import EXPECTED, PAGE, read, tree


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
