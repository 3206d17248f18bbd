"""Reads .html."""

from __future__ import annotations

from io import BytesIO


def from_html(data: bytes) -> str:
    """Markdown of a .html file."""
    from markitdown import MarkItDown

    return MarkItDown().convert_stream(BytesIO(data), file_extension=".html").markdown
