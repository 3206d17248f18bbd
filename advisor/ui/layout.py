"""The page: which parts stand where, and what each does when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from advisor.ui import rendering
from advisor.ui.handlers import NO_GUIDES, Session, respond, settle
from advisor.ui.turns import Turn

if TYPE_CHECKING:
    from advisor.advisor import Advisor

TITLE = "Career Advisor"
EXAMPLE_COUNT = 4
#: Questions answered at the same time; the next ones wait in Gradio's queue.
CONCURRENT_ANSWERS = 4

_Turns = tuple[Turn, ...]
_Update = tuple[Any, ...]


def build_page(advisor: Advisor) -> gr.Blocks:
    """The chat page over `advisor`, ready to launch. No model is loaded for it."""

    def opening() -> tuple[str, str, dict[str, Any]]:
        guides = advisor.guides()
        questions = advisor.examples(EXAMPLE_COUNT) if guides else ()
        return (
            rendering.masthead_html(guides),
            rendering.sources_html((), guides),
            {
                "placeholder": rendering.welcome_html(guides, NO_GUIDES),
                "examples": [{"text": question} for question in questions],
            },
        )

    def reopened() -> _Update:
        title, contents, welcome = opening()
        return title, contents, gr.Chatbot(**welcome)

    def view(turns: _Turns) -> _Update:
        return rendering.messages(turns), rendering.sources_html(turns, advisor.guides()), turns

    def ask(question: str, turns: _Turns, session: Session) -> Iterator[_Update]:
        wanted = session.begin()
        last = turns
        for last in respond(advisor, question, turns, wanted):
            yield (gr.Textbox(value="", submit_btn=False, stop_btn=True), *view(last))
        if wanted():
            yield (gr.Textbox(submit_btn=True, stop_btn=False), *view(last))

    def ask_picked(turns: _Turns, session: Session, picked: gr.SelectData) -> Iterator[_Update]:
        value = picked.value
        question = str(value["text"] if isinstance(value, dict) else value)
        yield from ask(question, turns, session)

    def stop(turns: _Turns, session: Session) -> _Update:
        session.stop()
        return (gr.Textbox(submit_btn=True, stop_btn=False), *view(settle(turns)))

    def start_over(session: Session) -> _Update:
        session.stop()
        return (gr.Textbox(value="", submit_btn=True, stop_btn=False), *view(()))

    # Nothing here is an endpoint for programs: those call `Advisor`.
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State(())
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
                afresh = gr.Button("New conversation", elem_id="afresh", size="sm")
            with gr.Column(elem_id="sources-column", min_width=0, scale=2):
                sources = gr.HTML(contents, elem_id="sources", apply_default_css=False)

        shown = [composer, chat, sources, turns]
        asked: dict[str, Any] = {
            **private,
            "outputs": shown,
            "trigger_mode": "multiple",  # a new question takes over from the answer under way
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "ask",
        }
        composer.submit(ask, inputs=[composer, turns, session], **asked)
        chat.example_select(ask_picked, inputs=[turns, session], **asked)
        chat.option_select(ask_picked, inputs=[turns, session], **asked)
        composer.stop(stop, inputs=[turns, session], outputs=shown, **private)
        afresh.click(start_over, inputs=[session], outputs=shown, **private)
        # Guides may have been ingested since the page was built.
        page.load(reopened, outputs=[masthead, sources, chat], **private)
    return page
