"""Find what is certain without a model: figures, names and qualifiers that a sentence has wrong.

A figure that the passages do not have and that cannot be worked out from theirs, or a name that no
guide has, refutes a sentence, whatever a judge says. A qualifier that was lost or added ("or more",
"up to", "median", "usually") takes the tick away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from advisor.checking.derived import worked_out
from advisor.checking.polarity import hedged, negated, opposed, universal
from advisor.checking.statements import COMMON_SHORT_FORMS, names_in
from advisor.retrieval.locations import is_known_place
from advisor.text.quantities import Quantity, quantities_of
from advisor.text.words import stems_of

#: A count up to this of things that the sentence itself may have counted ("three ways").
_FEW = 12
_MIDDLE = re.compile(
    r"\b(?:median|mean|average[sd]?|typical(?:ly)?|usual(?:ly)?|on average|midpoint)\b", re.I
)
_SELDOM = re.compile(r"\b(?:rarely|seldom|hardly|barely|scarcely|few|little)\b", re.IGNORECASE)
_MONTHS = {
    month[:3]: month
    for month in "january february march april may june july august september october november "
    "december".split()
}
_NAME_WORD = re.compile(r"[\w+#]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules say of a sentence.

    Attributes:
        refuted: why it is false, or "".
        doubted: why it may say more than its passages, or "".
        sum: how its figures were worked out from cited ones, or "".
    """

    refuted: str = ""
    doubted: str = ""
    sum: str = ""


def finding_of(
    sentence: str,
    evidence: Sequence[str],
    passages: Sequence[str],
    given: str,
    knows: Callable[[str], bool],
    *,
    foreign: bool = False,
) -> Finding:
    """Hold a sentence to what its passages have.

    Args:
        sentence: visible words.
        evidence: the guide's sentences that decide about it, under their headings; those that it
            cites where nobody has chosen.
        passages: all that the writer was given.
        given: the person's own words, whose figures and names are theirs to say.
        knows: whether a guide has a word.
        foreign: whether the sentence is in another language than the guide, so that only figures
            can be compared.
    """
    theirs = [figure for text in passages for figure in quantities_of(text)]
    near = [figure for text in evidence for figure in quantities_of(text)]
    said = quantities_of(given)
    sums, doubted = [], ""
    figures = quantities_of(sentence)
    for figure in figures:
        if figure.kind == "ordinal" or _is_few(figure):
            continue
        if any(figure.agrees(each) for each in (*near, *said)):
            continue
        if all(any(end.agrees(each) for each in near) for end in figure.ends()):
            continue
        named = sum(any(each.agrees(other) for other in near) for each in figures)
        sum_ = worked_out(figure, sentence, [*near, *said], surely=named > 1)
        somewhere = all(any(end.agrees(each) for each in theirs) for end in figure.ends())
        if sum_ is None and not somewhere:
            words = sentence[figure.start : figure.end]
            return Finding(refuted=f"“{words}” is not in the guide’s passages")
        if sum_:
            sums.append(sum_)
        else:
            words = sentence[figure.start : figure.end]
            doubted = doubted or f"the guide says “{words}” of something else"
    shown = "; ".join(sums)
    if foreign:
        return Finding(doubted=doubted, sum=shown)
    if stranger := _stranger(sentence, [*passages, given], knows):
        missing = f"the guide has no word of “{stranger.name}”"
        if not stranger.opens:
            return Finding(refuted=missing)
        doubted = doubted or missing
    return Finding(doubted=doubted or _qualified(sentence, evidence, near), sum=shown)


def _is_few(figure: Quantity) -> bool:
    return figure.kind == "count" and figure.values[-1] <= _FEW and figure.bound == 0


@dataclass(frozen=True, slots=True)
class _Stranger:
    """A name that is not the guide's, and whether it opens the sentence, where a word that is no
    name has a capital too."""

    name: str
    opens: bool


def _stranger(
    sentence: str, texts: Collection[str], knows: Callable[[str], bool]
) -> _Stranger | None:
    """Return a name in the sentence that neither its texts nor any guide has. What opens it is one
    where it is that of a place."""
    together = " ".join(texts).lower()
    theirs = set(stems_of(together))
    opening: _Stranger | None = None
    for name, opens in names_in(sentence):
        lowered = name.lower().rstrip(".")
        if len(name) == 1 or lowered in COMMON_SHORT_FORMS or (opens and not is_known_place(name)):
            continue
        if re.search(rf"(?<!\w){re.escape(lowered)}(?!\w)", together):
            continue
        for word in _NAME_WORD.findall(name):
            forms = {word, *_month_forms(word.lower())}
            stems = {stem for form in forms for stem in stems_of(form)}
            if len(word) > 1 and not (stems & theirs or any(map(knows, forms))):
                if not opens:
                    return _Stranger(name, opens=False)
                opening = opening or _Stranger(name, opens=True)
    return opening


def _month_forms(word: str) -> tuple[str, ...]:
    """Return a month's name and its short form, where a word is either."""
    full = _MONTHS.get(word, word)
    return (full, full[:3]) if _MONTHS.get(full[:3]) == full else ()


def _qualified(sentence: str, evidence: Sequence[str], near: Sequence[Quantity]) -> str:
    """Return which qualifier of its evidence a sentence has lost or added, or ""."""
    mine = quantities_of(sentence)
    for figure in mine:
        same = [each for each in near if figure.agrees(each)]
        if not same or figure.kind in ("year", "ordinal"):
            continue
        ends = [each for each in same if each.values[-1] == figure.values[-1]] or same
        if all(each.bound != figure.bound for each in ends):
            lost = ends[0].bound != 0
            return "“or more”, “up to” or the like was lost" if lost else "a limit was added"
    if not evidence:
        return ""
    text = " ".join(evidence)
    if mine and near and _MIDDLE.search(text) and not _MIDDLE.search(sentence):
        return "the guide gives a median or what is usual"
    if universal(sentence) > universal(text):
        return "it leaves no exception"
    if _SELDOM.search(text) and not _SELDOM.search(sentence):
        return "the guide says seldom"
    if hedged(text) and not hedged(sentence) and len(evidence) == 1:
        return "the guide says so with reserve"
    if len(evidence) == 1 and negated(sentence) != negated(text) and not opposed(sentence, text):
        return "one of them denies something"
    if len(evidence) == 1 and negated(sentence) == negated(text) and opposed(sentence, text):
        return "it says the opposite of a word of the guide’s"
    return ""
