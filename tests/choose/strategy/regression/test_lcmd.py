"""LCMD against the definition."""

import numpy as np
import pytest

from askless.choose.kernels.nearest_centre import NearestCentre
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int) -> list[int]:
    """All clusters anew for each pick."""
    x = table_of(round)["embedding"].astype(float)
    picks: list[int] = []
    for _ in range(k):
        centres = [*round.taken, *picks]
        left = np.array([row for row in round.candidates if row not in picks])
        squared = ((x[left, None] - x[centres]) ** 2).sum(-1)
        owner, least = squared.argmin(axis=1), squared.min(axis=1)
        largest = np.argmax([least[owner == c].sum() for c in range(len(centres))])
        picks.append(int(left[np.where(owner == largest, least, -1.0).argmax()]))
    return picks


@pytest.mark.parametrize("n", [60, 400])
def test_picks_are_those_of_the_definition(n: int) -> None:
    round = toy_round(n, task="real")
    assert strategies.get("lcmd").choose(round, 20).rows.tolist() == naive(round, 20)


def test_a_single_outlier_does_not_come_before_a_crowd() -> None:
    from askless.choose.select import select

    rng = np.random.default_rng(0)
    crowd = np.column_stack([np.full(50, 5.0), rng.normal(scale=0.3, size=50)])
    x = np.concatenate([[[0.0, 0.0], [-9.0, 0.0]], crowd, [[-9.0, 8.0]]])
    assert select("gsx", 1, embedding=x, labelled=[0, 1], task="real").tolist() == [52]
    assert 2 <= select("lcmd", 1, embedding=x, labelled=[0, 1], task="real")[0] < 52


def test_a_row_between_two_centres_stays_with_the_first() -> None:
    x = np.random.default_rng(0).normal(size=(2100, 3))
    clusters = NearestCentre(lambda at: x[at], len(x))
    clusters.add(np.concatenate([x[:300], x[:300]]))
    assert clusters.owner.max() < 300
    clusters.add(x[:5])
    assert clusters.owner.max() < 300
    assert (clusters.squared[:300] == 0).all()


def test_it_holds_to_the_contract() -> None:
    check_strategy("lcmd")
