"""The page: which parts stand where, and what each does when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import gradio as gr

from advisor.reading.reader import SUFFIXES
from advisor.types import Citation, Guide, Standing
from advisor.ui import keeping, panels, reader, rendering
from advisor.ui.handlers import NO_GUIDES, Session, respond, settle
from advisor.ui.records import kept, turns_from
from advisor.ui.services import Services
from advisor.ui.theme import script
from advisor.ui.turns import Turn

if TYPE_CHECKING:
    from advisor.advisor import Advisor

TITLE = "Career Advisor"
EXAMPLE_COUNT = 4
#: Questions answered at the same time; the next ones wait in Gradio's queue.
CONCURRENT_ANSWERS = 4

_Turns = tuple[Turn, ...]
_Update = tuple[Any, ...]

# Nothing here is an endpoint for programs: those call `Advisor`.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(advisor: Advisor) -> gr.Blocks:
    """The chat page over `advisor`, ready to launch. No model is loaded for it."""

    def opening() -> tuple[str, str, dict[str, Any]]:
        guides = advisor.guides()
        questions = advisor.examples(EXAMPLE_COUNT) if guides else ()
        return (
            rendering.masthead_html(guides),
            reader.outline_html(guides),
            {
                "placeholder": rendering.welcome_html(guides, NO_GUIDES),
                "examples": [{"text": question} for question in questions],
            },
        )

    def reopened() -> _Update:
        if _editions(advisor.guides()) == built:
            return tuple(gr.skip() for _ in opened)
        title, contents, welcome = opening()
        return title, contents, gr.Chatbot(**welcome), keeping.shelf_html(advisor.guides())

    def drawn_of(
        turns: _Turns, guides: tuple[Guide, ...], *, settled: bool = True
    ) -> list[dict[str, Any]]:
        standing = _standings(advisor, guides)
        # Where nothing is kept, nothing is asked for.
        votes = advisor.settings.keep_unanswered
        return rendering.messages(turns, guides, standing, settled=settled, votes=votes)

    def view(turns: _Turns, key: str, *, settled: bool = True, record: bool = True) -> _Update:
        """What is `shown` but the composer: chat, turns, key and what the browser keeps."""
        guides = advisor.guides()
        return (
            drawn_of(turns, guides, settled=settled),
            turns,
            key,
            kept(key, turns) if record else gr.skip(),
        )

    def ask(question: str, turns: _Turns, key: str, session: Session) -> Iterator[_Update]:
        wanted, key = session.begin(), key or uuid4().hex
        last = turns
        for count, last in enumerate(respond(advisor, question, turns, wanted)):
            composer = gr.Textbox(value="", submit_btn=False, stop_btn=True)
            yield (composer, *view(last, key, settled=False, record=not count))
        # Gradio sends the last value again when the generator ends, however much later that is.
        if wanted():
            yield (gr.Textbox(submit_btn=True, stop_btn=False), *view(last, key))
        else:
            yield tuple(gr.skip() for _ in shown)

    def ask_picked(
        turns: _Turns, key: str, session: Session, picked: gr.SelectData
    ) -> Iterator[_Update]:
        value = picked.value
        question = str(value["text"] if isinstance(value, dict) else value)
        yield from ask(question, turns, key, session)

    def ask_again(
        turns: _Turns, key: str, session: Session, wish: gr.EventData
    ) -> Iterator[_Update]:
        number, question = getattr(wish, "turn", None), getattr(wish, "question", None)
        if isinstance(number, int) and 0 <= number < len(turns):
            before = settle(turns)[:number]
            same = turns[number].question
            again = question if isinstance(question, str) else same
            yield from ask(again, before, key, session)

    def stop(turns: _Turns, key: str, session: Session) -> _Update:
        session.stop()
        return (gr.Textbox(submit_btn=True, stop_btn=False), *view(settle(turns), key))

    def start_over(session: Session) -> _Update:
        session.stop()
        return (gr.Textbox(value="", submit_btn=True, stop_btn=False), *view((), ""))

    def resume(session: Session, wish: gr.EventData) -> _Update:
        session.stop()
        key, turns = getattr(wish, "key", ""), turns_from(getattr(wish, "turns", None))
        key = key if isinstance(key, str) and turns else ""
        composer = gr.Textbox(submit_btn=True, stop_btn=False)
        return (composer, *view(settle(turns), key, record=bool(turns)))

    def changed(step: keeping.Progress | keeping.Outcome, turns: _Turns) -> _Update:
        """What is `kept_up`: how it went, and all that shows the guides."""
        guides = advisor.guides()
        title, contents, welcome = opening()
        return (
            keeping.outcome_html(step, guides),
            keeping.shelf_html(guides),
            title,
            contents,
            gr.Chatbot(**{"value": drawn_of(turns, guides), **welcome}),
        )

    def take_in(path: str | None, turns: _Turns) -> Iterator[_Update]:
        for step in keeping.take_in(advisor, path) if path else ():
            if isinstance(step, keeping.Progress):
                yield (keeping.outcome_html(step), *(gr.skip() for _ in kept_up[1:]))
            else:
                yield changed(step, turns)

    def take_out(turns: _Turns, wish: gr.EventData) -> _Update:
        return changed(keeping.take_out(advisor, str(getattr(wish, "name", ""))), turns)

    built = _editions(advisor.guides())
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State(())
        key = gr.State("")
        session = gr.State(Session())
        title, contents, welcome = opening()
        masthead = gr.HTML(title, elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="conversation", min_width=0, scale=3):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label="Conversation",
                    show_label=False,
                    container=False,
                    layout="panel",
                    height="auto",
                    autoscroll=False,
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    allow_tags=False,
                    group_consecutive_messages=False,
                    **welcome,
                )
                with gr.Row(elem_id="composer"):
                    composer = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        placeholder="Ask about a career …",
                        container=False,
                        lines=1,
                        max_lines=6,
                        submit_btn=True,
                        autofocus=True,
                        html_attributes=gr.InputHTMLAttributes(
                            autocomplete="off", enterkeyhint="send"
                        ),
                    )
                with gr.Row(elem_id="tools"):
                    afresh = gr.Button("New conversation", elem_id="afresh", size="sm")
                    gr.HTML(panels.TOOLS, elem_id="keep-tools", apply_default_css=False)
            with gr.Column(elem_id="side", min_width=0, scale=2):
                gr.HTML(html_template=panels.READER, elem_id="reader", apply_default_css=False)
                outline = gr.HTML(contents, elem_id="contents", apply_default_css=False)
                gr.HTML(
                    html_template=panels.CONVERSATIONS,
                    elem_id="conversations",
                    apply_default_css=False,
                )
                with gr.Column(elem_id="keeping", min_width=0):
                    gr.HTML(panels.KEEPING, apply_default_css=False)
                    shelf = gr.HTML(keeping.shelf_html(advisor.guides()), apply_default_css=False)
                    upload = gr.UploadButton(
                        "Add or replace a guide",
                        elem_id="upload",
                        file_types=sorted(SUFFIXES),
                        size="sm",
                    )
                    gr.HTML(panels.KEEPING_NOTE, apply_default_css=False)
                    outcome = gr.HTML("", elem_id="outcome", apply_default_css=False)
                    gr.HTML(
                        html_template=panels.UNANSWERED,
                        elem_id="unanswered",
                        apply_default_css=False,
                    )
        # The page's own script stands between the browser and the advisor: it is handed the
        # conversation to keep, and calls for what the reader shows.
        bridge = gr.HTML(
            "",
            html_template=panels.BRIDGE,
            elem_id="bridge",
            apply_default_css=False,
            server_functions=Services(advisor).all(),
            js_on_load=script(),
        )

        shown = [composer, chat, turns, key, bridge]
        asked: dict[str, Any] = {
            **PRIVATE,
            "outputs": shown,
            "trigger_mode": "multiple",  # a new question takes over from the answer under way
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "ask",
        }
        composer.submit(ask, inputs=[composer, turns, key, session], **asked)
        chat.example_select(ask_picked, inputs=[turns, key, session], **asked)
        chat.option_select(ask_picked, inputs=[turns, key, session], **asked)
        bridge.again(ask_again, inputs=[turns, key, session], **asked)
        bridge.resume(resume, inputs=[session], outputs=shown, **PRIVATE)
        bridge.afresh(start_over, inputs=[session], outputs=shown, **PRIVATE)
        composer.stop(stop, inputs=[turns, key, session], outputs=shown, **PRIVATE)
        afresh.click(start_over, inputs=[session], outputs=shown, **PRIVATE)
        kept_up = [outcome, shelf, masthead, outline, chat]
        keeping_up: dict[str, Any] = {**PRIVATE, "outputs": kept_up, "concurrency_id": "keep"}
        upload.upload(take_in, inputs=[upload, turns], **keeping_up)
        bridge.remove(take_out, inputs=[turns], **keeping_up)
        # Guides may have been ingested since the page was built.
        opened = [masthead, outline, chat, shelf]
        page.load(reopened, outputs=opened, **PRIVATE)
    return page


def _editions(guides: tuple[Guide, ...]) -> tuple[tuple[str, int, str, int], ...]:
    """What tells one state of the guides from another."""
    return tuple((guide.name, guide.edition, guide.digest, guide.passages) for guide in guides)


def _standings(advisor: Advisor, guides: tuple[Guide, ...]) -> rendering.Standings:
    """How citations stand; only for those that have changed is the advisor asked."""
    texts = {guide.name: guide.text for guide in guides}

    def standing(citation: Citation) -> Standing:
        if texts.get(citation.guide, "")[citation.start : citation.end] == citation.quote:
            return "current"
        return advisor.standing(citation)

    return standing
