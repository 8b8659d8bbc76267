"""The estimated accuracy and its interval."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.enough.estimate import Estimate, estimate_accuracy, wilson
from askless.errors import EvidenceError


def test_by_hand():
    found = estimate_accuracy([True] * 8 + [False] * 2, needed=10)
    assert found.value == 0.8
    assert (found.low, found.high) == pytest.approx((0.5408, 0.9314), abs=1e-4)
    assert found.sentence == "Estimated accuracy 80 % (90 % interval 54 to 93 %), from 10 random answers."


@pytest.mark.parametrize("n", [0, 1, 29])
def test_too_early(n):
    found = estimate_accuracy([1] * n)
    assert (found.ready, found.value, found.low, found.high, found.n) == (False, None, None, None, n)
    assert found.sentence.startswith(f"Too early to say how good the model is: {n} of the 30 ")


def test_thirty_are_enough_and_unscored_ones_do_not_count():
    assert estimate_accuracy([1] * 30).ready
    assert not estimate_accuracy([1] * 29 + [np.nan] * 5).ready


def test_all_right_is_not_certain():
    found = estimate_accuracy([1] * 40)
    assert found.value == found.high == 1
    assert 0.9 < found.low < 0.95


def test_another_measure_is_named():
    assert "Estimated F1 50 %" in estimate_accuracy([0.5] * 30, measure="F1").sentence


@pytest.mark.parametrize("wrong", [[2.0] * 30, [-0.1] * 30])
def test_values_outside_the_range(wrong):
    with pytest.raises(EvidenceError, match="0 to 1"):
        estimate_accuracy(wrong)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_the_interval_holds_the_value_and_stays_in_range(values):
    found = estimate_accuracy(values, needed=1)
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    assert found.low < found.high


@pytest.mark.parametrize("truth", [0.5, 0.8, 0.95])
def test_the_interval_covers_the_truth_9_times_in_10(truth):
    right = np.random.default_rng(0).binomial(60, truth, 4000)
    covered = [low <= truth <= high for low, high in (wilson(r / 60, 60) for r in right)]
    assert 0.87 < np.mean(covered) < 0.95


def test_models_that_trained_on_the_others_promise_less():
    right = [1] * 54 + [0] * 6
    exact, crossed = estimate_accuracy(right), estimate_accuracy(right, cross_fitted=True)
    assert crossed.value == exact.value
    assert crossed.low < exact.low < exact.high < crossed.high
    assert (exact.level, crossed.level) == (0.9, 0.9)


def test_old_logs_hold_less():
    logged = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 31, "ready": True, "sentence": "On 90 %.", "labels": 300}
    found = Estimate.from_json(logged)
    assert (found.basis, found.level, found.needed, found.advice) == ("random", 0.95, 30, "")
    assert Estimate.from_json(asdict(found)) == found
