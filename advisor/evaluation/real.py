"""Figures of questions that people really asked, of which the guide often says only a part.

They are kept apart from those of written questions, so that the two can be read side by side.
Each figure is named by where the questions stand ("real" alone, "talk" in a conversation), by how
far the guide answers them, and by what is counted: `real_partly_evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.evaluation import metrics
from advisor.evaluation.metrics import Estimate
from advisor.evaluation.outcomes import Metric, Outcome
from advisor.evaluation.questions import Extent

PLACES = {"real": "questions alone", "talk": "in conversations"}
EXTENTS: tuple[Extent, ...] = ("yes", "partly", "no")

#: What is counted, and what the figure says.
COUNTED = {
    "evidence@3": "evidence in the first 3 sections",
    "evidence": "evidence in the answer",
    "right_section": "a citation from a right section",
    "stray": "citations that have nothing to do with it",
    "quotes": "quotes shown an answer",
    "claimed": "claimed as covered",
    "refused": "refused",
}
#: What is counted of questions that the guide does not answer: they have no evidence.
_OF_UNANSWERED = ("quotes", "claimed", "refused")

_ANSWERED = {"yes": "answered", "partly": "partly answered", "no": "not answered"}

REAL_MEANINGS = {
    f"{place}_{extent}_{name}": f"{where}, {_ANSWERED[extent]}: {meaning}"
    for place, where in PLACES.items()
    for extent in EXTENTS
    for name, meaning in COUNTED.items()
    if (extent != "no" or name in _OF_UNANSWERED) and (place, name) != ("talk", "evidence@3")
}

REAL_LOWER_IS_BETTER = frozenset(
    f"{place}_{extent}_{name}"
    for place in PLACES
    for extent, names in (
        ("yes", ("stray", "quotes", "refused")),
        ("partly", ("stray", "quotes", "refused")),
        ("no", ("quotes", "claimed")),
    )
    for name in names
)


def real_figures(outcomes: Sequence[Outcome]) -> dict[str, Metric]:
    """Return the figures of real questions, by the names in `REAL_MEANINGS`; those that the
    questions do not tell are left out."""
    found: dict[str, Metric] = {}
    for place in PLACES:
        for extent in EXTENTS:
            of_kind = [
                each
                for each in outcomes
                if each.question.extent == extent
                and bool(each.question.conversation) == (place == "talk")
            ]
            for name in COUNTED:
                figure = f"{place}_{extent}_{name}"
                if figure in REAL_MEANINGS and (counted := _counted(name, of_kind)) is not None:
                    found[figure] = Metric(counted)
    return found


def _counted(name: str, outcomes: Sequence[Outcome]) -> Estimate | None:
    if name == "stray":
        return metrics.precision(
            [True for each in outcomes for _ in each.stray],
            [stray for each in outcomes for stray in each.stray],
        )
    values: dict[str, Sequence[float]] = {
        "evidence@3": [any(each.found[:3]) for each in outcomes],
        "evidence": [each.evidence_in_answer for each in outcomes],
        "right_section": [each.citation_hit for each in outcomes],
        "quotes": [len(each.spans) for each in outcomes],
        "claimed": [each.coverage == "covered" for each in outcomes],
        "refused": [each.refused for each in outcomes],
    }
    return metrics.mean_of(values[name])
