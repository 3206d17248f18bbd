"""What happens when somebody asks. No Gradio in here: turns go in, turns come out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.ui.turns import Turn, history

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

#: Shown for a failure that nobody foresaw; the particulars go to the log.
UNFORESEEN = (
    "Something went wrong on the advisor's side, and this question could not be answered. "
    "Please try again; whoever runs the advisor finds the details in its log."
)

#: Shown where the page has nothing to answer from.
NO_GUIDES = (
    "There is no guide to answer from yet. Run `python ingest.py` with the guides to read, "
    "then reload this page."
)


class Session:
    """Which answer one browser tab waits for: at most one, the one begun last.

    Gradio's own way to cancel an event drops questions that are asked before the cancelled
    one has wound up, so an answer that is no longer wanted finds that out here and ends.
    """

    def __init__(self) -> None:
        self._number = 0

    def begin(self) -> Callable[[], bool]:
        """Want a new answer instead of the one under way; the result says for how long."""
        self.stop()
        number = self._number
        return lambda: self._number == number

    def stop(self) -> None:
        """Want none."""
        self._number += 1


def respond(
    advisor: Advisor,
    question: str,
    turns: tuple[Turn, ...],
    wanted: Callable[[], bool] = lambda: True,
) -> Iterator[tuple[Turn, ...]]:
    """Ask `question` after `turns` and yield the conversation as the answer grows, for as
    long as it is `wanted`.

    The first value, with the question and no answer yet, comes before any work is done.
    Nothing is raised: what the advisor refuses becomes a notice with the advisor's own
    words, and an unforeseen failure is logged and becomes a general notice.
    """
    turns = settle(turns)
    if not question.strip() and turns and not turns[-1].question and turns[-1].notice:
        turns = turns[:-1]  # pressing Enter on nothing again does not pile up notices
    turn = Turn(question if question.strip() else "")
    yield (*turns, turn)
    try:
        for answer in advisor.stream(question, history=history(turns)):
            if not wanted():
                return
            turn = replace(turn, answer=answer)
            yield (*turns, turn)
    except AdvisorError as error:
        failed = str(error)
    except Exception:
        _logger.exception("could not answer a question")
        failed = UNFORESEEN
    else:
        return
    if wanted():
        yield (*turns, replace(turn, answer=None, notice=failed))


def settle(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The conversation after its last answer was stopped: what had arrived of it stays."""
    if turns and turns[-1].answer is None and turns[-1].notice is None:
        return (*turns[:-1], replace(turns[-1], notice="Stopped before an answer arrived."))
    return turns
