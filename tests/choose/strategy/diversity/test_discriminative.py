from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """Parts of a batch, each by a logistic regression of its own, from the start."""
    x = table_of(round)["embedding"].astype(float)
    x = (x - x[round.pool].mean(axis=0)) / x[round.pool].std(axis=0)
    x = np.concatenate([x, x**2, np.ones((len(x), 1))], axis=1)
    known, left, picks = round.taken, round.candidates, []
    for part in np.diff(np.unique(np.ceil(np.linspace(0, k, min(10, k) + 1)).astype(int))):
        rows = np.concatenate([known, left])
        sign = np.where(np.isin(rows, left), 1.0, -1.0)
        weights = np.where(sign > 0, len(known) / len(left), 1.0)

        def loss(slope, x=x[rows], sign=sign, weights=weights):  # type: ignore[no-untyped-def]
            wrong = weights * sign / (1 + np.exp(np.clip(sign * (x @ slope), -500, 500)))
            return weights @ np.logaddexp(0, -sign * (x @ slope)) + slope @ slope / 2, slope - wrong @ x

        slope = minimize(loss, np.zeros(x.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-8}).x
        new = left[best_first(x[left] @ slope, round.noise(left))[:part]]
        picks += new.tolist()
        known, left = np.concatenate([known, new]), left[~np.isin(left, new)]
    return picks


@pytest.mark.parametrize("k", [1, 7, 25])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_paper_with_a_logistic_regression(k: int, seed: int) -> None:
    round = toy_round(n_items=120, n_labelled=20, seed=seed)
    assert strategies.get("discriminative").choose(round, k).rows.tolist() == plain(round, k)


def test_what_labels_leave_out_is_asked_on_all_sides() -> None:
    group = np.repeat([0, 1, 2], [60, 20, 20])
    features = np.random.default_rng(0).normal(size=(100, 2)) + np.array([[0, 0], [12, 0], [-12, 0]])[group]
    round = with_evidence(toy_round(n_items=100, n_labelled=0, n_pending=0), {"embedding": features})
    held = np.arange(0, 60, 3)
    round = replace(
        round, labelled=held, labels=np.zeros(20, dtype=np.int64), candidates=np.setdiff1d(np.arange(100), held)
    )
    chosen = group[strategies.get("discriminative").choose(round, 10).rows]
    assert set(chosen) == {1, 2}, "logistic regression on the features alone would see one side only"
