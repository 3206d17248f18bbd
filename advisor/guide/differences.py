"""What differs between two editions of a guide, by heading path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.guide.edition import Edition

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """Heading paths of sections that were added, changed in their words, moved (the same words
    under another path) or removed, in the order of the guide."""

    added: tuple[Path, ...]
    changed: tuple[Path, ...]
    moved: tuple[Path, ...]
    removed: tuple[Path, ...]


def section_changes(old: Edition | None, new: Edition | None) -> SectionChanges:
    """Return what differs between two editions; None stands for no edition at all."""
    before, after = _sections(old), _sections(new)
    gone = {key: words for key, words in before.items() if key not in after}
    come = {key: words for key, words in after.items() if key not in before}
    changed = [key for key in after if key in before and before[key] != after[key]]
    homeless = Counter(words for words in gone.values() if words)
    moved = []
    for key, words in come.items():
        if homeless[words] > 0:
            homeless[words] -= 1
            moved.append(key)
    moved_keys = set(moved)
    moved_words = Counter(come[key] for key in moved)
    removed = []
    for key, words in gone.items():
        if moved_words[words] > 0:
            moved_words[words] -= 1
        else:
            removed.append(key)
    return SectionChanges(
        added=_paths(key for key in come if key not in moved_keys),
        changed=_paths(changed),
        moved=_paths(moved),
        removed=_paths(removed),
    )


def _paths(keys: Iterable[tuple[Path, int]]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(path for path, _ in keys))


def _sections(edition: Edition | None) -> dict[tuple[Path, int], str]:
    """Return the words of each section, by path and by how many of that path came before."""
    sections: dict[tuple[Path, int], str] = {}
    seen: Counter[Path] = Counter()
    for section in edition.guide.sections if edition else ():
        words = edition.guide.text[section.body : section.end].strip() if edition else ""
        sections[section.path, seen[section.path]] = words
        seen[section.path] += 1
    return sections
