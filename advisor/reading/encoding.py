"""Bytes to text, whatever their encoding."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from advisor.errors import GuideError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
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
    text = data.decode(*_codec(data)).removeprefix("\ufeff")
    if _looks_binary(text[:_SAMPLE]):
        raise GuideError(_NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def edited(data: bytes, edit: Callable[[str], str]) -> bytes:
    """Return a text file with another text, in its own encoding and with its byte order mark.

    Args:
        data: the whole file.
        edit: gets its text, with the line ends that it has, and gives what it is to be. What it
            leaves alone keeps its bytes, also those that are broken.

    Raises:
        GuideError: the bytes are no text, or their encoding has not all characters of the new one.
    """
    encoding, _ = _codec(data)
    text = data.decode(encoding, "surrogateescape")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        if text.encode(encoding, "surrogateescape") == data:
            new = mark + edit(text.removeprefix("\ufeff"))
            return new.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        pass
    raise GuideError(f"cannot hold that in its encoding ({encoding}); save it as UTF-8")


def _codec(data: bytes) -> tuple[str, str]:
    """Return the encoding of a text, and how what is broken in it is handled."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                break
            return encoding, "strict"
    if data.startswith(_BINARY):
        raise GuideError(_NOT_TEXT)
    if b"\x00" in data:
        return _wide(data), "strict"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(data), "replace"
    return "utf-8", "strict"


def _wide(data: bytes) -> str:
    """Return which UTF-16 a text without a mark is in: of Latin text, every other byte is zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if half and len(data) % 2 == 0 and zeros.count(0) > 0.4 * half:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    raise GuideError(_NOT_TEXT)


def _single_byte(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # A few broken bytes in UTF-8 are likelier than another encoding that has such pairs.
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    beyond_ascii = sum(character > "\x7f" for character in lenient)
    if beyond_ascii > 10 * broken:
        return "utf-8"
    western = data.decode("cp1252", "replace")
    letters = sum(map(str.isalpha, western))
    foreign = sum(character > "\x7f" and character.isalpha() for character in western)
    if "\ufffd" not in western and foreign < _FOREIGN * letters:
        return "cp1252"
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise GuideError(_NOT_TEXT)
    return best.encoding


def _looks_binary(sample: str) -> bool:
    odd = sum(
        (character < " " and character not in "\t\n\r\f\v\x1b") or character == "\ufffd"
        for character in sample
    )
    return "\x00" in sample or odd > 0.02 * len(sample)
