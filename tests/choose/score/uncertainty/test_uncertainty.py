"""Worked by hand: the three uncertainties."""

import numpy as np
import pytest

from askless.choose.score.uncertainty.entropy import entropy
from askless.choose.score.uncertainty.least_confidence import least_confidence
from askless.choose.score.uncertainty.margin import margin

PROBA = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])


def test_margin() -> None:
    np.testing.assert_allclose(margin(PROBA), [-0.2, 0.0, -1.0, 0.0], atol=1e-15)


def test_least_confidence() -> None:
    np.testing.assert_allclose(least_confidence(PROBA), [0.5, 0.6, 0.0, 2 / 3])


def test_entropy() -> None:
    by_hand = -(0.5 * np.log(0.5) + 0.3 * np.log(0.3) + 0.2 * np.log(0.2))
    np.testing.assert_allclose(entropy(PROBA)[[0, 2, 3]], [by_hand, 0.0, np.log(3)], atol=1e-15)


@pytest.mark.parametrize("score", [least_confidence, entropy])
def test_two_classes_give_one_order(score) -> None:  # type: ignore[no-untyped-def]
    first = np.random.default_rng(0).random(50)
    proba = np.stack([first, 1 - first], axis=1)
    assert np.argsort(score(proba)).tolist() == np.argsort(margin(proba)).tolist()


def test_margin_is_the_gap_of_a_full_sort() -> None:
    proba = np.random.default_rng(1).dirichlet(np.ones(7), size=100)
    ordered = np.sort(proba, axis=1)
    assert np.array_equal(margin(proba), ordered[:, -2] - ordered[:, -1])
