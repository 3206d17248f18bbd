"""What an ingest is going to do: the files compared with what is live. Nothing is changed here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import GuideError
from advisor.fetching.addresses import is_address
from advisor.guide.carried import asked_passages, take_asked
from advisor.guide.context import content_digest, embedded_text
from advisor.guide.edition import Edition, Head, manifest_digest, manifest_of
from advisor.guide.outline import outline, title_of
from advisor.guide.passages import passages_of
from advisor.guide.warnings import warnings_of
from advisor.index.store import Store
from advisor.ingest.matching import continued, holder_of, named_apart, replaced_by
from advisor.ingest.sources import Source, Sources, file_digest, is_there
from advisor.reading.reader import SUFFIXES
from advisor.reading.sandbox import Converter
from advisor.text.plain import plain
from advisor.types import Guide

#: Changes when guides are read or cut otherwise than before, so that stored ones are read anew.
_READING = "8"


@dataclass(frozen=True, slots=True)
class Change:
    """A guide that is new or differs from what is live.

    Attributes:
        head: the head that is going to be live.
        new: the edition that is going to be live.
        texts: what each passage of it is embedded as, by passage id.
        old: the live edition; None for a guide that is new.
    """

    head: Head
    new: Edition
    texts: dict[str, str]
    old: Edition | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingest is going to do.

    Attributes:
        changes: the guides to add or change.
        gone: the guides to take out, with their live editions.
        same: the guides that stay as they are.
        skipped: the files that could not be read, each with the reason.
        replaced: the files that are left out, each with the guide in which another file has taken
            its place.
    """

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
    """Compare sources with what is live, and say what is to be done.

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
                f"There is no guide {name!r} to replace; the guides are: "
                f"{', '.join(heads) or 'none yet'}."
            )
    for source in named_apart(sources.files, heads.values(), replaces):
        try:
            digest = f"{_READING}:{file_digest(source.path)}"
            holder = holder_of(source, digest, heads.values())
            if holder and source.path not in replaces:
                replaced.append((source.origin, holder.name))
                continue
            old = continued(source, digest, sources, heads, replaces)
            if old and (old.name, old.source_digest) == (source.name, digest):
                same.append(old)
            else:
                changes.append(_change(source, digest, old, store, converter))
        except (GuideError, OSError) as error:
            skipped.append((source.origin, _reason(error)))
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
    """Turn a plan for a store into one for an empty store that takes its place.

    Guides that stay as they are become changes too, made from the text that the old store keeps.

    Args:
        planned: what was planned for the old store.
        replaced: the old store, which another embedding model built.
    """
    passed_over = {change.head.key for change in planned.changes} | {h.key for h, _ in planned.gone}
    changes = [replace(change, old=None) for change in planned.changes]
    for head in replaced.heads():
        if head.key not in passed_over:
            edition = replaced.edition(head)
            texts = {p.id: embedded_text(edition.guide, p) for p in edition.passages}
            changes.append(Change(head, edition, texts, None))
    return replace(planned, changes=tuple(changes), same=())


def _change(
    source: Source, digest: str, old: Head | None, store: Store, converter: Converter
) -> Change:
    """Read a file and return the edition that it makes.

    Raises:
        GuideError: the file cannot be read, or holds no text.
    """
    reading = converter.reading(source.path)
    text, asked = take_asked(reading.text)
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
    guide = replace(
        guide,
        passages=len(passages),
        left_out=reading.left_out,
        pages=reading.pages,
        warnings=warnings_of(guide, passages),
    )
    new = Edition(guide, passages, tuple(contents[passage.id] for passage in passages))
    replaced, replaced_digest = replaced_by(source, old)
    head = Head(
        key=old.key if old else hashlib.sha256(f"{source.name}\0{now}".encode()).hexdigest()[:16],
        name=source.name,
        title=title,
        edition=edition,
        ingested=ingested,
        digest=text_digest,
        manifest=manifest_digest(manifest_of(new)),
        passages=len(passages),
        source=source.origin,
        source_digest=digest,
        replaced=replaced,
        replaced_digest=replaced_digest,
        sections=len({section.path for section in sections}),
        words=len(plain(text[sections[0].start :]).split()) if sections else 0,
        left_out="\n".join(guide.left_out),
        warnings="\n".join(guide.warnings),
    )
    return Change(head, new, texts, store.edition(old) if old else None)


def _is_gone(head: Head, sources: Sources) -> bool:
    path = Path(head.source)
    inside = not is_address(head.source) and any(path.is_relative_to(r) for r in sources.roots)
    return inside and not is_there(head.source)


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
        f"No guide could be read{where}. Put a guide there, or name another file, folder or "
        f"address: {', '.join(sorted(SUFFIXES))} are read."
    )
