"""Thresholds at a quantile of what came of late."""

from __future__ import annotations

from math import exp
from typing import TypeVar

import numpy as np
import pytest

from askless.errors import UsageError
from askless.stream.batch import Batch, Told
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.committee import Committee
from askless.stream.samplers.probabilistic import Probabilistic
from askless.stream.samplers.quantile_filter import QuantileFilter
from askless.stream.samplers.split_quantile import SplitQuantile

Some = TypeVar("Some", bound=BalancedQuantile)


def answered(rows: np.ndarray, y: np.ndarray) -> Told:
    """Answers to rows of which nothing had been predicted."""
    n = len(rows)
    return Told(Batch(0, [0] * n, rows, rows, np.zeros(n)), y, np.ones(n), np.zeros(n, dtype=bool))


def shown(sampler: Some, utilities: list[float]) -> Some:
    """A sampler that was shown utilities and asked nothing of."""
    for utility in utilities:
        sampler.seen(utility, asked=False)
    return sampler


def test_the_filter_is_shifted_by_what_is_owed() -> None:
    sampler = shown(QuantileFilter(tolerance=10.0), [float(x) for x in range(11)])
    assert sampler.ordered == sampler.arrived
    assert sampler.chance(8.5, 0.2) == 1.0  # the quantile at 0.8 is 8
    assert sampler.chance(7.5, 0.2) == 0.0
    sampler.owed = 1.0  # the range is 10, so one label of ten moves it by 1
    assert sampler.chance(7.5, 0.2) == 1.0
    assert sampler.chance(6.5, 0.2) == 0.0


def test_the_balance_counts_what_the_sampler_said_and_not_what_others_asked() -> None:
    sampler = shown(QuantileFilter(), [0.0, 1.0])
    assert sampler.chance(0.0, 0.1) == 0.0
    sampler.seen(0.0, asked=True)
    assert sampler.owed == pytest.approx(0.1)
    sampler.seen(0.0, asked=True)  # it was not called for this item
    assert sampler.owed == pytest.approx(0.1)


def test_equal_utilities_are_asked_about_at_the_rate() -> None:
    sampler = QuantileFilter()
    asked = []
    for _ in range(100):
        asked.append(sampler.chance(1.0, 0.1))
        sampler.seen(1.0, asked=asked[-1] > 0)
    assert sum(asked) == pytest.approx(10, abs=1)


def test_a_young_window_is_the_later_half() -> None:
    sampler = shown(QuantileFilter(window=100), [float(x) for x in range(60)])
    assert sampler.arrived == [float(x) for x in range(30, 60)]
    shown(sampler, [float(x) for x in range(60, 300)])
    assert len(sampler.arrived) == 100


def test_the_soft_threshold_is_a_sigmoid_of_the_local_spread() -> None:
    sampler = shown(SplitQuantile(softness=0.5), [float(x) for x in range(10)])
    # quantiles at 0.8, 0.9 and 0.6 are 8, 9 and 6: the spread is 3
    assert sampler.chance(8.3, 0.2) == pytest.approx(1.0 / (1.0 + exp(-0.3 / 1.5)))
    sampler.owed = 2.0
    assert sampler.chance(8.3, 0.2) == pytest.approx(1.0 / (1.0 + exp(-0.3 / 1.5 - 2.0 / 10.0 / 0.5)))


def test_the_soft_threshold_scales_with_the_utilities() -> None:
    rng = np.random.default_rng(0)
    utilities = rng.random(200).tolist()
    one = shown(SplitQuantile(), utilities)
    other = shown(SplitQuantile(), [1000.0 * utility - 7.0 for utility in utilities])
    for utility in rng.random(20).tolist():
        assert other.chance(1000.0 * utility - 7.0, 0.1) == pytest.approx(one.chance(utility, 0.1), abs=1e-6)


@pytest.mark.parametrize("rate", [1e-12, 1e-6, 0.5, 0.999999, 1.0])
@pytest.mark.parametrize("utilities", [[0.0, 5e-324], [0.0], [1.0] * 50, [0.0, 1e300]])
def test_extremes_are_probabilities(utilities: list[float], rate: float) -> None:
    sampler = shown(SplitQuantile(), utilities)
    for utility in (0.0, 5e-324, 1.0, 1e308):
        assert 0.0 <= sampler.chance(utility, rate) <= 1.0


def test_of_equals_as_many_are_asked_as_the_larger_ones_leave() -> None:
    sampler = shown(SplitQuantile(window=100), [0.0] * 190 + [1.0] * 10)
    assert len(sampler.arrived) == 100
    assert sampler.chance(0.0, 0.4) == pytest.approx((40 - 10) / 90)
    assert sampler.chance(1.0, 0.4) > 0.99


def test_a_divided_committee_is_worth_more_than_an_unsure_one() -> None:
    draws = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [1.0, 0.0]]])
    rows = np.zeros((3, 1))
    batch = Batch(0, [0] * 3, rows, rows, np.zeros(3), draws=draws)
    assert Committee().utilities(batch) == pytest.approx([np.log(2), 0.0, 0.0])
    assert Committee(measure="vote_entropy").utilities(batch)[[0, 2]] == pytest.approx([np.log(2), 0.0])


def test_a_committee_on_numbers_differs_by_its_deviation() -> None:
    rows = np.zeros((2, 1))
    draws = np.array([[[1.0], [3.0]], [[5.0], [5.0]]])
    batch = Batch(0, [0] * 2, rows, rows, np.zeros(2), predicted=np.array([2.0, 5.0]), draws=draws)
    assert Committee().utilities(batch).tolist() == [1.0, 0.0]


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(UsageError, match="vote_entropy"):
        Committee(measure="votes")  # type: ignore[arg-type]


def test_where_nothing_is_known_one_label_turns_a_sixth() -> None:
    # From an even prior the first label makes the better class right with 2/3 instead of 1/2.
    rows = np.zeros((1, 2))
    assert Probabilistic(labels=1).utilities(Batch(0, [0], rows, rows, np.zeros(1))) == pytest.approx([1 / 6])


def test_where_much_is_known_a_label_is_worth_nothing() -> None:
    sampler = Probabilistic(labels=2)
    here, there = np.zeros((1, 2)), np.full((1, 2), 9.0)
    sampler.told(answered(np.repeat(here, 20, axis=0), np.zeros(20, dtype=np.int64)))
    rows = np.vstack([here, there])
    known, unknown = sampler.utilities(Batch(0, [0, 0], rows, rows, np.zeros(2)))
    assert known == pytest.approx(0.0, abs=1e-12)
    assert unknown == pytest.approx(1 / 6)


def test_gains_are_those_of_all_outcomes_drawn() -> None:
    sampler = Probabilistic(labels=3)
    point = np.zeros((1, 1))
    sampler.told(answered(np.zeros((3, 1)), np.array([0, 0, 1])))
    found = sampler.utilities(Batch(0, [0], point, point, np.zeros(1)))[0]
    rng = np.random.default_rng(0)
    truth = rng.beta(3.0, 2.0, size=400_000)
    gains = []
    for m in (1, 2, 3):
        first = rng.binomial(m, truth)
        right = np.where(3 + first >= 2 + m - first, truth, 1.0 - truth)
        gains.append((right.mean() - truth.mean()) / m)
    assert found == pytest.approx(max(gains), abs=2e-3)


def test_only_late_answers_are_counted() -> None:
    sampler = Probabilistic(labelled=2)
    sampler.told(answered(np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 2])))
    assert sampler.rows.ravel().tolist() == [1.0, 2.0]
    assert sampler.codes.tolist() == [1, 2]
