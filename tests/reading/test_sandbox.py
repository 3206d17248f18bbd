"""The process that reads what could hang or blow up, and the limits on size."""

from __future__ import annotations

import os
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from documents import docx

from advisor.errors import GuideError
from advisor.reading.limits import Limits
from advisor.reading.reader import read_markdown
from advisor.reading.sandbox import Converter

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


@pytest.mark.timeout(300)
def test_a_file_that_takes_too_long_is_ended_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "endless.pdf", endless_pdf())
    with Converter(Limits(seconds=10)) as converter:
        with pytest.raises(GuideError, match=r"^endless\.pdf took longer than 10 seconds.*SECONDS"):
            converter.read(path)
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
