"""What an edition is stored as: its text, its sections and its passages, in one string."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from advisor.types import Guide, Page, Passage, Section


@dataclass(frozen=True, slots=True)
class Head:
    """What is live of one guide.

    `key` never changes, even when the guide is renamed. `manifest` is the digest of the
    edition's manifest and `passages` how many it has. `source` is the absolute path of the file
    that was read, or the address of the page, and `source_digest` the digest of its bytes and of
    how it was read. `replaced` and `replaced_digest` are those of a file whose place this one has
    taken, though it is still there. `sections` and `words` count what was read of the file;
    `left_out` and `warnings` are those of the guide, one a line.
    """

    key: str
    name: str
    title: str
    edition: int
    ingested: str
    digest: str
    manifest: str
    passages: int
    source: str
    source_digest: str
    replaced: str = ""
    replaced_digest: str = ""
    sections: int = 0
    words: int = 0
    left_out: str = ""
    warnings: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A guide's text and structure with its passages; `contents` has the digest of what each
    passage is embedded as, in the passages' order."""

    guide: Guide
    passages: tuple[Passage, ...]
    contents: tuple[str, ...]


def manifest_of(edition: Edition) -> str:
    """Return the manifest of an edition; `edition_of` reads it back."""
    guide = edition.guide
    return json.dumps(
        {
            "name": guide.name,
            "text": guide.text,
            "sections": [
                [part.path, part.level, part.start, part.body, part.end, part.part]
                for part in guide.sections
            ],
            "pages": [[page.start, page.number, page.label] for page in guide.pages],
            "passages": [
                [p.id, content, p.kind, p.section, p.start, p.end, p.list_id, p.depth, _words(p)]
                for p, content in zip(edition.passages, edition.contents, strict=True)
            ],
        },
        separators=(",", ":"),
    )


def manifest_digest(manifest: str) -> str:
    """Return the digest that names a manifest, in hex."""
    return hashlib.sha256(manifest.encode()).hexdigest()[:32]


def edition_of(head: Head, manifest: str) -> Edition:
    """Return the edition that a head and its manifest stand for."""
    stored: dict[str, Any] = json.loads(manifest)
    text = stored["text"]
    sections = tuple(
        Section(tuple(path), level, start, body, end, part)
        for path, level, start, body, end, part in stored["sections"]
    )
    guide = Guide(
        name=head.name,
        title=head.title,
        text=text,
        sections=sections,
        edition=head.edition,
        ingested=head.ingested,
        digest=head.digest,
        passages=head.passages,
        left_out=tuple(head.left_out.splitlines()),
        warnings=tuple(head.warnings.splitlines()),
        pages=tuple(Page(*page) for page in stored.get("pages", ())),
    )
    passages = tuple(
        Passage(
            id=id_,
            guide=head.name,
            kind=kind,
            section=section,
            path=sections[section].path,
            text=words if words is not None else text[start:end],
            start=start,
            end=end,
            list_id=list_id,
            depth=depth,
        )
        for id_, _, kind, section, start, end, list_id, depth, words in stored["passages"]
    )
    return Edition(guide, passages, tuple(passage[1] for passage in stored["passages"]))


def _words(passage: Passage) -> str | None:
    """Return the words of a passage where the guide's text does not have them, as of a carried
    question; None where it does."""
    return passage.text if passage.kind == "question" else None
