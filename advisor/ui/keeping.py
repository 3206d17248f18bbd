"""The guides for those who keep them: which there are, taking one in or out, what that changed."""

from __future__ import annotations

import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from advisor.errors import AdvisorError
from advisor.text.plain import plain
from advisor.types import Guide, GuideChange, IngestReport
from advisor.ui.addresses import below
from advisor.ui.asking import UNFORESEEN
from advisor.ui.templating import render

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

#: The folder, in the data folder, of the files that were uploaded.
UPLOADS = "uploads"
#: Of a longer list of sections only the first are named.
_NAMED_SECTIONS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """How many passages have been embedded, of how many; `total` is None before it is known."""

    done: int = 0
    total: int | None = None


#: A report of an ingest, or in words why there is none.
Outcome = IngestReport | str


def take_in(advisor: Advisor, upload: str | os.PathLike[str]) -> Iterator[Progress | Outcome]:
    """Ingest an uploaded file and yield how it goes; the last value is the outcome.

    A copy of the file is kept in the data folder, so that the next file of its name is taken as
    the next edition. It is also the next edition of a guide of its name that came from elsewhere.

    Nothing is raised: a refusal of the advisor is the outcome in the advisor's own words; any
    other failure is logged, and the outcome is a general notice.
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
    """Return the guide that a file is the next edition of: the guide of its name, or the only
    guide whose path ends with it."""
    if file in guides:
        return file
    ending = [name for name in guides if name.endswith(f"/{file}")]
    return ending[0] if len(ending) == 1 else None


@contextmanager
def _kept(upload: Path, folder: Path) -> Iterator[Path]:
    """Copy a file into a folder for the time of the block and yield the copy's path.

    The copy stays if the block raises nothing; otherwise what was there before comes back.
    """
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
    """Remove a guide and return what came of it."""
    return _outcome(lambda: advisor.remove(name))


def _outcome(step: Callable[[], IngestReport]) -> Outcome:
    try:
        return step()
    except AdvisorError as error:
        return str(error)
    except Exception:
        _logger.exception("could not change the guides")
        return UNFORESEEN


def shelf_html(guides: Sequence[Guide]) -> Markup:
    """Return the guides with edition and date, and what can be done with each."""
    return render("shelf", guides=guides)


def outcome_html(step: Progress | Outcome, guides: Sequence[Guide] = ()) -> Markup:
    """Return how taking in a guide goes, or what came of it."""
    if isinstance(step, Progress):
        return render("progress", done=step.done, total=step.total)
    if isinstance(step, str):
        return render("notice", message=step)
    titles = {guide.name: guide.title for guide in guides}
    changed = [change for change in step.changes if change.what != "unchanged"]
    return render(
        "outcome",
        changes=[_change(change, titles) for change in changed or step.changes],
        skipped=[(os.path.basename(path), reason) for path, reason in step.skipped],
        limit=_NAMED_SECTIONS,
    )


def _change(change: GuideChange, titles: dict[str, str]) -> dict[str, Any]:
    """Return a change with the guide's title and the changed sections by kind of change."""
    title = titles.get(change.guide, change.guide)
    paths = {
        "New": change.sections_added if change.what != "added" else (),
        "Changed": change.sections_changed,
        "Moved": change.sections_moved,
        "Gone": change.sections_removed if change.what != "removed" else (),
    }
    sections = [
        (label, [" › ".join(plain(part) for part in below(path, title)) for path in each])
        for label, each in paths.items()
    ]
    return {**asdict(change), "title": title, "sections": sections}
