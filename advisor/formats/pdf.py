"""Reads .pdf."""

from __future__ import annotations

from io import BytesIO


def from_pdf(data: bytes) -> str:
    """Markdown of a .pdf file."""
    from markitdown import MarkItDown

    return MarkItDown().convert_stream(BytesIO(data), file_extension=".pdf").markdown
