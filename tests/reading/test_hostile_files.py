"""Files as people write them and as nobody should: each is read, or refused with a reason, and
none holds up the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.guide.outline import outline, title_of
from advisor.guide.passages import passages_of
from advisor.ingest.sources import find_sources
from advisor.reading import files
from advisor.reading.limits import Limits
from advisor.reading.sandbox import Converter
from advisor.types import Guide, Passage

POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter(Limits(seconds=30, memory_mb=1024)) as converter:
        yield converter


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def guide_of(text: str) -> Guide:
    return Guide("guide.md", "Guide", text, outline(text, "Guide"))


def tree(text: str) -> list[str]:
    """The headings, indented by their depth."""
    paths = [section.path for section in outline(text, "Guide")]
    return ["  " * (len(path) - 1) + path[-1] for path in paths]


def texts(text: str, kind: str) -> list[str]:
    return [each.text for each in passages_of(guide_of(text)) if each.kind == kind]


def ingested(text: str) -> tuple[Passage, ...]:
    """The passages of a text, having checked their spans."""
    guide = guide_of(text)
    found = passages_of(guide)
    assert found
    assert all(each.text == text[each.start : each.end] for each in found)
    assert guide.sections[-1].end == len(text)
    assert title_of(text, "guide")
    return found


def refused(converter: Converter, path: Path) -> str:
    """The reason for which a file is refused."""
    with pytest.raises(GuideError) as caught:
        converter.read(path)
    assert str(caught.value).startswith(path.name)
    return str(caught.value)


# --- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_every_encoding_is_read(
    tmp_path: Path, converter: Converter, name: str, encoding: str
) -> None:
    sentence = "Déjà vu: the café pays £30,000 a year to a naïve chef."
    heading = "<h1>Résumé</h1>" if name == "a.html" else "# Résumé" if name == "a.md" else "Résumé"
    text = converter.read(
        write(tmp_path, name, f"{heading}\r\n\r\n{sentence}\r\n".encode(encoding))
    )
    assert tree(text) == ["Résumé"]
    assert texts(text, "sentence") == [sentence]


# --- Markdown as people write it ---------------------------------------------------------------


def test_footnotes_are_sentences_and_their_marks_no_words(
    tmp_path: Path, converter: Converter
) -> None:
    source = "# Pay\n\nPay is low.[^1] It rises.\n\n[^1]: The guild says so every year.\n"
    text = converter.read(write(tmp_path, "a.md", source))
    found = texts(text, "sentence")
    assert any("It rises." in each for each in found)
    assert any("The guild says so every year." in each for each in found)


def test_details_and_tables_are_passages(tmp_path: Path, converter: Converter) -> None:
    source = (
        "# Pay\n\n<details>\n<summary>Low?</summary>\n\nIt is low in spring.\n\n</details>\n\n"
        "| Level | Pay |\n| --- | --- |\n| Junior | 1 |\n| Senior | 2 |\n"
    )
    text = converter.read(write(tmp_path, "a.md", source))
    assert "It is low in spring." in texts(text, "sentence")
    assert len(texts(text, "item")) == 2


def test_numbers_of_headings_may_start_again(tmp_path: Path, converter: Converter) -> None:
    source = "# A\n\n## 1. One\n\nx\n\n## 2. Two\n\nx\n\n# B\n\n## 1. One\n\nx\n\n## 2. Two\n\nx\n"
    text = converter.read(write(tmp_path, "a.md", source))
    assert tree(text) == ["A", "  1. One", "  2. Two", "B", "  1. One", "  2. Two"]
    ids = [each.id for each in ingested(text)]
    assert len(set(ids)) == len(ids)


def test_emoji_setext_front_matter_and_headings_in_items(
    tmp_path: Path, converter: Converter
) -> None:
    source = (
        "---\ntitle: Bees\n---\n\n🐝 Bees\n=======\n\nText.\n\n🚀 Start\n-------\n\n"
        "- ### In an item\n\n  More text.\n"
    )
    text = converter.read(write(tmp_path, "a.md", source))
    assert tree(text) == ["🐝 Bees", "  🚀 Start", "    In an item"]
    assert title_of(text, "guide") == "Bees"


def test_contents_that_repeat_every_heading_are_no_passage(
    tmp_path: Path, converter: Converter
) -> None:
    names = [f"Chapter {number} of it" for number in range(20)]
    contents = "\n".join(f"{n}. [{name}](#chapter-{n})" for n, name in enumerate(names, 1))
    chapters = "\n\n".join(f"## {name}\n\nText of {name}." for name in names)
    text = converter.read(write(tmp_path, "a.md", f"# Guide\n\n{contents}\n\n{chapters}\n"))
    assert tree(text) == ["Guide", *(f"  {name}" for name in names)]
    assert texts(text, "item") == []


def test_mdx_without_its_code(tmp_path: Path, converter: Converter) -> None:
    source = "import A from './a'\n\n# Bees\n\n<A x={1}>\n\nKept for honey.\n\n</A>\n"
    text = converter.read(write(tmp_path, "a.mdx", source))
    assert texts(text, "sentence") == ["Kept for honey."]


# --- too much of something ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "Keepers look after their hives in spring, and in August they harvest. " * 72_000,
        "word" * 1_250_000,
        "\n\n".join(f"# Heading {number}\n\nText {number}." for number in range(10_000)),
        "#" * 6 + " x\n" + "> " * 20_000 + "deep",
        "a\x0b\x0c\x85\u2028b " * 10_000,
    ],
    ids=["line", "word", "headings", "quotes", "separators"],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.timeout(300)
def test_monsters_are_ingested_in_time(
    tmp_path: Path, converter: Converter, name: str, source: str
) -> None:
    ingested(converter.read(write(tmp_path, name, source)))


@pytest.mark.parametrize(
    "source",
    ["<div>" * 100_000 + "deep", "<ul><li>" * 50_000 + "deep", "<b><i>" * 500 + "deep"],
    ids=["divisions", "lists", "emphasis"],
)
def test_pages_nested_too_deeply_say_so(tmp_path: Path, converter: Converter, source: str) -> None:
    path = write(tmp_path, "a.html", f"<html><body>{source}")
    assert "nested too deeply" in refused(converter, path)


def test_a_tag_with_endless_attributes_is_read(tmp_path: Path, converter: Converter) -> None:
    path = write(tmp_path, "a.html", "<p " + "a=1 " * 200_000 + ">Text.</p>")
    assert converter.read(path) == "Text.\n"


def pdf(draw: int, pages: int) -> bytes:
    """A PDF of so many pages with so many lines each."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    for number in range(pages):
        for line in range(draw):
            canvas.drawString(72, 700 - line * 0.05, f"Line {line} of page {number} of a guide.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(("lines", "pages"), [(40_000, 1), (1, 10_000)], ids=["page", "pages"])
@pytest.mark.timeout(300)
def test_an_endless_pdf_is_refused_in_time(tmp_path: Path, lines: int, pages: int) -> None:
    path = write(tmp_path, "a.pdf", pdf(lines, pages))
    with Converter(Limits(seconds=2)) as strict:
        assert "longer than 2 seconds" in refused(strict, path)


# --- what is no guide --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.md", b"", "is empty"),
        ("empty.docx", b"", "is empty"),
        ("blank.txt", b"\xef\xbb\xbf\n  \n", "holds no text"),
        ("binary.md", bytes(range(256)) * 100, "is not text"),
        ("program.md", b"\x7fELF" + bytes(500), "is not text"),
        ("noise.txt", bytes((n * n * 31 + n * 7) % 251 for n in range(20_000)), "is not text"),
        ("zip.html", b"PK\x03\x04" + bytes(range(200)), "is not text"),
        ("cut.docx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(50), "is broken"),
        ("cut.epub", b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(50), "is broken"),
        ("empty.pdf", b"%PDF-1.4\n%%EOF", "is broken"),
    ],
)
def test_what_is_no_guide_is_refused_with_a_reason(
    tmp_path: Path, converter: Converter, name: str, content: bytes, reason: str
) -> None:
    assert reason in refused(converter, write(tmp_path, name, content))


def test_a_pdf_without_text_or_with_a_password_says_so(
    tmp_path: Path, converter: Converter
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    for password, reason in ((None, "no text layer"), ("secret", "encrypted")):
        buffer = BytesIO()
        canvas = Canvas(buffer, encrypt=password)
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.save()
        assert reason in refused(converter, write(tmp_path, "a.pdf", buffer.getvalue()))


# --- what is no file ---------------------------------------------------------------------------


@POSIX
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["guide.md", "guide.html"])
def test_pipes_devices_and_broken_links_are_refused_at_once(
    tmp_path: Path, converter: Converter, name: str
) -> None:
    for kind in ("pipe", "device", "broken", "loop", "folder"):
        (tmp_path / kind).mkdir()
    os.mkfifo(tmp_path / "pipe" / name)
    (tmp_path / "device" / name).symlink_to("/dev/zero")
    (tmp_path / "broken" / name).symlink_to("gone")
    (tmp_path / "loop" / name).symlink_to(name)
    (tmp_path / "folder" / name).mkdir()
    assert "a pipe" in refused(converter, tmp_path / "pipe" / name)
    assert "a device" in refused(converter, tmp_path / "device" / name)
    assert "a link to a file that is not there" in refused(converter, tmp_path / "broken" / name)
    assert "cannot be read" in refused(converter, tmp_path / "loop" / name)
    assert "a folder" in refused(converter, tmp_path / "folder" / name)
    assert "no such file" in refused(converter, tmp_path / name)


@POSIX
def test_a_folder_with_a_loop_of_links_is_searched_once(
    tmp_path: Path, converter: Converter
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    write(tmp_path, "deep/a.md", "# A")
    sources = find_sources([tmp_path])
    assert [source.name for source in sources.files] == ["deep/a.md"]
    assert converter.read(sources.files[0].path) == "# A\n"


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user who is not root, for whom permissions hold."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@POSIX
@pytest.mark.parametrize("name", ["a.md", "a.pdf"])
def test_a_file_without_permission_says_how_to_give_it(
    tmp_path: Path, converter: Converter, name: str
) -> None:
    path = write(tmp_path, name, "# A")
    path.chmod(0)
    with unprivileged():
        if os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
            pytest.skip("permissions do not hold here")
        assert "permission" in refused(converter, path)


def test_a_file_that_shrinks_or_goes_while_it_is_read(
    tmp_path: Path, converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.md", "# A\n" * 100_000)
    open_regular = files.open_regular

    def shrinking(path: Path):  # type: ignore[no-untyped-def]
        file = open_regular(path)
        os.truncate(path, 4)
        return file

    monkeypatch.setattr(files, "open_regular", shrinking)
    assert converter.read(path) == "# A\n"
    monkeypatch.undo()
    path.unlink()
    assert "no such file" in refused(converter, path)


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stem",
    ["a guide", "Führer für Köche", "職業ガイド", "دليل النحال", "🐝", 'it\'s "so"; rm -rf', "a.b"],
)
@pytest.mark.parametrize("suffix", [".md", ".HTML"])
def test_names_with_spaces_and_other_scripts(
    tmp_path: Path, converter: Converter, stem: str, suffix: str
) -> None:
    if sys.platform == "win32" and '"' in stem:
        pytest.skip("no such names there")
    write(
        tmp_path, stem + suffix, "<h1>A</h1><p>Text.</p>" if suffix == ".HTML" else "# A\n\nText."
    )
    (source,) = find_sources([tmp_path]).files
    assert source.name == stem + suffix
    assert converter.read(source.path) == "# A\n\nText.\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are any bytes there")
@pytest.mark.parametrize("suffix", [b".md", b".html"])
def test_a_name_that_is_no_unicode_is_readable(
    tmp_path: Path, converter: Converter, suffix: bytes
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9" + suffix))
    path.write_text("<p>Text.</p>")
    assert "Text." in converter.read(path)
    path.write_text("")
    assert "is empty" in refused(converter, path)
