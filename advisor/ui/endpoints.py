"""The named endpoints that Gradio's own client calls; their JSON is that of the HTTP endpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from advisor.errors import AdvisorError
from advisor.serving.forms import about_guide
from advisor.types import Citation

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_Result = TypeVar("_Result")


class Endpoints:
    """Answers `gradio_client.Client(...).predict(..., api_name="/ask")` and the like.

    Args:
        advisor: who answers.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    def ask(self, question: str, history: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Answer a question from the guides, with citations.

        Args:
            question: what is asked.
            history: the conversation before it, as role/content messages, oldest first.
        """
        return _told(lambda: self._advisor.ask(question, history or ())).to_dict()

    def search(self, question: str, k: int = 5) -> list[dict[str, Any]]:
        """Find the sections of the guides that fit a question best, best first.

        Args:
            question: what is asked, in words or keywords.
            k: how many sections at most.
        """
        return [asdict(hit) for hit in _told(lambda: self._advisor.search(question, int(k)))]

    def guides(self) -> list[dict[str, Any]]:
        """List the live guides with their headings."""
        return [about_guide(guide).model_dump() for guide in _told(self._advisor.guides)]

    def citation(self, cited: dict[str, Any]) -> dict[str, Any]:
        """Tell whether the words of a citation of an earlier answer still stand.

        Args:
            cited: the citation, as an answer has it.
        """
        try:
            citation = Citation(**{**cited, "section": tuple(cited["section"])})
        except (KeyError, TypeError):
            raise gr.Error("Send a citation as an answer has it.", print_exception=False) from None
        return {"standing": _told(lambda: self._advisor.standing(citation))}


def _told(step: Callable[[], _Result]) -> _Result:
    """Return what a step returns; a refusal of the advisor reaches the client in its own words."""
    try:
        return step()
    except AdvisorError as error:
        raise gr.Error(str(error), print_exception=False) from None
