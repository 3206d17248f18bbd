"""Records to HTML by the templates in `templates/`.

Questions, guides and models are not trusted: a template shows every value letter by letter unless
the value is `Markup`, and of untrusted Markdown the filter `markdown` makes harmless `Markup`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from advisor.ui.addresses import address_of, reference_to
from advisor.ui.markup import escaped, markdown_html, marker

#: What people wrote is shown up to that many characters where a list has to stay readable.
_LENGTH = 300


def render(template: str, **values: Any) -> Markup:
    """Return the HTML, on one line, that a template makes of values.

    Args:
        template: the name of a file in `templates/`, without its ending.
        values: what the template shows.
    """
    return Markup(_environment().get_template(template).render(values))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "address": lambda citation: address_of(reference_to(citation)),
        "cut": lambda text: text if len(text) <= _LENGTH else text[:_LENGTH].rstrip() + " …",
        "day": _day,
        "markdown": markdown_html,
    }
    environment.globals["marker"] = marker
    return environment


def _day(time: str) -> str:
    """Return the day of a time in ISO 8601 as people write it."""
    day = datetime.fromisoformat(time)
    return f"{day.day} {day:%B %Y}"


def _source(template: str) -> str:
    """Return the text of a template on one line: line breaks and indentation show its structure
    and are no part of the page."""
    path = files("advisor.ui").joinpath("templates", f"{template}.html")
    return "".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
