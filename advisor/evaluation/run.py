"""Asks the questions of a set and notes what came of each."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from advisor.advisor import Advisor
from advisor.errors import GuideError
from advisor.evaluation import metrics
from advisor.evaluation.baseline import TutorialPipeline
from advisor.evaluation.metrics import Estimate
from advisor.evaluation.outcomes import Metric, Outcome
from advisor.evaluation.questions import (
    Conversation,
    EvaluationQuestion,
    Half,
    QuestionSetError,
    check_questions,
    conversations_in_half,
    guide_beside,
    holds_conversations,
    in_half,
    load_conversations,
    load_sets,
    named_sections,
)
from advisor.evaluation.real import real_figures
from advisor.guide.carried import take_asked
from advisor.models.embedding import Embedder
from advisor.reading.encoding import decode
from advisor.settings import Settings
from advisor.text.blocks import front_matter
from advisor.text.plain import plain
from advisor.types import Answer, Coverage, Guide

#: What each figure says, in the order of the report.
MEANINGS = {
    "evidence@1": "evidence in the first section",
    "evidence@3": "evidence in the first 3 sections",
    "evidence@5": "evidence in the first 5 sections",
    "mrr": "mean reciprocal rank of the evidence",
    "ndcg@5": "nDCG of the first 5 sections",
    "answer_evidence": "evidence in the answer itself",
    "citation_hit": "a citation from an expected section",
    "citation_hit_answered": "the same, of those not refused",
    "citation_precision": "cited sections that are expected",
    "citation_recall": "expected sections that are cited",
    "spans_true": "citations that are the guide's words",
    "off_subject_refused": "off-subject questions refused",
    "near_miss_not_claimed": "near misses not claimed as covered",
    "answerable_claimed": "answerable questions claimed as covered",
    "false_refusals": "answerable questions refused",
    "refusal_precision": "refused questions that are not answerable",
    "refusal_recall": "unanswerable questions refused",
    "coverage_auc": "area under the curve of coverage",
    "follow_up_evidence": "follow-ups: evidence in the answer",
    "follow_up_citation_hit": "follow-ups: an expected section cited",
    "follow_up_false_refusals": "follow-ups: answerable ones refused",
    "search_p50": "search, median milliseconds",
    "search_p95": "search, 95th percentile",
    "ask_p50": "answer, median milliseconds",
    "ask_p95": "answer, 95th percentile",
}

#: The figures that are better when they are lower.
LOWER_IS_BETTER = frozenset(
    {
        "false_refusals",
        "follow_up_false_refusals",
        "search_p50",
        "search_p95",
        "ask_p50",
        "ask_p95",
    }
)

#: How sure each verdict is that the guide answers, as a score.
_SURENESS: Mapping[Coverage, float] = {"not_covered": 0.0, "partial": 0.5, "covered": 1.0}

#: The formats whose guides may carry questions, and where their front matter does.
_CARRIERS = frozenset({".md", ".markdown", ".mdx", ".txt"})
_ASKED_KEY = re.compile(r"^asked:.*\n(?:[ \t]+.*\n|[ \t]*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of the question sets of one guide, and the outcomes that they come from: those
    of questions written for the sets, by the names in `MEANINGS`, and those of questions that
    people really asked, by the names in `REAL_MEANINGS`."""

    guide: str
    half: Half
    metrics: Mapping[str, Metric]
    outcomes: tuple[Outcome, ...]
    real_metrics: Mapping[str, Metric] = field(default_factory=dict)
    real_outcomes: tuple[Outcome, ...] = ()


def evaluate(
    paths: Sequence[Path],
    half: Half = "reported",
    settings: Settings | None = None,
    track: Callable[[Sequence[Any]], Iterable[Any]] = iter,
    *,
    with_asked: bool = True,
) -> Evaluation:
    """Ingest a guide into a store of its own and ask the questions that lie beside it.

    Args:
        paths: its question sets.
        half: which of its questions to ask.
        settings: the models to use; read from the environment when left out. Its data folder
            is left alone.
        track: goes through a sequence of questions or conversations and shows how far it is.
        with_asked: let the guide carry its authors' questions (see `advisor.guide.carried`).

    Raises:
        QuestionSetError: a set cannot be used, or says of the guide what is not so.
        GuideError: the guide cannot be read.
        ModelError: a model cannot be loaded.
    """
    sets = load_sets(paths)
    talks = {path: load_conversations(path) for path in paths if holds_conversations(path)}
    source = guide_beside(paths[0])
    settings = settings or Settings()
    with tempfile.TemporaryDirectory(prefix="advisor-evaluation-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder) / "data"})
        if not with_asked:
            source = without_asked(source, Path(folder))
        with Advisor(own) as advisor:
            report = advisor.ingest([source])
            if report.skipped:
                raise GuideError("; ".join(reason for _, reason in report.skipped))
            (guide,) = advisor.guides()
            for path, questions in sets.items():
                check_questions(path, questions, guide)
            for path, conversations in talks.items():
                check_questions(path, chain(*(each.turns for each in conversations)), guide)
            chosen = in_half(chain(*sets.values()), half)
            talked = conversations_in_half(chain(*talks.values()), half)
            if not chosen and not talked:
                named = ", ".join(map(str, paths))
                raise QuestionSetError(
                    f"{named}: no question in the {half} half. Write more, or use --half all."
                )
            embedder = Embedder(
                settings.embedding_model, settings.query_prompt, settings.passage_prompt
            )
            tutorial = TutorialPipeline(guide.text, embedder, settings.query_prompt)
            advisor.warm()
            first = (chosen or talked[0].turns)[0].text
            _ = advisor.ask(first), tutorial.search(first, 1)
            asking = _Asking(advisor, guide, tutorial)
            written = [each for each in chosen if not each.source]
            outcomes = tuple(map(asking.outcome, track(written)))
            real = list(map(asking.outcome, track([each for each in chosen if each.source])))
            for conversation in track(talked):
                real += asking.outcomes_in(conversation)
    return Evaluation(
        guide.name, half, figures(outcomes), outcomes, real_figures(real), tuple(real)
    )


def figures(outcomes: Sequence[Outcome]) -> dict[str, Metric]:
    """Return the figures of outcomes, by the names in `MEANINGS`; those that the questions do not
    tell are left out."""
    alone = [each for each in outcomes if not each.question.history]
    answerable = [each for each in alone if each.question.answerable]
    found: dict[str, Metric | None] = {}

    ours = metrics.ranking([e.found for e in answerable], [e.holding for e in answerable])
    theirs = metrics.ranking(
        [e.tutorial_found for e in answerable], [e.tutorial_holding for e in answerable]
    )
    for name, values in ours.items():
        found[name] = _beside(values, theirs[name])

    cited = [e for e in answerable if e.cited]
    found["answer_evidence"] = _mean([e.evidence_in_answer for e in answerable])
    found["citation_hit"] = _mean([e.citation_hit for e in answerable])
    found["citation_hit_answered"] = _mean([e.citation_hit for e in cited])
    found["citation_precision"] = _mean([len(e.cited & e.expected) / len(e.cited) for e in cited])
    found["citation_recall"] = _mean(
        [len(e.cited & e.expected) / len(e.expected) for e in answerable]
    )
    found["spans_true"] = _mean([span for e in outcomes for span in e.spans])

    refused = [e.refused for e in alone]
    unanswerable = [not e.question.answerable for e in alone]
    off_subject = [e for e in alone if not e.question.answerable and not e.question.near_miss]
    found["off_subject_refused"] = _mean([e.refused for e in off_subject])
    found["near_miss_not_claimed"] = _mean(
        [e.coverage != "covered" for e in alone if e.question.near_miss]
    )
    found["answerable_claimed"] = _mean([e.coverage == "covered" for e in answerable])
    found["false_refusals"] = _mean([e.refused for e in answerable])
    found["refusal_precision"] = _metric(metrics.precision(refused, unanswerable))
    found["refusal_recall"] = _metric(metrics.recall(refused, unanswerable))
    truth = [e.question.answerable for e in alone]
    found["coverage_auc"] = _metric(
        metrics.area_under_curve([_SURENESS[e.coverage] for e in alone], truth),
        metrics.area_under_curve([e.similarity for e in alone], truth),
    )

    follow_ups = [e for e in outcomes if e.question.history and e.question.answerable]
    found["follow_up_evidence"] = _mean([e.evidence_in_answer for e in follow_ups])
    found["follow_up_citation_hit"] = _mean([e.citation_hit for e in follow_ups])
    found["follow_up_false_refusals"] = _mean([e.refused for e in follow_ups])

    for name, share in (("p50", 0.5), ("p95", 0.95)):
        found[f"search_{name}"] = _metric(
            metrics.quantile_of([1_000 * e.search_seconds for e in alone], share),
            metrics.quantile_of([1_000 * e.tutorial_seconds for e in alone], share),
        )
        found[f"ask_{name}"] = _metric(
            metrics.quantile_of([1_000 * e.ask_seconds for e in outcomes], share)
        )
    kept = {name: found.get(name) for name in MEANINGS}
    return {name: metric for name, metric in kept.items() if metric is not None}


def without_asked(source: Path, folder: Path) -> Path:
    """Return a copy of a guide that carries no questions.

    Args:
        source: the guide.
        folder: where the copy goes.

    Returns:
        The guide itself where its format can carry none.

    Raises:
        GuideError: the guide cannot be read.
    """
    if source.suffix.lower() not in _CARRIERS:
        return source
    try:
        text, _ = take_asked(decode(source.read_bytes()))
    except OSError as error:
        raise GuideError(f"{source} cannot be read: {error.strerror or error}.") from error
    _, end = front_matter(text)
    copy = folder / source.name
    copy.write_text(_ASKED_KEY.sub("", text[:end]) + text[end:], encoding="utf-8")
    return copy


class _Asking:
    """Asks one question at a time of both pipelines."""

    def __init__(self, advisor: Advisor, guide: Guide, tutorial: TutorialPipeline) -> None:
        self._advisor = advisor
        self._guide = guide
        self._tutorial = tutorial
        self._sections = [plain(guide.text[s.start : s.end]) for s in guide.sections]
        self._chunks = [plain(chunk) for chunk in tutorial.chunks]

    def outcome(self, question: EvaluationQuestion) -> Outcome:
        """Return what comes of a question."""
        return self._asked(question)[0]

    def outcomes_in(self, conversation: Conversation) -> Iterator[Outcome]:
        """Yield what comes of each question of a conversation, asked after the questions before
        it and the advisor's own answers to them."""
        history: list[dict[str, str]] = []
        for turn in conversation.turns:
            outcome, answer = self._asked(replace(turn, history=tuple(history)))
            yield outcome
            history.append({"role": "user", "content": turn.text})
            history.append({"role": "assistant", "content": answer.text})

    def _asked(self, question: EvaluationQuestion) -> tuple[Outcome, Answer]:
        evidence = question.evidence
        expected = frozenset(
            path
            for headings in question.sections
            for path in named_sections(headings, self._guide.sections)
        )
        started = time.perf_counter()
        answer = self._advisor.ask(question.text, question.history)
        answered = time.perf_counter()
        hits = [] if question.history else self._advisor.search(question.text, metrics.DEPTH)
        searched = time.perf_counter()
        alone = not question.history and not question.source
        chunks = self._tutorial.search(question.text, metrics.DEPTH) if alone else []
        found_chunks = time.perf_counter()
        outcome = Outcome(
            question=question,
            found=tuple(_holds(plain(hit.text), evidence) for hit in hits),
            holding=sum(_holds(text, evidence) for text in self._sections),
            tutorial_found=tuple(_holds(self._chunks[c.number], evidence) for c in chunks),
            tutorial_holding=sum(_holds(text, evidence) for text in self._chunks),
            similarity=chunks[0].similarity if chunks else 0.0,
            coverage=answer.coverage,
            evidence_in_answer=_holds(_quoted(answer), evidence),
            cited=frozenset(citation.section for citation in answer.citations),
            expected=expected,
            spans=tuple(
                self._guide.text[citation.start : citation.end] == citation.quote
                for citation in answer.citations
            ),
            stray=tuple(
                citation.section not in expected and not _holds(plain(citation.quote), evidence)
                for citation in answer.citations
            ),
            search_seconds=searched - answered,
            tutorial_seconds=found_chunks - searched,
            ask_seconds=answered - started,
        )
        return outcome, answer


def _holds(text: str, evidence: Sequence[str]) -> bool:
    return any(piece in text for piece in evidence)


def _quoted(answer: Answer) -> str:
    """Return the guide's words that an answer quotes, in their order in the answer."""
    return " ".join(plain(citation.quote) for citation in answer.citations)


def _mean(values: Sequence[float]) -> Metric | None:
    return _metric(metrics.mean_of(values))


def _metric(advisor: Estimate | None, tutorial: Estimate | None = None) -> Metric | None:
    return Metric(advisor, tutorial) if advisor is not None else None


def _beside(ours: Sequence[float], theirs: Sequence[float]) -> Metric | None:
    advisor = metrics.mean_of(ours)
    if advisor is None:
        return None
    ahead = metrics.mean_of([own - other for own, other in zip(ours, theirs, strict=True)])
    return Metric(advisor, metrics.mean_of(theirs), ahead)
