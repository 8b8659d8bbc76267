"""BAIT against a naive reference that inverts for each candidate."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.hybrid.bait import Bait
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int, ridge: float) -> list[int]:
    """Forwards to twice as many, then backwards, a new inverse for every trial."""
    table = table_of(round)
    p, x = table["proba"].astype(float), table["embedding"].astype(float)
    phi = np.concatenate([x - x.mean(axis=0), np.ones((len(x), 1))], axis=1)
    w = (1 - (p * p).sum(1)) / (p.shape[1] - 1)

    def information(rows: list[int]) -> np.ndarray:
        return (phi[rows] * w[rows, None]).T @ phi[rows]

    pool, picks = list(round.pool), []

    def loss(rows: list[int]) -> float:
        kept = information([*round.taken, *rows]) + ridge * np.eye(phi.shape[1])
        return float(np.trace(np.linalg.inv(kept) @ information(pool)))

    for _ in range(2 * k):
        left = [row for row in round.candidates if row not in picks]
        picks.append(int(min(left, key=lambda row: loss([*picks, row]))))
    while len(picks) > k:
        picks.remove(min(picks, key=lambda row: loss([other for other in picks if other != row])))
    return picks


@pytest.mark.parametrize("n_labels", [2, 4])
def test_picks_are_those_of_the_naive_reference(n_labels: int) -> None:
    round = toy_round(n_labels=n_labels)
    assert Bait(ridge=0.5).choose(round, 5).rows.tolist() == naive(round, 5, 0.5)


def test_a_batch_does_not_say_the_same_twice() -> None:
    x = np.array([[3.0, 0.0], [3.0, 0.0], [0.0, 2.9], [0.0, 0.0]])
    assert sorted(select("bait", 2, proba=np.full((4, 2), 0.5), embedding=x).tolist()) in ([0, 2], [1, 2])


def test_a_shortlist_is_kept_to() -> None:
    round = toy_round()
    proba = table_of(round)["proba"]
    choice = Bait(shortlist=6).choose(round, 6)
    assert len(choice) == 6
    torn = np.sort(proba, axis=1)[:, -1] - np.sort(proba, axis=1)[:, -2]
    least = round.candidates[np.argsort(torn[round.candidates])[:2]]
    assert set(least) <= set(choice.rows)


def test_it_holds_to_the_contract() -> None:
    check_strategy("bait")
