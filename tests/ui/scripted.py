"""An advisor that says what it was told to, for tests of the page's own parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.types import Answer, Citation, Guide


class ScriptedAdvisor:
    """Answers each known question with its script: growing answers, or an error to raise."""

    def __init__(
        self,
        scripts: Mapping[str, Sequence[Answer | Exception]] | None = None,
        guides: tuple[Guide, ...] = (),
        examples: tuple[str, ...] = (),
    ) -> None:
        self.scripts = dict(scripts or {})
        self.histories: list[list[Mapping[str, object]]] = []
        self._guides = guides
        self._examples = examples

    def stream(
        self, question: str, history: Sequence[Mapping[str, object]] = ()
    ) -> Iterator[Answer]:
        self.histories.append(list(history))
        for step in self.scripts[question]:
            if isinstance(step, Exception):
                raise step
            yield step

    def guides(self) -> tuple[Guide, ...]:
        return self._guides

    def examples(self, count: int = 4) -> tuple[str, ...]:
        return self._examples[:count]

    def warm(self) -> None:
        """There is nothing to load."""


def guide(text: str = "# Work\n\nLearn Python.\n", name: str = "work.md") -> Guide:
    return Guide(
        name=name,
        title="Work",
        text=text,
        sections=(),
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
        start=0,
        end=len(quote),
    )
