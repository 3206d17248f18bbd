"""Zip archives that documents are: opened only when they unpack to a bearable size."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from advisor.errors import GuideError
from advisor.reading.limits import MEGABYTE

#: More parts than any document has.
_MOST_PARTS = 20_000
#: How encrypted and old Office documents begin.
_OLE = b"\xd0\xcf\x11\xe0"
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


@contextmanager
def office_document(data: bytes, unpacked_mb: int, suffix: str) -> Iterator[zipfile.ZipFile]:
    """Yield the archive that an Office document is.

    Args:
        data: the whole file.
        unpacked_mb: what all parts together may unpack to.
        suffix: that of such documents, "docx" for instance.

    Raises:
        GuideError: the document is encrypted, old, or made to blow up; or as `open_archive` has it.
        zipfile.BadZipFile: it is no archive, or broken.
    """
    if data.startswith(_OLE):
        raise GuideError(
            f"is encrypted or in the old .{suffix[:-1]} format; save it again as .{suffix} without "
            "a password"
        )
    with open_archive(data, unpacked_mb) as archive:
        _refuse_entities(archive)
        yield archive


@contextmanager
def damage_explained(broken: str) -> Iterator[None]:
    """Turn any error that damaged content causes into a reason that a person can read.

    Args:
        broken: the reason. zipfile, zlib, XML parsers and libraries each raise errors of their own.

    Raises:
        GuideError: the content is damaged.
    """
    try:
        yield
    except (GuideError, MemoryError):
        raise
    except RecursionError:
        raise GuideError("is nested too deeply; save its text as Markdown or plain text") from None
    except Exception as error:
        raise GuideError(broken) from error


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """Refuse a document whose XML declares a document type. Word processors write none; files that
    are made to blow up do, for entities that expand to entities."""
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
