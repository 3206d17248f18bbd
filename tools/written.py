"""Labelled sentences in the manner of language models, through the check of written answers.

A row has a guide, the passages that the sentence cites word for word (none for a silence or a
lead-in), the sentence, and what it is. Each is written as an answer of its own by a scripted model,
and several together as one of paragraphs and a list, and checked as any other: with a judge that
answers as labelled, or with none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from advisor.answering.judging import Judge, Verdicts
from advisor.answering.writing import Check, Writer, written_answer
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
    """A language model that writes one text, and as a judge goes by labels.

    Args:
        text: what it writes.
        claims: what it judges by; none for one that cannot judge.
    """

    name = "scripted"

    def __init__(self, text: str, claims: Sequence[WrittenSentence] = ()) -> None:
        self._text = text
        self._claims = {claim.sentence: claim for claim in claims}

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the text at once."""
        del messages
        yield self._text

    def structured(self, messages: Sequence[tuple[str, str]], form: type[_Form]) -> _Form:
        """Return the verdicts that the labels stand for."""
        if not self._claims or form is not Verdicts:
            raise ModelFailureError("it cannot judge")
        asked = messages[-1][1].rpartition("Sentences:\n")[2]
        rows = [
            {"number": int(number), **_verdict(self._claims[sentence])}
            for number, sentence in re.findall(r"^(\d+)\. (.*)$", asked, re.MULTILINE)
            if sentence in self._claims
        ]
        return form.model_validate({"verdicts": rows})


def _verdict(claim: WrittenSentence) -> dict[str, object]:
    if claim.kind in ("faithful", "inference"):
        return {"verdict": "supported", "words": list(claim.cited)}
    if claim.kind == "lead":
        return {"verdict": "nothing to check", "words": []}
    if claim.kind == "silence":
        return {"verdict": "supported", "words": []}
    return {"verdict": "not", "words": list(claim.cited[:1])}


@cache
def library_of(name: str) -> Library:
    """Return a library of one guide of the labelled set."""
    return library_of_text(name, read_markdown(_ROOT / name))


def library_of_text(name: str, text: str) -> Library:
    """Return a library of one guide, given its Markdown."""
    title = title_of(text, Path(name).stem)
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
    places, markers = _cited([claim], library)
    text = f"{claim.sentence}{markers[0]}"
    if claim.kind == "lead":  # which goes with what it leads to
        text += f"\n\n- {library.places[0].sentences[0].text} [1]"
    answer = answer_of(text, places, library, checker, embedder, [claim] if judged else (), rules)
    if answer is None:
        return "removed", None
    if claim.kind == "lead":
        shown = claim.sentence in answer.text
        own = any(each.text == claim.sentence for each in answer.claims)
        return "unticked" if own else "without claim" if shown else "removed", answer
    if not answer.claims:
        return "without claim", answer
    return "ticked" if answer.claims[0].support == "supported" else "unticked", answer


def answer_of(
    text: str,
    places: Sequence[Place],
    library: Library,
    checker: Checker,
    embedder: Embedder,
    judged_by: Sequence[WrittenSentence] = (),
    rules: bool = False,
) -> Answer | None:
    """Return what is shown of a text that a model writes; None where nothing of it is.

    Args:
        text: the text, its markers counting the parts of the places from one.
        places: what the model is shown first.
        library: the guide.
        checker: the last resort.
        embedder: for looking up what a sentence says that the guide is silent on.
        judged_by: the labels that a judge goes by; none for no judge.
        rules: whether only figures, names and silences are checked.
    """
    others = [place for place in library.places if place not in places]
    found = _found(_QUESTION, [*places, *others], library, embedder)

    def look_up(subject: str) -> Found:
        scores = library.keywords.scores(subject)
        ranked = sorted(library.places, key=lambda place: -scores[place.index])
        return _found(subject, ranked, library, embedder)

    judge = Judge(Says("", judged_by)) if judged_by else None
    check: Check = "figures" if rules else "full"
    writer = Writer(Says(text), checker, judge, look_up, _LIMIT, check)
    try:
        *_, answer = written_answer(_QUESTION, found, "covered", (), writer)
    except ModelFailureError:
        return None
    return answer


def drafts(claims: Sequence[WrittenSentence]) -> list[tuple[str, tuple[WrittenSentence, ...]]]:
    """Return whole answers of true sentences, without their markers, and what they are made of.

    Each speaks of one guide: two sentences, a lead-in with a list of two, and a last sentence, as
    far as there are such.
    """
    found = []
    for guide in sorted({claim.guide for claim in claims}):
        own = [claim for claim in claims if claim.guide == guide]
        said = [claim for claim in own if claim.kind in ("faithful", "inference")]
        leads = [claim for claim in own if claim.kind == "lead" and claim.sentence.endswith(":")]
        silences = [claim for claim in own if claim.kind == "silence"]
        for number, start in enumerate(range(0, len(said) - 3, 4)):
            used = list(said[start : start + 4])
            if number < len(leads):
                used.insert(2, leads[number])
            if number < len(silences):
                used.append(silences[number])
            found.append((_laid_out(used, [each.sentence for each in used]), tuple(used)))
    return found


def whole(
    claims: Sequence[WrittenSentence], embedder: Embedder, *, judged: bool
) -> list[tuple[str, str]]:
    """Return whole answers of true sentences, as written and as shown, both without markers."""
    found = []
    for draft, used in drafts(claims):
        library = library_of(used[0].guide)
        checker = Checker(embedder, library.abbreviations)
        places, markers = _cited(used, library)
        sentences = [claim.sentence + own for claim, own in zip(used, markers, strict=True)]
        text = _laid_out(used, sentences)
        labels = used if judged else ()
        answer = answer_of(text, places, library, checker, embedder, labels)
        shown = re.sub(r" ?\[\d+\]", "", answer.text) if answer else ""
        found.append((draft, shown))
    return found


def _laid_out(claims: Sequence[WrittenSentence], sentences: Sequence[str]) -> str:
    lead = next((at for at, each in enumerate(claims) if each.kind == "lead"), None)
    if lead is None:
        return " ".join(sentences)
    listed = "\n".join(f"- {text}" for text in sentences[lead + 1 : lead + 3])
    blocks = [" ".join(sentences[:lead]), sentences[lead], listed, *sentences[lead + 3 :]]
    return "\n\n".join(blocks)


def _cited(
    claims: Sequence[WrittenSentence], library: Library
) -> tuple[list[Place], tuple[str, ...]]:
    """Return the places that sentences cite, in the order in which the model is shown them, and
    the markers of each sentence."""
    of_claim = [
        [
            place
            for words in claim.cited
            for place in library.places
            if any(each.text == words for each in place.sentences)
        ]
        for claim in claims
    ]
    places = list(dict.fromkeys(place for own in of_claim for place in own))
    first = dict(
        zip(places, accumulate((len(each.parts) for each in places), initial=1), strict=False)
    )
    markers = ("".join(f" [{first[each]}]" for each in dict.fromkeys(own)) for own in of_claim)
    return places, tuple(markers)


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
