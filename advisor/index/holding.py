"""Folders that somebody reads are not deleted under them, whichever process reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a folder with open files cannot be renamed or deleted
    fcntl = None  # type: ignore[assignment]


@contextmanager
def held(folder: Path, *, alone: bool = False) -> Iterator[bool]:
    """Hold a folder while the block runs. The operating system lets go of it when its holder ends,
    however that happens.

    Args:
        folder: an existing folder.
        alone: nobody else may hold it; otherwise many may at once.

    Yields:
        Whether it is held; False where others hold it, and `alone` was asked for. A file system
        that cannot lock a folder holds it for everybody.
    """
    if fcntl is None:
        yield True
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        free = True
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            free = False
        except OSError:
            pass
        yield free
    finally:
        os.close(opened)
