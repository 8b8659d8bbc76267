"""The share of questions that people cannot tell, and where they lie."""

from __future__ import annotations

import numpy as np
import pytest

from askless.errors import UsageError
from askless.synthesis.guard.unanswerable import Unanswerable


def counted(answered: int, told: int, bound: float = 0.1) -> Unanswerable:
    rng = np.random.default_rng(0)
    return Unanswerable(rng.random((answered, 2)), rng.random((told, 2)), bound)


def test_before_any_answer_the_share_is_the_prior() -> None:
    assert counted(0, 0).rate == pytest.approx(0.1)
    assert not counted(0, 0).above


def test_the_interval_holds_the_rate_and_narrows() -> None:
    few, many = counted(9, 1), counted(180, 20)
    for one in (few, many):
        assert one.interval[0] < one.rate < one.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]


@pytest.mark.parametrize(("answered", "told", "above"), [(9, 1, False), (8, 6, True), (95, 5, False), (70, 30, True)])
def test_it_is_above_once_that_is_sure(answered: int, told: int, above: bool) -> None:
    assert counted(answered, told).above is above


def test_a_bound_of_its_own() -> None:
    assert not counted(70, 30, 0.4).above


def test_one_that_could_not_be_told_does_not_close_its_surroundings() -> None:
    known = Unanswerable(np.array([[0.0], [1.0]]), np.array([[0.5]]))
    assert known.probability(np.array([[0.5]]))[0] < 0.5


def test_a_share_that_is_none() -> None:
    with pytest.raises(UsageError, match="unanswerable"):
        counted(1, 1, 1.5)
