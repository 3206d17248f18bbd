"""What was fetched, kept on the disk: each page's bytes, and what its server said of them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from advisor.errors import StoreError
from advisor.fetching.fetching import Known

_RECORD = "page.json"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is kept.

    Attributes:
        address: what it is known by.
        final: where redirects led.
        content_type: as the server named it.
        etag: the server's mark of its version; "" for none.
        modified: when the server says that it was changed; "" where it does not.
        file: the name of the file that has its bytes.
        digest: the SHA-256 of these, in hex.
    """

    address: str
    final: str
    content_type: str
    etag: str
    modified: str
    file: str
    digest: str

    @property
    def known(self) -> Known:
        """What a request for it says."""
        return Known(self.final, self.etag, self.modified)


class Pages:
    """The pages that are kept in a folder.

    A page's bytes lie under their digest and are never written to again, and the record that names
    them is replaced in one step: so whoever reads one has it whole, and what a crash leaves is no
    page. The bytes before the present ones stay, for an ingest that is just reading them.

    Args:
        folder: where they are.
        aside: where they are kept instead, when what is in the folder is to stay as it is.
    """

    def __init__(self, folder: Path, aside: Path | None = None) -> None:
        self._folder = folder
        self._aside = aside

    def find(self, address: str) -> tuple[Page, Path] | None:
        """Return a page and its file; None where it is not kept, or broken."""
        place = _place(self._folder, address)
        try:
            stored = json.loads((place / _RECORD).read_text(encoding="utf-8"))
            page = Page(**stored)
            path = _file(place, page)
            whole = hashlib.sha256(path.read_bytes()).hexdigest() == page.digest
        except (OSError, ValueError, TypeError):
            return None
        return (page, path) if whole and page.address == address else None

    def keep(self, page: Page, body: bytes) -> Path:
        """Keep a page and return its file.

        Raises:
            StoreError: it cannot be written.
        """
        place = _place(self._aside or self._folder, page.address)
        path = _file(place, page)
        try:
            before = self.find(page.address)
            if before is None or before[1] != path:
                _write(path, body)
            _write(place / _RECORD, json.dumps(asdict(page), indent=2).encode())
            stay = {path.parent, before[1].parent if before else path.parent}
            for other in place.iterdir():
                if other.is_dir() and other not in stay:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError as error:
            raise StoreError(
                f"The page {page.address} cannot be kept in {place}: {error}. Make room, or give "
                "yourself permission to write there, and ingest it again."
            ) from error
        return path

    def forget(self, address: str) -> None:
        """Delete what is kept of a page."""
        shutil.rmtree(_place(self._folder, address), ignore_errors=True)


def _place(folder: Path, address: str) -> Path:
    return folder / hashlib.sha256(address.encode()).hexdigest()[:32]


def _file(place: Path, page: Page) -> Path:
    return place / page.digest[:16] / os.path.basename(page.file)


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(made, path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
