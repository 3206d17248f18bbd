"""What an ingest did, or would do, guide by guide."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from advisor.guide.differences import section_changes
from advisor.guide.edition import Edition, Head
from advisor.guide.passages import passages_of
from advisor.ingest.planning import Change, Plan
from advisor.types import GuideChange, IngestReport


def report_of(planned: Plan, embedded: set[str]) -> IngestReport:
    """Return the report of a plan that is carried out; its `seconds` are 0.

    Args:
        planned: what was to be done.
        embedded: the digests of the texts that went through the model.
    """
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
        unchanged = GuideChange(head.name, head.edition, "unchanged", kept=head.passages)
        changes.append(_with_reading(unchanged, head))
    return IngestReport(
        guides=tuple(sorted(c.guide for c in changes if c.what != "removed")),
        embedded=len(embedded),
        skipped=planned.skipped,
        replaced=planned.replaced,
        changes=tuple(sorted(changes, key=lambda each: each.guide)),
        **counts,
    )


def _spans(edition: Edition | None, head: Head) -> dict[str, tuple[int, int]]:
    """Return the span of each passage, by the id that it has under the head's name.

    A guide that has been renamed has other ids; its passages are cut anew under the new name.
    """
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
    changed = GuideChange(
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
    return _with_reading(changed, change.head)


def _with_reading(change: GuideChange, head: Head) -> GuideChange:
    """Return a change with what was read of the guide's file."""
    return replace(
        change,
        sections=head.sections,
        words=head.words,
        left_out=tuple(head.left_out.splitlines()),
        warnings=tuple(head.warnings.splitlines()),
    )
