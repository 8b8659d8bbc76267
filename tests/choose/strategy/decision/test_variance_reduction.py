"""Variance reduction against a naive reference that inverts for each candidate."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.decision.variance_reduction import VarianceReduction
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int, ridge: float) -> list[int]:
    """Invert the information matrix once for each candidate and pick."""
    table = table_of(round)
    p, x = table["proba"].astype(float), table["embedding"].astype(float)
    phi = np.concatenate([x - x.mean(axis=0), np.ones((len(x), 1))], axis=1)
    w = (1 - (p * p).sum(1)) / (p.shape[1] - 1)
    c, taken, picks = round.candidates, list(round.taken), []
    f = (phi[c] * w[c, None] ** 2).T @ phi[c] / len(c)
    for _ in range(k):
        left = [row for row in c if row not in picks]
        after = []
        for row in left:
            rows = [*taken, *picks, row]
            after.append(np.trace(np.linalg.inv(ridge * np.eye(5) + (phi[rows] * w[rows, None]).T @ phi[rows]) @ f))
        picks.append(int(left[np.argmin(after)]))
    return picks


@pytest.mark.parametrize("n_labels", [2, 4])
def test_picks_are_those_of_the_naive_reference(n_labels: int) -> None:
    round = toy_round(n_labels=n_labels)
    assert VarianceReduction(ridge=0.5).choose(round, 6).rows.tolist() == naive(round, 6, 0.5)


def test_among_items_in_doubt_one_with_many_like_it_comes_first() -> None:
    x = np.concatenate([[[0.0, 3.0], [0.0, -3.0]], np.tile([[3.0, 0.0], [-3.0, 0.0]], (5, 1))])
    assert select("variance_reduction", 1, proba=np.full((12, 2), 0.5), embedding=x)[0] >= 2


def test_it_holds_to_the_contract() -> None:
    check_strategy("variance_reduction")
