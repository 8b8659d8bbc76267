"""Expected error reduction against the formulas of logistic regression, and against true refits."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.decision.expected_error import ExpectedError
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError
from askless.testing import check_strategy
from askless.testing.toy import of_table, table_of, toy_round, with_evidence


def entropy(p: np.ndarray) -> np.ndarray:
    return -(p * np.log(np.clip(p, 1e-12, 1))).sum(axis=-1)


def lifted(round: Round) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and features with a bias."""
    x = table_of(round)["embedding"].astype(float)
    return table_of(round)["proba"].astype(float), np.concatenate([x - x.mean(axis=0), np.ones((len(x), 1))], axis=1)


def two_classes(round: Round) -> np.ndarray:
    """Minus the expected entropy by binary logistic regression, second order terms and all."""
    (p, phi), c = lifted(round), round.candidates
    p, losses = p[:, 1], []
    w, bend = p * (1 - p), p * (1 - p) * (1 - 2 * p)
    f = np.log(np.clip(p, 1e-12, 1)) - np.log(np.clip(1 - p, 1e-12, 1))
    for row in c:
        known = np.append(round.taken, row)
        after = np.linalg.inv(np.diag([1.0] * 4 + [0.01]) + (phi[known] * w[known, None]).T @ phi[known])
        step = phi[c] @ after @ phi[row]
        shift = phi[c] @ after @ phi[known].T @ (bend[known] * (phi[known] @ after @ phi[row]) ** 2)
        moved = [f[c] + (y - p[row]) * step - 0.5 * w[row] * shift for y in (0, 1)]
        risk = [entropy(np.stack([1 / (1 + np.exp(z)), 1 / (1 + np.exp(-z))], axis=1)).mean() for z in moved]
        losses.append((1 - p[row]) * risk[0] + p[row] * risk[1])
    return -np.array(losses)


def four_classes(round: Round) -> np.ndarray:
    """Minus the expected chance of error by one step for several classes."""
    (p, phi), c = lifted(round), round.candidates
    w, losses = (1 - (p * p).sum(1)) / 3, []
    for row in c:
        known = np.append(round.taken, row)
        after = np.linalg.inv(np.diag([1.0] * 4 + [0.01]) + (phi[known] * w[known, None]).T @ phi[known])
        loss = 0.0
        for y in range(4):
            z = np.log(np.clip(p[c], 1e-12, 1)) + np.outer(phi[c] @ after @ phi[row], np.eye(4)[y] - p[row])
            q = np.exp(z) / np.exp(z).sum(1, keepdims=True)
            loss += p[row, y] * (1 - q.max(1)).mean()
        losses.append(loss)
    return -np.array(losses)


@pytest.mark.parametrize(("n_labels", "loss", "naive"), [(2, "log", two_classes), (4, "zero_one", four_classes)])
def test_scores_are_those_of_the_formulas(n_labels: int, loss: str, naive) -> None:  # type: ignore[no-untyped-def]
    round = toy_round(n_labels=n_labels)
    p = table_of(round)["proba"].astype(float)
    round = with_evidence(round, {"proba": p / p.sum(axis=1, keepdims=True)})
    choice = ExpectedError(loss=loss, shortlist=None).choose(round, len(round.candidates))
    got = np.empty(len(round.keys))
    got[choice.rows] = choice.scores
    np.testing.assert_allclose(got[round.candidates], naive(round), rtol=1e-9)


def fitted(x: np.ndarray, y: np.ndarray, n_labels: int) -> np.ndarray:
    """Weights of multinomial logistic regression by Newton's method, ridge 1 on all (2 on two classes)."""
    d = x.shape[1]
    weights, penalty = np.zeros((n_labels, d)), (2.0 if n_labels == 2 else 1.0) * np.append(np.ones(d - 1), 0.01)
    for _ in range(25):
        p = np.exp(x @ weights.T)
        p /= p.sum(1, keepdims=True)
        slope = (np.eye(n_labels)[y] - p).T @ x - penalty * weights
        blocks = np.einsum("na,ab,nd,ne->adbe", p, np.eye(n_labels), x, x) - np.einsum("na,nb,nd,ne->adbe", p, p, x, x)
        curved = blocks.reshape(n_labels * d, -1) + np.diag(np.tile(penalty, n_labels))
        weights = weights + np.linalg.solve(curved, slope.ravel()).reshape(n_labels, d)
    return weights


@pytest.mark.parametrize(("n_labels", "n_labelled", "least"), [(2, 60, 0.95), (3, 90, 0.6)])
def test_the_order_is_near_that_of_true_refits(n_labels: int, n_labelled: int, least: float) -> None:
    rng = np.random.default_rng(3)
    n = n_labelled + 120
    y = rng.integers(n_labels, size=n)
    x = rng.normal(size=(n_labels, 4))[y] + rng.normal(size=(n, 4))
    phi, lab = np.concatenate([x, np.ones((n, 1))], axis=1), np.arange(n_labelled)

    def proba(weights: np.ndarray) -> np.ndarray:
        p = np.exp(phi @ weights.T)
        return p / p.sum(1, keepdims=True)

    now = proba(fitted(phi[lab], y[lab], n_labels))
    round = toy_round(n, n_labels, n_labelled=0, n_pending=0)
    rows = np.arange(n_labelled, n)
    round = Round(
        seed=0, number=0, keys=round.keys, candidates=rows, labelled=lab, labels=y[lab],
        evidence=of_table({"proba": now, "embedding": x}),
    )  # fmt: skip
    found = ExpectedError().item_scores(round, rows[:25])
    assert found is not None
    ours = np.concatenate([values for _, values in found])
    true = np.zeros(25)
    for i in range(25):
        for c in range(n_labels):
            again = proba(fitted(phi[[*lab, rows[i]]], np.append(y[lab], c), n_labels))
            true[i] -= now[rows[i], c] * entropy(again[rows]).mean()
    ranks = [np.argsort(np.argsort(values)) for values in (ours, true)]
    assert np.corrcoef(*ranks)[0, 1] > least


def test_an_unknown_loss_is_named() -> None:
    with pytest.raises(UsageError, match="`loss` is 'hinge'"):
        strategies.configured(strategies.get("expected_error"), {"loss": "hinge"})


def test_it_holds_to_the_contract() -> None:
    check_strategy("expected_error")
