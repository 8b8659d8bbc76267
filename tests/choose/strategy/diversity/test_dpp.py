"""The greedy determinantal batch against determinants."""

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.diversity.dpp import Dpp
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int, gamma: float, power: float) -> list[int]:
    """Grow the set with the largest log-determinant of quality and likeness."""
    table = table_of(round)
    x, p = table["embedding"].astype(float), np.sort(table["proba"].astype(float), axis=1)
    quality = (1.01 - (p[:, -1] - p[:, -2])) ** power
    quality[round.taken] = 1.0
    kernel = np.exp(-gamma * ((x[:, None] - x[None]) ** 2).sum(-1)) + 1e-7 * np.eye(len(x))
    kernel *= quality[:, None] * quality[None]
    picks: list[int] = []
    for _ in range(k):
        left = [row for row in round.candidates if row not in picks]
        sets = [[*round.taken, *picks, row] for row in left]
        picks.append(int(left[np.argmax([np.linalg.slogdet(kernel[np.ix_(s, s)])[1] for s in sets])]))
    return picks


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_picks_are_those_of_the_determinant(power: float) -> None:
    round = toy_round()
    assert Dpp(gamma=0.5, quality=power).choose(round, 8).rows.tolist() == naive(round, 8, 0.5, power)


def test_a_batch_holds_no_two_alike() -> None:
    x = np.repeat(np.arange(4.0), 5)[:, None]
    rows = select("dpp", 4, proba=np.full((20, 2), 0.5), embedding=x)
    assert sorted(x[rows, 0]) == [0, 1, 2, 3]


def test_what_is_left_to_chance_says_so() -> None:
    round = toy_round()
    choice = Dpp().choose(round, 3)
    assert not choice.random.any()
    x = np.zeros((5, 2))
    assert len(select("dpp", 5, proba=np.full((5, 2), 0.5), embedding=x)) == 5


def test_where_nothing_unlike_is_left_doubt_decides() -> None:
    """In one dimension a few items span all there is; the rest of a batch is not left to chance for it."""
    x = np.linspace(0.0, 1.0, 200)[:, None]
    first = np.linspace(0.5, 1.0, 200)
    proba = np.stack([first, 1 - first], axis=1)
    rows = select("dpp", 40, proba=proba, embedding=x)
    spread = len(select("dpp", 40, proba=proba, embedding=x, quality=0.0))
    assert spread == 40
    assert np.median(rows) < 40
    assert sorted(rows[-20:].tolist()) == rows[-20:].tolist()


def test_it_holds_to_the_contract() -> None:
    check_strategy("dpp")
