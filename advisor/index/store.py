"""The vector store: which passages are live, the change from one edition to the next, and
nearest neighbours.

Chroma (https://docs.trychroma.com) keeps five collections under one prefix per embedding
model:

    guides       one small record per guide, its head: the one thing that says what is live
    manifests    immutable: the text, sections and passages of an edition, in chunks
    sections     the vectors of section passages
    sentences    the vectors of sentences and list items

and `advisor-registry`, whose one record names the embedding model and so the prefix in use.
Chroma has no transaction over several calls. So new passages and the new manifest are added
first, then the head is switched by one write, then what is stale is deleted; whatever a crash
leaves behind is swept by the next ingest. A reader drops neighbours that are not live. On a server
all this happens under the readers' eyes; embedded, in a copy (`advisor.index.generations`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar, cast

import numpy as np

from advisor.errors import StoreError
from advisor.guide.edition import Edition, Head, edition_of, manifest_of
from advisor.index.chroma import Connection, explained
from advisor.models.embedding import FloatArray
from advisor.types import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

P = ParamSpec("P")
T = TypeVar("T")
Level = Literal["sections", "sentences"]
LEVELS: tuple[Level, ...] = ("sections", "sentences")

_REGISTRY = "advisor-registry"
_CURRENT = "current"
_LEASE = "lease"
_MANIFEST_CHUNK = 500_000  # characters; well under SQLite's and Chroma's limits for one value
#: Chroma wants a vector with every record, also where none is searched for.
_NO_VECTOR = np.zeros((1, 1), dtype=np.float32)
#: Changes when records are laid out otherwise than before.
_LAYOUT = 1
_PAGE = 5_000  # records per Chroma call


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may ingest, and until when (seconds since the epoch)."""

    holder: str
    expires: float


def _connected(method: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Make a method connect before it runs; where it fails, explain the failure and let go of the
    client."""

    @wraps(method)
    def connected(self: Store, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with explained(self._connection):
                with self._connecting:
                    # This reference keeps the client open until the method has ended, even where
                    # another thread lets go of it.
                    _client = self._client or self._connect()
                return method(self, *args, **kwargs)
        except StoreError:
            self._client = None  # those that use its collections in other threads go on
            raise

    return cast("Callable[Concatenate[Store, P], T]", connected)


def level_of(passage: Passage) -> Level:
    """Return the collection that a passage's vector lives in."""
    return "sections" if passage.kind == "section" else "sentences"


class Store:
    """The live editions and their vectors.

    Args:
        connection: how Chroma is reached.
        embedder_identity: `Embedder.identity` of the model that all vectors come from.
        rebuild: start an empty store beside one that another model built, and let
            `adopt` put it in that one's place.

    Every method raises StoreError when Chroma cannot be reached, refuses, or cannot write, or
    when another embedding model built the store. The next call connects anew.
    """

    def __init__(
        self, connection: Connection, embedder_identity: str, *, rebuild: bool = False
    ) -> None:
        self._connection = connection
        self._identity = embedder_identity
        namespace = hashlib.sha256(f"{_LAYOUT}:{embedder_identity}".encode()).hexdigest()[:8]
        self._prefix = f"advisor-{namespace}"
        self._rebuild = rebuild
        self._connecting = threading.Lock()
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}

    @_connected
    def heads(self) -> tuple[Head, ...]:
        """Return the heads of all live guides, by name."""
        if not self._collections:
            return ()
        found = self._collections["guides"].get(include=["metadatas"])
        heads = [Head(**_plain(metadata)) for metadata in found["metadatas"] or []]
        return tuple(sorted(heads, key=lambda head: head.name))

    @_connected
    def edition(self, head: Head) -> Edition:
        """Return the text, sections and passages that a head names.

        Raises:
            StoreError: the manifest is gone, because the head is no longer live.
        """
        found = self._collections["manifests"].get(
            where={"manifest": head.manifest}, include=["metadatas"]
        )
        chunks = sorted((_plain(m) for m in found["metadatas"] or []), key=lambda m: m["chunk"])
        if not chunks or len(chunks) != chunks[0]["chunks"]:
            raise StoreError(
                f"Edition {head.edition} of {head.name} is gone from the store. "
                "Run: python ingest.py"
            )
        return edition_of(head, "".join(chunk["content"] for chunk in chunks))

    @_connected
    def nearest(self, level: Level, vector: FloatArray, count: int) -> list[tuple[str, float]]:
        """Return the ids of the passages nearest to a vector with their cosine similarities, best
        first; some may not be live.

        Args:
            level: which passages.
            vector: unit vector, shape (dimensions,).
            count: how many at most.
        """
        found = self._collections[level].query(
            query_embeddings=vector[None, :], n_results=count, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [
            (id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)
        ]

    @_connected
    def vectors(self, level: Level, contents: Sequence[str]) -> dict[str, FloatArray]:
        """Return the stored vectors of passages whose embedded text is among `contents`, by its
        digest; those of an unfinished ingest are found too."""
        found: dict[str, FloatArray] = {}
        for page in _pages(contents if self._collections else ()):
            among: Any = {"content": {"$in": list(page)}}
            records = self._collections[level].get(where=among, include=["metadatas", "embeddings"])
            embeddings = records["embeddings"] if records["embeddings"] is not None else []
            for metadata, embedding in zip(records["metadatas"] or [], embeddings, strict=True):
                found[str(metadata["content"])] = np.asarray(embedding, dtype=np.float32)
        return found

    @_connected
    def ids(self, level: Level) -> set[str]:
        """Return the ids of all stored passages of a level, live or not."""
        if not self._collections:
            return set()
        return set(self._collections[level].get(include=[])["ids"])

    @_connected
    def add(
        self,
        level: Level,
        passages: Sequence[Passage],
        contents: Mapping[str, str],
        vectors: Mapping[str, FloatArray],
    ) -> None:
        """Add passages; readers do not see them before `publish`.

        Args:
            level: the passages' level.
            passages: what to add.
            contents: the digest of each passage's embedded text, by passage id.
            vectors: the vector of each digest, shape (dimensions,).
        """
        for page in _pages(passages):
            self._collections[level].upsert(
                ids=[passage.id for passage in page],
                embeddings=np.stack([vectors[contents[passage.id]] for passage in page]),
                metadatas=[{"content": contents[passage.id]} for passage in page],
            )

    @_connected
    def publish(self, head: Head, edition: Edition) -> None:
        """Make an edition whose passages are all added the live one, in one write."""
        content = manifest_of(edition)
        chunks = [
            content[start : start + _MANIFEST_CHUNK]
            for start in range(0, len(content), _MANIFEST_CHUNK)
        ]
        for number, chunk in enumerate(chunks):
            self._collections["manifests"].upsert(
                ids=[f"{head.manifest}:{number}"],
                embeddings=_NO_VECTOR,
                metadatas=[
                    {
                        "manifest": head.manifest,
                        "chunk": number,
                        "chunks": len(chunks),
                        "content": chunk,
                    }
                ],
            )
        self._collections["guides"].upsert(
            ids=[head.key], embeddings=_NO_VECTOR, metadatas=[asdict(head)]
        )

    @_connected
    def retract(self, head: Head) -> None:
        """Take a guide out, in one write; `sweep` deletes what it leaves."""
        self._collections["guides"].delete(ids=[head.key])

    @_connected
    def sweep(self, live: Mapping[Level, set[str]]) -> int:
        """Delete all passages that are not live and all manifests without a head.

        Args:
            live: the ids of the live passages of each level.

        Returns:
            How many passages were deleted.
        """
        if not self._collections:
            return 0
        deleted = 0
        for level in LEVELS:
            stale = sorted(self.ids(level) - live[level])
            for page in _pages(stale):
                self._collections[level].delete(ids=list(page))
            deleted += len(stale)
        wanted = {head.manifest for head in self.heads()}
        manifests = self._collections["manifests"]
        stale = [id_ for id_ in manifests.get(include=[])["ids"] if id_.split(":")[0] not in wanted]
        for page in _pages(stale):
            manifests.delete(ids=list(page))
        if self._is_in_use():
            self._drop_replaced()
        return deleted

    @_connected
    def built_by(self) -> str:
        """Return the identity of the embedding model whose vectors are in use; with `rebuild`, of
        the one that is to be replaced, if this version can read what it has."""
        if not self._collections:
            return self._identity
        current = self._registry().get(ids=[_CURRENT], include=["metadatas"])["metadatas"]
        readable = current and current[0].get("layout") == _LAYOUT
        return str(current[0]["embedder"]) if current and readable else self._identity

    def _is_in_use(self) -> bool:
        current = self._registry().get(ids=[_CURRENT], include=["metadatas"])["metadatas"] or [{}]
        return dict(current[0]) == {"embedder": self._identity, "layout": _LAYOUT}

    @_connected
    def adopt(self) -> None:
        """Make this store, opened with `rebuild`, the one in use, and drops the others."""
        self._register(self._registry())
        self._drop_replaced()

    @_connected
    def lease(self, wanted: Lease) -> Lease:
        """Take the ingest lease if it is free, and return the lease that is in force.

        Chroma does nothing when a record with an id that exists is added, so of several who try
        at once one gets it.
        """
        registry = self._registry()
        registry.add(ids=[_LEASE], embeddings=_NO_VECTOR, metadatas=[asdict(wanted)])
        found = registry.get(ids=[_LEASE], include=["metadatas"])["metadatas"]
        return Lease(**_plain(found[0])) if found else wanted

    @_connected
    def renew_lease(self, lease: Lease) -> None:
        """Prolong a lease that is held."""
        self._registry().update(ids=[_LEASE], metadatas=[asdict(lease)])

    @_connected
    def end_lease(self, lease: Lease) -> None:
        """End a lease, if its holder still has it."""
        self._registry().delete(ids=[_LEASE], where={"holder": lease.holder})

    def close(self) -> None:
        """Let go of Chroma."""
        client, self._client, self._collections = self._client, None, {}
        if client is not None:
            self._connection.close(client)

    def _drop_replaced(self) -> None:
        """Delete the collections of stores that this one has taken the place of."""
        client = self._require_client()
        for collection in client.list_collections():
            own = collection.name.startswith(self._prefix) or collection.name == _REGISTRY
            if collection.name.startswith("advisor-") and not own:
                client.delete_collection(collection.name)

    def _registry(self) -> Collection:
        return self._require_client().get_or_create_collection(_REGISTRY, embedding_function=None)

    def _require_client(self) -> ClientAPI:
        assert self._client is not None, "nothing can be written before there is a folder"
        return self._client

    def _connect(self) -> ClientAPI | None:
        client = self._connection.client()
        if client is None:
            return None
        registry = client.get_or_create_collection(_REGISTRY, embedding_function=None)
        current = registry.get(ids=[_CURRENT], include=["metadatas"])["metadatas"]
        if not current:
            self._register(registry)
        elif current[0].get("layout") != _LAYOUT and not self._rebuild:
            raise StoreError(
                f"The store {self._connection.place} was made by another version of the advisor. "
                "Rebuild it from your guides with: python ingest.py --rebuild PATH"
            )
        elif current[0]["embedder"] != self._identity and not self._rebuild:
            raise StoreError(
                f"The store {self._connection.place} was built with another embedding model "
                f"({current[0]['embedder']}, now {self._identity}), and vectors of two models "
                "cannot be compared. Rebuild it with: python ingest.py --rebuild, or set "
                "ADVISOR_EMBEDDING_MODEL to the model that built it."
            )
        self._collections = {
            name: client.get_or_create_collection(
                f"{self._prefix}-{name}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
            for name in ("guides", "manifests", *LEVELS)
        }
        self._client = client
        return client

    def _register(self, registry: Collection) -> None:
        registry.upsert(
            ids=[_CURRENT],
            embeddings=_NO_VECTOR,
            metadatas=[{"embedder": self._identity, "layout": _LAYOUT}],
        )


def _plain(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return dict(metadata)


def _pages(items: Iterable[Any]) -> Iterator[Sequence[Any]]:
    listed = list(items)
    for start in range(0, len(listed), _PAGE):
        yield listed[start : start + _PAGE]
