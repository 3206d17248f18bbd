"""Draw figures as bars: a table whose cells are drawn, so that it is read as well as seen.

Gradio's own charts would load several megabytes of a plotting library for a handful of bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from advisor.ui.figures import Figure
from advisor.ui.templating import render

#: A chart with more bars than that is no longer small.
BAR_LIMIT = 16


def chart_html(figures: Sequence[Figure], turn: int) -> Markup:
    """Return the HTML of the figures of an answer, one group of bars for each currency and period;
    empty if there are none."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures[:BAR_LIMIT]:
        groups.setdefault((figure.currency, figure.period), []).append(figure)
    drawn = [
        {"currency": currency, "period": period, "bars": _bars(group)}
        for (currency, period), group in groups.items()
    ]
    return render("chart", groups=drawn, turn=turn)


def _bars(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return each figure with the start and the width of its bar, in percent of the longest."""
    top = max(figure.high for figure in figures) or 1.0
    return [
        {
            "figure": figure,
            "left": 100 * figure.low / top,
            "width": 100 * (figure.high - figure.low) / top,
        }
        for figure in figures
    ]
