"""Opening files that may be anything: a pipe, a device, a broken link, far too large."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from advisor.errors import GuideError
from advisor.reading.limits import MEGABYTE, Limits

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, without waiting for the other end of a pipe.

    Raises:
        GuideError: it is missing, may not be read, or is no regular file. The message begins
            with the name of the file.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        # Opening some devices does something, so what can be seen without is seen first.
        _refuse_special(path, os.stat(path).st_mode)
        descriptor = os.open(path, flags | getattr(os, "O_NOCTTY", 0))
        try:
            _refuse_special(path, os.fstat(descriptor).st_mode)
            return os.fdopen(descriptor, "rb")
        except BaseException:
            os.close(descriptor)
            raise
    except (OSError, ValueError) as error:
        raise GuideError(_unopened(path, error)) from error


def read_regular(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a regular file.

    Raises:
        GuideError: as `open_regular`, or it is larger than `limits.file_mb`.
    """
    most = limits.file_mb * MEGABYTE
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise GuideError(_too_large(path, limits))
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise GuideError(_unopened(path, error)) from error
    if len(data) > most:
        raise GuideError(_too_large(path, limits))
    return data


def _refuse_special(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for holds, name in _KINDS if holds(mode)), "no regular file")
        raise GuideError(f"{path.name} cannot be read ({kind}, not a file); remove or rename it")


def _too_large(path: Path, limits: Limits) -> str:
    return (
        f"{path.name} is larger than {limits.file_mb} MB; split it, or raise ADVISOR_READ_FILE_MB"
    )


def _unopened(path: Path, error: Exception) -> str:
    if isinstance(error, PermissionError):
        return (
            f"{path.name} cannot be read (permission denied); "
            "give yourself permission (chmod +r) and ingest it again"
        )
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return (
            f"{path.name} cannot be read (it is a link to a file that is not there); "
            "mend the link or remove it"
        )
    reason = ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
    return f"{path.name} cannot be read ({reason}); check that it exists and is readable"
