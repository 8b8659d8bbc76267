"""Maximum variance against the definition."""

from dataclasses import replace

import numpy as np

from askless.choose.round import Round
from askless.choose.strategy.regression.max_variance import MaxVariance
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int, gamma: float, noise: float) -> list[int]:
    """Condition the process anew after each pick."""
    x = table_of(round)["embedding"].astype(float)
    kernel = np.exp(-gamma * ((x[:, None] - x[None]) ** 2).sum(-1))
    rows, picks = round.candidates, []
    for _ in range(k):
        known = [*round.taken, *picks]
        cross = kernel[np.ix_(rows, known)]
        inverse = np.linalg.inv(kernel[np.ix_(known, known)] + noise * np.eye(len(known)))
        variance = 1 - (cross @ inverse * cross).sum(1)
        variance[np.isin(rows, picks)] = -np.inf
        picks.append(int(rows[variance.argmax()]))
    return picks


def test_picks_are_those_of_the_definition() -> None:
    round = toy_round(task="real")
    assert MaxVariance(gamma=0.05).choose(round, 12).rows.tolist() == naive(round, 12, 0.05, 0.1)


def test_numbers_of_any_size_give_the_same_picks() -> None:
    round = toy_round(task="real")
    larger = replace(round, labels=1e9 * round.labels)
    assert MaxVariance().choose(round, 5).rows.tolist() == MaxVariance().choose(larger, 5).rows.tolist()


def test_it_holds_to_the_contract() -> None:
    check_strategy("max_variance")
