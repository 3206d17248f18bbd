"""From files to live editions: only what changed is embedded, and each guide changes in one
write."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from advisor.errors import GuideError
from advisor.guide.carried import asked_passages, take_asked
from advisor.guide.context import content_digest, embedded_text
from advisor.guide.differences import section_changes
from advisor.guide.edition import Edition, Head, manifest_digest, manifest_of
from advisor.guide.outline import outline, title_of
from advisor.guide.passages import passages_of
from advisor.index.store import LEVELS, Level, Store, level_of
from advisor.ingest.sources import Source, Sources, file_digest
from advisor.models.embedding import Embedder, Encoding, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.reading.reader import SUFFIXES
from advisor.reading.sandbox import Converter
from advisor.types import Guide, GuideChange, IngestReport, Passage

#: Changes when guides are read or cut otherwise than before, so that stored ones are read anew.
_READING = "3"

#: Encodings that are held before their word vectors are written.
_KEPT_AT_ONCE = 1_024

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A guide that is new or differs from what is live. `texts` has what each of its passages is
    embedded as, by passage id; `old` is None for a guide that is new."""

    head: Head
    new: Edition
    texts: dict[str, str]
    old: Edition | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingest is going to do: guides to change, guides to take out (with their live
    editions), guides that stay as they are, files that could not be read, and files that are left
    out because another has taken their place in a guide."""

    changes: tuple[Change, ...]
    gone: tuple[tuple[Head, Edition], ...]
    same: tuple[Head, ...]
    skipped: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the store need not be written to."""
        return not self.changes and not self.gone


def plan(
    sources: Sources,
    store: Store,
    converter: Converter,
    replaces: Mapping[Path, str] | None = None,
) -> Plan:
    """Compares sources with what is live; changes nothing.

    A guide that cannot be read keeps its live edition and is reported as skipped. A file whose
    place another file has taken is left out until it changes; then it is the guide's next edition.

    Args:
        sources: what to ingest.
        store: what is live.
        converter: reads the files.
        replaces: files, by absolute path, that take the place of live guides, by name.

    Raises:
        GuideError: not one guide could be read, or no guide of a name is live.
    """
    replaces = replaces or {}
    heads = {head.name: head for head in store.heads()}
    skipped = list(sources.skipped)
    changes: list[Change] = []
    same: list[Head] = []
    replaced: list[tuple[str, str]] = []
    for name in replaces.values():
        if name not in heads:
            raise GuideError(
                f"There is no guide {name!r} to replace; the guides are: {_all(heads)}."
            )
    for source in _named_apart(sources.files, heads.values(), replaces):
        try:
            digest = f"{_READING}:{file_digest(source.path)}"
            holder = _holder(source, digest, heads.values())
            if holder and source.path not in replaces:
                replaced.append((str(source.path), holder.name))
                continue
            old = _old_head(source, digest, sources, heads, replaces)
            if old and (old.name, old.source_digest) == (source.name, digest):
                same.append(old)
            else:
                changes.append(_change(source, digest, old, store, converter))
        except (GuideError, OSError) as error:
            skipped.append((str(source.path), _reason(error)))
    if not changes and not same and not replaced:
        raise GuideError(_nothing(sources, skipped))
    changed = {change.head.key for change in changes}
    for name in dict.fromkeys(name for _, name in replaced):
        if heads[name].key not in changed and heads[name] not in same:
            same.append(heads[name])
    kept = {change.head.key for change in changes} | {head.key for head in same}
    failed = {path for path, _ in skipped}
    taken = {change.head.source for change in changes}
    gone = [
        head
        for head in heads.values()
        if head.key not in kept
        and head.source not in failed
        and (head.source in taken or _is_gone(head, sources))
    ]
    return Plan(
        changes=tuple(changes),
        gone=tuple((head, store.edition(head)) for head in gone),
        same=tuple(same),
        skipped=tuple(skipped),
        replaced=tuple(replaced),
    )


def anew(planned: Plan, replaced: Store) -> Plan:
    """A plan for a store that is to be replaced, to be carried out in an empty one: what it leaves
    as it is comes along, from the text that is kept there.

    Args:
        planned: what was planned for the store that is to be replaced.
        replaced: that store, which another embedding model built.
    """
    passed_over = {change.head.key for change in planned.changes} | {h.key for h, _ in planned.gone}
    changes = [replace(change, old=None) for change in planned.changes]
    for head in replaced.heads():
        if head.key not in passed_over:
            edition = replaced.edition(head)
            texts = {p.id: embedded_text(edition.guide, p) for p in edition.passages}
            changes.append(Change(head, edition, texts, None))
    return replace(planned, changes=tuple(changes), same=())


def preview(planned: Plan, store: Store, encodings: EncodingCache) -> IngestReport:
    """What carrying out a plan would report."""
    _, _, missing, _ = _to_add(planned.changes, store, encodings)
    return _report(planned, set(missing))


def carry_out(
    planned: Plan,
    store: Store,
    encodings: EncodingCache,
    embedder: Embedder,
    progress: Progress | None = None,
) -> IngestReport:
    """Makes the store hold what a plan says, and no more.

    Args:
        planned: what to do.
        store: where to.
        encodings: what is embedded goes there too, at once: what is there need not be embedded.
        embedder: the model.
        progress: called with how many passages are embedded, and of how many.
    """
    started = time.monotonic()
    embedded = _embed(planned.changes, store, encodings, embedder, progress)
    for change in planned.changes:
        store.publish(change.head, change.new)
    for head, _ in planned.gone:
        store.retract(head)
    sweep(store)
    return replace(_report(planned, embedded), seconds=time.monotonic() - started)


def remove(head: Head, store: Store) -> IngestReport:
    """Takes a guide out of the store."""
    planned = Plan((), ((head, store.edition(head)),), (), ())
    store.retract(head)
    sweep(store)
    return _report(planned, set())


def sweep(store: Store) -> set[str]:
    """Deletes what no live edition holds, also what a crash has left behind.

    Returns:
        The digests of what the live passages are embedded as.
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


def _old_head(
    source: Source,
    digest: str,
    sources: Sources,
    heads: dict[str, Head],
    replaces: Mapping[Path, str],
) -> Head | None:
    """The head that a source continues: that which it replaces, of its file, of its name, or of its
    content if that file has moved here."""
    if source.path in replaces:
        return heads[source.name]
    for head in heads.values():
        if head.source == str(source.path):
            return head
    if source.name in heads:
        return heads[source.name]
    present = {other.path for other in sources.files}
    for head in heads.values():
        path = Path(head.source)
        if head.source_digest == digest and path not in present and not path.exists():
            return head
    return None


def _holder(source: Source, digest: str, heads: Iterable[Head]) -> Head | None:
    """The head of the guide in which another file has taken the place of a source, which has not
    changed since."""
    for head in heads:
        if head.source == str(source.path) or not head.replaced:
            continue
        known = str(source.path) == head.replaced or source.name == head.name
        if _of_bytes(digest) == _of_bytes(head.replaced_digest) and (
            known or not Path(head.replaced).exists()
        ):
            return head
    return None


def _replaced(source: Source, old: Head | None) -> tuple[str, str]:
    """The file, with its digest, whose place a source takes, or took before; empty for none."""
    if old and old.source != str(source.path) and Path(old.source).exists():
        return old.source, old.source_digest
    if old is None or old.replaced == str(source.path):
        return "", ""
    return old.replaced, old.replaced_digest


def _of_bytes(digest: str) -> str:
    """The part of a source's digest that tells its bytes, however it is read."""
    return digest.partition(":")[2]


def _all(heads: Iterable[str]) -> str:
    return ", ".join(heads) or "none yet"


def _change(
    source: Source, digest: str, old: Head | None, store: Store, converter: Converter
) -> Change:
    text, asked = take_asked(converter.read(source.path))
    title = title_of(text, source.path.stem.replace("-", " ").replace("_", " "))
    sections = outline(text, title)
    text_digest = hashlib.sha256(text.encode()).hexdigest()
    same_text = old is not None and old.digest == text_digest
    edition = 1 if old is None else old.edition + (0 if same_text else 1)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ingested = old.ingested if old is not None and same_text else now
    guide = Guide(source.name, title, text, sections, edition, ingested, text_digest)
    passages = (*passages_of(guide), *asked_passages(guide, asked))
    texts = {passage.id: embedded_text(guide, passage) for passage in passages}
    contents = {id_: content_digest(embedded) for id_, embedded in texts.items()}
    if not passages:
        raise GuideError("the guide holds no text to answer from; write some and ingest it again")
    guide = replace(guide, passages=len(passages))
    new = Edition(guide, passages, tuple(contents[passage.id] for passage in passages))
    replaced, replaced_digest = _replaced(source, old)
    head = Head(
        key=old.key if old else hashlib.sha256(f"{source.name}\0{now}".encode()).hexdigest()[:16],
        name=source.name,
        title=title,
        edition=edition,
        ingested=ingested,
        digest=text_digest,
        manifest=manifest_digest(manifest_of(new)),
        passages=len(passages),
        source=str(source.path),
        source_digest=digest,
        replaced=replaced,
        replaced_digest=replaced_digest,
    )
    return Change(head, new, texts, store.edition(old) if old else None)


def _to_add(
    changes: Iterable[Change], store: Store, encodings: EncodingCache
) -> tuple[dict[Level, list[Passage]], dict[str, str], dict[str, str], dict[str, FloatArray]]:
    """The passages that are not live yet, by level; the digest of what each is embedded as, by
    its id; the texts that the model has to embed, by digest; and the vectors of the others."""
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
    progress: Progress | None,
) -> set[str]:
    """Adds all new passages of all changes, a batch at a time, so that an ingest that is cut off
    need not embed them again; returns the digests of what went through the model."""
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


def _report(planned: Plan, embedded: set[str]) -> IngestReport:
    changes: list[GuideChange] = []
    counts = {"added": 0, "updated": 0, "unchanged": 0, "removed": 0}
    for change in planned.changes:
        before, after = _spans(change.old, change.head), _spans(change.new, change.head)
        kept = before.keys() & after.keys()
        moved = sum(before[id_] != after[id_] for id_ in kept)
        counts["added"] += len(after) - len(kept)
        counts["updated"] += moved
        counts["unchanged"] += len(kept) - moved
        counts["removed"] += len(before) - len(kept)
        changes.append(_guide_change(change, embedded, len(kept), len(before) - len(kept)))
    for head, edition in planned.gone:
        counts["removed"] += len(edition.passages)
        sections = section_changes(edition, None)
        changes.append(
            GuideChange(
                guide=head.name,
                edition=head.edition,
                what="removed",
                sections_removed=sections.removed,
                dropped=len(edition.passages),
            )
        )
    for head in planned.same:
        counts["unchanged"] += head.passages
        changes.append(GuideChange(head.name, head.edition, "unchanged", kept=head.passages))
    return IngestReport(
        guides=tuple(sorted(c.guide for c in changes if c.what != "removed")),
        embedded=len(embedded),
        skipped=planned.skipped,
        replaced=planned.replaced,
        changes=tuple(sorted(changes, key=lambda each: each.guide)),
        **counts,
    )


def _spans(edition: Edition | None, head: Head) -> dict[str, tuple[int, int]]:
    """Where each passage stands, by the id that it has, or would have, under the head's name."""
    if edition is None:
        return {}
    passages = edition.passages
    if edition.guide.name != head.name:
        passages = passages_of(replace(edition.guide, name=head.name))
    return {passage.id: (passage.start, passage.end) for passage in passages}


def _guide_change(change: Change, embedded: set[str], kept: int, dropped: int) -> GuideChange:
    sections = section_changes(change.old, change.new)
    old = change.old
    what: Literal["added", "changed", "moved", "unchanged"] = "changed"
    if old is None:
        what = "added"
    elif old.guide.name != change.head.name:
        what = "moved"
    elif old.guide.digest == change.head.digest:
        what = "unchanged"
    return GuideChange(
        guide=change.head.name,
        edition=change.head.edition,
        what=what,
        sections_added=sections.added,
        sections_changed=sections.changed,
        sections_moved=sections.moved,
        sections_removed=sections.removed,
        embedded=len(embedded & set(change.new.contents)),
        kept=kept,
        dropped=dropped,
    )


def _is_gone(head: Head, sources: Sources) -> bool:
    path = Path(head.source)
    return any(path.is_relative_to(root) for root in sources.roots) and not path.exists()


def _named_apart(
    files: Iterable[Source], heads: Iterable[Head], replaces: Mapping[Path, str]
) -> list[Source]:
    """The sources; one whose name a live guide from another file has is called by its folder
    too, and one that takes or once had another's place by the name of that guide."""
    by_name = {head.name: head for head in heads}
    by_source = {head.source: head for head in by_name.values()}
    by_replaced = {head.replaced: head for head in by_name.values() if head.replaced}
    named = []
    for source in files:
        aside = by_replaced.get(str(source.path))
        if source.path in replaces or aside:
            name = replaces.get(source.path) or (aside.name if aside else source.name)
            named.append(replace(source, name=name))
            continue
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
