"""Reads .docx."""

from __future__ import annotations

from io import BytesIO


def from_docx(data: bytes) -> str:
    """Markdown of a .docx file."""
    from markitdown import MarkItDown

    return MarkItDown().convert_stream(BytesIO(data), file_extension=".docx").markdown
