"""Boosted trees, and when they are chosen."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from askless.errors import ModelError
from askless.models.boosted import Boosted, LinearOrBoosted

pytestmark = pytest.mark.usefixtures("single_thread")
POINTS = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
CHECKERBOARD = ((POINTS[:, 0] > 0) ^ (POINTS[:, 1] > 0)).astype(np.int64)  # no line parts it
HALVES = (POINTS.sum(axis=1) > 0).astype(np.int64)


@pytest.mark.parametrize(
    ("y", "n", "chosen"), [(CHECKERBOARD, 200, "boosted"), (CHECKERBOARD, 49, "linear"), (HALVES, 200, "linear")]
)
def test_the_better_one_is_chosen_once_there_are_labels_enough(y, n, chosen):
    assert LinearOrBoosted().fit(POINTS[:n], y[:n], seed=0).summary["classifier"] == chosen


def test_a_rare_class_keeps_the_line():
    y = np.where(np.arange(200) < 196, HALVES, 2)
    assert LinearOrBoosted().fit(POINTS[::-1], y[::-1], seed=0).summary["classifier"] == "linear"


def test_the_choice_is_a_function_of_the_labels_and_is_made_once(monkeypatch):
    both = LinearOrBoosted()
    first = both.fit(POINTS, CHECKERBOARD, seed=0)
    made = []
    monkeypatch.setattr(LinearOrBoosted, "_choose", lambda self, x, y, seed: made.append(len(y)) or self.linear)
    both.fit(POINTS[:180], CHECKERBOARD[:180], seed=0)  # the first 168 are the same: nothing to decide
    assert made == []
    both.fit(POINTS[:100], CHECKERBOARD[:100], seed=0)
    assert made == [75]
    again = both.fit(POINTS, CHECKERBOARD, seed=0)
    np.testing.assert_array_equal(again.proba(POINTS), first.proba(POINTS))


def test_trees_answer_with_the_codes_they_have_seen():
    fitted = Boosted().fit(POINTS, 3 + 2 * CHECKERBOARD, seed=0)
    assert fitted.classes.tolist() == [3, 5]
    assert fitted.estimator(np.array(["no", "yes"])).predict(POINTS[:1])[0] in ("no", "yes")
    np.testing.assert_array_equal(fitted.trees.classes_, [0, 1])  # the fitted trees stay as they are


def test_a_sparse_matrix_is_refused():
    with pytest.raises(ModelError, match="sparse"):
        Boosted().fit(csr_matrix(POINTS), HALVES, seed=0)
