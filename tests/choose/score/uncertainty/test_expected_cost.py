import numpy as np
import pytest

from askless import select
from askless.choose.score.uncertainty.expected_cost import expected_cost
from askless.choose.score.uncertainty.least_confidence import least_confidence
from askless.errors import EvidenceError
from askless.testing.libraries import libraries

PROBA = np.random.default_rng(0).dirichlet(np.ones(4), size=50)
COSTS = np.random.default_rng(1).random((4, 4)) * 5


def test_it_is_the_least_sum() -> None:
    expected = [min(sum(p[y] * COSTS[y, a] for y in range(4)) for a in range(4)) for p in PROBA]
    np.testing.assert_allclose(expected_cost(PROBA, costs=COSTS), expected)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(expected_cost(convert(PROBA), costs=COSTS)), expected)


def test_equal_costs_are_least_confidence() -> None:
    np.testing.assert_allclose(expected_cost(PROBA, costs=1 - np.eye(4)), least_confidence(PROBA))
    assert np.array_equal(expected_cost(PROBA), least_confidence(PROBA))


def test_it_asks_where_a_dear_mistake_is_near() -> None:
    proba = np.array([[0.5, 0.5, 0.0], [0.0, 0.9, 0.1]])
    missed = [[0, 1, 1], [1, 0, 1], [50, 50, 0]]
    assert select("expected_cost", 2, proba=proba).tolist() == [0, 1]
    assert select("expected_cost", 2, proba=proba, costs=missed).tolist() == [1, 0]


def test_for_multi_label_the_costs_are_of_has_it_not_and_has_it() -> None:
    proba = np.array([[0.5, 0.0], [0.2, 0.2]])
    assert select("expected_cost", 2, proba=proba, task="multilabel", costs=[[0, 1], [9, 0]]).tolist() == [1, 0]


@pytest.mark.parametrize("costs", [np.ones((3, 3)), np.full((4, 4), -1.0), np.full((4, 4), np.nan), 1.0])
def test_wrong_costs_are_named(costs: object) -> None:
    with pytest.raises(EvidenceError, match="`costs`"):
        expected_cost(PROBA, costs=costs)
