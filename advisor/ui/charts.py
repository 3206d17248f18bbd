"""Draw figures as bars: a table whose cells are drawn, so that it is read as well as seen.

Gradio's own charts would load several megabytes of a plotting library for a handful of bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from advisor.ui.figures import Figure
from advisor.ui.markup import escaped, marker

#: A chart with more bars than that is no longer small.
BAR_LIMIT = 16


def chart_html(figures: Sequence[Figure], turn: int) -> str:
    """Return the HTML of the figures of an answer, one group of bars for each currency and period;
    empty if there are none."""
    shown = figures[:BAR_LIMIT]
    if not shown:
        return ""
    order = list(dict.fromkeys(_scale(figure) for figure in shown))
    ranked = sorted(shown, key=lambda figure: order.index(_scale(figure)))
    groups = "".join(
        _group(scale, list(group), turn) for scale, group in groupby(ranked, key=_scale)
    )
    return (
        f'<details class="chart" open><summary>Figures in this answer</summary>{groups}</details>'
    )


def _scale(figure: Figure) -> tuple[str, str]:
    return figure.currency, figure.period


def _group(scale: tuple[str, str], figures: Sequence[Figure], turn: int) -> str:
    currency, period = scale
    top = max(figure.high for figure in figures) or 1.0
    caption = escaped(
        f"{currency} a{'n' if period == 'hour' else ''} {period}" if period else currency
    )
    rows = "".join(_row(figure, top, turn) for figure in figures)
    return (
        f'<table class="bars"><caption>{caption}</caption><thead class="visually-hidden"><tr>'
        '<th scope="col">What</th><th scope="col">Amount</th><th scope="col">Source</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _row(figure: Figure, top: float, turn: int) -> str:
    left, right = 100 * figure.low / top, 100 * figure.high / top
    kind = "point" if figure.low == figure.high else "range"
    more = " bar-more" if figure.at_least else ""
    return (
        f'<tr><th scope="row" dir="auto">{escaped(figure.label)}</th><td class="amount">'
        f'<span class="amount-words">{escaped(figure.words)}</span><span class="track">'
        f'<span class="bar bar-{kind}{more}" style="left: {left:.1f}%; '
        f'width: {max(right - left, 0):.1f}%"></span></span></td>'
        f"<td>{marker(turn, figure.citation)}</td></tr>"
    )
