"""A file of any supported format, as canonical Markdown."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import GuideError
from advisor.reading.characters import without_unseen
from advisor.reading.files import read_regular
from advisor.reading.left_out import LeftOut, Reading
from advisor.reading.limits import MEGABYTE, Limits
from advisor.reading.paging import Pages

#: The file name suffixes that `read_markdown` knows.
SUFFIXES = frozenset(
    """
    .md .markdown .mdx .txt .html .htm .docx .pdf .epub .pptx
    """.split()
)
#: Those of them that are text as it stands, which takes no more than linear time to read.
TEXT_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".txt"})


def read_file(path: Path, limits: Limits | None = None) -> Reading:
    """Read a guide as canonical Markdown, in this process.

    `sandbox.Converter` also holds the limits on time and memory, for files from anywhere.

    Args:
        path: a file whose suffix is one of `SUFFIXES`, in either case.
        limits: what its sizes may be; without, the defaults.

    Returns:
        Its text as Markdown, with line feeds at the line ends and no byte order mark, what was
        left out, and where its pages begin.

    Raises:
        GuideError: the file is of another type, cannot be read or is broken, is too large, or
            has no text; the message says which, and what to do.
    """
    path, limits = Path(path), limits or Limits()
    suffix = supported_suffix(path)
    data = read_regular(path, limits)
    if not data.strip():
        raise GuideError(f"{path.name} is empty; write something in it or remove it")
    try:
        return read_bytes(data, suffix, limits)
    except GuideError as error:
        raise GuideError(f"{path.name} {error}") from error


def read_markdown(path: Path, limits: Limits | None = None) -> str:
    """Read a guide as `read_file` does, and return its text alone."""
    return read_file(path, limits).text


def read_bytes(data: bytes, suffix: str, limits: Limits) -> Reading:
    """Read the bytes of a file, as `read_file` does.

    Args:
        data: the whole file.
        suffix: one of `SUFFIXES`.
        limits: what its sizes may be.

    Raises:
        GuideError: the bytes cannot be read; the message goes after the file's name.
    """
    left_out, pages = LeftOut(), Pages()
    text = without_unseen(_convert(suffix, data, limits, left_out, pages))
    if not text.strip():
        raise GuideError("holds no text; check that it is the file you mean")
    if len(text) > limits.text_mb * MEGABYTE:
        raise GuideError(
            f"holds more than {limits.text_mb} MB of text; split it, or raise ADVISOR_READ_TEXT_MB"
        )
    text, begun = pages.taken_from(text.strip("\n") + "\n")
    return Reading(text, left_out.told(), begun)


def supported_suffix(path: Path) -> str:
    """Return the suffix of a file in lower case.

    Raises:
        GuideError: it is none of `SUFFIXES`.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        what = f'type "{suffix}"' if suffix else "a file without a suffix"
        raise GuideError(f"{path.name}: {what} is not supported; convert it to one of {known}")
    return suffix


def _convert(suffix: str, data: bytes, limits: Limits, left_out: LeftOut, pages: Pages) -> str:
    if suffix == ".docx":
        from advisor.reading.word import from_docx

        return from_docx(data, limits.unpacked_mb, left_out)
    if suffix == ".pptx":
        from advisor.reading.slides import from_pptx

        return from_pptx(data, limits, left_out, pages)
    if suffix == ".epub":
        from advisor.reading.book import from_epub

        return from_epub(data, limits.unpacked_mb, left_out, pages)
    if suffix == ".pdf":
        from advisor.reading.pdf import from_pdf

        return from_pdf(data, left_out, pages)
    if suffix in (".html", ".htm"):
        from advisor.reading.web import from_html

        return from_html(data, left_out)
    from advisor.reading.encoding import decode

    text = decode(data)
    if suffix == ".txt":
        from advisor.reading.plaintext import from_plain_text

        return from_plain_text(text, left_out)
    from advisor.reading.markdown import from_markdown

    return from_markdown(text, left_out, mdx=suffix == ".mdx")
