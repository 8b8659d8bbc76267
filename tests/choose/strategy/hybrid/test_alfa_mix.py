from dataclasses import replace

import numpy as np
import pytest

from askless.choose.kernels.logistic import softmax_head
from askless.choose.round import Round
from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.hybrid.alfa_mix import turning_points
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round


def plain(round: Round, k: int) -> list[int]:
    """The paper's loop: mix with each class mean by the weights of equation 6 until k predictions turn over."""
    x = table_of(round)["embedding"].astype(float)
    held = x[round.labelled]
    slopes, level = softmax_head(held, round.labels, 3)
    means = [held[round.labels == c].mean(axis=0) for c in range(3)]
    for cap in np.arange(1, 33) / 32:
        flipped = []
        for row in round.candidates:
            z = x[row]
            proba = np.exp(slopes @ z + level) / np.exp(slopes @ z + level).sum()
            named = int(proba.argmax())
            gradient = slopes.T @ (proba - np.eye(3)[named])
            for mean in means:
                alpha = cap * np.linalg.norm(mean - z) * gradient / np.linalg.norm(gradient) / (mean - z)
                mixed = alpha * mean + (1 - alpha) * z
                if (slopes @ mixed + level).argmax() != named:
                    flipped.append(int(row))
                    break
        if len(flipped) >= k:
            break
    return flipped


@pytest.mark.parametrize("k", [1, 5, 20])
@pytest.mark.parametrize("seed", range(3))
def test_the_rows_that_turn_over_are_those_of_the_paper(k: int, seed: int) -> None:
    round = toy_round(n_items=100, n_labelled=25, seed=seed)
    assert len(np.unique(round.labels)) == 3
    rows = np.array(plain(round, k), dtype=np.int64)
    choice = strategies.get("alfa_mix").choose(round, k)
    assert set(choice.rows) <= set(rows) or len(rows) < k
    assert choice.rows.tolist() == one_of_each(round, rows, k, "").rows.tolist()


def test_a_row_on_the_border_turns_over_at_once() -> None:
    round = toy_round(n_items=100, n_labelled=25)
    steps = turning_points(round, 1.0)
    assert steps.shape == round.candidates.shape
    assert (steps >= 0).all()


def test_one_class_is_drawn_in_sight() -> None:
    round = toy_round()
    choice = strategies.get("alfa_mix").choose(replace(round, labels=np.zeros_like(round.labels)), 3)
    assert choice.random.all()
