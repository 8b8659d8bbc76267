from dataclasses import replace

import numpy as np
import pytest

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.clustered import clustered
from askless.choose.strategy.diversity import typiclust
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """The paper, with the same clusters: every typicality from all distances."""
    x, pool = table_of(round)["embedding"].astype(float), np.sort(round.pool)
    of = clustered(round, pool, min(len(round.taken) + k, 500), iterations=5).of
    taken, picks = set(round.taken.tolist()), []
    while len(picks) < k:
        order = []
        for c in np.unique(of):
            rows = pool[of == c]
            n_taken = len(taken & set(rows.tolist()))
            if n_taken < len(rows):
                order.append((len(rows) < 5, n_taken, -len(rows), -round.noise(rows).max(), c))
        rows = pool[of == min(order)[-1]]
        distances = np.sqrt(np.sort(((x[rows, None] - x[rows]) ** 2).sum(-1), axis=1))[:, 1:21]
        typical = 1 / distances.mean(axis=1) if len(rows) > 1 else np.zeros(1)
        best = next(r for r in rows[best_first(typical, round.noise(rows))] if r not in taken)
        taken.add(int(best))
        picks.append(int(best))
    return picks


@pytest.mark.parametrize("k", [1, 7, 40])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_paper(k: int, seed: int) -> None:
    round = toy_round(n_items=150, seed=seed)
    assert strategies.get("typiclust").choose(round, k).rows.tolist() == plain(round, k)


def test_groups_that_have_a_label_come_later() -> None:
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], [40, 30, 20])
    features = rng.normal(size=(90, 2)) * 0.1 + 50 * np.eye(3, 2)[group]
    round = with_evidence(toy_round(n_items=90, n_labelled=0, n_pending=0), {"embedding": features})
    labelled = np.array([3])
    round = replace(
        round, labelled=labelled, labels=np.zeros(1, dtype=np.int64), candidates=np.delete(np.arange(90), 3)
    )
    choice = strategies.get("typiclust").choose(round, 2)
    assert group[choice.rows].tolist() == [1, 2]
    assert choice.why[0] == "typical of a group of 30 items, none of them labelled"


def test_an_outlier_is_not_asked_first() -> None:
    features = np.concatenate([np.random.default_rng(1).normal(size=(30, 2)), [[500.0, 500.0]]])
    round = with_evidence(toy_round(n_items=31, n_labelled=0, n_pending=0), {"embedding": features})
    assert 30 not in strategies.get("typiclust").choose(round, 1).rows
    assert strategies.get("typiclust").choose(round, 2).rows[0] != 30


def test_a_large_group_is_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typiclust, "_WITHIN", 7)
    round = toy_round()
    choice = strategies.get("typiclust").choose(round, 45)
    assert sorted(choice.rows) == sorted(round.candidates)
