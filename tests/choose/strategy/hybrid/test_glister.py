from dataclasses import replace

import numpy as np
import pytest

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round


def plain(round: Round, k: int) -> list[int]:
    """Gradients made whole, and a copy of the labelled items' probabilities that moves with every pick."""
    table = table_of(round)
    x = np.concatenate([table["embedding"], np.ones((len(round.keys), 1))], axis=1).astype(float)
    p = table["proba"].astype(float)
    top = (p >= p.max(1, keepdims=True) * (1 - 1e-6)).astype(float)
    gradients = ((p - top / top.sum(1, keepdims=True))[:, :, None] * x[:, None, :]).reshape(len(p), -1)
    held, wanted = x[round.labelled], np.eye(p.shape[1])[round.labels]
    logits, left, picks = np.log(np.maximum(p[round.labelled], 1e-9)), round.candidates.copy(), []
    rate = 1 / (held**2).sum(1).mean()
    for row in round.pending:
        logits -= rate * held @ gradients[row].reshape(p.shape[1], -1).T
    for _ in range(k):
        now = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        whole = ((now - wanted)[:, :, None] * held[:, None, :]).mean(0).ravel()
        gains = gradients[left] @ whole
        best = left[best_first(np.where(np.abs(gains) < 1e-12, 0, gains), round.noise(left))[0]]
        picks.append(int(best))
        left = left[left != best]
        logits -= rate * held @ gradients[best].reshape(p.shape[1], -1).T
    return picks


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_paper(seed: int) -> None:
    round = toy_round(n_items=120, n_labelled=20, seed=seed)
    wrong = round.labels.copy()
    wrong[:6] = (wrong[:6] + 1) % 3  # something to lower
    round = replace(round, labels=wrong)
    assert strategies.get("glister").choose(round, 15).rows.tolist() == plain(round, 15)


def test_gains_fall_within_a_batch_as_the_model_moves() -> None:
    round = toy_round(n_items=120, n_labelled=20)
    scores = strategies.get("glister").choose(round, 10).scores
    assert scores[0] >= scores[-1]


def test_what_is_pending_is_not_asked_for_again() -> None:
    """One at a time before answers come, the picks are those of one batch."""
    round = toy_round(n_items=120, n_labelled=20, n_pending=0)
    wrong = round.labels.copy()
    wrong[:6] = (wrong[:6] + 1) % 3
    round = replace(round, labels=wrong)
    batch, singly = strategies.get("glister").choose(round, 6).rows.tolist(), []
    for _ in batch:
        singly.append(int(strategies.get("glister").choose(round, 1).rows[0]))
        round = round.without(np.array(singly[-1:]))
    assert singly == batch
