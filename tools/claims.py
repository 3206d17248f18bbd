"""python -m tools.claims [FILE …]: how well unsupported sentences are found out.

A file has JSON lines: a guide, passages of it word for word, a sentence that cites them, and
whether it is a faithful paraphrase or what was done to it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from advisor.checking import Checker
from advisor.checking.checker import probability
from advisor.evaluation.questions import HALVES, Half, half_of
from advisor.guide.context import embedded_text
from advisor.guide.outline import outline, title_of
from advisor.guide.passages import passages_of
from advisor.models.embedding import Embedder
from advisor.models.entailment import checking_model_of
from advisor.reading.reader import read_markdown
from advisor.text.abbreviations import defined_abbreviations
from advisor.types import Guide, Passage, Support
from tools.written import FALSE, fates, load_written, print_fates, whole

LABELS = ("faithful", "altered", "negated", "added", "mixed")
FAITHFUL = "faithful"

_ROOT = Path(__file__).parents[1]
_CLAIMS = _ROOT / "tests" / "claims"
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A sentence, the passages that it cites as the check gets them, all passages of the sections
    that these are from, and what it is."""

    guide: str
    sentence: str
    label: str
    cited: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the sentences of one label: how many there are, and the standing that they were given."""

    total: int
    supported: int
    weak: int
    unsupported: int


def load_claims(path: Path, half: Half = "all") -> tuple[LabelledClaim, ...]:
    """Read a labelled set, its passages under their heading paths.

    Args:
        path: JSON lines.
        half: which sentences, by the rule for questions.

    Raises:
        ValueError: a label is unknown, or a passage is not one of the guide's.
    """
    claims = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if row["label"] not in LABELS:
            raise ValueError(f"{path.name}:{number}: unknown label {row['label']!r}")
        if half not in ("all", half_of(row["sentence"])):
            continue
        guide, passages = _guide(row["guide"])
        chosen = []
        for text in row["passages"]:
            found = next((each for each in passages if each.text == text), None)
            if found is None:
                raise ValueError(f"{path.name}:{number}: not in the guide: {text!r}")
            chosen.append(found)
        sections = {each.section for each in chosen}
        around = [each for each in passages if each.section in sections]
        claims.append(
            LabelledClaim(
                row["guide"],
                row["sentence"],
                row["label"],
                tuple(embedded_text(guide, each) for each in chosen),
                tuple(embedded_text(guide, each) for each in around),
            )
        )
    return tuple(claims)


@lru_cache(maxsize=8)
def _guide(name: str) -> tuple[Guide, tuple[Passage, ...]]:
    path = _ROOT / name
    text = read_markdown(path)
    title = title_of(text, path.stem)
    guide = Guide(name, title, text, outline(text, title))
    return guide, tuple(each for each in passages_of(guide) if each.kind != "section")


def abbreviations_of(guide: str) -> dict[str, str]:
    """Return the abbreviations that a guide of the labelled set defines."""
    return defined_abbreviations(_guide(guide)[0].text)


Beside = Literal["cited passages", "whole sections", "any one passage, or the cited"]


def standings(
    checker: Checker, claims: Iterable[LabelledClaim], beside: Beside = "cited passages"
) -> list[tuple[LabelledClaim, Support]]:
    """Return what the check says of each sentence, beside its cited passages, beside their whole
    sections, or as written answers are checked: one passage that supports it alone will do."""

    def standing(claim: LabelledClaim) -> Support:
        if beside == "any one passage, or the cited":
            if checker.supporting(claim.sentence, claim.sections):
                return "supported"
            return checker.check(claim.sentence, claim.cited)
        passages = claim.sections if beside == "whole sections" else claim.cited
        return checker.check(claim.sentence, passages)

    return [(each, standing(each)) for each in claims]


def by_label(found: Iterable[tuple[LabelledClaim, Support]]) -> dict[str, Counted]:
    """Return the standings counted for each label."""
    counts = Counter((claim.label, support) for claim, support in found)
    return {
        label: Counted(
            sum(number for (each, _), number in counts.items() if each == label),
            counts[label, "supported"],
            counts[label, "weak"],
            counts[label, "unsupported"],
        )
        for label in LABELS
    }


def recall(found: Mapping[str, Counted]) -> float:
    """Return the share of false sentences that do not pass for supported."""
    false = [each for label, each in found.items() if label != FAITHFUL]
    total = sum(each.total for each in false)
    return sum(each.total - each.supported for each in false) / total if total else 0.0


def false_alarms(found: Mapping[str, Counted]) -> float:
    """Return the share of faithful sentences that are called unsupported."""
    faithful = found[FAITHFUL]
    return faithful.unsupported / faithful.total if faithful.total else 0.0


def fitted(
    checker: Checker, claims: Sequence[LabelledClaim], names: Sequence[str]
) -> dict[str, float]:
    """The logistic model over signals that best tells faithful sentences from others where no
    rule decides, both kinds counting the same, by Newton's method with a ridge penalty on
    standardized signals."""
    rows, wanted = [], []
    for claim in claims:
        for passages in (claim.cited, claim.sections):
            values = checker.signals(claim.sentence, passages)
            rules = (*checker.weights.refuted_from.items(), *checker.weights.doubted_from.items())
            if any(values[name] >= limit for name, limit in rules):
                continue
            rows.append([values[name] for name in names])
            wanted.append(float(claim.label == FAITHFUL))
    signals, labels = np.array(rows), np.array(wanted)
    mean, spread = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-6)
    design = np.column_stack([np.ones(len(signals)), (signals - mean) / spread])
    share = labels.mean()
    counts = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))
    penalty = _RIDGE * np.diag([0.0] + [1.0] * len(names))
    solution = np.zeros(design.shape[1])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-design @ solution))
        gradient = design.T @ (counts * (expected - labels)) + penalty @ solution
        curve = counts * expected * (1 - expected)
        hessian = design.T @ (design * curve[:, None]) + penalty
        solution = solution - np.linalg.solve(hessian, gradient)
    scaled = solution[1:] / spread
    bias = float(solution[0] - (scaled * mean).sum())
    return {"bias": round(bias, 2)} | {
        name: round(float(value), 2) for name, value in zip(names, scaled, strict=True)
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.claims", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--half", choices=HALVES, default="reported")
    parser.add_argument("--errors", action="store_true", help="list what was misjudged")
    parser.add_argument(
        "--fit", action="store_true", help="print weights fitted on the tuning half"
    )
    parser.add_argument("--model", default="", help="judge with this transformers model")
    parser.add_argument(
        "--written", action="store_true", help="only the set in the manner of language models"
    )
    options = parser.parse_args(arguments)
    paths = options.files or sorted(_CLAIMS.glob("*.jsonl"))
    embedder = Embedder()
    if options.written:
        _print_written(embedder, options.half, options.errors)
        return 0
    half: Half = "tuning" if options.fit else options.half
    claims = [claim for path in paths for claim in load_claims(path, half)]
    abbreviations = {
        short: long
        for guide in sorted({claim.guide for claim in claims})
        for short, long in abbreviations_of(guide).items()
    }
    checker = Checker(embedder, abbreviations, checking_model_of(options.model))
    if options.fit:
        names = [name for name in checker.weights.support if name != "bias"]
        print(json.dumps(fitted(checker, claims, names), indent=4))
        return 0
    for beside in get_args(Beside):
        judged = standings(checker, claims, beside)
        _print(judged, f"beside {beside}")
        if options.errors:
            _print_errors(checker, judged, beside)
    if not options.files:
        _print_written(embedder, half, options.errors)
    return 0


def _print_written(embedder: Embedder, half: Half, errors: bool) -> None:
    """Print what becomes of sentences in the manner of language models."""
    claims = load_written(half=half)
    for title, judged, rules in (
        ("written, a judge that answers as labelled", True, False),
        ("written, the rules alone", False, True),
        ("written, no judge", False, False),
    ):
        found = fates(claims, embedder, judged=judged, rules=rules)
        print_fates(found, title)
        for claim, fate in found if errors else ():
            wrong = {"ticked"} if claim.kind in FALSE else {"removed"}
            if fate in wrong:
                print(f"    {claim.kind} {fate}: {claim.sentence}")
    for title, judged in (("a judge", True), ("no judge", False)):
        answers = whole(claims, embedder, judged=judged)
        unchanged = sum(draft == shown for draft, shown in answers)
        print(f"whole faithful answers, {title}: {unchanged} of {len(answers)} come through as is")
        for draft, shown in answers if errors else ():
            if draft != shown:
                print(f"    {draft!r}\n    {shown!r}")


def _print(judged: Sequence[tuple[LabelledClaim, Support]], title: str) -> None:
    found = by_label(judged)
    print(f"{title}: recall {recall(found):.3f}, false alarms {false_alarms(found):.3f}")
    print(f"  {'':10}{'total':>7}{'supported':>11}{'weak':>7}{'unsupported':>13}")
    for label, each in found.items():
        print(f"  {label:10}{each.total:7}{each.supported:11}{each.weak:7}{each.unsupported:13}")


def _print_errors(
    checker: Checker, judged: Sequence[tuple[LabelledClaim, Support]], beside: Beside
) -> None:
    for claim, support in judged:
        if (claim.label == FAITHFUL) == (support == "supported"):
            continue
        passages = claim.cited if beside == "cited passages" else claim.sections
        values = checker.signals(claim.sentence, passages)
        shown = " ".join(f"{name}={value:.2f}" for name, value in values.items())
        score = probability(values, checker.weights.support)
        print(f"{claim.label} {support} {score:.2f} {claim.sentence}\n    {shown}")


if __name__ == "__main__":
    sys.exit(main())
