"""The test by which a model is replaced."""

from __future__ import annotations

import numpy as np
import pytest

from askless.core.noise import uniform
from askless.stream.adaptation.wager import Wager


def reaches(old: float, new: float, seed: int, answers: int = 300) -> int:
    """After how many answers the money is 4; 0 if never."""
    noise = uniform(seed, 0, np.arange(2 * answers, dtype=np.uint64)).reshape(2, answers)
    wager = Wager()
    for at, (first, second) in enumerate(noise.T.tolist()):
        wager.compare(float(first < old), float(second < new), real=False)
        if wager.money >= 4.0:
            return at + 1
    return 0


def test_models_that_are_as_good_pass_no_oftener_than_the_level() -> None:
    passed = sum(bool(reaches(0.3, 0.3, seed)) for seed in range(200))
    assert passed <= 50 + 18  # a quarter of 200 and three standard deviations


def test_a_worse_model_hardly_ever_passes() -> None:
    assert sum(bool(reaches(0.2, 0.3, seed)) for seed in range(100)) <= 3


def test_a_much_better_model_passes_soon() -> None:
    when = [reaches(0.5, 0.1, seed) for seed in range(50)]
    assert all(when)
    assert np.median(when) <= 20


def test_money_starts_with_1_and_squared_errors_are_compared_by_their_share() -> None:
    wager = Wager()
    assert wager.money == 1.0
    wager.compare(0.0, 0.0, real=True)
    assert wager.money == pytest.approx(1.0)
    wager.compare(300.0, 100.0, real=True)
    assert wager.money > 1.0
    assert (wager.old, wager.new, wager.answers) == (300.0, 100.0, 2)
