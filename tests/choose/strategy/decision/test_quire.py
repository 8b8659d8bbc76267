"""QUIRE against the published block formula, by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.decision.quire import Quire
from askless.choose.strategy.strategy import strategies
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round, with_evidence


def block_formula(round: Round, gamma: float, ridge: float) -> np.ndarray:
    """Minus the loss of the paper (eq. 6), with an inverse of the whole pool's matrix for each candidate."""
    x = table_of(round)["embedding"].astype(float)
    rows, lab = round.candidates, round.labelled
    pool = np.concatenate([lab, rows])
    inverse = np.linalg.inv(np.exp(-gamma * ((x[pool, None] - x[None, pool]) ** 2).sum(-1)) + ridge * np.eye(len(pool)))
    worst = np.full(len(rows), -np.inf)
    for label in np.unique(round.labels):
        for i in range(len(rows)):
            fixed = np.append(np.arange(len(lab)), len(lab) + i)
            free = np.setdiff1d(np.arange(len(pool)), fixed)
            y = np.append(np.where(round.labels == label, 1.0, -1.0), 1.0)
            cross = inverse[np.ix_(fixed, free)]
            rest = cross @ np.linalg.solve(inverse[np.ix_(free, free)], cross.T)
            worst[i] = max(worst[i], y @ (inverse[np.ix_(fixed, fixed)] - rest) @ y)
    return -worst


@pytest.mark.parametrize("n_labels", [2, 3, 5])
def test_scores_are_those_of_the_block_formula(n_labels: int) -> None:
    round = replace(toy_round(n_labels=n_labels), pending=np.empty(0, dtype=np.int64))
    expected = block_formula(round, gamma=0.1, ridge=0.7)
    choice = Quire(gamma=0.1, ridge=0.7).choose(round, len(round.candidates))
    got = np.empty(len(round.keys))
    got[choice.rows] = choice.scores
    np.testing.assert_allclose(got[round.candidates], expected, rtol=1e-9)
    assert choice.rows[0] == round.candidates[np.argmax(expected)]


def test_the_unlabelled_pool_plays_no_part() -> None:
    round = toy_round()
    some = round.candidates[::3]
    whole = Quire(gamma=0.1).choose(round, 45)
    part = Quire(gamma=0.1).choose(replace(round, candidates=some), len(some))
    assert part.rows.tolist() == [row for row in whole.rows if row in some]


def test_bounds_do_not_change_the_picks() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 6)).astype(np.float32)
    told = {"embedding": x, "labelled": np.arange(120), "labels": (x[:120, 0] > 0).astype(int)}
    assert select("quire", 7, **told).tolist() == select("quire", 2880, **told)[:7].tolist()


def test_item_scores_are_those_of_the_choice() -> None:
    round = toy_round()
    choice = strategies.get("quire").choose(round, 3)
    found = strategies.get("quire").item_scores(round, choice.rows)
    assert found is not None
    np.testing.assert_allclose(np.concatenate([values for _, values in found]), choice.scores)


def test_what_the_labels_leave_open_comes_first() -> None:
    x = np.array([[0.0], [1.0], [0.1], [0.9], [0.5]])
    round = with_evidence(toy_round(5, n_labelled=0, n_pending=0), {"embedding": x})
    round = replace(round, candidates=np.arange(2, 5), labelled=np.arange(2), labels=np.array([0, 1]))
    assert Quire(gamma=4.0).choose(round, 1).rows.tolist() == [4]


def test_it_holds_to_the_contract() -> None:
    check_strategy("quire")
