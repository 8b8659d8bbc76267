"""iGS against the definition."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int) -> list[int]:
    """All products anew for each pick."""
    x, mean = (table_of(round)[name].astype(float) for name in ("embedding", "mean"))
    rows, numbers, picks = [*round.taken], [*round.labels, *mean[round.pending]], []
    for _ in range(k):
        left = [row for row in round.candidates if row not in picks]

        def worth(row: int) -> float:
            return min(np.linalg.norm(x[row] - x[m]) * abs(mean[row] - y) for m, y in zip(rows, numbers, strict=True))

        picks.append(int(max(left, key=worth)))
        rows.append(picks[-1])
        numbers.append(mean[picks[-1]])
    return picks


@pytest.mark.parametrize("n", [60, 300])
def test_picks_are_those_of_the_definition(n: int) -> None:
    round = toy_round(n, task="real")
    round = replace(round, labels=round.labels + np.random.default_rng(0).normal(size=12))
    assert strategies.get("igs").choose(round, 12).rows.tolist() == naive(round, 12)


def test_scores_are_the_least_products() -> None:
    round = toy_round(task="real")
    x, mean = table_of(round)["embedding"].astype(float), table_of(round)["mean"].astype(float)
    choice = strategies.get("igs").choose(round, 1)
    apart = np.linalg.norm(x[choice.rows[0]] - x[round.taken], axis=1)
    numbers = np.concatenate([round.labels, mean[round.pending]])
    assert choice.scores[0] == pytest.approx((apart * abs(mean[choice.rows[0]] - numbers)).min())


def test_it_holds_to_the_contract() -> None:
    check_strategy("igs")
