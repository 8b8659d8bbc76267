import numpy as np
import pytest

from askless.choose.kernels.clustering import seeds
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """Weighted k-means by its definition, from the same seeds, and the nearest row of each cluster."""
    p, x = table_of(round)["proba"].astype(float), table_of(round)["embedding"].astype(float)
    weights = -(p * np.log(np.where(p > 0, p, 1))).sum(1)
    rows = round.candidates[weights[round.candidates] > 0]
    order = rows[np.argsort(-round.noise(rows, "cluster"))]
    centres = x[order[seeds(x[order], k, lambda t, m: round.noise(order[:m], f"seed {t}"), weights[order])]]
    for _ in range(10):
        of = ((x[order, None] - centres) ** 2).sum(-1).argmin(1)
        for c in np.unique(of):
            centres[c] = np.average(x[order][of == c], axis=0, weights=weights[order][of == c])
    squared = ((x[round.candidates, None] - centres) ** 2).sum(-1)
    of = squared.argmin(1)
    picks = [
        (-weights[round.candidates][of == c].sum(), np.where(of == c, squared[:, c], np.inf).argmin()) for c in set(of)
    ]
    return [int(round.candidates[at]) for _, at in sorted(picks)]


@pytest.mark.parametrize("k", [1, 4, 10])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_paper(k: int, seed: int) -> None:
    round = toy_round(n_items=150, seed=seed)
    assert strategies.get("clue").choose(round, k).rows.tolist() == plain(round, k)


def test_what_the_model_knows_gets_no_cluster() -> None:
    rng = np.random.default_rng(0)
    features = np.concatenate([rng.normal(size=(80, 2)), rng.normal(size=(20, 2)) + 30])
    first = np.where(np.arange(100) < 80, 1.0, 0.5)
    round = toy_round(n_items=100, n_labels=2, n_labelled=0, n_pending=0)
    round = with_evidence(round, {"embedding": features, "proba": np.stack([first, 1 - first], axis=1)})
    assert (strategies.get("clue").choose(round, 3).rows >= 80).all()
