"""python -m tools.refit [FILE …]: the fitted numbers of `advisor.weights`, anew.

Only the tuning halves of the question sets are looked at. Nothing is written: what is printed has
the form in which `advisor.weights` holds it, with how well it does on guides that it was not fitted
on, beside the numbers in use.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import numpy as np

from advisor.advisor import Advisor
from advisor.answering.coverage import judged, probability, rule_of, signals
from advisor.errors import AdvisorError
from advisor.evaluation.questions import (
    QUESTIONS,
    EvaluationQuestion,
    Extent,
    by_guide,
    guide_beside,
    in_half,
    load_sets,
    named_sections,
)
from advisor.index.generations import Generations
from advisor.index.library import Library
from advisor.index.live import Live
from advisor.models.embedding import Embedder, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.models.reranking import BundledReranker
from advisor.retrieval.fusion import fused, z_scores
from advisor.retrieval.retrieval import examine, find, read, rerank, understand
from advisor.retrieval.subjects import Subjects
from advisor.settings import Settings
from advisor.text.plain import plain
from advisor.text.questions import message_of
from advisor.types import Coverage
from advisor.weights import Weights

_ROOT = Path(__file__).parents[1]
_SETS = (_ROOT / "corpus", _ROOT / "tests" / "guides")
#: What sentences, keywords and the reranker may count for beside sections.
_GRID = tuple(product((0.5, 1.0, 1.5), (0.0, 0.2, 0.3, 0.5, 1.0), (0.0, 1.0, 1.5, 2.0, 2.5)))
#: Guides and questions that the bundled reranker learns from, every sentence of theirs graded.
_GRADED = _ROOT / "tools" / "reader"
#: The guides with question sets that the bundled reranker was trained on.
TRAINED_ON = frozenset({"ml-engineer-guide.md", "data-scientist.docx", "ux-designer.txt"})
#: Guides of tools/reader that judge it instead.
LEFT_OUT = frozenset({"chef.md", "ml-handbook.md", "paralegal.md"})
_WEIGHTS = Weights()
_IN_USE = (_WEIGHTS.retrieval["sentence"], _WEIGHTS.retrieval["keyword"], _WEIGHTS.reranking)
#: The share of answerable questions that are refused, as far as the threshold decides.
_REFUSED = 0.005


@dataclass(frozen=True, slots=True)
class Row:
    """A question and what was found for it: the candidates' scores by each kind of search and by
    late interaction, and whether they hold the evidence, all of shape (candidates,); and what a
    rule says of its coverage, or the signals where none does. `made` is set where the guide was
    without the sections that answer it, which makes a near miss of it, `graded` for one of the
    graded questions. `read` are the signals after the bundled reranker has read."""

    guide: str
    question: EvaluationQuestion
    legs: dict[str, FloatArray]
    late: FloatArray
    holds: FloatArray
    ruled: Coverage | None
    signals: dict[str, float]
    made: bool = False
    graded: bool = False
    read: Mapping[str, float] = field(default_factory=dict)


def question_sets() -> list[Path]:
    """Return the question sets that ship and those of the tests' guides."""
    return [path for each in _SETS for path in sorted(each.glob(f"*{QUESTIONS}"))]


@dataclass(frozen=True, slots=True)
class Graded:
    """A question, which part of its message is meant, and the sentences of a guide, as they are
    shown, that answer it and that help with it."""

    question: str
    part: str
    answers: frozenset[str]
    helps: frozenset[str]

    @property
    def told(self) -> tuple[str, ...]:
        """What is told beside the question."""
        return message_of(self.question).background

    def as_asked(self) -> EvaluationQuestion:
        """Return the question of an evaluation that asks the same."""
        extent: Extent = "yes" if self.answers else "no"
        pieces = tuple(sorted(self.answers))
        return EvaluationQuestion(self.part, "", extent, not self.answers, (), pieces, (), 0)

    def grade(self, shown: str) -> int:
        """Return the grade of a sentence: 2 it answers, 1 it helps, 0 neither."""
        shown = " ".join(shown.split())
        return 2 if shown in self.answers else int(shown in self.helps)


def graded_questions() -> dict[Path, list[Graded]]:
    """Return the graded questions by the guide's file."""
    sources = [guide_beside(paths[0]) for paths in by_guide(question_sets())]
    sources += sorted((_GRADED / "guides").glob("*.md"))
    guides = {source.stem: source.resolve() for source in sources}
    return {
        guides[path.stem]: [
            Graded(
                row["question"],
                row.get("part", message_of(row["question"]).questions[0]),
                frozenset(row["answers"]),
                frozenset(row["helps"]),
            )
            for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        ]
        for path in sorted((_GRADED / "graded").glob("*.jsonl"))
    }


def rows_of(paths: Sequence[Path], settings: Settings) -> Iterator[Row]:
    """Yield what is found for the tuning half of a guide's question sets, in a store of the guide
    alone; and for each question that the guide answers once more, without the sections that answer
    it."""
    embedder = Embedder(settings.embedding_model, settings.query_prompt)
    subjects, reranker = Subjects(embedder), BundledReranker()
    with tempfile.TemporaryDirectory(prefix="advisor-refit-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "chroma_url": ""})
        source = guide_beside(paths[0])
        with Advisor(own) as advisor:
            advisor.ingest([source])
        live = Live(Generations(own.data_dir / "chroma"), embedder.identity)
        words = EncodingCache(own.data_dir / "words.sqlite", embedder)
        library, store = live.snapshot().library, live.store()

        def row(
            question: EvaluationQuestion,
            library: Library,
            told: Sequence[str] = (),
            *,
            made: bool = False,
            graded: bool = False,
        ) -> Row:
            asked = understand(question.text, library, embedder, subjects, told=told)
            nearest = find(asked, library, store.nearest, _WEIGHTS)
            found = examine(nearest, words, len(library.places))
            texts = [plain(each.place.text) for each in found.ranked]
            holds = [any(piece in text for piece in question.evidence) for text in texts]
            legs = {
                name: _array([getattr(each, name) for each in found.ranked])
                for name in _WEIGHTS.retrieval
            }
            late = _array([each.words for each in found.examined])
            unread = rerank(nearest, words, settings.rerank_depth, _WEIGHTS)
            best = read(unread, reranker, _WEIGHTS)
            rule = rule_of(best, _WEIGHTS)
            return Row(
                source.name,
                question,
                legs,
                late,
                _array(holds),
                rule.coverage if rule else None,
                {} if rule else signals(unread, _WEIGHTS),
                made,
                graded,
                {} if rule else signals(best, _WEIGHTS),
            )

        if source.name not in TRAINED_ON:
            for each in graded_questions().get(source.resolve(), ()):
                yield row(each.as_asked(), library, each.told, graded=True)
        for question in in_half(
            [each for questions in load_sets(paths).values() for each in questions], "tuning"
        ):
            if question.history or question.source:
                continue
            yield row(question, library)
            if question.answerable and (poorer := without_answer(question, library)).places:
                missed = replace(question, extent="no", near_miss=True)
                yield row(missed, poorer, made=True)
        words.close()
        live.close()


def without_answer(question: EvaluationQuestion, library: Library) -> Library:
    """Return a library of one guide without the sections that answer a question."""
    (edition,) = library.editions.values()
    expected = {
        path
        for headings in question.sections
        for path in named_sections(headings, edition.guide.sections)
    }
    answering = {
        place.section.path
        for place in library.places
        if place.section.path in expected
        or any(piece in plain(place.text) for piece in question.evidence)
    }
    kept = [
        (passage, content)
        for passage, content in zip(edition.passages, edition.contents, strict=True)
        if passage.path not in answering
    ]
    passages, contents = tuple(p for p, _ in kept), tuple(c for _, c in kept)
    return Library([replace(edition, passages=passages, contents=contents)])


def _array(values: Sequence[float]) -> FloatArray:
    return np.array(values, dtype=np.float32)


def evidence(rows: Iterable[Row], weighed: tuple[float, float, float], depth: int) -> FloatArray:
    """Return how often the evidence is in the first 1, 3 and 5 sections, shape (3,)."""
    sentence, keyword, reranking = weighed
    hits = []
    for row in rows:
        if row.question.answerable:
            scores = fused(row.legs, {"section": 1.0, "sentence": sentence, "keyword": keyword})
            order = np.argsort(-scores, kind="stable")
            head = order[:depth]
            better = scores[head] + reranking * z_scores(row.late[head])
            order[:depth] = head[np.argsort(-better, kind="stable")]
            hits.append([row.holds[order[:most]].any() for most in (1, 3, 5)])
    return np.asarray(np.mean(hits, axis=0), dtype=np.float32)


def fusion_weights(rows: Sequence[Row], depth: int) -> tuple[float, float, float]:
    """Return the weights of the grid with which the evidence is found best; those in use win a
    tie."""
    return max((_IN_USE, *_GRID), key=lambda weighed: float(evidence(rows, weighed, depth).sum()))


def judge_by(weights: Weights) -> Callable[[Row], Coverage]:
    """Return what tells the coverage of a question's row by given weights."""
    return lambda row: row.ruled or judged(row.read or row.signals, weights).coverage


def coverage_weights(rows: Iterable[Row]) -> Weights:
    """Fit the logistic models that best tell, where no rule decides, questions on the subject from
    others, and of these the answerable ones from near misses: the one that counts what was read
    on guides that the bundled reranker was not trained on, and on their graded questions too."""
    unruled = [row for row in rows if row.ruled is None]
    free = [row for row in unruled if not row.graded]
    near = [row for row in free if row.question.answerable or row.question.near_miss]
    asked = [row for row in free if not row.made]
    on_subject = _logistic(asked, _WEIGHTS.on_subject, [row in near for row in asked])
    covered = _logistic(near, _WEIGHTS.covered, [row.question.answerable for row in near])
    unseen = [
        replace(row, signals=row.read)
        for row in unruled
        if row.guide not in TRAINED_ON
        and not row.made
        and (row.question.answerable or row.question.near_miss)
    ]
    after = _logistic(unseen, _WEIGHTS.read, [row.question.answerable for row in unseen])
    sure = [probability(row.signals, after) for row in unseen if row.question.answerable]
    low = np.quantile(sure, _REFUSED)
    return replace(
        _WEIGHTS,
        on_subject=on_subject,
        covered=covered,
        read=after,
        partial_from=round(float(low), 2),
    )


def _logistic(rows: Sequence[Row], like: Iterable[str], wanted: Sequence[bool]) -> dict[str, float]:
    """Fit a logistic regression on standardized signals. Both answers count the same, and of the
    unwanted rows those that were made count as much as those that were asked, and graded ones as
    much as others."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ModuleNotFoundError as error:
        raise AdvisorError('Run: pip install "ml-career-advisor[evaluation]"') from error
    if len(set(wanted)) < 2:
        raise AdvisorError(
            "There are too few questions to fit by: of at least two guides, the tuning halves need "
            "answerable ones, near misses and ones off the subject."
        )
    names = [name for name in like if name != "bias"]
    values = np.array([[row.signals[name] for name in names] for row in rows])
    mean, spread = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
    kinds = [(right, row.made, row.graded) for row, right in zip(rows, wanted, strict=True)]
    sides = {right: len({kind for kind in kinds if kind[0] == right}) for right in (True, False)}
    counts = Counter(kinds)
    weight = [len(rows) / 2 / sides[kind[0]] / counts[kind] for kind in kinds]
    model = LogisticRegression().fit((values - mean) / spread, wanted, weight)
    scaled = model.coef_[0] / spread
    found = [model.intercept_[0] - scaled @ mean, *scaled]
    return {name: round(float(x), 2) for name, x in zip(["bias", *names], found, strict=True)}


def usual_others(rows: Iterable[Row]) -> dict[str, float]:
    """Return the mean score of the nine nearest sections beside the best, by kind of score."""
    kinds: dict[str, list[float]] = {kind: [] for kind in _WEIGHTS.others}
    for row in rows:
        for kind, scores in kinds.items():
            nine = np.sort(row.late if kind == "words" else row.legs[kind])[-10:-1]
            if len(nine) == 9:
                scores.append(float(nine.mean()))
    found = {kind: round(float(np.mean(scores)), 2) for kind, scores in kinds.items() if scores}
    return dict(_WEIGHTS.others) | found


def coverage_figures(rows: Sequence[Row], judge: Callable[[Row], Coverage]) -> dict[str, float]:
    """Return how well coverage is told, over all questions together."""

    def share(what: Coverage, *, answerable: bool, near_miss: bool, made: bool = False) -> float:
        kind = (answerable, near_miss, made)
        of_kind = [
            row
            for row in rows
            if (row.question.answerable, row.question.near_miss, row.made) == kind
        ]
        return sum(judge(row) == what for row in of_kind) / max(len(of_kind), 1)

    return {
        "answerable questions refused": share("not_covered", answerable=True, near_miss=False),
        "answerable ones claimed as covered": share("covered", answerable=True, near_miss=False),
        "near misses not claimed as covered": 1
        - share("covered", answerable=False, near_miss=True),
        "answerable ones without their sections not claimed": 1
        - share("covered", answerable=False, near_miss=True, made=True),
        "others refused": share("not_covered", answerable=False, near_miss=False),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, or 2 where nothing could be fitted."""
    parser = argparse.ArgumentParser(prog="python -m tools.refit", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="question sets")
    files = parser.parse_args(arguments).files
    try:
        settings = Settings()
        paths = files or question_sets()
        rows = [row for sets in by_guide(paths) for row in rows_of(sets, settings)]
        _print(rows, settings.rerank_depth)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _print(rows: Sequence[Row], depth: int) -> None:
    every, rows = rows, [row for row in rows if not row.graded]
    by_guide = {guide: [r for r in rows if r.guide == guide] for guide in {r.guide for r in rows}}
    others = {guide: [r for r in every if r.guide != guide] for guide in by_guide}
    model = coverage_weights(every)
    sentence, keyword, reranking = best = fusion_weights(rows, depth)
    models = {guide: coverage_weights(each) for guide, each in others.items()}
    print(f"retrieval = _fixed(section=1.0, sentence={sentence}, keyword={keyword})")
    print(f"reranking = {reranking}")
    for name, values in (
        ("on_subject", model.on_subject),
        ("covered", model.covered),
        ("read", model.read),
        ("others", usual_others(rows)),
    ):
        print(f"{name} = _fixed({', '.join(f'{key}={value}' for key, value in values.items())})")
    print(f"partial_from = {model.partial_from}")
    fitted = {
        guide: fusion_weights([row for row in each if not row.graded], depth)
        for guide, each in others.items()
    }
    print("# evidence in the first 1, 3 and 5 sections, mean of guides:")
    for name, used in (
        ("in use", dict.fromkeys(by_guide, _IN_USE)),
        ("fitted", dict.fromkeys(by_guide, best)),
        ("fitted on the other guides", fitted),
    ):
        found = [evidence(by_guide[guide], each, depth) for guide, each in used.items()]
        print(f"#   {name:52}" + "".join(f"{value:7.3f}" for value in np.mean(found, axis=0)))
    judges = (
        judge_by(_WEIGHTS),
        judge_by(model),
        lambda row: judge_by(models[row.guide])(row),
    )
    columns = [coverage_figures(rows, judge) for judge in judges]
    print("# coverage: in use, fitted, fitted on the other guides:")
    for name in columns[0]:
        print(f"#   {name:52}" + "".join(f"{column[name]:7.3f}" for column in columns))


if __name__ == "__main__":
    sys.exit(main())
