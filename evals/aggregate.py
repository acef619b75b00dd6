"""Figures over many questions, by kind and by paper, each with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.quote_status import STATUSES
from evals.results import Interval, Outcome
from evals.significance import interval

FEWEST = 5  # questions about a paper; with fewer an interval means nothing
BINS = 10
MEANS = (
    *("recall@1", "recall@5", "recall@10", "recall@20", "nDCG@10", "MRR"),
    *("correct", "facts", "span F1", "span EM"),
    *("citation precision", "citation recall", "verbatim", *(f"quotes {status}" for status in STATUSES)),
    *("sentence coverage", "figure support"),
    *("refused", "refusal precision", "refusal recall", "kept", "confidence"),
)


@dataclass(frozen=True)
class Bin:
    """Answers with a confidence from `low` to below `high`: how many, their mean confidence, the share right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def totals(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Interval]]:
    """Figures by group: 'all', 'kind: ...', and 'paper: ...' for papers with at least five questions."""
    groups: dict[str, list[Outcome]] = {"all": list(outcomes)}
    for kind in sorted({outcome.gold.kind for outcome in outcomes}):
        groups[f"kind: {kind}"] = [outcome for outcome in outcomes if outcome.gold.kind == kind]
    for paper in sorted({paper for outcome in outcomes for paper in outcome.gold.about()}):
        about = [outcome for outcome in outcomes if paper in outcome.gold.about()]
        if len(about) >= FEWEST:
            groups[f"paper: {paper}"] = about
    return {name: _figures(group) for name, group in groups.items() if group}


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    """Means of the figures over the questions they apply to, and these:

    balanced: (correct + refusal recall) / 2, the two over their own questions. refusal F1: harmonic mean of refusal
    precision and recall. Brier: mean squared distance of the confidence from being right (Brier, Monthly Weather
    Review 78, 1950). calibration error: see `calibration_error`. words and seconds are medians, seconds 95th the
    95th percentile.
    """
    row: dict[str, Interval] = {}
    for name in MEANS:
        if values := column(outcomes, name):
            row[name] = interval(values)
    correct, refusal = column(outcomes, "correct"), column(outcomes, "refusal recall")
    if not refusal:  # if every question is answerable, it would always be 0
        row.pop("refusal precision", None)
    if correct and refusal:
        row["balanced"] = interval(correct, refusal, statistic=_balanced)
    if refusal:
        refused, unanswerable = columns(outcomes, "refused", "unanswerable")
        row["refusal F1"] = interval(refused, unanswerable, statistic=_f1, paired=True)
    confidence, right = columns(outcomes, "confidence", "right")
    if confidence:
        row["Brier"] = interval(np.square(np.subtract(confidence, right)).tolist())
        row["calibration error"] = interval(confidence, right, statistic=calibration_error, paired=True)
    for name, of, quantile in (("words", "words", 0.5), ("seconds", "seconds", 0.5), ("seconds 95th", "seconds", 0.95)):
        if values := column(outcomes, of):
            row[name] = interval(values, statistic=_quantile(quantile))
    return row


def column(outcomes: Sequence[Outcome], name: str) -> list[float]:
    """The values of a figure, for the questions it applies to."""
    return [value for outcome in outcomes if (value := outcome.figures.get(name)) is not None]


def columns(outcomes: Sequence[Outcome], one: str, other: str) -> tuple[list[float], list[float]]:
    """The values of two figures, for the questions both apply to."""
    pairs = [(outcome.figures.get(one), outcome.figures.get(other)) for outcome in outcomes]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return [a for a, _ in both], [b for _, b in both]


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """How often answers are right at each confidence, in ten bins of equal width, without empty ones."""
    confidence, right = map(np.array, columns(outcomes, "confidence", "right"))
    bins = _bins(confidence)
    return [
        Bin(n / BINS, (n + 1) / BINS, int((bins == n).sum()), confidence[bins == n].mean(), right[bins == n].mean())
        for n in sorted(set(bins.tolist()))
    ]


def calibration_error(confidence: np.ndarray, right: np.ndarray, axis: int = -1) -> np.ndarray:
    """Expected calibration error in ten bins of equal width (Naeini, Cooper and Hauskrecht, AAAI 2015): the distance
    between mean confidence and share right in each bin, weighted by its answers. Arrays [..., n], along the last axis.
    """
    bins = _bins(confidence)
    apart = [np.abs(np.where(bins == n, confidence - right, 0).sum(axis)) for n in range(BINS)]
    return sum(apart) / confidence.shape[axis]


def _bins(confidence: np.ndarray) -> np.ndarray:
    return np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)


def _balanced(correct: np.ndarray, refusal: np.ndarray, axis: int) -> np.ndarray:
    return (correct.mean(axis) + refusal.mean(axis)) / 2


def _f1(refused: np.ndarray, unanswerable: np.ndarray, axis: int) -> np.ndarray:
    """2 TP / (refused + unanswerable); 0 if there are none of either."""
    either = refused.sum(axis) + unanswerable.sum(axis)
    return 2 * (refused * unanswerable).sum(axis) / np.maximum(either, 1)


def _quantile(share: float) -> Callable[..., np.ndarray]:
    return lambda values, axis: np.quantile(values, share, axis=axis)
