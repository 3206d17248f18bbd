"""Teaching a guide a question: one line more in its source file, and nothing else changed.

Where a heading stands in the source is not known, since formats differ. So the line is tried where
the heading's words are, and taken only if the file then reads as before, with the question in the
right section.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from advisor.errors import GuideError
from advisor.guide.carried import as_carried, asked_passages, take_asked, with_question
from advisor.guide.outline import outline, title_of
from advisor.reading.encoding import decode, edited
from advisor.reading.files import read_regular
from advisor.reading.limits import Limits
from advisor.reading.reader import TEXT_SUFFIXES, read_bytes, supported_suffix
from advisor.text.blocks import front_matter
from advisor.text.plain import plain
from advisor.types import Guide, Section

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_RULE = re.compile(r"([=\-~*_#+—–─═])(?:\s?\1)*")
_BETWEEN = re.compile(r"\s*[>›]\s*")
_MOST_NAMED = 6
#: Lines that hold a heading's words and are tried, at most.
_MOST_TRIED = 50


@dataclass(frozen=True, slots=True)
class Lesson:
    """The section that a question was taught to, the line of the source file that has it (from
    1), and whether it had to be written."""

    section: tuple[str, ...]
    line: int
    written: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """A guide as it is read, and the questions that it carries: sections' numbers and words."""

    guide: Guide
    questions: frozenset[tuple[int, str]]


def teach(path: Path, section: str, question: str, limits: Limits) -> Lesson:
    """Write a question into a guide's source file, in one step.

    Args:
        path: the source file.
        section: a heading, or several that lead to it, with ">" or "›" between them.
        question: the question.
        limits: what the file's sizes may be.

    Raises:
        GuideError: the file is gone, cannot be written, or has a format that carries no questions;
            or there is no such section in it, or more than one.
    """
    suffix = _carrier(path)
    data = read_regular(path, limits)
    before = _read(data, suffix, path, limits)
    number = section_named(section, before.guide)
    question = as_carried(question)
    known = {_folded(words) for each, words in before.questions if each == number}
    new = data
    if _folded(question) not in known:
        new = _taught(data, suffix, before, number, question, limits, path)
        _replace(path, data, new, limits)
    return Lesson(before.guide.sections[number].path, _line_of(new, question), new != data)


def section_named(name: str, guide: Guide) -> int:
    """Return the number of the section that a name means.

    Args:
        name: a heading, or several that lead to it, with ">" or "›" between them; case, a
            colon at the end and "#" before it do not matter.
        guide: the guide.

    Raises:
        GuideError: there is none, or more than one.
    """
    parts = [_heading(part) for part in _BETWEEN.split(name.strip()) if part.strip()]
    numbered = [(i, each) for i, each in enumerate(guide.sections) if each.part == 0]
    paths = {i: [_heading(heading) for heading in each.path] for i, each in numbered}
    whole = _heading(name)  # headings may have a ">" of their own
    found = [i for i, path in paths.items() if whole in (path[-1], " > ".join(path))]
    if not found and parts:
        found = [i for i, path in paths.items() if path[-1] == parts[-1] and _leads(parts, path)]
    if len(found) > 1:  # what stands before the first heading is called by the guide's title
        found = [i for i in found if guide.sections[i].level] or found
        found = [i for i in found if paths[i] == parts] or found
    if len(found) == 1:
        return found[0]
    sections = dict(numbered)
    if found:
        named = "; ".join(dict.fromkeys(_shown(sections[i]) for i in found))
        how = "Name one of" if ";" in named else "Rename one of those called"
        raise GuideError(
            f"There are {len(found)} sections “{name}” in {guide.name}. {how}: {named}."
        )
    wanted = parts[-1] if parts else ""
    near = _nearest(wanted, [each for _, each in numbered])
    raise GuideError(f"There is no section “{name}” in {guide.name}. {near}")


def _carrier(path: Path) -> str:
    if not path.exists():
        raise GuideError(
            f"{path} is not there any more, so nothing can be written into it. Put it back, or "
            "ingest the guide from where it is now: python ingest.py PATH"
        )
    suffix = supported_suffix(path)
    if suffix not in TEXT_SUFFIXES:
        raise GuideError(
            f"{path.name} cannot carry questions: {suffix} files have no place for them. Put the "
            "question's words into the section itself and ingest it again, or keep the guide as "
            "Markdown (.md) instead."
        )
    return suffix


def _read(data: bytes, suffix: str, path: Path, limits: Limits) -> _Reading:
    try:
        text, asked = take_asked(read_bytes(data, suffix, limits).text)
        title = title_of(text, path.stem.replace("-", " ").replace("_", " "))
        guide = Guide(path.name, "", text, outline(text, title))
        passages = asked_passages(guide, asked)
    except GuideError as error:
        raise GuideError(f"{path.name}: {error}") from error
    return _Reading(guide, frozenset((each.section, each.text) for each in passages))


def _taught(
    data: bytes,
    suffix: str,
    before: _Reading,
    number: int,
    question: str,
    limits: Limits,
    path: Path,
) -> bytes:
    """Return the file with the question in the section; it reads as before otherwise."""
    section = before.guide.sections[number]
    for line in _places(decode(data), section):
        try:
            new = edited(data, partial(_inserted, line=line, question=question))
        except GuideError as error:
            raise GuideError(f"{path.name} {error}") from error
        with suppress(GuideError):
            after = _read(new, suffix, path, limits)
            added = [each for each, _ in after.questions - before.questions]
            kept = before.questions <= after.questions
            if kept and added == [number] and after.guide == before.guide:
                return new
    raise GuideError(
        f"It is not clear where “{section.path[-1]}” stands in {path.name}. Write this line below "
        f"the heading yourself and ingest it again: <!-- asked: {question} -->"
    )


def _inserted(text: str, line: int, question: str) -> str:
    starts = [match.start() for match in _LINE.finditer(text)]
    return with_question(text, starts[min(line, len(starts) - 1)], question)


def _places(text: str, section: Section) -> Iterator[int]:
    """Yield the numbers of the lines, from 0, that the question may be put before: those after a
    line with the heading's words, the likeliest first."""
    lines = text.split("\n")
    if section.level == 0:
        yield text[: front_matter(text)[1]].count("\n")
    heading = _folded(section.path[-1])
    longest = max(heading.split(), key=len, default="")
    holding = [i for i, line in enumerate(lines) if longest in line.casefold()]
    shown = {i: _heading(plain(lines[i])) for i in holding}
    wanted = _heading(section.path[-1])
    exact = [i for i in holding if shown[i] == wanted]
    others = [i for i in holding if shown[i] != wanted and wanted in shown[i]]
    for i in [*exact, *others][:_MOST_TRIED]:
        marked = lines[i].lstrip().startswith("#")
        underlined = not marked and _RULE.fullmatch("".join(lines[i + 1 : i + 2]).strip())
        yield from (i + 2, i + 1) if underlined else (i + 1,)


def _replace(path: Path, old: bytes, new: bytes, limits: Limits) -> None:
    """Put new bytes in a file's place, in one step, if it still has the old ones."""
    target = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(target, name)
            if read_regular(target, limits) != old:
                raise GuideError(f"{path.name} was just changed by somebody else. Try again.")
            os.replace(name, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise GuideError(
            f"{path.name} cannot be written ({(error.strerror or str(error)).lower()}). Give "
            "yourself permission to write in its folder and try again."
        ) from error


def _line_of(data: bytes, question: str) -> int:
    """Return the line, from 1, that has a question; 1 where it is in words that are spread over
    lines."""
    words = _folded(question)
    lines = decode(data).split("\n")
    return next((i for i, line in enumerate(lines, 1) if words in _folded(line)), 1)


def _nearest(wanted: str, sections: Sequence[Section]) -> str:
    by_heading = {_heading(each.path[-1]): _shown(each) for each in reversed(sections)}
    near = get_close_matches(wanted, by_heading, _MOST_NAMED, 0.5)
    near += [each for each in by_heading if wanted and wanted in each and each not in near]
    if near:
        return f"The nearest are: {'; '.join(by_heading[each] for each in near[:_MOST_NAMED])}."
    first = [_shown(each) for each in sections[:_MOST_NAMED]]
    more = " …" if len(sections) > len(first) else ""
    return f"Its sections are: {'; '.join(first)}{more or '.'}"


def _leads(parts: Sequence[str], path: Sequence[str]) -> bool:
    """Tell whether headings stand in a path, in that order."""
    rest = iter(path)
    return all(part in rest for part in parts)


def _shown(section: Section) -> str:
    return " › ".join(section.path)


def _heading(text: str) -> str:
    return _folded(text.lstrip("# ").rstrip(": "))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
