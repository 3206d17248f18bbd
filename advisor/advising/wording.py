"""Steps of a plan in a language model's words, every sentence checked as in an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from advisor.answering.writing import Writer, written_answer
from advisor.models.chat import ModelFailureError
from advisor.retrieval.retrieval import Found
from advisor.types import PlanStep

_MARKER = re.compile(r"(?<!\\)\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Wording:
    """Has a language model word steps.

    Attributes:
        writer: the model and its check.
        found: finds what the guides say on a question.
    """

    writer: Writer
    found: Callable[[str], Found]

    def __call__(self, step: PlanStep, before: int) -> PlanStep:
        """Return a step in the model's words; where the model fails, in the guide's own, and why.

        Args:
            step: in the guide's words. Its heading and the names of what is left are all that the
                model is told.
            before: how many citations the steps before it have.
        """
        left = ", ".join(each.name for each in step.requirements)
        asked = f"{step.heading}: what does the guide say to do about these? {left}"
        try:
            *_, answer = written_answer(asked, self.found(asked), "covered", (), self.writer)
        except ModelFailureError as error:
            why = f"*This is quoted from the guide, since the language model failed: {error}.*"
            return replace(step, text=f"{why}\n\n{step.text}")
        cited = tuple(replace(c, number=c.number + before) for c in answer.citations)
        requirements = tuple(
            replace(each, citation=replace(each.citation, number=number))
            for number, each in enumerate(step.requirements, before + len(cited) + 1)
        )
        return replace(
            step,
            text=_MARKER.sub(lambda match: f"[{int(match[1]) + before}]", answer.text),
            citations=(*cited, *(each.citation for each in requirements)),
            requirements=requirements,
        )
