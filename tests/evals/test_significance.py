"""Intervals and tests: what they promise, on made figures whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.significance import difference, interval, mcnemar

shares = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(shares)
def test_an_interval_holds_its_figure_and_stays_within_what_was_seen(values):
    made = interval(values)
    slack = 1e-9
    assert made.low - slack <= made.mean <= made.high + slack
    assert min(values) - slack <= made.low
    assert made.high <= max(values) + slack
    assert made.n == len(values)


def test_the_same_figures_have_the_same_interval():
    values = [0.0, 1.0, 1.0, 0.5]
    assert interval(values) == interval(values)


def test_an_interval_is_that_of_scipy():
    from scipy import stats

    values = np.random.default_rng(1).random(60)
    ours = interval(values.tolist())
    theirs = stats.bootstrap((values,), np.mean, n_resamples=20_000, method="percentile", rng=2).confidence_interval
    assert (ours.low, ours.high) == (pytest.approx(theirs.low, abs=0.01), pytest.approx(theirs.high, abs=0.01))


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    drawing = np.random.default_rng(3)
    made = [interval((drawing.random(60) < 0.4).astype(float).tolist()) for _ in range(200)]
    assert 0.89 <= np.mean([each.low <= 0.4 <= each.high for each in made]) <= 0.99


def test_more_questions_make_an_interval_narrower():
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 100)
    assert many.high - many.low < (few.high - few.low) / 2


def test_one_question_has_an_interval_of_no_width():
    assert interval([0.5]).low == interval([0.5]).high == 0.5


def test_a_figure_of_no_questions_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        interval([])


def test_paired_samples_are_drawn_together():
    same = interval([0.1, 0.9, 0.4], [0.1, 0.9, 0.4], statistic=lambda a, b, axis: (a - b).mean(axis), paired=True)
    apart = interval([0.1, 0.9, 0.4], [0.1, 0.9, 0.4], statistic=lambda a, b, axis: a.mean(axis) - b.mean(axis))
    assert same.low == same.high == 0
    assert apart.low < 0 < apart.high


def test_no_change_is_no_difference():
    change, p = difference([0.0, 1.0, 0.5], [0.0, 1.0, 0.5])
    assert (change.low, change.mean, change.high, p) == (0, 0, 0, 1)


def test_a_change_of_every_question_is_clear_and_one_of_forty_is_not():
    before = [1.0] * 40
    assert difference(before, [0.5] * 40)[0].high < 0
    change, p = difference(before, [0.0] + [1.0] * 39)
    assert change.high == 0
    assert p > 0.05


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_symmetric_and_a_probability(won, lost):
    p = mcnemar(won, lost)
    assert p == pytest.approx(mcnemar(lost, won))
    assert 0 < p <= 1


def test_mcnemar_is_that_worked_by_hand():
    assert mcnemar(0, 5) == pytest.approx(2 / 32)
    assert mcnemar(1, 5) == pytest.approx(2 * (1 + 6) / 64)
    assert mcnemar(4, 4) == mcnemar(0, 0) == 1
