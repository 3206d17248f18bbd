"""What happens when somebody asks. No Gradio in here: exchanges go in, exchanges come out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.types import Profile
from advisor.ui.exchanges import Exchange, history, settle

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

#: Shown for a failure that nobody foresaw; the details go to the log.
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
    """Remembers which answer one browser tab waits for: the one that was begun last, if any.

    Gradio's own way to cancel an event drops questions that are asked before the cancelled
    event has ended. So an answer asks here whether it is still waited for, and ends if it is not.
    """

    def __init__(self) -> None:
        self._number = 0

    def begin(self) -> Callable[[], bool]:
        """Wait for a new answer, and no longer for the one under way.

        Returns:
            A function that tells whether the new answer is still waited for.
        """
        self.stop()
        number = self._number
        return lambda: self._number == number

    def stop(self) -> None:
        """Wait for no answer."""
        self._number += 1


def respond(
    advisor: Advisor,
    question: str,
    exchanges: tuple[Exchange, ...],
    wanted: Callable[[], bool] = lambda: True,
    person: Profile | None = None,
) -> Iterator[tuple[Exchange, ...]]:
    """Ask a question and yield the conversation as the answer grows.

    The first value has the question without an answer and comes before any work is done. Nothing
    is raised: a refusal of the advisor becomes a notice with the advisor's own words; any other
    failure is logged and becomes a general notice.

    Args:
        advisor: who answers.
        question: what is asked.
        exchanges: the conversation before it.
        wanted: tells whether the answer is still waited for; once it is not, nothing more comes.
        person: what the person tells of themselves beside the conversation.
    """
    exchanges = settle(exchanges)
    if not question.strip() and exchanges and not exchanges[-1].question and exchanges[-1].notice:
        exchanges = exchanges[:-1]  # pressing Enter on nothing again does not pile up notices
    exchange = Exchange(question if question.strip() else "")
    yield (*exchanges, exchange)
    told = {} if person is None else {"profile": person}
    try:
        for answer in advisor.stream(question, history=history(exchanges), **told):
            if not wanted():
                return
            exchange = replace(exchange, answer=answer)
            yield (*exchanges, exchange)
    except AdvisorError as error:
        failed = str(error)
    except Exception:
        _logger.exception("could not answer a question")
        failed = UNFORESEEN
    else:
        return
    if wanted():
        yield (*exchanges, replace(exchange, answer=None, notice=failed))
