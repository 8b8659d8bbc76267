from dataclasses import replace

import numpy as np
import pytest

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.evaluation import Evaluation
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, queries: np.ndarray, k: int) -> list[int]:
    """FLQMI greedily, every gain anew for every pick."""
    x, scale = table_of(round)["embedding"].astype(float), Evaluation.of(round).spread
    kernel = np.exp(-((x[:, None] - x[queries]) ** 2).sum(-1) / scale**2)
    told, left, picks = kernel[round.pending].max(axis=0, initial=0), round.candidates.copy(), []
    for _ in range(k):
        gains = np.maximum(kernel[left] - told, 0).sum(1) + kernel[left].max(1)
        best = left[best_first(gains, round.noise(left))[0]]
        picks.append(int(best))
        told, left = np.maximum(told, kernel[best]), left[left != best]
    return picks


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_paper(seed: int) -> None:
    round = toy_round(n_items=120, n_labelled=25, seed=seed)
    counts = np.bincount(round.labels, minlength=3)
    queries = round.labelled[np.isin(round.labels, np.flatnonzero(counts == counts[counts > 0].min()))]
    assert strategies.get("similar").choose(round, 12).rows.tolist() == plain(round, queries, 12)
    named = strategies.configured(strategies.get("similar"), {"query_rows": [3, 8]})
    assert named.choose(round, 12).rows.tolist() == plain(round, np.array([3, 8]), 12)


def test_more_of_the_rare_class_is_found() -> None:
    rare = np.arange(200) % 20 == 0
    features = np.random.default_rng(0).normal(size=(200, 3)) + 30 * rare[:, None]
    round = with_evidence(toy_round(n_items=200, n_labelled=0, n_pending=0), {"embedding": features})
    labelled = np.arange(42)
    round = replace(round, labelled=labelled, labels=rare[labelled].astype(np.int64), candidates=np.arange(42, 200))
    choice = strategies.get("similar").choose(round, 7)
    assert rare[choice.rows].all()
    assert set(choice.why) == {"looks like what is labelled “label 1”"}


def test_rows_outside_the_pool_are_refused() -> None:
    with pytest.raises(UsageError, match="`query_rows` goes from 3 to 999; the pool has the rows 0 to 59"):
        strategies.configured(strategies.get("similar"), {"query_rows": [3, 999]}).choose(toy_round(), 1)
