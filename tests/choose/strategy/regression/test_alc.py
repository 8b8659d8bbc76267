"""ALC against the definition, with as many landmarks as items."""

import numpy as np

from askless.choose.round import Round
from askless.choose.strategy.regression.alc import Alc
from askless.choose.strategy.strategy import strategies
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round, with_evidence


def naive(round: Round, k: int, gamma: float, noise: float) -> list[int]:
    """Condition the process anew for each candidate and pick; the least mean variance wins."""
    x = table_of(round)["embedding"].astype(float)
    kernel = np.exp(-gamma * ((x[:, None] - x[None]) ** 2).sum(-1))
    rows, picks = round.candidates, []

    def mean_variance(known: list[int]) -> float:
        cross = kernel[np.ix_(rows, known)]
        inverse = np.linalg.inv(kernel[np.ix_(known, known)] + noise * np.eye(len(known)))
        return float((1 - (cross @ inverse * cross).sum(1)).mean())

    for _ in range(k):
        left = [row for row in rows if row not in picks]
        picks.append(int(min(left, key=lambda row: mean_variance([*round.taken, *picks, row]))))
    return picks


def test_picks_are_those_of_the_definition() -> None:
    round = toy_round(task="real")
    assert Alc(landmarks=60, gamma=0.05).choose(round, 6).rows.tolist() == naive(round, 6, 0.05, 0.1)


def test_it_prefers_the_middle_of_a_group_to_its_rim() -> None:
    x = np.linspace(-1, 1, 9)[:, None]
    round = toy_round(9, n_labelled=0, n_pending=0, task="real")
    round = with_evidence(round, {"embedding": x})
    assert strategies.get("alc").choose(round, 1).rows.tolist() == [4]


def test_it_holds_to_the_contract() -> None:
    check_strategy("alc")
