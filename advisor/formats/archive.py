"""Zip archives that documents are: opened only when they unpack to a bearable size."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.parsers import expat

from advisor.errors import GuideError
from advisor.formats.limits import MEGABYTE

#: More parts than any document has.
_MOST_PARTS = 20_000
_XML = (".xml", ".rels")


class _RootReached(Exception):  # noqa: N818 - it is no error
    """No document type can follow."""


def open_archive(data: bytes, unpacked_mb: int) -> zipfile.ZipFile:
    """Open the archive that a document is.

    A part never unpacks to more than the directory says: zipfile reads no further, and finds
    the checksum wrong.

    Args:
        data: the whole file.
        unpacked_mb: what all parts together may unpack to.

    Raises:
        GuideError: it unpacks to more, has too many parts or needs a password.
        zipfile.BadZipFile: it is no archive, or broken.
    """
    archive = zipfile.ZipFile(BytesIO(data))
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > unpacked_mb * MEGABYTE:
        raise GuideError(
            f"unpacks to {-(-size // MEGABYTE):,} MB, more than {unpacked_mb}; split it, remove "
            "its pictures, or raise ADVISOR_READ_UNPACKED_MB"
        )
    if len(parts) > _MOST_PARTS:
        raise GuideError(f"has more than {_MOST_PARTS:,} parts; save it again, or split it")
    if any(part.flag_bits & 1 for part in parts):
        raise GuideError("is encrypted; save it again without a password")
    return archive


def refuse_entities(archive: zipfile.ZipFile) -> None:
    """Refuse an Office document whose XML declares a document type: none has one, but those
    made to blow up by entities that expand to entities.

    Raises:
        GuideError: a part declares a document type.
    """
    for part in archive.infolist():
        if not part.filename.lower().endswith(_XML):
            continue
        with archive.open(part) as file:
            parser = expat.ParserCreate()
            parser.StartDoctypeDeclHandler = _refuse
            parser.StartElementHandler = _stop
            try:
                while chunk := file.read(4096):
                    parser.Parse(chunk)
            except (_RootReached, expat.ExpatError):
                continue


def _refuse(*_: object) -> None:
    raise GuideError(
        "declares a document type in its XML, which no word processor writes; "
        "open it in one that you trust and save it again"
    )


def _stop(*_: object) -> None:
    raise _RootReached
