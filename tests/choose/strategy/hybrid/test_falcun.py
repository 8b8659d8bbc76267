from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.core.noise import uniform
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """The paper's loop over a table of all candidates."""
    rows = round.candidates[np.argsort(round.noise(round.candidates, "order"))]
    p = table_of(round)["proba"][rows].astype(float)
    ordered = np.sort(p, axis=1)
    unsure = 1 - (ordered[:, -1] - ordered[:, -2])
    apart, picks = unsure.copy(), []
    for row in round.pending[np.argsort(round.noise(round.pending, "order"))]:
        apart = np.minimum(apart, np.abs(p - table_of(round)["proba"][row]).sum(1))
        apart = (apart - apart.min()) / (apart.max() - apart.min())
    for step in uniform(round.seed, round.number, np.arange(k, dtype=np.uint64), "falcun"):
        relevance = (unsure + apart) ** 10.0
        relevance[picks] = 0
        picks.append(int(np.searchsorted(np.cumsum(relevance), step * relevance.sum(), side="right")))
        apart = np.minimum(apart, np.abs(p - p[picks[-1]]).sum(1))
        apart = (apart - apart.min()) / (apart.max() - apart.min())
    return rows[picks].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_paper(seed: int) -> None:
    round = toy_round(n_items=200, seed=seed)
    assert strategies.get("falcun").choose(round, 25).rows.tolist() == plain(round, 25)


def test_a_draw_has_the_probability_that_is_stored() -> None:
    round = toy_round(n_items=30)
    counts, chance = np.zeros(30), np.zeros(30)
    for number in range(3_000):
        choice = strategies.configured(strategies.get("falcun"), {"gamma": 2.0}).choose(
            replace(round, number=number), 1
        )
        counts[choice.rows] += 1
        chance[choice.rows] = choice.probabilities
    expected = 3_000 * chance
    assert (np.abs(counts - expected) < 5 * np.sqrt(expected) + 1).all()


def test_the_second_is_unlike_the_first() -> None:
    proba = np.repeat([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]], 20, axis=0)
    round = with_evidence(toy_round(n_items=40, n_labelled=0, n_pending=0), {"proba": proba})
    for number in range(20):
        first, second = strategies.get("falcun").choose(replace(round, number=number), 2).rows // 20
        assert first != second


def test_what_is_pending_counts_as_drawn() -> None:
    """Asked one at a time before answers come, the picks differ as those of one batch do."""
    proba = np.repeat([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]], 20, axis=0)
    round = with_evidence(toy_round(n_items=40, n_labelled=0, n_pending=0), {"proba": proba})
    for number in range(20):
        first = strategies.get("falcun").choose(replace(round, number=number), 1).rows
        second = strategies.get("falcun").choose(replace(round.without(first), number=number + 100), 1).rows
        assert first // 20 != second // 20
