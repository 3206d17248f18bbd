"""Questions that a guide carries: its author says what a section answers in people's own words.

Under a heading of a Markdown, MDX or plain-text guide:

    ### Europe
    <!-- asked: what would I earn in Berlin? | pay in Europe -->

or in the front matter of a Markdown or MDX guide, by heading:

    ---
    asked:
      Europe: what would I earn in Berlin? | pay in Europe
    ---

They are indexed as passages that point to their section, and are never quoted or cited.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import GuideError
from advisor.text.blocks import front_matter
from advisor.text.plain import plain
from advisor.types import Guide, Passage

ASKED_COMMENT = re.compile(r"^[ \t]*<!--\s*asked:(?P<questions>.*?)-->[ \t]*\n?", re.DOTALL | re.M)
_COMMENT = re.compile(r"[ \t]*<!--\s*asked:.*?-->", re.DOTALL)
_LINE_END = re.compile(r"\r\n?|\n")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions, and what they are asked of: the place of a comment in the text without such
    comments, or a heading."""

    questions: tuple[str, ...]
    position: int | None = None
    heading: str = ""


def take_asked(text: str) -> tuple[str, tuple[Asked, ...]]:
    """Take the comments that carry questions out of a guide's text; return that text, and the
    questions.

    Args:
        text: canonical Markdown.

    Raises:
        GuideError: the front matter's `asked` is not a list of questions by heading.
    """
    found = list(_from_front_matter(text))
    kept: list[str] = []
    position = length = 0
    for comment in ASKED_COMMENT.finditer(text):
        if len(_FENCE.findall(text, 0, comment.start())) % 2:
            continue  # an example in a block of code
        kept.append(text[position : comment.start()])
        length += comment.start() - position
        position = comment.end()
        questions = _questions(comment["questions"])
        if questions:
            found.append(Asked(questions, position=length))
    kept.append(text[position:])
    return "".join(kept), tuple(found)


def asked_passages(guide: Guide, asked: tuple[Asked, ...]) -> tuple[Passage, ...]:
    """Return a passage of kind "question" for each question; it stands where its section's words
    begin.

    Args:
        guide: the guide, without the comments.
        asked: the questions that it carries.

    Raises:
        GuideError: a question is asked of a heading that the guide does not have.
    """
    passages: dict[str, Passage] = {}
    for each in asked:
        number = _section(guide, each)
        section = guide.sections[number]
        for question in each.questions:
            named = "\0".join((guide.name, "question", *section.path, question))
            id_ = hashlib.blake2b(
                named.encode("utf-8", "surrogatepass"), digest_size=16
            ).hexdigest()
            passages[id_] = Passage(
                id=id_,
                guide=guide.name,
                kind="question",
                section=number,
                path=section.path,
                text=question,
                start=section.body,
                end=section.body,
            )
    return tuple(passages.values())


def with_question(text: str, place: int, question: str) -> str:
    """Return a guide's source with one more question for a section, and nothing else changed.

    Args:
        text: the source, with any line ends.
        place: where the line below the section's heading starts; a comment that stands there gets
            the question too.
        question: the question.
    """
    words = as_carried(question)
    existing = _COMMENT.match(text, place)
    if existing:
        end = text.rindex("-->", existing.start(), existing.end())
        last = len(text[:end].rstrip())
        return f"{text[:last]} | {words}{text[last:end] or ' '}{text[end:]}"
    ends = _LINE_END.findall(text[:place]) or _LINE_END.findall(text) or ["\n"]
    comment = f"<!-- asked: {words} -->"
    if place and text[place - 1] not in "\r\n":
        return f"{text[:place]}{ends[-1]}{comment}{text[place:]}"
    return f"{text[:place]}{comment}{ends[-1]}{text[place:]}"


def as_carried(question: str) -> str:
    """Return a question in a form that a guide can carry: without "|", "-->" and line ends."""
    return " ".join(question.replace("|", " ").replace("-->", " ").split())


def _questions(listed: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(question.split()) for question in listed.split("|"))))


def _from_front_matter(text: str) -> Iterator[Asked]:
    body, _ = front_matter(text)
    if not re.search(r"^asked:", body, re.MULTILINE):
        return
    import yaml  # type: ignore[import-untyped]

    try:
        listed = yaml.safe_load(body)["asked"]
        for heading, questions in listed.items():
            joined = questions if isinstance(questions, str) else " | ".join(questions)
            yield Asked(_questions(joined), heading=str(heading))
    except (yaml.YAMLError, TypeError, AttributeError, KeyError) as error:
        raise GuideError(
            "the front matter's “asked” is not a list of questions by heading; write it as "
            "“asked:” and under it lines like “  Heading: question | question”"
        ) from error


def _section(guide: Guide, asked: Asked) -> int:
    for number, section in enumerate(guide.sections):
        if asked.position is not None:
            last = number + 1 == len(guide.sections)
            if section.start <= asked.position < section.end or last:
                return number
        elif plain(section.path[-1]).casefold() == asked.heading.casefold():
            return number
    if asked.position is not None and guide.sections:
        return 0
    raise GuideError(
        f"the front matter asks questions of “{asked.heading}”, which is no heading of the guide; "
        "correct the name"
    )
