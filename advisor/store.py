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
leaves behind is swept by the next ingest. A reader drops neighbours that are not live.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from advisor.embedding import FloatArray
from advisor.errors import StoreError
from advisor.types import Guide, Passage, Section

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Level = Literal["sections", "sentences"]
LEVELS: tuple[Level, ...] = ("sections", "sentences")

_REGISTRY = "advisor-registry"
_CURRENT = "current"
_MANIFEST_CHUNK = 500_000  # characters; well under SQLite's and Chroma's limits for one value
#: Chroma wants a vector with every record, also where none is searched for.
_NO_VECTOR = np.zeros((1, 1), dtype=np.float32)
_PAGE = 5_000  # records per Chroma call


@dataclass(frozen=True, slots=True)
class Head:
    """What is live of one guide.

    `key` never changes, even when the guide is renamed. `manifest` is the digest of the
    edition's manifest. `source` is the absolute path of the file that was read, and
    `source_digest` the SHA-256 of its bytes.
    """

    key: str
    name: str
    title: str
    edition: int
    ingested: str
    digest: str
    manifest: str
    source: str
    source_digest: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A guide's text and structure with its passages; `contents` has the digest of what each
    passage is embedded as, in the passages' order."""

    guide: Guide
    passages: tuple[Passage, ...]
    contents: tuple[str, ...]


def level_of(passage: Passage) -> Level:
    """The collection that a passage's vector lives in."""
    return "sections" if passage.kind == "section" else "sentences"


class Store:
    """The live editions and their vectors, in process under a folder.

    Args:
        folder: where Chroma keeps its files; made when missing.
        embedder_identity: `Embedder.identity` of the model that all vectors come from.
        rebuild: start an empty store beside one that another model built, and let
            `adopt` put it in that one's place.

    Raises:
        StoreError: another embedding model built the store, or Chroma cannot open it.
    """

    def __init__(self, folder: Path, embedder_identity: str, *, rebuild: bool = False) -> None:
        self._folder = folder
        self._identity = embedder_identity
        self._prefix = "advisor-" + hashlib.sha256(embedder_identity.encode()).hexdigest()[:8]
        self._rebuild = rebuild
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._connect()

    def heads(self) -> tuple[Head, ...]:
        """The heads of all live guides, by name."""
        found = self._collection("guides").get(include=["metadatas"])
        heads = [Head(**_plain(metadata)) for metadata in found["metadatas"] or []]
        return tuple(sorted(heads, key=lambda head: head.name))

    def edition(self, head: Head) -> Edition:
        """The text, sections and passages that a head names.

        Raises:
            StoreError: the manifest is gone, because the head is no longer live.
        """
        found = self._collection("manifests").get(
            where={"manifest": head.manifest}, include=["metadatas"]
        )
        chunks = sorted((_plain(m) for m in found["metadatas"] or []), key=lambda m: m["chunk"])
        if not chunks or len(chunks) != chunks[0]["chunks"]:
            raise StoreError(
                f"Edition {head.edition} of {head.name} is gone from the store. "
                "Run: python ingest.py"
            )
        return _edition_from(head, json.loads("".join(chunk["content"] for chunk in chunks)))

    def nearest(self, level: Level, vector: FloatArray, count: int) -> list[tuple[str, float]]:
        """Passage ids with their cosine similarity to a vector, best first; some may not be
        live.

        Args:
            level: which passages.
            vector: unit vector, shape (dimensions,).
            count: how many at most.
        """
        found = self._collection(level).query(
            query_embeddings=vector[None, :], n_results=count, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [
            (id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def vectors(self, level: Level, contents: Sequence[str]) -> dict[str, FloatArray]:
        """The stored vectors of passages whose embedded text is among `contents`, by its digest;
        those of an unfinished ingest are found too."""
        found: dict[str, FloatArray] = {}
        for page in _pages(contents):
            among: Any = {"content": {"$in": list(page)}}
            records = self._collection(level).get(where=among, include=["metadatas", "embeddings"])
            embeddings = records["embeddings"] if records["embeddings"] is not None else []
            for metadata, embedding in zip(records["metadatas"] or [], embeddings, strict=True):
                found[str(metadata["content"])] = np.asarray(embedding, dtype=np.float32)
        return found

    def ids(self, level: Level) -> set[str]:
        """The ids of all stored passages of a level, live or not."""
        return set(self._collection(level).get(include=[])["ids"])

    def add(
        self,
        level: Level,
        passages: Sequence[Passage],
        contents: Mapping[str, str],
        vectors: Mapping[str, FloatArray],
    ) -> None:
        """Adds passages; readers do not see them before `publish`.

        Args:
            level: the passages' level.
            passages: what to add.
            contents: the digest of each passage's embedded text, by passage id.
            vectors: the vector of each digest, shape (dimensions,).
        """
        for page in _pages(passages):
            self._collection(level).upsert(
                ids=[passage.id for passage in page],
                embeddings=np.stack([vectors[contents[passage.id]] for passage in page]),
                metadatas=[{"content": contents[passage.id]} for passage in page],
            )

    def publish(self, head: Head, edition: Edition) -> None:
        """Makes an edition whose passages are all added the live one, in one write."""
        content = _manifest(edition)
        chunks = [
            content[start : start + _MANIFEST_CHUNK]
            for start in range(0, len(content), _MANIFEST_CHUNK)
        ]
        for number, chunk in enumerate(chunks):
            self._collection("manifests").upsert(
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
        self._collection("guides").upsert(
            ids=[head.key], embeddings=_NO_VECTOR, metadatas=[asdict(head)]
        )

    def retract(self, head: Head) -> None:
        """Takes a guide out, in one write; `sweep` deletes what it leaves."""
        self._collection("guides").delete(ids=[head.key])

    def sweep(self, live: Mapping[Level, set[str]]) -> int:
        """Deletes all passages that are not live and all manifests without a head.

        Args:
            live: the ids of the live passages of each level.

        Returns:
            How many passages were deleted.
        """
        deleted = 0
        for level in LEVELS:
            stale = sorted(self.ids(level) - live[level])
            for page in _pages(stale):
                self._collection(level).delete(ids=list(page))
            deleted += len(stale)
        wanted = {head.manifest for head in self.heads()}
        manifests = self._collection("manifests")
        stale = [id_ for id_ in manifests.get(include=[])["ids"] if id_.split(":")[0] not in wanted]
        for page in _pages(stale):
            manifests.delete(ids=list(page))
        return deleted

    def adopt(self) -> None:
        """Makes this store, opened with `rebuild`, the one in use, and drops the others."""
        client = self._require_client()
        self._register()
        for collection in client.list_collections():
            stranger = collection.name.startswith("advisor-") and not collection.name.startswith(
                self._prefix
            )
            if stranger and collection.name != _REGISTRY:
                client.delete_collection(collection.name)

    def reopen(self) -> None:
        """Sees what other processes have written: an embedded Chroma's `query` does not until
        its client is made anew. Queries under way keep the client they began with."""
        from chromadb.api.shared_system_client import SharedSystemClient

        SharedSystemClient.clear_system_cache()
        self._connect()

    def close(self) -> None:
        """Lets go of Chroma."""
        self._client = None
        self._collections = {}

    def _connect(self) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                path=str(self._folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
        except Exception as error:
            raise StoreError(
                f"Cannot open the vector store in {self._folder}: {error}. Check that the folder "
                "can be written, or choose another with ADVISOR_DATA_DIR."
            ) from error
        self._collections = {}
        registry = self._collection(_REGISTRY)
        current = registry.get(ids=[_CURRENT], include=["metadatas"])["metadatas"]
        if not current:
            self._register()
        elif current[0]["embedder"] != self._identity and not self._rebuild:
            raise StoreError(
                f"The store in {self._folder} was built with another embedding model "
                f"({current[0]['embedder']}, now {self._identity}), and vectors of two models "
                "cannot be compared. Rebuild it with: python ingest.py --rebuild, or set "
                "ADVISOR_EMBEDDING_MODEL to the model that built it."
            )

    def _register(self) -> None:
        self._collection(_REGISTRY).upsert(
            ids=[_CURRENT], embeddings=_NO_VECTOR, metadatas=[{"embedder": self._identity}]
        )

    def _require_client(self) -> ClientAPI:
        if self._client is None:
            raise StoreError("The advisor is closed. Make a new Advisor.")
        return self._client

    def _collection(self, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = self._require_client().get_or_create_collection(
                name if name == _REGISTRY else f"{self._prefix}-{name}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
        return self._collections[name]


def manifest_digest(edition: Edition) -> str:
    """The digest that names an edition's manifest, in hex."""
    return hashlib.sha256(_manifest(edition).encode()).hexdigest()[:32]


def _manifest(edition: Edition) -> str:
    guide = edition.guide
    return json.dumps(
        {
            "name": guide.name,
            "text": guide.text,
            "sections": [
                [
                    section.path,
                    section.level,
                    section.start,
                    section.body,
                    section.end,
                    section.part,
                ]
                for section in guide.sections
            ],
            "passages": [
                [p.id, content, p.kind, p.section, p.start, p.end, p.list_id, p.depth]
                for p, content in zip(edition.passages, edition.contents, strict=True)
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _edition_from(head: Head, manifest: dict[str, Any]) -> Edition:
    text = manifest["text"]
    sections = tuple(
        Section(tuple(path), level, start, body, end, part)
        for path, level, start, body, end, part in manifest["sections"]
    )
    guide = Guide(head.name, head.title, text, sections, head.edition, head.ingested, head.digest)
    passages = tuple(
        Passage(
            id=id_,
            guide=head.name,
            kind=kind,
            section=section,
            path=sections[section].path,
            text=text[start:end],
            start=start,
            end=end,
            list_id=list_id,
            depth=depth,
        )
        for id_, _, kind, section, start, end, list_id, depth in manifest["passages"]
    )
    contents = tuple(passage[1] for passage in manifest["passages"])
    return Edition(guide, passages, contents)


def _plain(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return dict(metadata)


def _pages(items: Iterable[Any]) -> Iterator[Sequence[Any]]:
    listed = list(items)
    for start in range(0, len(listed), _PAGE):
        yield listed[start : start + _PAGE]
