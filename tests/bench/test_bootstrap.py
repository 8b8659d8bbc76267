"""Intervals by resampling, against scipy's and by hand."""

import numpy as np
import pytest
from scipy import stats

from askless.bench.bootstrap import bootstrap_interval, over_sets
from askless.bench.statistics import mean_interval
from askless.errors import UsageError


def test_it_is_scipys_bca_interval() -> None:
    values = np.random.default_rng(3).exponential(size=40)
    found = bootstrap_interval(values, resamples=4000, seed=5)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=4000, method="BCa", rng=np.random.default_rng(5)
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.5, -0.2, 0.4]
    assert bootstrap_interval(values) == bootstrap_interval(values)
    assert bootstrap_interval(values) != bootstrap_interval(values, seed=1)


def test_few_or_equal_values() -> None:
    assert np.isnan(bootstrap_interval([0.5]).low)
    assert bootstrap_interval([0.1 + 0.2, 0.3, 0.3]).low == pytest.approx(0.3)
    with pytest.raises(UsageError, match="no value"):
        bootstrap_interval([])


def test_every_set_counts_the_same() -> None:
    found = over_sets({"large": [0.1] * 10, "small": [0.3, 0.3]})
    assert found.mean == pytest.approx(0.2)
    assert (found.seeds.low, found.seeds.high) == pytest.approx((0.2, 0.2))
    assert found.sets.low == pytest.approx(0.1)
    assert found.sets.high == pytest.approx(0.3)


def test_with_equal_numbers_of_seeds_the_interval_is_that_of_the_means_of_each_seed() -> None:
    table = np.random.default_rng(4).normal(0.02, 0.01, (5, 12))
    found = over_sets({f"set{i}": row for i, row in enumerate(table)})
    assert found.seeds == mean_interval(table.mean(axis=0))


def test_with_unequal_numbers_variances_add_up() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(0, 1, 9), rng.normal(0, 3, 14)
    found = over_sets({"a": a, "b": b})
    # The mean of a and b is half of a - (-b), whose interval is that of Welch's test.
    welch = stats.ttest_ind(a, -b, equal_var=False).confidence_interval()
    assert (found.seeds.low, found.seeds.high) == pytest.approx((welch.low / 2, welch.high / 2))


def test_sets_drawn_anew_spread_as_sets_and_seeds_do() -> None:
    rng = np.random.default_rng(6)
    of_sets = rng.normal(0, 1, 40)
    found = over_sets({f"set{i}": mean + rng.normal(0, 1, 10) for i, mean in enumerate(of_sets)})
    half = (found.sets.high - found.sets.low) / 2
    spread = np.sqrt((of_sets.var() + 0.1 + 0.09) / 40)  # of the sets, of their means, of draws within
    assert half == pytest.approx(1.96 * spread, rel=0.15)
    assert found.seeds.low > found.sets.low


@pytest.mark.parametrize("given", [{}, {"a": []}])
def test_nothing_has_no_mean(given: dict[str, list[float]]) -> None:
    with pytest.raises(UsageError, match="no set"):
        over_sets(given)
