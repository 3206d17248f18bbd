"""The records that flow through the advisor, and the one-method protocols of its parts.

Every record is frozen. Positions (`start`, `end`) are character offsets into the
guide's canonical Markdown text, `Guide.text`, half open as Python slices are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Coverage = Literal["covered", "partial", "not_covered"]
Support = Literal["supported", "weak", "unsupported"]
Standing = Literal["current", "moved", "gone"]
#: Whether a person has what a guide asks for: "unsure" where they say both or only a little.
Status = Literal["have", "missing", "unsure"]
PassageKind = Literal["section", "sentence", "item", "question"]

#: One turn of a conversation, `{"role": "user" | "assistant", "content": …}`, as Gradio and
#: OpenAI have it. It comes from outside, so nothing in it is trusted to have that shape.
Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text up to the next heading (of whatever level).

    `text[start:end]` is the section with its heading line, `text[body:end]` without it.
    A section longer than the limit of `outline.outline` is several Sections in a row
    with one path; `part` counts them from 0 and only part 0 has the heading line.
    The text before the first heading is a section whose path is the guide's title.
    """

    path: tuple[str, ...]
    level: int
    start: int
    body: int
    end: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page of a guide's file begins in its text: a PDF's page, a slide, a book's chapter.

    `number` is that of the page in the file, from 1, or None where nothing is numbered. `label`
    is what is printed on the page for a number ("iv") or the chapter's name; it may be empty.
    """

    start: int
    number: int | None = None
    label: str = ""

    def in_words(self, guide: str) -> str:
        """Return what people call the page: "page 4", "page iv (page 4 of the file)", "slide 2",
        or the chapter.

        Args:
            guide: the name of the guide, whose suffix tells slides from pages.
        """
        if self.number is None:
            return self.label
        noun = "slide" if guide.lower().endswith(".pptx") else "page"
        if self.label in ("", str(self.number)):
            return f"{noun} {self.number}"
        return f"{noun} {self.label} ({noun} {self.number} of the file)"


@dataclass(frozen=True, slots=True)
class Guide:
    """One edition of one guide.

    `name` is the path under the ingested root with forward slashes. `text` is canonical
    Markdown, whatever the source's format. `edition` counts from 1; `ingested` is a UTC
    time in ISO 8601; `digest` is the SHA-256 of `text`, in hex; `passages` is how many passages
    it has in the store. `left_out` says what of the file was left out when it was read ("2
    comments"), and `warnings` what its author should look at. `pages` says where the pages of the
    file begin, where it has pages.
    """

    name: str
    title: str
    text: str
    sections: tuple[Section, ...]
    edition: int = 1
    ingested: str = ""
    digest: str = ""
    passages: int = 0
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()

    def page_at(self, position: int) -> Page | None:
        """Return the page of the file on which a position of the text stands; None where the file
        has no pages."""
        begun = bisect_right(self.pages, position, key=lambda page: page.start)
        return self.pages[begun - 1] if begun else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a guide that is embedded: a section (or a part of a long one), or one
    sentence or list item of it.

    `section` is the index of its section in `Guide.sections`. `Guide.text[start:end]` is
    the passage word for word. The items of one list, and the sentence that leads into it,
    share a `list_id` (a number within the guide); `depth` is the nesting depth of an item,
    0 at the top. A passage of kind "question" is one that the guide carries for its section: it
    is searched, never quoted, and has no words in the text.
    """

    id: str
    guide: str
    kind: PassageKind
    section: int
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    list_id: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that a search found; `score` grows with relevance and has no unit."""

    guide: str
    section: tuple[str, ...]
    text: str
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """The place that a marker `[number]` stands for.

    `Advisor.guide(guide).text[start:end] == quote` for as long as `edition` is current.
    `page` is the number of the page of a PDF, or of the slide, on which the quote begins, from 1;
    `label` the number that is printed on the page where it is another, or the chapter of a book.
    Other files have neither.
    """

    number: int
    guide: str
    edition: int
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None = None
    label: str = ""

    @property
    def whereabouts(self) -> str:
        """Where in the guide's file the quote begins, in words ("page 4"); empty where the file has
        no pages, or `section` says it."""
        if self.page is None and self.label in self.section:
            return ""
        return Page(self.start, self.page, self.label).in_words(self.guide)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, the numbers of the citations that it carries, and whether
    the cited passages support it. `sum` says how its figures were worked out from cited ones, or
    is empty."""

    text: str
    citations: tuple[int, ...]
    support: Support
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the advisor says: Markdown with `[1]` markers, and everything to check it by.

    `model` is None when the answer quotes the guide. Where a model wrote it, the text ends with
    what was left out and why, if anything was. `unchecked` is the end of `text` that is still under
    examination while the answer grows. `checked_by` says who checked a written answer: the name of
    the judge, "model" for the setting `checking_model`, "rules" for figures and names alone,
    "likeness" for nothing but likeness to the guide's words; "" where nobody did.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    coverage: Coverage = "not_covered"
    suggestions: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    model: str | None = None
    unchecked: str = ""
    checked_by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as what `json.dumps` takes; `from_dict` reads it back.

        >>> Answer("Hello.", coverage="covered").to_dict()["coverage"]
        'covered'
        """
        found: dict[str, Any] = _answers().dump_python(self, mode="json")
        return found

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Answer:
        """Return the answer that `to_dict` has made a mapping of.

        Raises:
            AdvisorError: the mapping is not an answer.
        """
        try:
            return _answers().validate_python(data)
        except ValueError as error:
            raise AdvisorError(
                f"That is not an answer as Answer.to_dict makes it: {error}"
            ) from None

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of `to_dict`."""
        return _answers().json_schema(mode="serialization")


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class GuideChange:
    """What an ingest changed in one guide, by heading path.

    `what` is "added", "changed", "moved" (to another path in its folder), "removed" or
    "unchanged". A section has moved when its words stand under another heading path than before.
    `embedded`, `kept` and `dropped` count passages.

    `sections` and `words` count what was read of the guide, `left_out` says what of its file was
    not ("2 comments"), and `warnings` what its author should look at and what to do.
    """

    guide: str
    edition: int
    what: Literal["added", "changed", "moved", "removed", "unchanged"]
    sections_added: tuple[tuple[str, ...], ...] = ()
    sections_changed: tuple[tuple[str, ...], ...] = ()
    sections_moved: tuple[tuple[str, ...], ...] = ()
    sections_removed: tuple[tuple[str, ...], ...] = ()
    embedded: int = 0
    kept: int = 0
    dropped: int = 0
    sections: int = 0
    words: int = 0
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, from the conversation before."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. `added`, `updated`, `unchanged` and `removed` count passages:
    an updated one keeps its words but stands elsewhere in the guide than before.
    `embedded` counts those that went through the model. `skipped` pairs each file that
    could not be read with the reason, and `replaced` each file that was left out with the guide
    in which another file has taken its place. `seconds` is wall time. `changes` has the same guide
    by guide.
    """

    guides: tuple[str, ...] = ()
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    embedded: int = 0
    skipped: tuple[tuple[str, str], ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    changes: tuple[GuideChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Taught:
    """A question that a section of a guide carries now: in which line of the guide's source file
    (from 1), whether that had to be written or stood there already, and what ingesting it did."""

    question: str
    guide: str
    section: tuple[str, ...]
    source: str
    line: int
    written: bool
    report: IngestReport


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person tells of themselves. It frames what is advised and is never evidence for it.

    `about` is free text, as people introduce themselves; a CV will do. What it says of `skills`,
    `stage` ("student", "changing career", …), `goal`, `place` and `hours_per_week` need not be said
    again; what is given here counts before it. A skill may say how sure it is: "SQL (basics)".
    """

    about: str = ""
    skills: tuple[str, ...] = ()
    stage: str | None = None
    goal: str | None = None
    place: str | None = None
    hours_per_week: float | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a guide asks a person to know, to do or to show.

    `name` is the guide's own, `section` its heading path and `citation` where it says so. `status`
    is whether the person has it, and `reason` why, in the person's own words where there are any.
    """

    name: str
    section: tuple[str, ...]
    status: Status
    reason: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a guide says that a requirement takes: its name, the guide's words, and the
    longest that they mean in days (an hour is a twenty-fourth of one)."""

    requirement: str
    words: str
    days: float


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a plan: a section of the guide with what of it the person still needs.

    `text` is Markdown with `[1]` markers of `citations`, which count on from step to step; it is
    the guide's own words where no model wrote it. `done` are the requirements of the section that
    the person has already, and `durations` what the guide says of how long something in it takes.
    """

    heading: str
    text: str
    citations: tuple[Citation, ...]
    requirements: tuple[Requirement, ...]
    done: tuple[Requirement, ...] = ()
    durations: tuple[Duration, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered steps from where a person stands to where the guide leads.

    `guide` is the name of the guide and `title` what it calls itself. `opening` says whom the plan
    is for and what it leaves out, and `note` what the guide says nothing about. `model` is None
    where the steps are the guide's own words.
    """

    guide: str
    title: str
    profile: Profile
    steps: tuple[PlanStep, ...]
    done: tuple[Requirement, ...] = ()
    opening: str = ""
    note: str = ""
    model: str | None = None

    def to_markdown(self) -> str:
        """Return the plan as Markdown: for each step a check-box for what is left of it, what the
        guide says, and at the end the sections that it says it in."""
        parts = [f"# {self.title}: a plan", *filter(None, (self.opening, self.note))]
        for number, step in enumerate(self.steps, 1):
            parts.append(f"## {number}. {step.heading}")
            boxes = [f"- [x] {each.name}" for each in step.done]
            text = step.text
            if self.model is None:  # each of its points is one thing that is left
                lines = text.split("\n")
                text = "\n".join(f"- [ ] {e[2:]}" if e[:2] == "- " else e for e in lines)
            else:
                boxes += [f"- [ ] {e.name} [{e.citation.number}]" for e in step.requirements]
            parts += filter(None, ("\n".join(boxes), text))
        if self.steps:
            cited = [citation for step in self.steps for citation in step.citations]
            named = [
                f"[{each.number}] {each.guide}, edition {each.edition}: {' › '.join(each.section)}"
                + (each.whereabouts and f", {each.whereabouts}")
                for each in cited
            ]
            parts += ["## Where the guide says so", "  \n".join(named)]
        return "\n\n".join(parts) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as what `json.dumps` takes."""
        found: dict[str, Any] = _plans().dump_python(self, mode="json")
        return found


@cache
def _plans() -> TypeAdapter[Plan]:
    from pydantic import TypeAdapter

    return TypeAdapter(Plan)


class Reranker(Protocol):
    """Scores texts against a question by the log-odds that each answers it."""

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[float]: ...
