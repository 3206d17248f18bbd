"""Bytes to text, whatever their encoding."""

from __future__ import annotations

import codecs

from advisor.errors import GuideError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b")
_SAMPLE = 100_000
#: Western languages have a smaller share of letters beyond ASCII.
_FOREIGN = 0.3
_NOT_TEXT = (
    "is not text, although its name says so; save it as UTF-8 text or give it its true suffix"
)


def decode(data: bytes) -> str:
    """Decode a text file: UTF-8, UTF-16 and UTF-32 with or without a byte order mark, else
    the single-byte encoding that fits best.

    Args:
        data: the whole file.

    Returns:
        The text, with line feeds at its line ends.

    Raises:
        GuideError: the bytes are no text.
    """
    text = _decoded(data).removeprefix("\ufeff")
    if _looks_binary(text[:_SAMPLE]):
        raise GuideError(_NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    if data.startswith(_BINARY):
        raise GuideError(_NOT_TEXT)
    if b"\x00" in data:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(data)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: of mostly Latin text, every other byte is zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if half and len(data) % 2 == 0 and zeros.count(0) > 0.4 * half:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise GuideError(_NOT_TEXT)


def _single_byte(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # A few broken bytes in UTF-8 are likelier than another encoding that has such pairs.
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    beyond_ascii = sum(character > "\x7f" for character in lenient)
    if beyond_ascii > 10 * broken:
        return lenient
    western = data.decode("cp1252", "replace")
    letters = sum(map(str.isalpha, western))
    foreign = sum(character > "\x7f" and character.isalpha() for character in western)
    if "\ufffd" not in western and foreign < _FOREIGN * letters:
        return western
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise GuideError(_NOT_TEXT)
    return data.decode(best.encoding, "replace")


def _looks_binary(sample: str) -> bool:
    odd = sum(
        (character < " " and character not in "\t\n\r\f\v\x1b") or character == "\ufffd"
        for character in sample
    )
    return "\x00" in sample or odd > 0.02 * len(sample)
