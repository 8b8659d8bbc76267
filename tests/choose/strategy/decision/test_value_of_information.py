"""Value of information against one step for two classes, written out."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.decision.value_of_information import ValueOfInformation
from askless.errors import UsageError
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round, with_evidence

COSTS = [[0.0, 5.0], [1.0, 0.0]]


def naive(round: Round) -> np.ndarray:
    """Cost saved over all candidates, less the cost of the label; too few labels for second order terms."""
    p, x = table_of(round)["proba"].astype(float)[:, 1], table_of(round)["embedding"].astype(float)
    phi, c, w = np.concatenate([x - x.mean(0), np.ones((len(x), 1))], axis=1), round.candidates, p * (1 - p)
    f = np.log(np.clip(p, 1e-12, 1)) - np.log(np.clip(1 - p, 1e-12, 1))
    saved = np.full(len(c), 6.0 * (p[c] * (1 - p[c])).sum())
    for i, row in enumerate(c):
        known = np.append(round.taken, row)
        after = np.linalg.inv(np.diag([1.0] * 4 + [0.01]) + (phi[known] * w[known, None]).T @ phi[known])
        for y in (0, 1):
            q = 1 / (1 + np.exp(-f[c] - (y - p[row]) * (phi[c] @ after @ phi[row])))
            saved[i] -= (p[row] if y else 1 - p[row]) * 6.0 * (q * (1 - q)).sum()
    return saved - table_of(round)["cost"][c]


def test_scores_are_those_of_the_formula() -> None:
    round = toy_round(n_labels=2, n_labelled=6)
    p = table_of(round)["proba"].astype(float)
    round = with_evidence(round, {"proba": p / p.sum(axis=1, keepdims=True)})
    choice = ValueOfInformation(costs=COSTS).choose(round, len(round.candidates))
    got = np.empty(len(round.keys))
    got[choice.rows] = choice.scores
    np.testing.assert_allclose(got[round.candidates], naive(round), rtol=1e-7, atol=1e-9)


def test_a_dear_item_is_left_for_later() -> None:
    round = toy_round(n_labels=2)
    first = ValueOfInformation().choose(round, 1).rows
    cost = np.ones(60)
    cost[first] = 1e6
    after = ValueOfInformation().choose(with_evidence(round, {"cost": cost}), 45)
    assert after.rows[-1] == first[0]


@pytest.mark.parametrize("costs", [[[0.0, 1.0]], [[0.0, -1.0], [1.0, 0.0]], [[1.0, 1.0], [1.0, 0.0]]])
def test_a_wrong_cost_matrix_is_named(costs: list[list[float]]) -> None:
    with pytest.raises(UsageError, match="`costs`"):
        ValueOfInformation(costs=costs).choose(toy_round(n_labels=2), 1)


def test_it_holds_to_the_contract() -> None:
    check_strategy("value_of_information")
