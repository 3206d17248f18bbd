"""The guides as those who keep them see them: what there is, taking one in, what that changed."""

from __future__ import annotations

import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.text import plain as visible
from advisor.types import Guide, GuideChange, IngestReport
from advisor.ui.handlers import UNFORESEEN
from advisor.ui.markup import plain
from advisor.ui.reader import below
from advisor.ui.rendering import edition_html, notice_html

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

#: The folder, in the data folder, of the files that were uploaded.
UPLOADS = "uploads"
#: Of a longer list of sections only the first are named.
_NAMED_SECTIONS = 12
_WHAT = {
    "added": "is new",
    "changed": "has changed",
    "moved": "has moved",
    "removed": "is removed",
    "unchanged": "is as it was",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many passages have been embedded, of how many; None before that is known."""

    done: int = 0
    total: int | None = None


#: A report, or in words why there is none.
Outcome = IngestReport | str


def take_in(advisor: Advisor, upload: str | os.PathLike[str]) -> Iterator[Progress | Outcome]:
    """Ingest an uploaded file and say how it goes; the last value is the outcome.

    The file is kept in the data folder, so that the next one of its name is known as its next
    edition. It is also the next edition of a guide of its name that came from elsewhere.

    Nothing is raised: what the advisor refuses is the outcome in its own words, an unforeseen
    failure is logged and becomes a general word.
    """
    steps: queue.Queue[Progress | Outcome] = queue.Queue()

    def told(done: int, total: int) -> None:
        steps.put(Progress(done, total))

    def work() -> None:
        steps.put(_outcome(lambda: _replace(advisor, Path(upload), told)))

    yield Progress()
    threading.Thread(target=work, name="ingest", daemon=True).start()
    while True:
        step = steps.get()
        while isinstance(step, Progress) and not steps.empty():
            step = steps.get()  # only the latest is worth drawing
        yield step
        if not isinstance(step, Progress):
            return


def _replace(advisor: Advisor, upload: Path, progress: Callable[[int, int], None]) -> IngestReport:
    name = _known_as(upload.name, [guide.name for guide in advisor.guides()])
    with _kept(upload, advisor.settings.data_dir / UPLOADS) as path:
        return advisor.ingest([path], progress=progress, replaces={path: name} if name else None)


def _known_as(file: str, guides: Sequence[str]) -> str | None:
    """The guide that a file is the next edition of: that of its name, or the only one whose path
    ends with it."""
    if file in guides:
        return file
    ending = [name for name in guides if name.endswith(f"/{file}")]
    return ending[0] if len(ending) == 1 else None


@contextmanager
def _kept(upload: Path, folder: Path) -> Iterator[Path]:
    """A copy of a file that stays if all goes well; otherwise what was there before stays."""
    folder.mkdir(parents=True, exist_ok=True)
    path, earlier = folder / upload.name, folder / f".{upload.name}.earlier"
    had_one = path.exists()
    if had_one:
        path.replace(earlier)
    try:
        shutil.copyfile(upload, path)
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        if had_one:
            earlier.replace(path)
        raise
    earlier.unlink(missing_ok=True)


def take_out(advisor: Advisor, name: str) -> Outcome:
    """Remove a guide."""
    return _outcome(lambda: advisor.remove(name))


def _outcome(step: Callable[[], IngestReport]) -> Outcome:
    try:
        return step()
    except AdvisorError as error:
        return str(error)
    except Exception:
        _logger.exception("could not change the guides")
        return UNFORESEEN


def shelf_html(guides: Sequence[Guide]) -> str:
    """The guides with edition and date, and what can be done with each."""
    if not guides:
        return '<p class="shelf-empty">There is no guide yet.</p>'
    return f'<ul class="shelf">{"".join(map(_on_shelf, guides))}</ul>'


def _on_shelf(guide: Guide) -> str:
    title = plain(guide.title)
    passages = f", {guide.passages:,} passages" if guide.passages else ""
    return (
        f'<li data-guide="{plain(guide.name)}"><p class="shelf-title" dir="auto">{title}</p>'
        f'<p class="shelf-about">{edition_html(guide)}{passages}</p>'
        f'<p class="shelf-about">{plain(guide.name)}</p>'
        '<p class="actions"><button type="button" class="action" data-keep="remove">Remove'
        f'<span class="visually-hidden"> “{title}”</span></button></p></li>'
    )


def outcome_html(step: Progress | Outcome, guides: Sequence[Guide] = ()) -> str:
    """How taking in a guide goes, or what came of it."""
    if isinstance(step, Progress):
        return _progress(step)
    if isinstance(step, str):
        return notice_html(step)
    titles = {guide.name: guide.title for guide in guides}
    changed = [change for change in step.changes if change.what != "unchanged"]
    parts = [_change(change, titles) for change in changed or step.changes]
    skipped = "".join(
        f"<p>{plain(os.path.basename(path))} could not be read: {plain(reason)}</p>"
        for path, reason in step.skipped
    )
    return f'<div class="outcome">{"".join(parts)}{skipped}</div>'


def _progress(step: Progress) -> str:
    if not step.total:
        return '<p class="progress">Reading …<progress aria-label="Reading"></progress></p>'
    return (
        f'<p class="progress">{step.done:,} of {step.total:,} passages<progress '
        f'aria-label="Passages" max="{step.total}" value="{step.done}"></progress></p>'
    )


def _change(change: GuideChange, titles: dict[str, str]) -> str:
    title = titles.get(change.guide, change.guide)
    edition = f" (edition {change.edition})" if change.what in ("added", "changed") else ""
    lists = "".join(
        _sections(label, paths, title)
        for label, paths in (
            ("New", change.sections_added if change.what != "added" else ()),
            ("Changed", change.sections_changed),
            ("Moved", change.sections_moved),
            ("Gone", change.sections_removed if change.what != "removed" else ()),
        )
    )
    counts = f"Passages: {change.embedded:,} new, {change.kept:,} as they were"
    gone = f", {change.dropped:,} gone" if change.dropped else ""
    about = f"<p>{counts}{gone}.</p>" if change.what in ("added", "changed", "moved") else ""
    return f"<p><strong>{plain(title)}</strong> {_WHAT[change.what]}{edition}.</p>{about}{lists}"


def _sections(label: str, paths: Sequence[tuple[str, ...]], title: str) -> str:
    if not paths:
        return ""
    named = [" › ".join(visible.plain(part) for part in below(path, title)) for path in paths]
    rest = len(named) - _NAMED_SECTIONS
    items = "".join(f"<li>{plain(name)}</li>" for name in named[:_NAMED_SECTIONS])
    more = f"<li>and {rest} more</li>" if rest > 0 else ""
    return f"<p>{label}:</p><ul>{items}{more}</ul>"
