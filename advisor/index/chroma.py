"""Chroma clients, in process or over HTTP, and what their failures mean."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from advisor.errors import AdvisorError, SettingsError, StoreError
from advisor.index.holding import held

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.config import Settings as ChromaSettings


#: Chroma keeps the clients of a process in one table, by folder. A client looks itself up there
#: while it is opened, and fails where another thread takes it out in between.
_OPENING = threading.Lock()


class Connection(Protocol):
    """A way to reach Chroma."""

    @property
    def place(self) -> str:
        """Where the vectors are, for messages."""
        ...

    def client(self) -> ClientAPI | None:
        """Return a client; None where nothing has been stored yet."""
        ...

    def close(self, client: ClientAPI) -> None:
        """Let go of a client that nobody uses any more."""
        ...


@dataclass(frozen=True, slots=True)
class NoChroma:
    """Where nothing has been stored yet."""

    folder: Path

    @property
    def place(self) -> str:
        """The folder that it will be in."""
        return f"in {self.folder}"

    def client(self) -> None:
        """Return None."""

    def close(self, client: ClientAPI) -> None:
        """Do nothing: there is no client."""


@dataclass(frozen=True, slots=True)
class EmbeddedChroma:
    """Chroma in this process, with its files in a folder. No other process may write there
    meanwhile.

    Args:
        folder: where its files are.
        let_go: called when a client's files have been closed.
    """

    folder: Path
    let_go: Callable[[], None] | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        """The folder."""
        return f"in {self.folder}"

    def client(self) -> ClientAPI:
        """Return a client of its own, which shares nothing with others of the same folder: one that
        has met a full disk waits for ever when it is used again. Its files are closed as soon as
        nobody refers to it, so an answer under way keeps it by keeping a reference; until then the
        folder is held, for Chroma opens its files again whenever it likes.

        Chroma writes to a store when it opens it. One that may not be written is copied to a
        temporary folder and opened there, to be read.
        """
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient

        with ExitStack() as closing:
            folder = self.folder
            if self.let_go:
                closing.callback(self.let_go)
            if folder.is_dir() and not _may_be_written(folder):
                folder = Path(closing.enter_context(TemporaryDirectory(prefix="advisor-"))) / "copy"
                shutil.copytree(self.folder, folder, copy_function=shutil.copyfile)
                for copied in (folder, *filter(Path.is_dir, folder.rglob("*"))):
                    copied.chmod(0o700)
            folder.mkdir(parents=True, exist_ok=True)
            closing.enter_context(held(folder))
            with _OPENING:
                try:
                    client: Any = chromadb.PersistentClient(path=str(folder), settings=_quiet())
                    closing.callback(client._system.stop)
                finally:  # also where it could not be opened: the next try is a new one
                    SharedSystemClient._identifier_to_system.pop(str(folder), None)
                    SharedSystemClient._identifier_to_refcount.pop(str(folder), None)
            letting_go = weakref.finalize(client, closing.pop_all().close)
            letting_go.atexit = folder != self.folder  # a temporary folder is taken away at least
        opened: ClientAPI = client
        return opened

    def close(self, client: ClientAPI) -> None:
        """Do nothing: a client's files are closed when its last reference goes."""


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """A Chroma server, or Chroma's distributed service.

    Args:
        url: `http://host:port` or `https://host[:port]`.
        token: sent as `x-chroma-token` and as a bearer token; empty for none.
        tenant: the tenant; empty for Chroma's default.
        database: the database; empty for Chroma's default.

    Raises:
        SettingsError: the URL is malformed.
    """

    url: str
    token: str = ""
    tenant: str = ""
    database: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        try:
            well_formed = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            well_formed = False
        if not well_formed:
            raise SettingsError(
                f"Bad setting: chroma_url is {self.url!r}. Write it as http://host:port, for "
                "example ADVISOR_CHROMA_URL=http://127.0.0.1:8000."
            )

    @property
    def place(self) -> str:
        """The address."""
        return f"at {self.url}"

    def client(self) -> ClientAPI:
        """Return a client; a server shows everyone the same."""
        import chromadb
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT

        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        headers = (
            {"x-chroma-token": self.token, "Authorization": f"Bearer {self.token}"}
            if self.token
            else None
        )
        return chromadb.HttpClient(
            host=str(parts.hostname),
            port=parts.port or (443 if secure else 80),
            ssl=secure,
            headers=headers,
            settings=_quiet(),
            tenant=self.tenant or DEFAULT_TENANT,
            database=self.database or DEFAULT_DATABASE,
        )

    def close(self, client: ClientAPI) -> None:
        """Close the connection to the server."""
        client.close()  # type: ignore[attr-defined]


def _may_be_written(folder: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (folder, *folder.glob("*.sqlite3")))


@contextmanager
def explained(connection: Connection) -> Iterator[None]:
    """Turn what Chroma raises into errors that say what to do.

    Raises:
        StoreError: Chroma cannot be reached, refuses, or cannot write.
    """
    import httpx
    from chromadb.errors import AuthorizationError, ChromaAuthError, ChromaError

    try:
        yield
    except AdvisorError:
        raise
    except (ChromaAuthError, AuthorizationError) as error:
        raise StoreError(
            f"The vector store {connection.place} refuses access: {error}. Check "
            "ADVISOR_CHROMA_TOKEN, ADVISOR_CHROMA_TENANT and ADVISOR_CHROMA_DATABASE."
        ) from error
    except httpx.HTTPError as error:
        raise StoreError(_unreachable(connection, error)) from error
    except ValueError as error:
        if "connect" not in str(error).lower():
            raise
        raise StoreError(_unreachable(connection, error)) from error
    except (ChromaError, OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The vector store {connection.place} failed: {error}. Check that there is room on "
            "the disk and that its files may be written; nothing that was live is lost. Then try "
            "again."
        ) from error


def _unreachable(connection: Connection, error: Exception) -> str:
    return (
        f"The vector store {connection.place} cannot be reached: {error}. Start it again, or check "
        "ADVISOR_CHROMA_URL; the next try reconnects by itself."
    )


def _quiet() -> ChromaSettings:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
