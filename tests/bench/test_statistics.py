"""Paired statistics against SciPy."""

import numpy as np
import pytest
from scipy import stats

from askless.bench.statistics import labels_to_reach, mean_interval, paired_difference
from askless.errors import UsageError


@pytest.mark.parametrize("n", [2, 5, 30])
def test_as_scipy_has_it(n: int) -> None:
    draw = np.random.default_rng(n)
    a, b = draw.normal(0.8, 0.1, n), draw.normal(0.75, 0.1, n)
    found, expected = paired_difference(a, b), stats.ttest_rel(a, b)
    interval = expected.confidence_interval(0.95)
    assert found.mean == pytest.approx((a - b).mean())
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.p == pytest.approx(expected.pvalue)
    assert found.n == n


def test_pairing_sees_what_the_curves_share() -> None:
    luck = np.array([0.5, 0.9, 0.7, 0.6])
    found = paired_difference(luck + np.array([0.010, 0.012, 0.009, 0.011]), luck)
    assert found.low > 0.005


def test_no_spread_and_one_seed() -> None:
    same = paired_difference([0.5, 0.7], [0.5, 0.7])
    assert (same.mean, same.low, same.high, same.p) == (0, 0, 0, 1)
    assert paired_difference([0.6, 0.8], [0.5, 0.7]).p == 0
    alone = paired_difference([0.6], [0.5])
    assert alone.mean == pytest.approx(0.1)
    assert np.isnan([alone.low, alone.high, alone.p]).all()


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(UsageError, match="2 and 1 seeds"):
        paired_difference([0.1, 0.2], [0.1])
    with pytest.raises(UsageError, match="no value"):
        mean_interval([])


def test_labels_to_reach_is_the_first_point_at_the_mark() -> None:
    labels, curve = [10, 20, 30, 40], [0.5, 0.9, 0.8, 0.95]
    assert [labels_to_reach(labels, curve, mark) for mark in (0.5, 0.85, 0.95, 0.96)] == [10, 20, 40, None]
