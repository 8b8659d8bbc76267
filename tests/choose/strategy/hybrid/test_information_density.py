import tracemalloc
from dataclasses import replace

import numpy as np

from askless.choose.kernels.pairwise import mean_closeness
from askless.choose.kernels.rows import take
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.libraries import libraries
from askless.testing.toy import table_of, toy_round, with_evidence

DENSITY = strategies.get("information_density")


def plain(round: Round, power: float) -> np.ndarray:
    """Scores of the candidates, by the definition."""
    rows, table = round.candidates, table_of(round)
    p, x = table["proba"][rows].astype(float), table["embedding"][rows].astype(float)
    distance = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
    entropy = -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0), axis=1)
    return entropy * (1 / (1 + distance)).mean(axis=1) ** power


def test_it_is_the_definition() -> None:
    for power in (0.0, 1.0, 2.5):
        round = toy_round(n_items=150)
        choice = strategies.configured(DENSITY, {"power": power}).choose(round, 12)
        scores = plain(round, power)
        assert choice.rows.tolist() == round.candidates[np.argsort(-scores)[:12]].tolist()
        np.testing.assert_allclose(choice.scores, np.sort(scores)[::-1][:12], rtol=1e-5)


def test_outliers_wait() -> None:
    round = toy_round(n_items=80, n_labels=2)
    x = np.random.default_rng(0).normal(size=(80, 2))
    far = round.candidates[:5]
    x[far] += 50 * np.arange(1, 6)[:, None]
    round = with_evidence(round, {"proba": np.full((80, 2), 0.5), "embedding": x})
    assert not np.isin(DENSITY.choose(round, len(round.candidates) - 5).rows, far).any()


def test_a_sample_of_the_pool_stands_for_it() -> None:
    round = replace(toy_round(n_items=3000), number=4)
    whole = strategies.configured(DENSITY, {"reference_rows": None}).choose(round, 200)
    some = strategies.configured(DENSITY, {"reference_rows": 500}).choose(round, 200)
    assert len(set(whole.rows.tolist()) & set(some.rows.tolist())) > 150


def test_closeness_by_blocks_and_libraries() -> None:
    x = np.random.default_rng(1).normal(size=(70, 3)).astype(np.float32) + 5
    true = (1 / (1 + np.sqrt(((x[:, None].astype(float) - x[None, :40]) ** 2).sum(-1)))).mean(axis=1)
    for block in (1, 16, 256):
        np.testing.assert_allclose(mean_closeness(lambda at: x[at], 70, x[:40], block=block), true, rtol=1e-7)
    for convert in libraries():
        told = convert(x)
        some = mean_closeness(lambda at, told=told: take(told, at), 70, told[:40, :])
        np.testing.assert_allclose(some, true, rtol=1e-7)


def test_memory_is_a_block() -> None:
    x = np.random.default_rng(2).normal(size=(6000, 4)).astype(np.float32)
    tracemalloc.start()
    mean_closeness(lambda at: x[at], 6000, x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 6000 * (2 * 4 + 3) + 4 * 32 * 256**2 < 8 * 6000**2 / 10
