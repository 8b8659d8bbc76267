"""`batch_bald` against the joint information of every batch answer."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from askless import select
from askless.choose.strategy.strategy import strategies
from askless.errors import EvidenceError, UsageError
from askless.testing.toy import toy_round, with_evidence


def draws(n: int, k: int, c: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    logits = 2 * rng.normal(size=(n, 1, c)) + rng.normal(size=(n, k, c))
    return np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)


def naive(p: np.ndarray, k: int, batch: list[int]) -> list[int]:
    """Greedy on I(answers; draw), by the joint table of all answers."""

    def information(rows: list[int]) -> float:
        total = (p[rows] * np.log(p[rows])).sum(axis=(0, 2)).mean()
        for answers in product(range(p.shape[2]), repeat=len(rows)):
            chance = np.prod([p[i, :, y] for i, y in zip(rows, answers, strict=True)], axis=0).mean()
            total -= chance * np.log(chance)
        return total

    picks: list[int] = []
    for _ in range(k):
        left = [i for i in range(len(p)) if i not in batch + picks]
        picks.append(max(left, key=lambda i: information(batch + picks + [i])))
    return picks


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("pending", [[], [2, 5]])
def test_it_is_greedy_on_the_joint_information(seed: int, pending: list[int]) -> None:
    p = draws(14, 6, 3, seed)
    assert select("batch_bald", 4, draws=p, pending=pending).tolist() == naive(p, 4, pending)


def test_copies_are_not_asked_together() -> None:
    p = np.repeat(np.random.default_rng(0).dirichlet([0.05, 0.05], size=(6, 8)), 10, axis=0)  # sharp: noise is little
    alone, batch = select("bald", 3, draws=p) // 10, select("batch_bald", 3, draws=p) // 10
    assert len(set(alone)) == 1
    assert len(set(batch)) == 3


def test_what_the_batch_takes_away_is_told() -> None:
    round = with_evidence(toy_round(n_labelled=0, n_pending=0), {"draws": draws(60, 5, 3, 1)})
    choice = strategies.get("batch_bald").choose(replace(round), 6)
    assert choice.why[0].startswith("tells most about the model (")
    assert any("beside the others" in sentence for sentence in choice.why)
    assert (np.diff(choice.scores) <= 1e-9).all()


def test_draws_of_one_mind_leave_it_to_chance() -> None:
    p = np.repeat(draws(30, 1, 3, 0), 5, axis=1)
    assert len(set(select("batch_bald", 4, draws=p).tolist())) == 4


def test_one_draw_is_refused() -> None:
    with pytest.raises(EvidenceError, match="one member alone cannot disagree"):
        select("batch_bald", 2, draws=draws(10, 1, 3, 0))


@pytest.mark.parametrize("configurations", [0, 1.5, True])
def test_wrong_options_are_named(configurations: object) -> None:
    with pytest.raises(UsageError, match="`configurations`"):
        select("batch_bald", 2, draws=draws(10, 3, 3, 0), configurations=configurations)
