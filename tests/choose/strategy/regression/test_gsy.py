"""GSy against the definition."""

from dataclasses import replace

import numpy as np

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int) -> list[int]:
    """All differences anew for each pick."""
    mean = table_of(round)["mean"].astype(float)
    known = [*round.labels, *mean[round.pending]]
    picks: list[int] = []
    for _ in range(k):
        left = [row for row in round.candidates if row not in picks]
        picks.append(int(max(left, key=lambda row: min(abs(mean[row] - y) for y in known))))
        known.append(mean[picks[-1]])
    return picks


def test_picks_are_those_of_the_definition() -> None:
    round = toy_round(task="real")
    round = replace(round, labels=round.labels + np.random.default_rng(0).normal(size=12))
    assert strategies.get("gsy").choose(round, 12).rows.tolist() == naive(round, 12)


def test_the_measured_number_counts_and_not_the_prediction() -> None:
    round = toy_round(n_labelled=1, n_pending=0, task="real")
    mean = table_of(round)["mean"]
    far = replace(round, labels=np.array([mean.max() + 100.0]))
    assert strategies.get("gsy").choose(far, 1).rows[0] == round.candidates[mean[round.candidates].argmin()]


def test_it_holds_to_the_contract() -> None:
    check_strategy("gsy")
