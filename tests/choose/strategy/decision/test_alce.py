"""Cost embedding against kernel ridge regression written out."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.decision.alce import Alce, class_points
from askless.errors import UsageError
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round

COSTS = [[0.0, 1.0, 4.0], [2.0, 0.0, 1.0], [4.0, 3.0, 0.0]]


def naive(round: Round, points: np.ndarray, gamma: float, ridge: float) -> np.ndarray:
    """Solve for the regression, send every candidate, look for the nearest point."""
    x, lab = table_of(round)["embedding"].astype(float), round.labelled
    kernel = np.exp(-gamma * ((x[:, None] - x[None]) ** 2).sum(-1))
    weights = np.linalg.solve(kernel[np.ix_(lab, lab)] + ridge * np.eye(len(lab)), points[round.labels])
    sent = kernel[np.ix_(round.candidates, lab)] @ weights
    return np.sqrt(((sent[:, None] - points[None]) ** 2).sum(-1)).min(1)


@pytest.mark.parametrize("costs", [None, COSTS])
def test_scores_are_distances_to_the_nearest_class(costs: list[list[float]] | None) -> None:
    round = toy_round()
    points = class_points(1.0 - np.eye(3) if costs is None else np.array(costs))
    choice = Alce(costs=costs, gamma=0.1).choose(round, 45)
    got = np.empty(60)
    got[choice.rows] = choice.scores
    np.testing.assert_allclose(got[round.candidates], naive(round, points, 0.1, 0.1), rtol=1e-9)


def test_points_are_as_far_apart_as_mistakes_cost() -> None:
    points = class_points(1.0 - np.eye(5))
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    np.testing.assert_allclose(apart, 1.0 - np.eye(5), atol=1e-9)
    assert class_points(np.zeros((3, 3))).shape == (3, 0)


def test_between_classes_that_are_dear_to_confuse_comes_first() -> None:
    x = np.array([[0.5], [1.5], [0.0], [1.0], [2.0]])
    told = {"embedding": x, "labelled": [2, 3, 4], "labels": [0, 1, 2], "gamma": 4.0}
    for places, first in (([0.0, 3.0, 4.0], 0), ([0.0, 1.0, 4.0], 1)):
        costs = np.abs(np.subtract.outer(places, places))
        assert select("alce", 1, costs=costs.tolist(), **told).tolist() == [first]


def test_a_cost_matrix_of_another_size_is_named() -> None:
    with pytest.raises(UsageError, match="`costs` has shape"):
        Alce(costs=[[0.0, 1.0], [1.0, 0.0]]).choose(toy_round(), 1)


def test_it_holds_to_the_contract() -> None:
    check_strategy("alce")
