"""Metrics against worked examples and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from askless.bench.metrics import ERRORS, METRICS, accuracy, balanced_accuracy, f1, metric
from askless.errors import UnknownNameError

TRUTH, SAID = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 2, 2])
MANY, MANY_SAID = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]]), np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0]])


def test_worked_examples() -> None:
    assert accuracy(TRUTH, SAID) == pytest.approx(4 / 6)
    assert balanced_accuracy(TRUTH, SAID) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert f1(TRUTH, SAID) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert accuracy(MANY, MANY_SAID) == pytest.approx(1 / 3)
    assert balanced_accuracy(MANY, MANY_SAID) == pytest.approx(((0.5 + 1) / 2 + (1 + 0.5) / 2) / 2)
    assert f1(MANY, MANY_SAID) == pytest.approx(2 * 2 / (3 + 3))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_as_scikit_learn_has_it(pairs: list[tuple[int, int]]) -> None:
    truth, said = np.array(pairs).T
    assert accuracy(truth, said) == pytest.approx(reference.accuracy_score(truth, said))
    recall = reference.recall_score(truth, said, average="macro", labels=np.unique(truth), zero_division=0)
    assert balanced_accuracy(truth, said) == pytest.approx(recall)
    macro = reference.f1_score(truth, said, average="macro", labels=np.unique(truth), zero_division=0)
    assert f1(truth, said) == pytest.approx(macro)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_f1_of_several_labels_as_scikit_learn_has_it(rows: list[tuple[bool, ...]]) -> None:
    table = np.array(rows, dtype=np.uint8)
    truth, said = table[:, :2], table[:, 2:]
    assert f1(truth, said) == pytest.approx(reference.f1_score(truth, said, average="micro", zero_division=1))


def test_every_metric_is_one_for_the_truth() -> None:
    assert all(
        found(TRUTH, TRUTH) == 1 and found(MANY, MANY) == 1 for name, found in METRICS.items() if name not in ERRORS
    )
    assert all(METRICS[name](TRUTH.astype(float), TRUTH.astype(float)) == 0 for name in ERRORS)


def test_an_unknown_metric_is_refused_with_what_is_near() -> None:
    with pytest.raises(UnknownNameError, match="balanced_accuracy"):
        metric("balanced")
