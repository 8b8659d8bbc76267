"""A strategy on a part of the candidates."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.subsample import Subsample
from askless.errors import UsageError
from askless.testing import STRATEGY_CHECKS, toy_round


def test_it_is_the_strategy_on_the_rows_with_the_most_noise() -> None:
    round = toy_round(n_items=100)
    n = len(round.candidates)
    some = round.candidates[np.argsort(-round.noise(round.candidates, "subsample"))][:20]
    choice = Subsample(count=20).choose(round, 4)
    expected = strategies.get("margin").choose(replace(round, candidates=np.sort(some)), 4)
    assert choice.rows.tolist() == expected.rows.tolist()
    np.testing.assert_allclose(choice.probabilities, 20 / n)
    assert Subsample(share=20 / n).choose(round, 4).rows.tolist() == expected.rows.tolist()


def test_a_share_and_a_count_both_hold_but_never_below_what_is_asked() -> None:
    round = toy_round(n_items=100)
    n = len(round.candidates)
    assert Subsample(share=0.5, count=10).choose(round, 1).probabilities.tolist() == [10 / n]
    assert len(Subsample(count=1).choose(round, 30)) == 30
    assert Subsample(count=1).choose(round, 30).probabilities[0] == 30 / n


def test_each_candidate_is_seen_with_the_chance_that_is_stored() -> None:
    round = toy_round(n_items=40)
    n, rounds = len(round.candidates), 4_000
    seen = np.zeros(40)
    for number in range(rounds):
        seen[Subsample(count=5).choose(replace(round, number=number), 5).rows] += 1
    np.testing.assert_allclose(seen[round.candidates] / rounds, 5 / n, atol=5 * np.sqrt(0.25 / rounds))


def test_a_random_draw_from_a_sample_is_a_random_draw() -> None:
    round = toy_round()
    choice = Subsample(strategy=strategies.get("random"), count=20).choose(round, 5)
    assert choice.random.all()
    np.testing.assert_allclose(choice.probabilities, 5 / len(round.candidates))


@pytest.mark.parametrize("options", [{"share": 0.0}, {"share": 1.5}, {"share": np.nan}, {"count": 0}, {"count": True}])
def test_options_that_cannot_be_meant(options: dict) -> None:
    with pytest.raises(UsageError, match=f"`{next(iter(options))}` is "):
        Subsample(**options)


@pytest.mark.parametrize("inner", [None, "max_herding", "auto"])
@pytest.mark.parametrize("check", [name for name in STRATEGY_CHECKS if name != "worked_example"])
def test_every_check_holds_when_it_does_leave_rows_out(inner: str | None, check: str) -> None:
    STRATEGY_CHECKS[check](Subsample(strategy=inner and strategies.get(inner), share=0.5))
