"""An advisor that says what it was told to, for tests of the page's own parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor import Settings
from advisor.answering.unanswered import Topic
from advisor.errors import GuideError
from advisor.guide.outline import outline
from advisor.guide.standing import standing_of
from advisor.types import (
    Answer,
    Citation,
    Guide,
    Hit,
    Plan,
    PlanStep,
    Profile,
    Requirement,
    Standing,
)


class ScriptedAdvisor:
    """Answers each known question with its script: growing answers, or an error to raise."""

    def __init__(
        self,
        scripts: Mapping[str, Sequence[Answer | Exception]] | None = None,
        guides: tuple[Guide, ...] = (),
        examples: tuple[str, ...] = (),
    ) -> None:
        self.scripts = dict(scripts or {})
        self.profiles: list[Profile | None] = []
        self.histories: list[list[Mapping[str, object]]] = []
        self._guides = guides
        self._examples = examples
        self.settings = Settings()
        self.topics: tuple[Topic, ...] = ()
        self.originals: dict[str, str] = {}
        self.votes: dict[str, tuple[str, bool | None, str]] = {}

    def stream(
        self,
        question: str,
        history: Sequence[Mapping[str, object]] = (),
        profile: Profile | None = None,
    ) -> Iterator[Answer]:
        self.profiles.append(profile)
        self.histories.append(list(history))
        for step in self.scripts[question]:
            if isinstance(step, Exception):
                raise step
            yield step

    def ask(self, question: str, history: Sequence[Mapping[str, object]] = ()) -> Answer:
        *_, whole = self.stream(question, history)
        return whole

    def guides(self) -> tuple[Guide, ...]:
        return self._guides

    def examples(self, count: int = 4) -> tuple[str, ...]:
        return self._examples[:count]

    def guide(self, name: str) -> Guide:
        for guide in self._guides:
            if guide.name == name:
                return guide
        raise GuideError(f"There is no guide {name!r}.")

    def search(self, question: str, k: int = 5) -> list[Hit]:
        """The sections that have the words of the question."""
        return [
            Hit(guide.name, each.path, guide.text[each.start : each.end], 1.0, each.start, each.end)
            for guide in self._guides
            for each in guide.sections
            if question.lower() in guide.text[each.start : each.end].lower()
        ][:k]

    def gaps(self, profile: Profile, guide: str | None = None) -> list[Requirement]:
        """What the profile lists is had, and Python is asked for."""
        self.profiles.append(profile)
        if guide is not None:
            self.guide(guide)
        have = "Python" in profile.skills
        status, reason = ("have", "You list it.") if have else ("missing", "Not mentioned.")
        return [Requirement("Python", ("Work", "Skills"), status, reason, citation())]  # type: ignore[arg-type]

    def plan(self, profile: Profile, guide: str | None = None) -> Plan:
        """One step, unless what it asks for is had."""
        (need,) = self.gaps(profile, guide)
        step = PlanStep("Skills", "- **Python**: Learn Python. [1]", (citation(),), (need,))
        have = need.status == "have"
        return Plan("work.md", "Work", profile, () if have else (step,), (need,) if have else ())

    def original(self, name: str) -> str | None:
        self.guide(name)
        return self.originals.get(name)

    def standing(self, citation: Citation) -> Standing:
        return standing_of({each.name: each for each in self._guides}.get(citation.guide), citation)

    def feedback(
        self, question: str, *, helpful: bool | None, reason: str = "", vote: str = ""
    ) -> None:
        self.votes[vote] = (question, helpful, reason)

    def unanswered(self) -> tuple[Topic, ...]:
        return self.topics

    def helpful(self) -> int:
        return sum(helpful is True for _, helpful, _ in self.votes.values())

    def warm(self) -> None:
        """There is nothing to load."""


def guide(
    text: str = "# Work\n\nWelcome.\n\n## Skills\n\nLearn Python.\n", name: str = "work.md"
) -> Guide:
    return Guide(
        name=name,
        title="Work",
        text=text,
        sections=outline(text, "Work"),
        edition=2,
        ingested="2026-11-22T09:30:00+00:00",
    )


def citation(number: int = 1, quote: str = "Learn Python.", guide: str = "work.md") -> Citation:
    return Citation(
        number=number,
        guide=guide,
        edition=2,
        section=("Work", "Skills"),
        quote=quote,
        start=29,
        end=29 + len(quote),
    )
