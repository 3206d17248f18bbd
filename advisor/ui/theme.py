"""The page's colours, typefaces and scripts.

All are local: the typeface of the interface comes with Gradio and is served by the page, the
guide's words are set in the browser's own serif.
"""

from __future__ import annotations

import json
from importlib.resources import files

from gradio.themes import Base
from gradio.themes.utils.fonts import LocalFont
from gradio.themes.utils.sizes import radius_sm, text_md

from advisor.settings import Settings

_PAPER, _PAPER_DARK = "#fbfaf6", "#191816"
_INK, _INK_DARK = "#25231f", "#e9e5dc"
_QUIET, _QUIET_DARK = "#625d54", "#a8a297"
_RUBRIC, _RUBRIC_DARK = "#8c2f20", "#eda38f"
_LINE, _LINE_DARK = "#dedacf", "#3a3732"
_RAISED, _RAISED_DARK = "#ffffff", "#22201d"


def theme() -> Base:
    """Return the theme: ink on paper with one rubric colour, light and dark."""
    base = Base(
        text_size=text_md,
        radius_size=radius_sm,
        font=(LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "DejaVu Sans Mono", "Consolas", "monospace"),
    )
    return base.set(
        body_background_fill=_PAPER,
        body_background_fill_dark=_PAPER_DARK,
        body_text_color=_INK,
        body_text_color_dark=_INK_DARK,
        body_text_color_subdued=_QUIET,
        body_text_color_subdued_dark=_QUIET_DARK,
        background_fill_primary=_PAPER,
        background_fill_primary_dark=_PAPER_DARK,
        background_fill_secondary=_RAISED,
        background_fill_secondary_dark=_RAISED_DARK,
        border_color_primary=_LINE,
        border_color_primary_dark=_LINE_DARK,
        border_color_accent=_RUBRIC,
        border_color_accent_dark=_RUBRIC_DARK,
        color_accent=_RUBRIC,
        color_accent_soft="transparent",
        color_accent_soft_dark="transparent",
        link_text_color=_RUBRIC,
        link_text_color_dark=_RUBRIC_DARK,
        link_text_color_hover=_RUBRIC,
        link_text_color_hover_dark=_RUBRIC_DARK,
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0",
        input_background_fill=_RAISED,
        input_background_fill_dark=_RAISED_DARK,
        input_background_fill_focus=_RAISED,
        input_background_fill_focus_dark=_RAISED_DARK,
        input_border_color="#8d877b",
        input_border_color_dark="#777166",
        input_border_color_focus=_RUBRIC,
        input_border_color_focus_dark=_RUBRIC_DARK,
        input_placeholder_color=_QUIET,
        input_placeholder_color_dark=_QUIET_DARK,
        input_shadow="none",
        input_shadow_focus="none",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover=_RAISED,
        button_secondary_background_fill_hover_dark=_RAISED_DARK,
        button_secondary_text_color=_QUIET,
        button_secondary_text_color_dark=_QUIET_DARK,
        button_secondary_text_color_hover=_RUBRIC,
        button_secondary_text_color_hover_dark=_RUBRIC_DARK,
    )


def style_sheet() -> str:
    """Return the text of style.css."""
    return _asset("style.css")


def script(settings: Settings) -> str:
    """Return what the page runs in the browser when it has loaded.

    It expects the names that a `gradio.HTML` gives to its `js_on_load`: `element`, `trigger`,
    `watch`, `props` and `server`.

    Args:
        settings: have the colours of the chat within other sites' pages.
    """
    colours = {"accent": settings.embed_colour, "background": settings.embed_background}
    parts = {
        name: _asset(f"{name}.js").strip()
        for name in ("page", "embedding", "reader", "conversations", "feedback", "keeping", "plan")
    }
    return f"""
const root = document.querySelector("gradio-app");
const say = (words) => (element.querySelector("[role=status]").textContent = words);
const parts = ["#side", "#chat [role=log]", "#reader .page", "#conversations .kept", "#outcome",
  "#unanswered .asked", "#plan .plan"];
const start = () => {{
  if (!parts.every((part) => root.querySelector(part))) return;
  waiting.disconnect();
  const page = ({parts["page"]})({{ root, say }});
  ({parts["embedding"]})({{ root, colours: {json.dumps(colours)} }});
  ({parts["reader"]})({{ page, server }});
  ({parts["conversations"]})({{ page, server, trigger, watch, props }});
  ({parts["feedback"]})({{ page, server }});
  ({parts["keeping"]})({{ page, server, trigger }});
  ({parts["plan"]})({{ page, server, trigger }});
}};
// Gradio draws the parts of the page in no certain order.
const waiting = new MutationObserver(start);
waiting.observe(root, {{ childList: true, subtree: true }});
start();
"""


def _asset(name: str) -> str:
    return files("advisor.ui").joinpath(name).read_text(encoding="utf-8")
