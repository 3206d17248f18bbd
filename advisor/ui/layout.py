"""The page: which parts stand where, and which event each of them raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from advisor.reading.reader import SUFFIXES
from advisor.ui.asking import Session
from advisor.ui.endpoints import Endpoints
from advisor.ui.events import Conversation, Events, Guides
from advisor.ui.services import Services
from advisor.ui.templating import render
from advisor.ui.theme import script

if TYPE_CHECKING:
    from advisor.advisor import Advisor

TITLE = "Career Advisor"
#: Questions answered at the same time; the next ones wait in Gradio's queue.
CONCURRENT_ANSWERS = 16
_STATUS_SECONDS = 60

# What the page's parts do is nothing for programs; those have `Endpoints`.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(advisor: Advisor) -> gr.Blocks:
    """Return the chat page over an advisor, ready to launch. No model is loaded for it."""
    events, endpoints = Events(advisor), Endpoints(advisor)
    opening = events.opening()
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    # Nobody is shown how many wait; told at once, each would be told of every other's coming.
    page.queue(status_update_rate=_STATUS_SECONDS)
    with page:
        exchanges = gr.State(())
        key = gr.State("")
        session = gr.State(Session())
        person = gr.State(None)
        masthead = _html(opening.masthead, "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="conversation", min_width=0, scale=3):
                chat = _chat(opening.chat)
                with gr.Row(elem_id="composer"):
                    composer = _composer()
                with gr.Row(elem_id="tools"):
                    afresh = gr.Button("New conversation", elem_id="afresh", size="sm")
                    _html(render("tools"), "keep-tools")
            with gr.Column(elem_id="side", min_width=0, scale=2):
                _panel("panel_reader", "reader")
                outline = _html(opening.outline, "contents")
                _panel("panel_conversations", "conversations")
                _panel("panel_plan", "plan")
                with gr.Column(elem_id="keeping", min_width=0):
                    _html(render("panel_guides"))
                    shelf = _html(opening.shelf)
                    upload = gr.UploadButton(
                        "Add or replace a guide",
                        elem_id="upload",
                        file_types=sorted(SUFFIXES),
                        size="sm",
                    )
                    _html(render("panel_guides_note"))
                    outcome = _html(opening.outcome, "outcome")
                    _panel("panel_unanswered", "unanswered")
        bridge = _bridge(advisor)

        # These come first: a name that an event already has would get a number.
        for endpoint in (endpoints.ask, endpoints.search, endpoints.guides, endpoints.citation):
            name = endpoint.__name__
            api(endpoint, api_name=name, concurrency_limit=CONCURRENT_ANSWERS)

        shown = list(Conversation(composer, chat, exchanges, key, bridge))
        talking: dict[str, Any] = {**_PRIVATE, "outputs": shown}
        asking: dict[str, Any] = {
            **talking,
            "trigger_mode": "multiple",  # a new question takes over from the answer under way
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "ask",
        }
        said = [exchanges, key, session, person, bridge]
        composer.submit(events.ask, inputs=[composer, *said], **asking)
        chat.example_select(events.ask_picked, inputs=said, **asking)
        chat.option_select(events.ask_picked, inputs=said, **asking)
        bridge.again(events.ask_again, inputs=said, **asking)
        bridge.resume(events.resume, inputs=[session], **talking)
        bridge.afresh(events.start_over, inputs=[session], **talking)
        composer.stop(events.stop, inputs=[exchanges, key, session, bridge], **talking)
        bridge.tell(events.tell, outputs=[person], **_PRIVATE)
        afresh.click(events.start_over, inputs=[session], **talking)
        guides = list(Guides(outcome, shelf, masthead, outline, chat))
        keeping: dict[str, Any] = {**_PRIVATE, "outputs": guides}
        upload.upload(events.take_in, inputs=[upload, exchanges], concurrency_id="keep", **keeping)
        bridge.remove(events.take_out, inputs=[exchanges], concurrency_id="keep", **keeping)
        # Guides may have been ingested since the page was built.
        page.load(events.load, **keeping)
    return page


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False)


def _panel(template: str, elem_id: str) -> gr.HTML:
    """Add a part that the page's script fills."""
    return gr.HTML(html_template=render(template), elem_id=elem_id, apply_default_css=False)


def _chat(opening: dict[str, Any]) -> gr.Chatbot:
    """Add the conversation.

    Gradio's own buttons are off: its "retry" is offered under the last answer alone, its "edit"
    and "copy" work on the HTML of a message instead of the words that were written, and its
    "like" does not tell a screen reader which vote is set, nor asks for a reason.
    """
    return gr.Chatbot(
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
        **opening,
    )


def _composer() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        placeholder="Ask about a career …",
        container=False,
        lines=1,
        max_lines=6,
        submit_btn=True,
        autofocus=True,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
    )


def _bridge(advisor: Advisor) -> gr.HTML:
    """Add the part that runs the page's script, which stands between the browser and the advisor:
    it is given the conversation to keep, and calls for what the reader shows."""
    return gr.HTML(
        "",
        html_template=render("bridge"),
        elem_id="bridge",
        apply_default_css=False,
        server_functions=Services(advisor).all(),
        js_on_load=script(advisor.settings),
    )
