"""What the page's script asks the advisor for, beyond the conversation.

Each service takes and returns plain data. What a browser sends may have any shape.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError
from advisor.reading.reader import SUFFIXES
from advisor.ui import planning, reader, records
from advisor.ui.asking import UNFORESEEN
from advisor.ui.topics import topics_html

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

_VOTE_LENGTH = 64

Service = Callable[[Any], dict[str, Any]]


class Services:
    """Serves the reader's pages, search in the guides, the export of a conversation, votes on
    answers, and what went unanswered.

    A service that cannot do what is asked returns `{"error": …}` with words for the reader.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    def all(self) -> list[Service]:
        """Return the services, each under the name that the script calls it by."""
        services = (
            self.read,
            self.find,
            self.export,
            self.feedback,
            self.unanswered,
            self.choices,
            self.plan,
            self.cv,
        )
        return [_guarded(each) for each in services]

    def read(self, wish: Any) -> dict[str, Any]:
        """Return the text around the place that `wish["address"]` leads to."""
        return reader.open_place(self._advisor, _text(wish, "address")).as_json()

    def find(self, wish: Any) -> dict[str, Any]:
        """Return the sections that fit `wish["question"]`."""
        hits = self._advisor.search(_text(wish, "question"), reader.RESULT_COUNT)
        return {"html": reader.results_html(hits, self._advisor.guides()), "count": len(hits)}

    def export(self, wish: Any) -> dict[str, Any]:
        """Return the conversation `wish["turns"]` as Markdown."""
        kept = records.exchanges_from(wish.get("turns") if isinstance(wish, dict) else None)
        return {"markdown": records.as_markdown(kept, self._advisor.guides())}

    def feedback(self, wish: Any) -> dict[str, Any]:
        """Keep the vote `wish["vote"]` on the answer to `wish["question"]`."""
        helpful = wish.get("helpful") if isinstance(wish, dict) else None
        self._advisor.feedback(
            _text(wish, "question"),
            helpful=helpful if isinstance(helpful, bool) else None,
            reason=_text(wish, "reason"),
            vote=_text(wish, "vote")[:_VOTE_LENGTH],
        )
        return {}

    def unanswered(self, _wish: Any) -> dict[str, Any]:
        """Return what the guides did not answer, by topic."""
        kept = self._advisor.settings.keep_unanswered
        topics, helpful = self._advisor.unanswered(), self._advisor.helpful()
        return {"html": topics_html(topics, helpful, kept=kept)}

    def choices(self, _wish: Any) -> dict[str, Any]:
        """Return which guides there are to plan by, and of which kinds a CV may be."""
        guides = [(guide.name, guide.title) for guide in self._advisor.guides()]
        return {"guides": guides, "kinds": sorted(SUFFIXES)}

    def plan(self, wish: Any) -> dict[str, Any]:
        """Return the plan for the person that `wish` tells of."""
        return planning.planned(
            self._advisor, planning.profile_from(wish), _text(wish, "guide") or None
        )

    def cv(self, wish: Any) -> dict[str, Any]:
        """Return the text of the file `wish["name"]` whose bytes are `wish["data"]` in base 64."""
        try:
            data = base64.b64decode(_text(wish, "data"), validate=True)
        except ValueError:
            raise AdvisorError("The file did not arrive whole. Try again.") from None
        return {"text": planning.text_of_cv(_text(wish, "name"), data)}


def _text(wish: Any, name: str) -> str:
    value = wish.get(name) if isinstance(wish, dict) else None
    return value if isinstance(value, str) else ""


def _guarded(service: Service) -> Service:
    @wraps(service)
    def guarded(wish: Any) -> dict[str, Any]:
        try:
            return service(wish)
        except AdvisorError as error:
            return {"error": str(error)}
        except Exception:
            _logger.exception("could not serve %s", service.__name__)
            return {"error": UNFORESEEN}

    return guarded
