"""Labels and values that a page sets side by side stay together."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import read


def lines(folder: Path, body: str) -> str:
    text = read(folder, "a.html", f"<main><h1>Pay</h1><p>All figures are gross.</p>{body}</main>")
    return text.partition("gross.\n\n")[2]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<div><div class=r><div>Apprentice</div><div><i></i></div><div>£14,900</div></div>"
            "<div class=r><div>Decorator</div><div></div><div>£27,400</div></div></div>",
            "- **Apprentice**: £14,900\n- **Decorator**: £27,400\n",
        ),
        (
            "<div class=g><div class=k>Apprentice</div><div class=v>£14,900</div>"
            "<div class=k>Decorator</div><div class=v>£27,400</div></div>",
            "- **Apprentice**: £14,900\n- **Decorator**: £27,400\n",
        ),
        (
            "<p class=k>Apprentice</p><p class=v>£14,900</p>"
            "<p class=k>Decorator</p><p class=v>£27,400</p>",
            "- **Apprentice**: £14,900\n- **Decorator**: £27,400\n",
        ),
        (
            "<div class=stat><div class=n>39</div><div class=l>Hours a week</div></div>",
            "- **Hours a week**: 39\n",
        ),
        (
            "<div><span>Decorator</span><span>£27,400</span></div>"
            "<div><span>Manager</span><span>£41,200</span></div>",
            "Decorator: £27,400\n\nManager: £41,200\n",
        ),
        (
            "<ul><li><b>Growth to 2030</b><span>4%</span></li><li><b>39</b><span>Hours</span></li>"
            "</ul>",
            "- **Growth to 2030**: 4%\n- **39** Hours\n",
        ),
        (
            "<dl><div><dt>Decorator</dt><dd>£27,400</dd></div><div><dt>Manager</dt>"
            "<dd>£41,200</dd></div></dl>",
            "- **Decorator**: £27,400\n- **Manager**: £41,200\n",
        ),
        (
            "<ul class=cards><li><div>Decorator</div><div>£27,400</div></li>"
            "<li><div>Manager</div><div>£41,200</div></li></ul>",
            "- **Decorator**: £27,400\n- **Manager**: £41,200\n",
        ),
    ],
    ids="rows alternating paragraphs value-first spans touching definitions cards".split(),
)
def test_a_label_keeps_its_value(tmp_path: Path, body: str, expected: str) -> None:
    assert lines(tmp_path, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<p><span>Sal</span><span>ary</span></p>",
        "<p>H<sub>2</sub>O and the 4<sup>th</sup></p>",
        "<div><p>One sentence.</p><p>Another one.</p></div>",
        "<p><b>Mind</b><span>: it is low.</span></p>",
    ],
)
def test_prose_is_no_row(tmp_path: Path, body: str) -> None:
    text = lines(tmp_path, body)
    assert "- " not in text
    assert " ary" not in text
    assert text.count(":") <= 1
