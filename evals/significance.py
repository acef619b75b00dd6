"""How certain a figure is: intervals and significance tests over questions.

Intervals are percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), with the
questions as a sample of all that staff might ask. Two answerers are compared question by question (Koehn, EMNLP 2004,
'Statistical significance tests for machine translation evaluation').
"""

from collections.abc import Callable, Sequence

import numpy as np

from evals.results import Interval

RESAMPLES = 2_000
SEED = 20_200_131  # fixed, so that the same run gives the same intervals
LEVEL = 0.95

Statistic = Callable[..., np.ndarray]  # of arrays [..., n] and an axis


def interval(*samples: Sequence[float], statistic: Statistic = np.mean, paired: bool = False) -> Interval:
    """A statistic of one or more samples with its 95% interval.

    `paired` samples are for the same questions and are resampled together; others separately. A single value gives an
    interval of zero width. Raises ValueError for an empty sample.
    """
    arrays = [np.asarray(sample, dtype=float) for sample in samples]
    if not all(len(array) for array in arrays):
        raise ValueError("a figure needs at least one question")
    value = float(statistic(*arrays, axis=-1))
    n = len(arrays[0]) if paired else sum(map(len, arrays))
    low, high = np.quantile(_resampled(arrays, statistic, paired), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(mean=value, low=float(low), high=float(high), n=n)


def difference(before: Sequence[float], after: Sequence[float]) -> tuple[Interval, float]:
    """The mean change over the same questions, with its interval and two-sided p value (twice the smaller tail)."""
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    drawn = _resampled([change], np.mean, paired=False)
    p = min(1.0, 2 * min(float((drawn <= 0).mean()), float((drawn >= 0).mean())))
    return interval(change.tolist()), p


def mcnemar(won: int, lost: int) -> float:
    """The exact two-sided p value for these wins and losses (McNemar, Psychometrika 1947; binomial form)."""
    from scipy import stats  # takes a second, and only a comparison needs it

    return float(stats.binomtest(lost, won + lost, 0.5).pvalue) if won + lost else 1.0


def _resampled(arrays: list[np.ndarray], statistic: Statistic, paired: bool) -> np.ndarray:
    """The statistic for each resample, shape [RESAMPLES]."""
    drawing = np.random.default_rng(SEED)
    if paired:
        picks = drawing.integers(len(arrays[0]), size=(RESAMPLES, len(arrays[0])))
        return statistic(*(array[picks] for array in arrays), axis=-1)
    drawn = [array[drawing.integers(len(array), size=(RESAMPLES, len(array)))] for array in arrays]
    return statistic(*drawn, axis=-1)
