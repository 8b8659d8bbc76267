"""Means over sets and their intervals, against scipy's and by hand."""

import numpy as np
import pytest
from scipy import stats

from askless.bench.bootstrap import over_drawn_sets, over_sets
from askless.bench.statistics import mean_interval
from askless.errors import UsageError


def test_every_set_counts_the_same() -> None:
    found = over_sets({"large": [0.1] * 10, "small": [0.3, 0.3]})
    assert found.mean == pytest.approx(0.2)
    assert (found.seeds.low, found.seeds.high) == pytest.approx((0.2, 0.2))
    drawn = over_drawn_sets({"large": [0.1] * 10, "small": [0.3, 0.3]})
    assert (drawn.mean, drawn.low, drawn.high) == pytest.approx((0.2, 0.1, 0.3))


def test_the_same_differences_give_the_same_interval() -> None:
    values = {name: [0.1 * at, 0.5, -0.2] for at, name in enumerate("abcdefgh")}
    assert over_drawn_sets(values) == over_drawn_sets(values)
    assert over_drawn_sets(values, resamples=99) != over_drawn_sets(values, resamples=99, seed=1)


def test_one_set_tells_nothing_of_others() -> None:
    assert np.isnan(over_drawn_sets({"alone": [0.1, 0.2]}).low)


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
    given = {f"set{i}": mean + rng.normal(0, 1, 10) for i, mean in enumerate(of_sets)}
    drawn = over_drawn_sets(given)
    half = (drawn.high - drawn.low) / 2
    spread = np.sqrt((of_sets.var() + 0.1 + 0.09) / 40)  # of the sets, of their means, of draws within
    assert half == pytest.approx(1.96 * spread, rel=0.15)
    assert over_sets(given).seeds.low > drawn.low


@pytest.mark.parametrize("given", [{}, {"a": []}])
def test_nothing_has_no_mean(given: dict[str, list[float]]) -> None:
    for made in (over_sets, over_drawn_sets):
        with pytest.raises(UsageError, match="no set"):
            made(given)
