"""What holds for files of every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import read

from advisor.errors import GuideError
from advisor.reading.reader import SUFFIXES, read_markdown


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


def test_suffixes_are_lower_case_and_matched_in_any_case(tmp_path: Path) -> None:
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in SUFFIXES)
    assert read(tmp_path, "a.MD", "# A") == "# A\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.timeout(300)
def test_huge_files_are_read_in_linear_time(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, "word " * 1_000_000)
    lines = "\n\n".join(f"Heading {number}\n\nText of it, {number}." for number in range(10_000))
    assert read(tmp_path, name, lines)
