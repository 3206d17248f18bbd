"""Labelled sentences in the manner of language models, through the check of written answers.

A row has a guide, the passages that the sentence cites word for word (none for a silence or a
lead-in), the sentence, and what it is. Each is written as a whole answer by a scripted model, and
checked as any other: with a judge that answers as labelled, or with none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from advisor.answering.judging import Judge, Verdicts
from advisor.answering.writing import Writer, written_answer
from advisor.checking import Checker
from advisor.evaluation.questions import Half, half_of
from advisor.guide.context import content_digest, embedded_text
from advisor.guide.edition import Edition
from advisor.guide.outline import outline, title_of
from advisor.guide.passages import passages_of
from advisor.index.library import Library, Place
from advisor.models.chat import ModelFailureError
from advisor.models.embedding import Embedder
from advisor.reading.reader import read_markdown
from advisor.retrieval.retrieval import Candidate, Found, Question
from advisor.types import Answer, Guide

TRUE = ("faithful", "inference", "lead", "silence")
FALSE = ("attribution", "certainty", "qualifier", "general", "world", "scope", "false-silence")
KINDS = (*TRUE, *FALSE)

#: "without claim" is shown as it is and neither ticked nor counted.
Fate = Literal["ticked", "unticked", "without claim", "removed"]

_ROOT = Path(__file__).parents[1]
FILES = tuple(sorted((_ROOT / "tests" / "claims" / "written").glob("*.jsonl")))
_LIMIT = 12_000
_QUESTION = "What does the guide say?"
_Form = TypeVar("_Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A labelled sentence."""

    guide: str
    cited: tuple[str, ...]
    sentence: str
    kind: str


def load_written(paths: Sequence[Path] = FILES, half: Half = "all") -> list[WrittenSentence]:
    """Read labelled sentences.

    Args:
        paths: JSON lines.
        half: which sentences, by the rule for questions.

    Raises:
        ValueError: a kind is unknown.
    """
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] not in KINDS:
                raise ValueError(f"{path.name}: unknown kind {row['kind']!r}")
            if half in ("all", half_of(row["sentence"])):
                cited = tuple(row["cited"])
                found.append(WrittenSentence(row["guide"], cited, row["sentence"], row["kind"]))
    return found


class Says:
    """A language model that writes one text, and as a judge goes by a label.

    Args:
        text: what it writes.
        claim: what it judges by; None for one that cannot judge.
    """

    name = "scripted"

    def __init__(self, text: str, claim: WrittenSentence | None = None) -> None:
        self._text = text
        self._claim = claim

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the text at once."""
        del messages
        yield self._text

    def structured(self, messages: Sequence[tuple[str, str]], form: type[_Form]) -> _Form:
        """Return the verdict that the label stands for."""
        del messages
        if self._claim is None or form is not Verdicts:
            raise ModelFailureError("it cannot judge")
        claim = self._claim
        verdict, words = "not", list(claim.cited[:1])
        if claim.kind in ("faithful", "inference"):
            verdict, words = "supported", list(claim.cited)
        elif claim.kind == "lead":
            verdict, words = "nothing to check", []
        elif claim.kind == "silence":
            verdict, words = "supported", []
        rows = [{"number": 1, "verdict": verdict, "words": words}]
        return form.model_validate({"verdicts": rows})


@cache
def library_of(name: str) -> Library:
    """Return a library of one guide of the labelled set."""
    path = _ROOT / name
    text = read_markdown(path)
    title = title_of(text, path.stem)
    guide = Guide(name, title, text, outline(text, title))
    passages = passages_of(guide)
    digests = tuple(content_digest(embedded_text(guide, each)) for each in passages)
    return Library([Edition(guide, passages, digests)])


def fate_of(
    claim: WrittenSentence,
    checker: Checker,
    embedder: Embedder,
    *,
    judged: bool,
    rules: bool = False,
) -> tuple[Fate, Answer | None]:
    """Return what becomes of a labelled sentence when it is the whole of an answer.

    Args:
        claim: the sentence.
        checker: the last resort.
        embedder: for looking up what a sentence says that the guide is silent on.
        judged: whether a judge answers as labelled.
        rules: whether only figures, names and silences are checked.
    """
    library = library_of(claim.guide)
    places = [
        place
        for words in claim.cited
        for place in library.places
        if any(each.text == words for each in place.sentences)
    ]
    places = list(dict.fromkeys(places))
    others = [place for place in library.places if place not in places]
    found = _found(_QUESTION, [*places, *others], library, embedder)
    # the model is shown the passages in the order found, so the sections cited come first
    markers, number = "", 0
    for place in places:
        markers += f" [{number + 1}]"
        number += len(place.parts)
    text = f"{claim.sentence}{markers}"
    if claim.kind == "lead":  # which goes with what it leads to
        text += f"\n\n- {library.places[0].sentences[0].text} [1]"

    def look_up(subject: str) -> Found:
        scores = library.keywords.scores(subject)
        ranked = sorted(library.places, key=lambda place: -scores[place.index])
        return _found(subject, ranked, library, embedder)

    model = Says(text)
    judge = Judge(Says("", claim)) if judged else None
    writer = Writer(model, checker, judge, look_up, _LIMIT, "figures" if rules else "full")
    try:
        *_, answer = written_answer(_QUESTION, found, "covered", (), writer)
    except ModelFailureError:
        return "removed", None
    if claim.kind == "lead":
        shown = claim.sentence in answer.text
        own = any(each.text == claim.sentence for each in answer.claims)
        return "unticked" if own else "without claim" if shown else "removed", answer
    if not answer.claims:
        return "without claim", answer
    return "ticked" if answer.claims[0].support == "supported" else "unticked", answer


def fates(
    claims: Sequence[WrittenSentence], embedder: Embedder, *, judged: bool, rules: bool = False
) -> list[tuple[WrittenSentence, Fate]]:
    """Return what becomes of each labelled sentence; see `fate_of`."""
    checkers = {
        name: Checker(embedder, library_of(name).abbreviations)
        for name in {claim.guide for claim in claims}
    }
    return [
        (claim, fate_of(claim, checkers[claim.guide], embedder, judged=judged, rules=rules)[0])
        for claim in claims
    ]


def share(found: Sequence[tuple[WrittenSentence, Fate]], kinds: Sequence[str], fate: Fate) -> float:
    """Return the share of the sentences of some kinds that met a fate."""
    of_kind = [each for claim, each in found if claim.kind in kinds]
    return sum(each == fate for each in of_kind) / len(of_kind) if of_kind else 0.0


def print_fates(found: Sequence[tuple[WrittenSentence, Fate]], title: str) -> None:
    """Print how many sentences of each kind met which fate."""
    ticked, removed = share(found, FALSE, "ticked"), share(found, TRUE, "removed")
    print(f"{title}: falsehoods with a tick {ticked:.3f}, faithful removed {removed:.3f}")
    counts = Counter((claim.kind, fate) for claim, fate in found)
    columns: tuple[Fate, ...] = ("ticked", "unticked", "without claim", "removed")
    print(f"  {'':14}{'total':>7}" + "".join(f"{column:>15}" for column in columns))
    for kind in KINDS:
        row = [counts[kind, column] for column in columns]
        print(f"  {kind:14}{sum(row):7}" + "".join(f"{number:15}" for number in row))


def _found(text: str, places: Sequence[Place], library: Library, embedder: Embedder) -> Found:
    encoding = _encoded(embedder, _QUESTION)
    question = Question(text, text, encoding, encoding.vector[:0], 1.0, 0.0)
    candidates = tuple(
        Candidate(place, 1.0 / rank, 0.0, 0.0, 0.0, {}) for rank, place in enumerate(places, 1)
    )
    return Found(question, library, (), candidates)


@cache
def _encoded(embedder: Embedder, text: str):  # type: ignore[no-untyped-def]
    return embedder.encode_question(text)
