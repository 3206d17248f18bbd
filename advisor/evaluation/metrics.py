"""What is worked out of outcomes: pure functions over arrays, each with a bootstrap interval
where it is an estimate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from advisor.errors import AdvisorError

Indices = npt.NDArray[np.intp]
#: A figure of the questions with some indices; NaN where they do not tell.
Statistic = Callable[[Indices], float]

#: How many of the first results a ranking is judged by.
DEPTH = 10

_RESAMPLES = 1_000
_SEED = 20_240_501
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `count` questions, with its 95 % bootstrap confidence interval."""

    value: float
    low: float
    high: float
    count: int


def estimate(statistic: Statistic, count: int) -> Estimate | None:
    """Return a figure with its percentile bootstrap interval (Efron and Tibshirani 1993, chapter
    13). The seed is the same each time, so that the same outcomes give the same interval.

    Args:
        statistic: gives the figure of some of the questions, by their indices.
        count: how many questions there are.

    Returns:
        None where there are no questions, or they do not tell.
    """
    if count == 0:
        return None
    value = statistic(np.arange(count))
    if np.isnan(value):
        return None
    generator = np.random.default_rng(_SEED)
    drawn = [statistic(generator.integers(0, count, count)) for _ in range(_RESAMPLES)]
    tail = 100 * (1 - _CONFIDENCE) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return Estimate(value, float(low), float(high), count)


def mean_of(values: Sequence[float]) -> Estimate | None:
    """Return the mean of values, one for each question."""
    array = np.asarray(values, dtype=np.float64)
    return estimate(lambda chosen: float(array[chosen].mean()), len(array))


def quantile_of(values: Sequence[float], share: float) -> Estimate | None:
    """Return the value below which a share of the values lie."""
    array = np.asarray(values, dtype=np.float64)
    return estimate(lambda chosen: float(np.quantile(array[chosen], share)), len(array))


def ranking(found: Sequence[Sequence[bool]], totals: Sequence[int]) -> dict[str, list[float]]:
    """Measure how well rankings are ordered, by ir-measures (https://ir-measur.es).

    Args:
        found: for each question, whether each result holds what is sought, best first.
        totals: for each question, how many results there are that hold it, found or not.

    Returns:
        For each question: whether one of the first 1, 3 and 5 holds it ("evidence@1" and so
        on), the reciprocal rank of the first that does among the first ten ("mrr"), and the
        normalised discounted cumulative gain of the first five ("ndcg@5").

    Raises:
        AdvisorError: ir-measures is not installed.
    """
    try:
        from ir_measures import RR, Qrel, ScoredDoc, Success, iter_calc, nDCG
    except ModuleNotFoundError as error:
        if error.name != "ir_measures":
            raise
        raise AdvisorError(
            'Evaluation needs ir-measures. Run: pip install "ml-career-advisor[evaluation]"'
        ) from None

    measures = {
        Success @ 1: "evidence@1",
        Success @ 3: "evidence@3",
        Success @ 5: "evidence@5",
        RR: "mrr",
        nDCG @ 5: "ndcg@5",
    }
    judged, run = [], []
    for number, (results, total) in enumerate(zip(found, totals, strict=True)):
        query = str(number)
        ranks = [rank for rank, right in enumerate(results[:DEPTH]) if right]
        unseen = max(total - len(ranks), 0 if ranks else 1)
        judged += [Qrel(query, f"rank {rank}", 1) for rank in ranks]
        judged += [Qrel(query, f"unseen {other}", 1) for other in range(unseen)]
        run += [
            ScoredDoc(query, f"rank {rank}", float(-rank)) for rank in range(len(results[:DEPTH]))
        ]
    values = {name: [0.0] * len(found) for name in measures.values()}
    for each in iter_calc(list(measures), judged, run):
        values[measures[each.measure]][int(each.query_id)] = float(each.value)
    return values


def precision(predicted: Sequence[bool], actual: Sequence[bool]) -> Estimate | None:
    """Return the share of what was predicted that is so."""
    return _share(actual, among=predicted)


def recall(predicted: Sequence[bool], actual: Sequence[bool]) -> Estimate | None:
    """Return the share of what is so that was predicted."""
    return _share(predicted, among=actual)


def area_under_curve(scores: Sequence[float], positive: Sequence[bool]) -> Estimate | None:
    """Return the area under the receiver operating characteristic: how often a positive scores
    above a negative, a tie counting half."""
    from sklearn.metrics import roc_auc_score

    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)

    def area(chosen: Indices) -> float:
        if truth[chosen].all() or not truth[chosen].any():
            return float("nan")
        return float(roc_auc_score(truth[chosen], values[chosen]))

    return estimate(area, len(values))


def mean_over(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each figure over the tables that have it."""
    names = dict.fromkeys(name for table in tables for name in table)
    return {
        name: float(np.mean([table[name] for table in tables if name in table])) for name in names
    }


def _share(which: Sequence[bool], among: Sequence[bool]) -> Estimate | None:
    hits, base = np.asarray(which, dtype=bool), np.asarray(among, dtype=bool)

    def share(chosen: Indices) -> float:
        counted = int(base[chosen].sum())
        return float((hits & base)[chosen].sum()) / counted if counted else float("nan")

    return estimate(share, len(hits))
