"""Carrying out a plan: what is new is embedded, and each guide changes in one write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from advisor.guide.edition import Head
from advisor.index.store import LEVELS, Level, Store, level_of
from advisor.ingest.planning import Change, Plan
from advisor.ingest.reporting import report_of
from advisor.models.embedding import Embedder, Encoding, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.types import IngestReport, Passage

#: Encodings that are held before their word vectors are written.
_KEPT_AT_ONCE = 1_024

#: Called with how many passages are embedded so far, and of how many.
OnProgress = Callable[[int, int], None]


def preview(planned: Plan, store: Store, encodings: EncodingCache) -> IngestReport:
    """Return what carrying out a plan would report, and change nothing."""
    _, _, missing, _ = _to_add(planned.changes, store, encodings)
    return report_of(planned, set(missing))


def carry_out(
    planned: Plan,
    store: Store,
    encodings: EncodingCache,
    embedder: Embedder,
    progress: OnProgress | None = None,
) -> IngestReport:
    """Make the store hold what a plan says, and no more.

    Args:
        planned: what to do.
        store: the store to change.
        encodings: what is there is not embedded again; what is embedded is put there at once, so
            that an ingest that is cut off has lost nothing.
        embedder: the model.
        progress: told of passages embedded.
    """
    started = time.monotonic()
    embedded = _embed(planned.changes, store, encodings, embedder, progress)
    for change in planned.changes:
        store.publish(change.head, change.new)
    for head, _ in planned.gone:
        store.retract(head)
    sweep(store)
    return replace(report_of(planned, embedded), seconds=time.monotonic() - started)


def remove(head: Head, store: Store) -> IngestReport:
    """Take a guide out of the store."""
    planned = Plan((), ((head, store.edition(head)),), (), ())
    store.retract(head)
    sweep(store)
    return report_of(planned, set())


def sweep(store: Store) -> set[str]:
    """Delete what no live edition holds, also what a crash has left behind.

    Returns:
        The digests of the texts that the live passages are embedded as.
    """
    live: dict[Level, set[str]] = {level: set() for level in LEVELS}
    contents: set[str] = set()
    for head in store.heads():
        edition = store.edition(head)
        contents.update(edition.contents)
        for passage in edition.passages:
            live[level_of(passage)].add(passage.id)
    store.sweep(live)
    return contents


def _to_add(
    changes: Iterable[Change], store: Store, encodings: EncodingCache
) -> tuple[dict[Level, list[Passage]], dict[str, str], dict[str, str], dict[str, FloatArray]]:
    """Return what has to be added for some changes.

    Returns:
        The passages that are not live yet, by level; the digest of each one's embedded text, by
        passage id; the texts that the model has to embed, by digest; and the vectors of the
        other texts, by digest.
    """
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
    vectors = encodings.vectors(texts)
    for level in LEVELS:
        wanted = dict.fromkeys(contents[passage.id] for passage in fresh[level])
        vectors.update(store.vectors(level, [each for each in wanted if each not in vectors]))
    missing = {content: text for content, text in texts.items() if content not in vectors}
    return fresh, contents, missing, vectors


def _embed(
    changes: Iterable[Change],
    store: Store,
    encodings: EncodingCache,
    embedder: Embedder,
    progress: OnProgress | None,
) -> set[str]:
    """Add all new passages of all changes, a batch at a time, so that an ingest that is cut off
    need not embed them again.

    Returns:
        The digests of the texts that went through the model.
    """
    fresh, contents, missing, vectors = _to_add(changes, store, encodings)

    def add(ready: Mapping[str, FloatArray]) -> None:
        for level in LEVELS:
            passages = [p for p in fresh[level] if contents[p.id] in ready]
            store.add(level, passages, contents, ready)

    add(vectors)
    digests = list(missing)
    report = None if progress is None else (lambda done: progress(done, len(digests)))
    batch: dict[str, Encoding] = {}
    for index, encoding in embedder.encode_passages(list(missing.values()), report):
        batch[digests[index]] = encoding
        if len(batch) >= _KEPT_AT_ONCE:
            encodings.put(batch)
            add({content: each.vector for content, each in batch.items()})
            batch = {}
    encodings.put(batch)
    add({content: each.vector for content, each in batch.items()})
    return set(missing)
