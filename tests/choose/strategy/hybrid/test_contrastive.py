from dataclasses import replace

import numpy as np
import pytest

from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round


def plain(round: Round, k: int, n: int = 10) -> list[int]:
    """Equation by equation: the nearest labelled rows, and the mean divergence from them."""
    p, x = np.maximum(table_of(round)["proba"].astype(float), 1e-9), table_of(round)["embedding"].astype(float)
    scores = []
    for row in round.candidates:
        near = round.labelled[np.argsort(((x[round.labelled] - x[row]) ** 2).sum(-1))[:n]]
        scores.append(np.mean([(p[other] * np.log(p[other] / p[row])).sum() for other in near]))
    return round.candidates[best_first(np.array(scores), round.noise(round.candidates))][:k].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_paper(seed: int) -> None:
    round = toy_round(n_items=120, n_labelled=30, seed=seed)
    assert strategies.get("contrastive").choose(round, 20).rows.tolist() == plain(round, 20)


def test_without_labels_rows_are_drawn_in_sight() -> None:
    round = toy_round()
    choice = strategies.get("contrastive").choose(
        replace(round, labelled=round.labelled[:0], labels=round.labels[:0]), 3
    )
    assert choice.random.all()
    assert set(choice.why) == {"drawn at random: the labels so far give nothing to go by"}
