"""How well the advisor tells what somebody has of what a guide asks for.

A set of profiles lies beside its guide, NAME.profiles.jsonl, one a line: `about` is how somebody
introduced themselves, `kind` and `source` what kind of person it is and where they did, and
`have`, `unsure` and `missing` name things that the guide asks for, each by a few words of it. A
set names what is clear; what one could argue about is in none of the lists.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from advisor.advisor import Advisor
from advisor.evaluation.questions import Half, QuestionSetError, guide_named, half_of
from advisor.settings import Settings
from advisor.text.plain import plain
from advisor.types import Profile, Requirement, Status

PROFILES = ".profiles.jsonl"

_STATUSES: tuple[Status, ...] = ("have", "unsure", "missing")
_KEYS = frozenset({"about", "kind", "source", *_STATUSES})


@dataclass(frozen=True, slots=True)
class LabelledProfile:
    """A person, and the words that name what they have, half have and lack of what is asked."""

    about: str
    labels: Mapping[Status, tuple[str, ...]]
    line: int


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    """How well it is told what people have.

    Attributes:
        guide: the guide's file.
        half: which of the profiles.
        profiles: how many.
        precision: of what is named and on the list of what is missing, the share that should be.
        recall: of what is missing, the share that is on the list.
        kept_off: of what they have, the share that is not on the list.
        unsure: of what they half have, the share that is told as unsure.
        named: of all that the set names, the share that the advisor has as a thing of its own; the
            figures before are of these.
    """

    guide: str
    half: Half
    profiles: int
    precision: float
    recall: float
    kept_off: float
    unsure: float
    named: float


def load_profiles(path: Path) -> tuple[LabelledProfile, ...]:
    """Read a set of profiles.

    Raises:
        QuestionSetError: it cannot be read, or a line is not a profile.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path} cannot be read: {error}.") from None
    return tuple(
        _profile(path, number, line) for number, line in enumerate(lines, 1) if line.strip()
    )


def _profile(path: Path, number: int, line: str) -> LabelledProfile:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise QuestionSetError(f"{path}:{number}: not JSON: {error}.") from None
    if not isinstance(data, dict) or not {"about", *_STATUSES} <= set(data) <= _KEYS:
        raise QuestionSetError(
            f"{path}:{number}: a profile has about, have, unsure and missing, and may have kind "
            "and source."
        )
    labels: dict[Status, tuple[str, ...]] = {status: tuple(data[status]) for status in _STATUSES}
    named = [word for words in labels.values() for word in words]
    if not isinstance(data["about"], str) or not all(isinstance(word, str) for word in named):
        raise QuestionSetError(f"{path}:{number}: about is a text, and the lists are of texts.")
    if len(set(named)) < len(named):
        raise QuestionSetError(f"{path}:{number}: the same words are in the lists twice.")
    return LabelledProfile(data["about"], labels, number)


def evaluate_profiles(
    path: Path, half: Half = "reported", settings: Settings | None = None
) -> ProfileFigures:
    """Ingest a guide into a store of its own and compare what is told of the people beside it.

    Args:
        path: the set.
        half: which of its profiles.
        settings: the models to use; read from the environment when left out.

    Raises:
        QuestionSetError: the set cannot be used.
        GuideError: the guide cannot be read.
        ModelError: a model cannot be loaded.
    """
    source = guide_named(path, PROFILES)
    profiles = [each for each in load_profiles(path) if half in ("all", half_of(each.about))]
    if not profiles:
        raise QuestionSetError(f"{path}: no profile in the {half} half. Use --half all.")
    with tempfile.TemporaryDirectory(prefix="advisor-evaluation-") as folder:
        own = (settings or Settings()).model_copy(update={"data_dir": Path(folder) / "data"})
        with Advisor(own) as advisor:
            advisor.ingest([source])
            told, labels = {status: list[Status]() for status in _STATUSES}, 0
            for each in profiles:
                found = advisor.gaps(Profile(each.about))
                for status, words in each.labels.items():
                    named = [_named(word, found) for word in words]
                    told[status] += [one.status for one in named if one is not None]
                    labels += len(words)
    on_list = {status: sum(one != "have" for one in ones) for status, ones in told.items()}
    return ProfileFigures(
        guide=source.name,
        half=half,
        profiles=len(profiles),
        precision=_share(on_list["missing"], on_list["missing"] + on_list["have"]),
        recall=_share(on_list["missing"], len(told["missing"])),
        kept_off=_share(len(told["have"]) - on_list["have"], len(told["have"])),
        unsure=_share(told["unsure"].count("unsure"), len(told["unsure"])),
        named=_share(sum(map(len, told.values())), labels),
    )


def _named(words: str, found: Sequence[Requirement]) -> Requirement | None:
    """Return the one thing that a guide asks for and these words name: by its name as a whole, by a
    part of its name, or by what the guide says of it."""
    wanted = words.casefold()
    names = [each.name.casefold() for each in found]
    if wanted in names:
        return found[names.index(wanted)]
    quotes = [plain(each.citation.quote).casefold() for each in found]
    for texts in (names, quotes):
        hits = [each for each, text in zip(found, texts, strict=True) if wanted in text]
        if len(hits) == 1:
            return hits[0]
    return None


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def profile_table(figures: Iterable[ProfileFigures]) -> Table:
    """Return figures as a table with a row for each guide."""
    built = Table(title="What people have of what a guide asks for", title_justify="left")
    for heading in (
        "guide",
        "half",
        "profiles",
        "precision",
        "recall",
        "kept off",
        "unsure",
        "named",
    ):
        built.add_column(heading, justify="left" if heading in ("guide", "half") else "right")
    for each in figures:
        shares = (each.precision, each.recall, each.kept_off, each.unsure, each.named)
        cells = [f"{share:.2f}" for share in shares]
        built.add_row(escape(each.guide), each.half, str(each.profiles), *cells)
    return built


def as_data(figures: Iterable[ProfileFigures]) -> list[dict[str, Any]]:
    """Return figures as what `json.dumps` takes."""
    return [asdict(each) for each in figures]
