"""Which live guide a file continues, and what the guide is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from advisor.fetching.addresses import apart
from advisor.guide.edition import Head
from advisor.ingest.sources import Source, Sources, is_there


def named_apart(
    files: Iterable[Source], heads: Iterable[Head], replaces: Mapping[Path, str]
) -> list[Source]:
    """Return the sources under the names that their guides get.

    A source keeps its name, unless a live guide from another file has that name: then its folder
    is put before it, or a mark of its address put behind. A source that takes, or once had, the
    place of another file in a guide gets that guide's name.

    Args:
        files: the sources.
        heads: the live guides.
        replaces: files, by absolute path, that take the place of live guides, by name.
    """
    by_name = {head.name: head for head in heads}
    by_source = {head.source: head for head in by_name.values()}
    by_replaced = {head.replaced: head for head in by_name.values() if head.replaced}
    named: list[Source] = []
    for source in sorted(files, key=lambda each: bool(each.address)):
        aside = by_replaced.get(source.origin)
        if source.path in replaces or aside:
            name = replaces.get(source.path) or (aside.name if aside else source.name)
            named.append(replace(source, name=name))
            continue
        known = by_source.get(source.origin)
        holder = by_name.get(source.name)
        if source.address:
            taken = {each.name for each in named} | (by_name.keys() - {known.name if known else ""})
            other = apart(source.name, source.address)
            if source.name in taken or (known and known.name == other):
                source = replace(source, name=other)
        elif holder and holder.source != source.origin and is_there(holder.source):
            source = replace(source, name=f"{source.path.parent.name}/{source.name}")
        elif known and known.name.endswith("/" + source.name):
            source = replace(source, name=known.name)
        named.append(source)
    return named


def continued(
    source: Source,
    digest: str,
    sources: Sources,
    heads: dict[str, Head],
    replaces: Mapping[Path, str],
) -> Head | None:
    """Return the head of the guide whose next edition a source is; None for a new guide.

    It is the guide that the source is said to replace, or the one from its file, or of its name,
    or of its content, where the file that had that content is gone: then it was moved here. A page
    continues no guide but that of its address, or that in which a file has taken its place.

    Args:
        source: the file, under its guide's name.
        digest: of the file's bytes and of how they are read.
        sources: all files of the ingest.
        heads: the live guides, by name.
        replaces: files, by absolute path, that take the place of live guides, by name.
    """
    if source.path in replaces:
        return heads[source.name]
    for head in heads.values():
        if head.source == source.origin:
            return head
    if source.address:
        aside = heads.get(source.name)
        return aside if aside and aside.replaced == source.origin else None
    if source.name in heads:
        return heads[source.name]
    present = {other.origin for other in sources.files}
    for head in heads.values():
        there = head.source in present or is_there(head.source)
        if head.source_digest == digest and not there:
            return head
    return None


def holder_of(source: Source, digest: str, heads: Iterable[Head]) -> Head | None:
    """Return the head of the guide in which another file has taken the place of a source that has
    not changed since; None where there is none."""
    for head in heads:
        if head.source == source.origin or not head.replaced:
            continue
        known = source.origin == head.replaced or source.name == head.name
        if _of_bytes(digest) == _of_bytes(head.replaced_digest) and (
            known or not is_there(head.replaced)
        ):
            return head
    return None


def replaced_by(source: Source, old: Head | None) -> tuple[str, str]:
    """Return the file whose place a source takes, or took before, and that file's digest; both
    are empty where there is none."""
    if old and old.source != source.origin and is_there(old.source):
        return old.source, old.source_digest
    if old is None or old.replaced == source.origin:
        return "", ""
    return old.replaced, old.replaced_digest


def _of_bytes(digest: str) -> str:
    """Return the part of a source's digest that tells its bytes, however it is read."""
    return digest.partition(":")[2]
