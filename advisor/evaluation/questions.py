"""Question sets: JSON lines beside the guide that they ask about.

There are three kinds of files, told by their names and by what is in them:

    NAME.questions.jsonl, NAME.TOPIC.questions.jsonl    one question a line
    NAME.real.questions.jsonl                           the same, each with the `source` where
                                                        somebody really asked it
    NAME.real.conversations.jsonl                       one conversation a line
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from advisor.errors import AdvisorError
from advisor.reading.reader import SUFFIXES
from advisor.text.plain import plain
from advisor.types import Guide, Section

Half = Literal["tuning", "reported", "all"]
HALVES: tuple[Half, ...] = ("tuning", "reported", "all")

#: How far a guide answers a question: wholly, a part of it or something that helps, or not.
Extent = Literal["yes", "partly", "no"]

QUESTIONS = ".questions.jsonl"
CONVERSATIONS = ".conversations.jsonl"

NOT_COVERED = "not_covered"
KINDS = frozenset({"fact", "number", "list", "howto", "comparison", "follow-up", NOT_COVERED})

_EXTENTS: Mapping[Any, Extent] = {
    True: "yes",
    False: "no",
    "yes": "yes",
    "partly": "partly",
    "no": "no",
}
_IN_TURN = frozenset({"question", "kind", "answerable", "near_miss", "sections", "evidence"})
_OPTIONAL_IN_TURN = frozenset({"evidence_also"})
_OPTIONAL = _OPTIONAL_IN_TURN | {"history", "source"}


class QuestionSetError(AdvisorError):
    """A question set cannot be used; the message names the file and the lines."""


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question of a question set, with what is right about it.

    Attributes:
        text: the question, in the words of somebody who has not read the guide.
        kind: one of `KINDS`; any word where there is a source.
        extent: how far the guide answers it.
        near_miss: on the guide's subject and plausible, but not answered by it.
        sections: the headings that lead to each section that answers it; a title that stands
            over the whole guide may be left out.
        evidence: pieces of the guide, word for word, each of which answers it.
        history: the conversation before a follow-up, as role/content messages.
        line: where it stands in its file, from 1.
        source: where somebody really asked it; empty for a question written for the set.
        conversation: the first question of the conversation that it is a turn of; empty for a
            question that stands alone.
    """

    text: str
    kind: str
    extent: Extent
    near_miss: bool
    sections: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]
    history: tuple[dict[str, str], ...]
    line: int
    source: str = ""
    conversation: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the guide answers it, wholly or in part."""
        return self.extent != "no"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that somebody asked one after the other; each but the first may rest on those
    before it and on their answers."""

    turns: tuple[EvaluationQuestion, ...]


def half_of(question: str) -> Half:
    """Return the half that a question belongs to, told by its words alone: weights may only be
    chosen on the tuning half, and figures are reported on the other."""
    digest = hashlib.sha256(question.encode()).hexdigest()
    return "tuning" if int(digest[0], 16) < 8 else "reported"


def in_half(questions: Iterable[EvaluationQuestion], half: Half) -> tuple[EvaluationQuestion, ...]:
    """Return the questions of a half."""
    return tuple(each for each in questions if half in ("all", half_of(each.text)))


def conversations_in_half(
    conversations: Iterable[Conversation], half: Half
) -> tuple[Conversation, ...]:
    """Return the conversations of a half, which their first questions tell."""
    return tuple(each for each in conversations if in_half(each.turns[:1], half))


def guide_beside(path: Path) -> Path:
    """Return the guide that a question set is about: NAME.md, say, for NAME.questions.jsonl,
    NAME.TOPIC.questions.jsonl and NAME.TOPIC.conversations.jsonl.

    Raises:
        QuestionSetError: the set is not named so, or there is no guide or more than one.
    """
    return guide_named(path, CONVERSATIONS if holds_conversations(path) else QUESTIONS)


def guide_named(path: Path, suffix: str) -> Path:
    """Return the guide that a file of a set lies beside, by the ending of the set's name.

    Raises:
        QuestionSetError: the set is not named so, or there is no guide or more than one.
    """
    if not path.name.endswith(suffix):
        raise QuestionSetError(
            f"{path} is not a question set: one is called NAME{QUESTIONS}, NAME.TOPIC{QUESTIONS} "
            f"or NAME.TOPIC{CONVERSATIONS} and lies beside the guide NAME.md (or .txt, .html, "
            ".docx, .pdf)."
        )
    name = path.name.removesuffix(suffix)
    if not path.parent.is_dir():
        raise QuestionSetError(f"{path} cannot be read: there is no folder {path.parent}.")
    if not path.exists():
        raise QuestionSetError(f"{path} cannot be read: there is no such file.")
    candidates = [
        other for other in sorted(path.parent.iterdir()) if other.suffix.lower() in SUFFIXES
    ]
    guides: list[Path] = []
    stems = [stem for stem in (name, name.rpartition(".")[0]) if stem]
    for stem in stems:
        guides = guides or [other for other in candidates if other.stem == stem]
    if len(guides) != 1:
        found = ", ".join(guide.name for guide in guides) or "none"
        called = guides[0].stem if guides else " or ".join(stems)
        raise QuestionSetError(
            f"{path} needs one guide beside it, called {called} with one of the suffixes "
            f"{', '.join(sorted(SUFFIXES))}; found: {found}."
        )
    return guides[0]


def holds_conversations(path: Path) -> bool:
    """Tell by its name whether a question set holds conversations."""
    return path.name.endswith(CONVERSATIONS)


def by_guide(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """Group question sets by the guide that they are about, in the order of the first of each.

    Raises:
        QuestionSetError: there is not one guide beside a set.
    """
    grouped: dict[Path, dict[Path, None]] = {}
    for path in paths:
        grouped.setdefault(guide_beside(path).resolve(), {})[path] = None
    return [tuple(group) for group in grouped.values()]


def load_sets(paths: Iterable[Path]) -> dict[Path, tuple[EvaluationQuestion, ...]]:
    """Read the question sets about one guide; those that hold conversations are left out.

    Raises:
        QuestionSetError: one cannot be read, or a question is in more than one of them.
    """
    sets: dict[Path, tuple[EvaluationQuestion, ...]] = {}
    problems = []
    for path in paths:
        if not holds_conversations(path):
            try:
                sets[path] = load_questions(path)
            except QuestionSetError as error:
                problems.append(str(error))
    first: dict[str, str] = {}
    for path, questions in sets.items():
        for each in questions:
            at, same = f"{path}:{each.line}", _collapsed(each.text).casefold()
            if first.setdefault(same, at) != at:
                problems.append(f"{at}: the question of {first[same]} once more")
    if problems:
        raise QuestionSetError("\n".join(problems))
    return sets


def load_questions(path: Path) -> tuple[EvaluationQuestion, ...]:
    """Read a question set.

    Args:
        path: JSON lines, one question a line; blank lines are passed over.

    Raises:
        QuestionSetError: the file cannot be read, or lines in it are not as they should be; all
            of them are named.
    """
    questions: list[EvaluationQuestion] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, record in _records(path, problems):
        found = list(_problems(record, _OPTIONAL))
        if not found:
            first = seen.setdefault(_collapsed(record["question"]).casefold(), number)
            found = [f"the question of line {first} once more"] if first != number else []
        problems += [f"{path}:{number}: {problem}" for problem in found]
        if not found:
            questions.append(_question(record, number))
    _raise(path, problems, questions)
    return tuple(questions)


def load_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read a set of conversations.

    Args:
        path: JSON lines, one conversation a line: `{"source": …, "turns": [question, …]}`.

    Raises:
        QuestionSetError: the file cannot be read, or lines in it are not as they should be; all
            of them are named.
    """
    conversations: list[Conversation] = []
    problems: list[str] = []
    for number, record in _records(path, problems):
        found = list(_conversation_problems(record))
        problems += [f"{path}:{number}: {problem}" for problem in found]
        if not found:
            source, turns = record["source"], record["turns"]
            begun = turns[0]["question"]
            conversations.append(
                Conversation(
                    tuple(
                        _question(turn | {"source": source}, number, conversation=begun)
                        for turn in turns
                    )
                )
            )
    _raise(path, problems, conversations)
    return tuple(conversations)


def _records(path: Path, problems: list[str]) -> Iterator[tuple[int, Any]]:
    """Yield what stands in each line of a file, with the line's number; a line that is not JSON
    is named in `problems`."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                problems.append(f"{path}:{number}: not JSON: {error}")


def _raise(path: Path, problems: Sequence[str], found: Sequence[object]) -> None:
    if not found and not problems:
        problems = [f"{path} holds no questions."]
    if problems:
        raise QuestionSetError("\n".join(problems))


def check_questions(path: Path, questions: Iterable[EvaluationQuestion], guide: Guide) -> None:
    """Check that what a set says of a guide is there.

    Args:
        path: the set's file, for the message.
        questions: what is in it.
        guide: what it is about.

    Raises:
        QuestionSetError: a heading or a piece of evidence is not in the guide, or the evidence not
            in the sections named; each is told.
    """
    text = plain(guide.text)
    problems: list[str] = []
    for each in questions:
        at = f"{path}:{each.line}"
        problems += [
            f"{at}: no section of {guide.name} stands under {' > '.join(expected)}"
            for expected in each.sections
            if not named_sections(expected, guide.sections)
        ]
        problems += [
            f"{at}: the evidence is not in {guide.name} word for word: {evidence}"
            for evidence in each.evidence
            if evidence not in text
        ]
        named = {
            path for expected in each.sections for path in named_sections(expected, guide.sections)
        }
        body = " ".join(
            plain(guide.text[s.start : s.end]) for s in guide.sections if s.path in named
        )
        problems += [
            f"{at}: the evidence stands in another section than those named: {evidence}"
            for evidence in each.evidence
            if named and evidence in text and evidence not in body
        ]
    if problems:
        raise QuestionSetError("\n".join(problems))


def named_sections(
    expected: tuple[str, ...], sections: Sequence[Section]
) -> frozenset[tuple[str, ...]]:
    """Return the paths of the sections that a set means by some headings.

    These are the sections under the last of the headings, and of these the ones that have the
    most of the others above them. Which headings stand above can depend on the guide's format,
    so not all of them need to.

    Args:
        expected: headings, outermost first.
        sections: the guide's.

    Returns:
        No path where the guide has no such section.
    """
    headings = [_collapsed(heading) for heading in expected]
    paths = {section.path: [_collapsed(each) for each in section.path] for section in sections}
    if not set(headings) <= {heading for path in paths.values() for heading in path}:
        return frozenset()
    shared = {
        real: len(set(path) & set(headings))
        for real, path in paths.items()
        if path[-1] == headings[-1]
    }
    most = max(shared.values(), default=0)
    return frozenset(real for real, count in shared.items() if count == most)


def _conversation_problems(record: Any) -> Iterator[str]:
    if not isinstance(record, dict) or record.keys() != {"source", "turns"}:
        yield "not a JSON object of source and turns"
    elif not _is_text(record["source"]):
        yield "source is not a text"
    elif not isinstance(record["turns"], list) or not record["turns"]:
        yield "turns is not a list of questions"
    else:
        for number, turn in enumerate(record["turns"], 1):
            for problem in _problems(turn, _OPTIONAL_IN_TURN, real=True):
                yield f"turn {number}: {problem}"


def _problems(record: Any, optional: frozenset[str], *, real: bool = False) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "not a JSON object"
        return
    missing, unknown = _IN_TURN - record.keys(), record.keys() - _IN_TURN - optional
    if missing:
        yield f"without {', '.join(sorted(missing))}"
    if unknown:
        known = ", ".join(sorted(_IN_TURN | optional))
        yield f"unknown: {', '.join(sorted(unknown))}; use {known}"
    if missing or unknown:
        return
    real = real or "source" in record
    problems = [
        problem
        for problem in (
            _unless(_is_text(record["question"]), "question is not a text"),
            _unless(
                _is_text(record["kind"]) if real else record["kind"] in KINDS,
                "kind is not a word" if real else f"kind is not one of {', '.join(sorted(KINDS))}",
            ),
            _unless(
                isinstance(record["answerable"], bool | str) and record["answerable"] in _EXTENTS,
                "answerable is not true, false, yes, partly or no",
            ),
            _unless(isinstance(record["near_miss"], bool), "near_miss is not true or false"),
            _unless(_are_paths(record["sections"]), "sections is not a list of heading paths"),
            _unless(isinstance(record["evidence"], str), "evidence is not a text"),
            _unless(
                all(map(_is_text, _listed(record.get("evidence_also", [])))),
                "evidence_also is not a list of texts",
            ),
            _unless(
                all(map(_is_message, _listed(record.get("history", [])))),
                "history is not a list of role/content messages",
            ),
            _unless(_is_text(record.get("source", "x")), "source is not a text"),
        )
        if problem
    ]
    yield from problems
    if problems:
        return
    answerable = _EXTENTS[record["answerable"]] != "no"
    if not real and answerable == (record["kind"] == NOT_COVERED):
        yield f"kind is {NOT_COVERED} exactly where the question is not answerable"
    if answerable and record["near_miss"]:
        yield "a near miss is not answerable"
    if answerable and not (record["sections"] and record["evidence"].strip()):
        yield "answerable, but without sections or evidence"
    if not answerable and (record["sections"] or record["evidence"].strip()):
        yield "not answerable, but with sections or evidence"
    if record["kind"] == "follow-up" and not record.get("history"):
        yield "a follow-up without history"


def _unless(right: bool, problem: str) -> str:
    return "" if right else problem


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [None]


def _are_paths(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(path, list) and path and all(map(_is_text, path)) for path in value
    )


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"role", "content"}
        and value["role"] in ("user", "assistant")
        and isinstance(value["content"], str)
    )


def _question(record: Mapping[str, Any], line: int, conversation: str = "") -> EvaluationQuestion:
    pieces = (record["evidence"], *record.get("evidence_also", []))
    return EvaluationQuestion(
        text=record["question"],
        kind=record["kind"],
        extent=_EXTENTS[record["answerable"]],
        near_miss=record["near_miss"],
        sections=tuple(tuple(path) for path in record["sections"]),
        evidence=tuple(_collapsed(piece) for piece in pieces if piece.strip()),
        history=tuple(record.get("history", [])),
        line=line,
        source=record.get("source", ""),
        conversation=conversation,
    )


def _collapsed(text: str) -> str:
    return " ".join(text.split())
