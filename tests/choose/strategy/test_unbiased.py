"""Stored chances: where a strategy says so, sums divided by them are those of all that may be drawn."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.power import Power
from askless.choose.strategy.wrapper.subsample import Subsample
from askless.testing import toy_round
from askless.testing.toy import table_of, with_evidence

REGISTERED = [strategy for _, strategy in strategies.items() if strategy.unbiased]
WRAPPED = [
    Power(strategy=strategies.get("cluster_margin"), longer=2),
    Subsample(strategy=strategies.get("power"), count=20),
    Subsample(strategy=strategies.get("cluster_margin"), count=20),
]


def doubtful() -> Round:
    """A round in which every candidate has a fair chance: no item is certain."""
    round = toy_round(n_items=50)
    return with_evidence(round, {"proba": 0.3 * table_of(round)["proba"] + 0.7 / 3})


def test_those_that_say_so_are_known() -> None:
    assert [strategy.name for strategy in REGISTERED] == ["cluster_margin", "hierarchical", "power", "random"]
    assert not Power(strategy=strategies.get("badge")).unbiased
    assert not Subsample(strategy=strategies.get("badge")).unbiased


@pytest.mark.parametrize("strategy", [*REGISTERED, *WRAPPED], ids=lambda strategy: strategy.name)
def test_sums_over_the_picks_are_those_of_all_that_may_be_drawn(strategy: Power) -> None:
    round = doubtful()
    value = np.cos(np.arange(50.0))
    found, met = [], np.zeros(50, dtype=bool)
    for number in range(600):
        choice = strategy.choose(replace(round, number=number), 7)
        weights = 1 / choice.probabilities
        found.append([weights.sum(), (weights * value[choice.rows]).sum()])
        met[choice.rows] = True
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(mean - [met.sum(), value[met].sum()]) < 4 * error + 1e-9).all(), (mean, met.sum(), error)


@pytest.mark.parametrize("inner", ["badge", "falcun", "max_herding"])
def test_around_a_batch_power_tells_the_chance_of_its_own_draw(inner: str) -> None:
    round, strategy = doubtful(), Power(strategy=strategies.get(inner), longer=3)
    sums = [(1 / strategy.choose(replace(round, number=i), 5).probabilities).sum() for i in range(600)]
    assert np.mean(sums) == pytest.approx(15, abs=4 * np.std(sums) / np.sqrt(600))  # the longer batch, row for row


def test_power_multiplies_the_chances_of_both_draws() -> None:
    round, inner = doubtful(), strategies.get("cluster_margin")
    strategy = Power(strategy=inner, longer=2)
    batch = inner.choose(round, 14)
    alone = dict(zip(batch.rows.tolist(), batch.probabilities.tolist(), strict=True))
    choice = strategy.choose(round, 7)
    before = np.array([alone[row] for row in choice.rows.tolist()])
    assert (choice.probabilities < before).all()
    assert (before < 1).any()


def test_a_part_of_the_pool_leaves_the_chances_of_single_draws_alone() -> None:
    round, badge = doubtful(), strategies.get("badge")
    strategy = Subsample(strategy=badge, count=20)
    some = round.candidates[np.argsort(-round.noise(round.candidates, "subsample"))][:20]
    inner = badge.choose(replace(round, candidates=np.sort(some)), 5).probabilities
    expected = np.where(inner == 1, 20 / len(round.candidates), inner)
    np.testing.assert_allclose(strategy.choose(round, 5).probabilities, expected)
