"""Counting votes."""

import numpy as np
import pytest

from askless.choose.kernels.votes import leading, votes
from askless.errors import EvidenceError


def test_votes_are_counted() -> None:
    said = np.random.default_rng(0).integers(-1, 4, size=(50, 6))
    expected = [[(row == label).sum() for label in range(4)] for row in said]
    np.testing.assert_array_equal(votes(said, 4), expected)
    assert votes(said[:0], 4).shape == (0, 4)


def test_those_that_lead_share_alike() -> None:
    np.testing.assert_allclose(leading(np.array([[3.0, 1.0, 3.0], [0.0, 0.0, 0.5]])), [[0.5, 0, 0.5], [0, 0, 1]])


def test_an_answer_that_is_no_label_is_named() -> None:
    with pytest.raises(EvidenceError, match="the label 4, and `proba` has 3"):
        votes(np.array([[4, -1]]), 3)
