"""Labels that may be wrong."""

import numpy as np
import pytest

from askless.enough.label_errors import can_suspect, suspected

pytestmark = pytest.mark.skipif(not can_suspect(), reason="cleanlab is an extra: askless[quality]")


def sure(codes, n=3, by=0.9):
    """Probabilities of a model that is sure of these classes."""
    return np.where(np.asarray(codes)[:, None] == np.arange(n), by, (1 - by) / (n - 1))


def test_planted_errors_are_found():
    truth = np.random.default_rng(0).integers(0, 3, 200)
    given = truth.copy()
    given[[3, 50, 120]] = (given[[3, 50, 120]] + 1) % 3
    assert sorted(suspected(given, sure(truth))) == [3, 50, 120]


def test_labels_that_nobody_gave_are_no_trouble():
    truth = np.array([0, 2] * 40)
    given = truth.copy()
    given[7] = 0
    assert suspected(given, sure(truth, 4)).tolist() == [7]


def test_one_label_only():
    assert suspected(np.zeros(20, int), sure(np.zeros(20, int))).tolist() == []
    assert suspected(np.ones((20, 1), np.uint8), np.full((20, 1), 0.9)).tolist() == []


def test_several_labels():
    truth = np.random.default_rng(1).integers(0, 2, (120, 3)).astype(np.uint8)
    given = truth.copy()
    given[11, 1] ^= 1
    proba = np.where(np.column_stack([truth, np.ones(120)]) == 1, 0.95, 0.05)
    found = suspected(np.column_stack([given, np.ones(120, np.uint8)]), proba)
    assert 11 in found.tolist()
    assert len(found) < 6
