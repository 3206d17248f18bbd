"""From files to live editions: only what changed is embedded, and each guide changes in one
write."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from advisor.embedding import Embedder, FloatArray
from advisor.errors import GuideError
from advisor.expansion import content_digest, embedded_text
from advisor.guides import SUFFIXES, outline, read_markdown, title_of
from advisor.passages import passages_of
from advisor.sources import Source, Sources, file_digest
from advisor.store import LEVELS, Edition, Head, Level, Store, level_of, manifest_digest
from advisor.types import Guide, IngestReport, Passage
from advisor.wordvectors import WordVectorCache

#: Changes when guides are read or cut otherwise than before, so that stored ones are read anew.
_READING = "1"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Change:
    """What one guide's ingest will do. `texts` has what each new passage is embedded as, by
    passage id; `old` is None for a guide that is new."""

    head: Head
    new: Edition
    texts: dict[str, str]
    old: Edition | None


def ingest(
    sources: Sources,
    store: Store,
    words: WordVectorCache,
    embedder: Embedder,
    progress: Progress | None = None,
) -> IngestReport:
    """Makes the store hold what the sources hold.

    A guide that cannot be read keeps its live edition and is reported as skipped.

    Args:
        sources: what to ingest.
        store: where to.
        words: the word vectors of what is embedded go there.
        embedder: the model.
        progress: called with how many passages are embedded, and of how many.

    Raises:
        GuideError: not one guide could be read.
    """
    started = time.monotonic()
    heads = {head.name: head for head in store.heads()}
    skipped = list(sources.skipped)
    changes: list[_Change] = []
    seen: dict[str, str] = {}
    unchanged = 0
    for source in _named_apart(sources.files, heads.values()):
        try:
            digest = f"{_READING}:{file_digest(source.path)}"
            old = _old_head(source, digest, sources, heads)
            if old and old.name == source.name and old.source_digest == digest:
                unchanged += len(store.edition(old).passages)
                seen[old.key] = source.name
                continue
            change = _change(source, digest, old, store)
        except (GuideError, OSError) as error:
            skipped.append((str(source.path), _reason(error)))
            continue
        changes.append(change)
        seen[change.head.key] = source.name
    if not seen:
        raise GuideError(_nothing(sources, skipped))
    gone = [head for head in heads.values() if _is_gone(head, seen, sources)]

    embedded = _embed(changes, store, words, embedder, progress)
    counts = {"added": 0, "updated": 0, "unchanged": unchanged, "removed": 0}
    for change in changes:
        store.publish(change.head, change.new)
        _count(change, counts)
    for head in gone:
        counts["removed"] += len(store.edition(head).passages)
        store.retract(head)
    if changes or gone:
        sweep(store, words)
    return IngestReport(
        guides=tuple(sorted(seen.values())),
        embedded=embedded,
        skipped=tuple(skipped),
        seconds=time.monotonic() - started,
        **counts,
    )


def sweep(store: Store, words: WordVectorCache) -> None:
    """Deletes what no live edition holds, also what a crash has left behind."""
    live: dict[Level, set[str]] = {level: set() for level in LEVELS}
    contents: set[str] = set()
    for head in store.heads():
        edition = store.edition(head)
        contents.update(edition.contents)
        for passage in edition.passages:
            live[level_of(passage)].add(passage.id)
    store.sweep(live)
    words.keep(contents)


def _old_head(source: Source, digest: str, sources: Sources, heads: dict[str, Head]) -> Head | None:
    """The head that a source continues: of its name, or of its content if that file has moved
    here."""
    if source.name in heads:
        return heads[source.name]
    present = {other.path for other in sources.files}
    for head in heads.values():
        path = Path(head.source)
        if head.source_digest == digest and path not in present and not path.exists():
            return head
    return None


def _change(source: Source, digest: str, old: Head | None, store: Store) -> _Change:
    text = read_markdown(source.path)
    title = title_of(text, source.path.stem.replace("-", " ").replace("_", " "))
    sections = outline(text, title)
    text_digest = hashlib.sha256(text.encode()).hexdigest()
    same_text = old is not None and old.digest == text_digest
    edition = 1 if old is None else old.edition + (0 if same_text else 1)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ingested = old.ingested if old is not None and same_text else now
    guide = Guide(source.name, title, text, sections, edition, ingested, text_digest)
    passages = passages_of(guide)
    texts = {passage.id: embedded_text(guide, passage) for passage in passages}
    contents = {id_: content_digest(embedded) for id_, embedded in texts.items()}
    new = Edition(guide, passages, tuple(contents[passage.id] for passage in passages))
    if not new.passages:
        raise GuideError("the guide holds no text to answer from; write some and ingest it again")
    head = Head(
        key=old.key if old else hashlib.sha256(f"{source.name}\0{now}".encode()).hexdigest()[:16],
        name=source.name,
        title=title,
        edition=edition,
        ingested=ingested,
        digest=text_digest,
        manifest=manifest_digest(new),
        source=str(source.path),
        source_digest=digest,
    )
    return _Change(head, new, texts, store.edition(old) if old else None)


def _embed(
    changes: Iterable[_Change],
    store: Store,
    words: WordVectorCache,
    embedder: Embedder,
    progress: Progress | None,
) -> int:
    """Adds all new passages of all changes; returns how many went through the model."""
    fresh: dict[Level, list[Passage]] = {level: [] for level in LEVELS}
    texts: dict[str, str] = {}
    contents: dict[str, str] = {}
    for change in changes:
        known = {passage.id for passage in change.old.passages} if change.old else set()
        for passage, content in zip(change.new.passages, change.new.contents, strict=True):
            if passage.id not in known:
                contents[passage.id] = content
                texts[content] = change.texts[passage.id]
                fresh[level_of(passage)].append(passage)
    vectors: dict[str, FloatArray] = {}
    for level in LEVELS:
        vectors.update(store.vectors(level, [contents[passage.id] for passage in fresh[level]]))
    missing = [content for content in texts if content not in vectors]
    report = None if progress is None else (lambda done: progress(done, len(missing)))
    batch = {}
    for index, encoding in embedder.encode_passages([texts[c] for c in missing], report):
        vectors[missing[index]] = encoding.vector
        batch[missing[index]] = encoding
        if len(batch) >= 1_000:
            words.put(batch)
            batch = {}
    words.put(batch)
    for level in LEVELS:
        store.add(level, fresh[level], contents, vectors)
    return len(missing)


def _count(change: _Change, counts: dict[str, int]) -> None:
    before = {p.id: (p.start, p.end) for p in change.old.passages} if change.old else {}
    after = {p.id: (p.start, p.end) for p in change.new.passages}
    for id_, span in after.items():
        if id_ not in before:
            counts["added"] += 1
        else:
            counts["unchanged" if before[id_] == span else "updated"] += 1
    counts["removed"] += len(before.keys() - after.keys())


def _is_gone(head: Head, seen: dict[str, str], sources: Sources) -> bool:
    path = Path(head.source)
    inside = any(path.is_relative_to(root) for root in sources.roots)
    return head.key not in seen and inside and not path.exists()


def _named_apart(files: Iterable[Source], heads: Iterable[Head]) -> list[Source]:
    """The sources; one whose name a live guide from another file has is called by its folder
    too."""
    by_name = {head.name: head for head in heads}
    by_source = {head.source: head for head in by_name.values()}
    named = []
    for source in files:
        known = by_source.get(str(source.path))
        holder = by_name.get(source.name)
        if holder and holder.source != str(source.path) and Path(holder.source).exists():
            source = replace(source, name=f"{source.path.parent.name}/{source.name}")
        elif known and known.name.endswith("/" + source.name):
            source = replace(source, name=known.name)
        named.append(source)
    return named


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "it may not be read; give yourself permission (chmod +r) and ingest it again"
    if isinstance(error, OSError):
        return f"it cannot be read: {error.strerror or error}"
    return str(error)


def _nothing(sources: Sources, skipped: list[tuple[str, str]]) -> str:
    reasons = "; ".join(f"{path}: {reason}" for path, reason in skipped)
    places = ", ".join(str(root) for root in sources.roots)
    where = f" ({reasons})" if reasons else f" in {places}" if places else ""
    return (
        f"No guide could be read{where}. Put a guide there, or name another file or folder: "
        f"{', '.join(sorted(SUFFIXES))} are read."
    )
