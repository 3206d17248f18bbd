"""What each part of the page does when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import gradio as gr

from advisor.types import Guide, Profile
from advisor.ui import keeping, reader, rendering
from advisor.ui.asking import Session, respond
from advisor.ui.exchanges import Exchange, settle
from advisor.ui.planning import profile_from
from advisor.ui.records import exchanges_from, kept, taken_up

if TYPE_CHECKING:
    from advisor.advisor import Advisor

EXAMPLE_COUNT = 4

_SAME: Any = gr.skip()
_Exchanges = tuple[Exchange, ...]
_Messages = list[dict[str, Any]]


class Conversation(NamedTuple):
    """New values of the parts that show the conversation; a part without one stays as it is."""

    composer: Any = _SAME
    chat: Any = _SAME
    exchanges: Any = _SAME
    key: Any = _SAME
    record: Any = _SAME


class Guides(NamedTuple):
    """New values of the parts that show the guides; a part without one stays as it is."""

    outcome: Any = _SAME
    shelf: Any = _SAME
    masthead: Any = _SAME
    outline: Any = _SAME
    chat: Any = _SAME


class Events:
    """Answers the page's events with new values for its parts.

    Args:
        advisor: who answers.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._built = _editions(advisor.guides())

    def opening(self) -> Guides:
        """Return the parts as a page shows them that was opened just now."""
        guides = self._advisor.guides()
        examples = self._advisor.examples(EXAMPLE_COUNT) if guides else ()
        return Guides(
            outcome="",
            shelf=keeping.shelf_html(guides),
            masthead=rendering.masthead_html(guides),
            outline=reader.outline_html(guides),
            chat={
                "placeholder": rendering.welcome_html(guides),
                "examples": [{"text": question} for question in examples],
            },
        )

    def load(self) -> Guides:
        """Show the guides as they are now, if they have changed since the page was built."""
        if _editions(self._advisor.guides()) == self._built:
            return Guides()
        opening = self.opening()
        return opening._replace(chat=gr.Chatbot(**opening.chat))

    def ask(
        self,
        question: str,
        exchanges: _Exchanges,
        key: str,
        session: Session,
        person: Profile | None,
        record: str,
    ) -> Iterator[Conversation]:
        """Answer the question in the composer."""
        wanted = session.begin()
        exchanges, key = _taken_up(exchanges, key, record)
        key = key or uuid4().hex
        last, earlier = exchanges, None
        for last in respond(self._advisor, question, exchanges, wanted, person):
            begins = earlier is None
            if earlier is None:
                earlier = self._messages(last[:-1])
            elif not _is_written(last[-1]):
                continue  # it is whole at once, and showing it costs half of what finding it does
            yield self._conversation(last, key, settled=False, record=begins, earlier=earlier)
        # Gradio sends the last value again when the generator ends, however much later that is.
        yield self._conversation(last, key, earlier=earlier) if wanted() else Conversation()

    def ask_picked(
        self,
        exchanges: _Exchanges,
        key: str,
        session: Session,
        person: Profile | None,
        record: str,
        picked: gr.SelectData,
    ) -> Iterator[Conversation]:
        """Answer an example or a suggestion that was picked."""
        value = picked.value
        question = str(value["text"] if isinstance(value, dict) else value)
        yield from self.ask(question, exchanges, key, session, person, record)

    def ask_again(
        self,
        exchanges: _Exchanges,
        key: str,
        session: Session,
        person: Profile | None,
        record: str,
        wish: gr.EventData,
    ) -> Iterator[Conversation]:
        """Answer an earlier question anew, as it was or edited; what followed it is gone."""
        exchanges, key = _taken_up(exchanges, key, record)
        number, question = getattr(wish, "turn", None), getattr(wish, "question", None)
        if isinstance(number, int) and 0 <= number < len(exchanges):
            before = settle(exchanges)[:number]
            again = question if isinstance(question, str) else exchanges[number].question
            yield from self.ask(again, before, key, session, person, "")

    def tell(self, wish: gr.EventData) -> Profile | None:
        """Take what the person tells of themselves, for as long as the page is open; None where
        they tell nothing."""
        names = ("about", "goal", "place", "hours")
        told = profile_from({name: getattr(wish, name, None) for name in names})
        return None if told == Profile() else told

    def stop(self, exchanges: _Exchanges, key: str, session: Session, record: str) -> Conversation:
        """Stop the answer under way and keep what has arrived of it."""
        session.stop()
        exchanges, key = _taken_up(exchanges, key, record)
        return self._conversation(settle(exchanges), key)

    def start_over(self, session: Session) -> Conversation:
        """Begin a new conversation."""
        session.stop()
        composer = gr.Textbox(value="", submit_btn=True, stop_btn=False)
        return self._conversation((), "")._replace(composer=composer)

    def resume(self, session: Session, wish: gr.EventData) -> Conversation:
        """Show a conversation that the browser has kept."""
        session.stop()
        key, exchanges = getattr(wish, "key", ""), exchanges_from(getattr(wish, "turns", None))
        key = key if isinstance(key, str) and exchanges else ""
        return self._conversation(settle(exchanges), key, record=bool(exchanges))

    def take_in(self, path: str | None, exchanges: _Exchanges) -> Iterator[Guides]:
        """Ingest an uploaded file and show how it goes."""
        if not path:
            return
        for step in keeping.take_in(self._advisor, path):
            if isinstance(step, keeping.Progress):
                yield Guides(outcome=keeping.outcome_html(step))
            else:
                Path(path).unlink(missing_ok=True)  # the advisor has a copy of what it could read
                yield self._guides(step, exchanges)

    def take_out(self, exchanges: _Exchanges, wish: gr.EventData) -> Guides:
        """Remove a guide."""
        outcome = keeping.take_out(self._advisor, str(getattr(wish, "name", "")))
        return self._guides(outcome, exchanges)

    def _guides(self, outcome: keeping.Outcome, exchanges: _Exchanges) -> Guides:
        opening, guides = self.opening(), self._advisor.guides()
        return opening._replace(
            outcome=keeping.outcome_html(outcome, guides),
            chat=gr.Chatbot(**{"value": self._messages(exchanges), **opening.chat}),
        )

    def _conversation(
        self,
        exchanges: _Exchanges,
        key: str,
        *,
        settled: bool = True,
        record: bool = True,
        earlier: _Messages | None = None,
    ) -> Conversation:
        """Return a conversation as the page shows it.

        Args:
            exchanges: the conversation.
            key: what the browser keeps it under.
            settled: whether its last answer is complete.
            record: whether the browser is to keep this state of it.
            earlier: the messages of all exchanges but the last, where they have been made.
        """
        ready: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
        taken: dict[str, Any] = {"value": "", "submit_btn": False, "stop_btn": True}
        return Conversation(
            composer=gr.Textbox(**(ready if settled else taken)),
            chat=self._messages(exchanges, settled=settled, earlier=earlier),
            exchanges=exchanges,
            key=key,
            record=kept(key, exchanges) if record else _SAME,
        )

    def _messages(
        self, exchanges: _Exchanges, *, settled: bool = True, earlier: _Messages | None = None
    ) -> _Messages:
        # Where nothing is kept, nothing is asked for.
        votes = self._advisor.settings.keep_unanswered
        guides = self._advisor.guides()
        first = 0 if earlier is None else len(exchanges) - 1
        made = rendering.messages(
            exchanges[first:], guides, settled=settled, votes=votes, first=first
        )
        return [*(earlier or ()), *made]


def _is_written(exchange: Exchange) -> bool:
    """Tell whether a model writes the answer, sentence by sentence."""
    return exchange.answer is not None and exchange.answer.model is not None


def _taken_up(exchanges: _Exchanges, key: str, record: str) -> tuple[_Exchanges, str]:
    """Return the conversation that the page shows, and its key: the server's own, or, where the
    server has begun anew, what the browser was given to keep."""
    if exchanges or not record:
        return exchanges, key
    return taken_up(record)


def _editions(guides: tuple[Guide, ...]) -> tuple[tuple[str, int, str, int], ...]:
    """Return what differs between two states of the guides."""
    return tuple((guide.name, guide.edition, guide.digest, guide.passages) for guide in guides)
