"""Chroma clients, in process or over HTTP, and what their failures mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from advisor.errors import AdvisorError, SettingsError, StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.config import Settings as ChromaSettings


class Connection(Protocol):
    """A way to reach Chroma."""

    @property
    def place(self) -> str:
        """Where the vectors are, for messages."""
        ...

    def client(self) -> ClientAPI | None:
        """Return a client; None where nothing has been stored yet."""
        ...

    def forget(self) -> None:
        """Let the next client be a new one: a client that has failed may be of no more use."""
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

    def forget(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class EmbeddedChroma:
    """Chroma in this process, with its files in a folder. No other process may write there
    meanwhile."""

    folder: Path

    @property
    def place(self) -> str:
        """The folder."""
        return f"in {self.folder}"

    def client(self) -> ClientAPI:
        """Return a client; all of this process's clients of one folder share their state."""
        import chromadb

        self.folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(self.folder), settings=_quiet())

    def forget(self) -> None:
        """Let the next client be a new one: a client that has met a full disk waits for ever when
        it is used again. Clients in use stay as they are."""
        from chromadb.api.shared_system_client import SharedSystemClient

        SharedSystemClient.clear_system_cache()


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

    def forget(self) -> None:
        """Do nothing: every client of a server is a new one."""


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
