from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, x: np.ndarray, k: int) -> list[int]:
    """The textbook form, in the index space of the whole pool."""
    centres, picks = round.taken.tolist(), []
    while len(picks) < k:
        left = np.setdiff1d(round.candidates, picks)
        if centres:
            off = -np.sqrt(((x[left][:, None] - x[centres][None]) ** 2).sum(-1)).min(axis=1)
        else:
            off = ((x[left] - x[round.candidates].mean(axis=0)) ** 2).sum(-1)
        picks.append(int(left[np.lexsort((-round.noise(left), off.round(6)))[0]]))
        centres.append(picks[-1])
    return picks


@pytest.mark.parametrize("name", ["k_center", "gsx"])
@pytest.mark.parametrize("start", ["usual", "nothing labelled", "only pending"])
@pytest.mark.parametrize("kind", ["smooth", "lattice"])
def test_it_is_the_textbook_form(name: str, start: str, kind: str) -> None:
    for seed in range(5):
        round = toy_round(n_items=120, task="real" if name == "gsx" else "classes", seed=seed)
        if start != "usual":
            round = replace(round, labelled=round.labelled[:0], labels=round.labels[:0])
        if start == "nothing labelled":
            round = replace(round, pending=round.pending[:0])
        x = table_of(round)["embedding"].astype(float)
        x = np.rint(2 * x) if kind == "lattice" else x
        round = with_evidence(round, {"embedding": x.astype(np.float32)})
        assert strategies.get(name).choose(round, 15).rows.tolist() == plain(round, x, 15)


def test_scores_are_distances_that_fall() -> None:
    choice = strategies.get("k_center").choose(toy_round(n_items=100), 20)
    assert (np.diff(choice.scores) <= 1e-9).all()
    assert (choice.scores > 0).all()


def test_copies_of_what_is_labelled_are_left_to_chance() -> None:
    round = toy_round(n_items=60)
    x = np.repeat(np.arange(4.0), 15)[:, None]
    choice = strategies.get("k_center").choose(with_evidence(round, {"embedding": x}), 10)
    left = choice.scores == 0
    assert left.sum() >= 6
    assert {sentence for sentence, idle in zip(choice.why, left, strict=True) if idle} == {
        "drawn at random: all that is left is like what is labelled"
    }
    assert np.allclose(choice.probabilities[left], left.sum() / (len(round.candidates) - (~left).sum()))
