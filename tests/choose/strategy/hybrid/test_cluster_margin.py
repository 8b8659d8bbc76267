import numpy as np
import pytest

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.cluster_tree import cluster_tree
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """The paper's round robin over the clusters of the shortlist, one pick at a time."""
    ordered = np.sort(table_of(round)["proba"][round.candidates], axis=1)
    short = round.candidates[best_first(ordered[:, -2] - ordered[:, -1], round.noise(round.candidates))[: 10 * k]]
    tree = cluster_tree(round, "average")
    of = tree.cut(-(-tree.n_leaves // 10))[tree.leaf_of[short]]
    noise = round.noise(short, "within")
    queues = [short[of == c][np.argsort(-noise[of == c])].tolist() for c in np.unique(of)]
    queues.sort(key=lambda rows: (len(rows), -round.noise(np.array(rows), "within").max()))
    picks: list[int] = []
    while len(picks) < min(k, len(short)):
        for rows in queues:
            if rows and len(picks) < k:
                picks.append(rows.pop(0))
    return picks


@pytest.mark.parametrize("k", [1, 4, 12, 200])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_paper(k: int, seed: int) -> None:
    round = toy_round(n_items=150, seed=seed)
    assert strategies.get("cluster_margin").choose(round, k).rows.tolist() == plain(round, k)


def test_a_large_group_does_not_fill_the_batch() -> None:
    group = np.repeat(np.arange(5), [60, 10, 10, 10, 10])
    features = np.random.default_rng(0).normal(size=(100, 2)) * 0.1 + np.arange(5)[group][:, None] * 20
    round = toy_round(n_items=100, n_labels=2, n_labelled=0, n_pending=0)
    round = with_evidence(round, {"embedding": features, "proba": np.full((100, 2), 0.5)})
    choice = strategies.configured(strategies.get("cluster_margin"), {"size": 20}).choose(round, 10)
    assert np.bincount(group[choice.rows], minlength=5).max() <= 4
    assert (choice.probabilities < 1).all()
