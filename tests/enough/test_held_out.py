"""The accuracy on items kept apart, and its exact interval."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.enough.held_out import clopper_pearson, estimate_held_out, needed, scores


class Says:
    """A model with fixed answers."""

    def __init__(self, told):
        self.told = np.asarray(told, dtype=float)

    def predict_proba(self, rows):
        return self.told[rows]

    mean = predict_proba


@pytest.mark.parametrize(("right", "n"), [(0, 10), (10, 10), (7, 10), (118, 120), (1, 1)])
def test_the_interval_is_that_of_scipy(right, n):
    exact = binomtest(right, n).proportion_ci(0.9, method="exact")
    assert clopper_pearson(right, n) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize("truth", [0.5, 0.8, 0.95, 0.99])
def test_it_never_covers_less_than_it_says(truth):
    n = 60
    ends = [clopper_pearson(right, n) for right in range(n + 1)]
    covered = sum(binom.pmf(right, n, truth) for right, (low, high) in enumerate(ends) if low <= truth <= high)
    assert covered >= 0.9


def test_a_small_test_counts_once_all_of_it_is_answered():
    model, space = Says([[1, 0]] * 12), Classes(["a", "b"])
    assert needed(12) == 12
    early = estimate_held_out(model, np.arange(11), ["a"] * 11, space, size=12)
    assert (early.ready, early.n, early.needed) == (False, 11, 12)
    found = estimate_held_out(model, np.arange(12), ["a"] * 12, space, size=12)
    assert found.sentence == "Estimated accuracy 100 % (90 % interval 78 to 100 %), from 12 test items kept apart."
    assert found.basis == "test"


def test_several_labels_are_scored_by_item():
    model, space = Says([[0.9, 0.8], [0.1, 0.2]]), MultiLabel(["a", "b"])
    assert scores(model, np.arange(2), [("a",), ()], space).round(3).tolist() == [0.667, 1.0]


def test_numbers_beyond_the_bounds_are_taken_to_them():
    model = Says([12.0, 5.0])
    assert scores(model, np.arange(2), [9.0, 7.0], Real(maximum=10)).tolist() == [1.0, 4.0]


def test_an_answer_that_the_model_never_saw_is_wrong():
    model, space = Says([[1, 0, 0]] * 2), Classes(["a", "b", "new"])
    assert scores(model, np.arange(2), ["a", "new"], space).tolist() == [1.0, 0.0]
