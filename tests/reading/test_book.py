"""Books: their chapters, where the table of contents puts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import epub, read, tree

from advisor.errors import GuideError

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


@pytest.mark.parametrize("ncx", [False, True], ids=["epub3", "epub2"])
def test_a_book_has_its_chapters_where_its_contents_put_them(tmp_path: Path, ncx: bool) -> None:
    data = epub(PAGES, NCX if ncx else NAVIGATION, ncx=ncx)
    text = read(tmp_path, "a.epub", data)
    assert tree(text) == BOOK
    assert "Bees are kept for honey." in text
    assert "- inspect hives" in text
    assert "| Level | Pay |\n| --- | --- |\n| Junior | $20,000 |" in text
    for word in ("Contents", "rights", "cover", "In this book", "1st"):
        assert word not in text


def test_a_book_without_contents_keeps_the_levels_of_its_headings(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": "<body><h1>Ways In</h1><p>Two.</p><h2>Courses</h2><p>Ten weeks.</p></body>",
        "b.xhtml": "<body><h1>Pay</h1><p>It is low.</p></body>",
    }
    text = read(tmp_path, "a.epub", epub(pages))
    assert tree(text) == ["How to Become a Beekeeper", "  Ways In", "    Courses", "  Pay"]


def test_a_protected_or_broken_book_says_so(tmp_path: Path) -> None:
    extra = (
        '<encryption><EncryptedData><CipherReference URI="OEBPS/a.xhtml"/></EncryptedData>'
        "</encryption>"
    )
    data = epub({"a.xhtml": "<body><p>x</p></body>"}, extra=extra)
    with pytest.raises(GuideError, match=r"^a\.epub is protected"):
        read(tmp_path, "a.epub", data)
    with pytest.raises(GuideError, match=r"^b\.epub is broken"):
        read(tmp_path, "b.epub", data[: len(data) // 2])
    with pytest.raises(GuideError, match=r"^c\.epub holds no text"):
        read(tmp_path, "c.epub", epub({"a.xhtml": "<body/>"}))


def test_chapters_that_only_their_class_marks_are_headings(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": '<body><p class="chapter-title">Ways In</p><p>Two.</p>'
        '<p class="h2">Courses</p><p>Ten weeks.</p></body>',
        "b.xhtml": '<body><div class="chapter-title">Pay</div><p>It is low.</p></body>',
    }
    text = read(tmp_path, "a.epub", epub(pages))
    assert tree(text) == ["How to Become a Beekeeper", "  Ways In", "    Courses", "  Pay"]
