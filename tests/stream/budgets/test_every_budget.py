"""What holds for every budget of a stream."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from askless.core.noise import uniform
from askless.core.pack import pack, unpack
from askless.errors import UsageError
from askless.stream.budgets.budget import Budget, stream_budgets

NAMES = stream_budgets.names()
EVERY = pytest.mark.parametrize("name", NAMES)


def budget_of_a_tenth(name: str) -> Budget:
    """A budget of a label for ten items that come a second apart."""
    return stream_budgets.get(name)(**({"labels": 360.0} if name == "per_hour" else {"share": 0.1}))


def spend(budget: Budget, n: int, first: int = 0, eager: float = 0.0) -> list[bool]:
    """Let a coin decide: at the rate, or at least so often, where there is room."""
    asked = []
    coins = uniform(3, 0, np.arange(first, first + n, dtype=np.uint64)).tolist()
    for at, coin in enumerate(coins):
        drawn = budget.unspent()
        chance = max(budget.rate(), eager) if budget.room() >= 1.0 else 0.0
        asked.append(coin < drawn + (1.0 - drawn) * chance)
        budget.seen(asked[-1], float(first + at))
    return asked


def test_those_of_the_issue_are_there() -> None:
    assert {"fixed_window", "exponential", "token_bucket", "per_hour"} <= set(NAMES)


@EVERY
def test_rates_are_probabilities_whatever_happens(name: str) -> None:
    rng = np.random.default_rng(0)
    budget = budget_of_a_tenth(name)
    clock = 0.0
    for asks in (0.0, 1.0, 0.5, 0.0, 0.02):
        for asked in (rng.random(3000) < asks).tolist():
            clock += rng.normal(1.0, 3.0)
            assert 0.0 <= budget.rate() <= 1.0
            assert 0.0 <= budget.unspent() <= 1.0
            assert math.isfinite(budget.room())
            assert budget.terms() == (budget.rate(), budget.unspent(), budget.room())
            budget.seen(asked, clock)


@EVERY
def test_the_first_item_may_be_asked_about(name: str) -> None:
    assert budget_of_a_tenth(name).room() >= 1.0


@EVERY
@pytest.mark.parametrize("eager", [0.0, 0.5, 1.0])
def test_the_share_is_kept_whether_the_rate_is_followed_or_all_that_may_be_asked(name: str, eager: float) -> None:
    assert sum(spend(budget_of_a_tenth(name), 20_000, eager=eager)) == pytest.approx(2000, rel=0.02)


@EVERY
def test_what_a_sampler_leaves_is_spent_at_random(name: str) -> None:
    budget = budget_of_a_tenth(name)
    asked = 0
    coins = uniform(4, 0, np.arange(20_000, dtype=np.uint64)).tolist()
    for at, coin in enumerate(coins):  # a sampler that asks about a fiftieth, whatever the rate
        drawn = budget.unspent()
        asks = coin < drawn + (1.0 - drawn) * (0.02 if budget.room() >= 1.0 else 0.0)
        budget.seen(asks, float(at))
        asked += asks
    assert asked == pytest.approx(2000, rel=0.03)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "per_hour"])
def test_with_a_label_for_each_item_each_is_asked_about(name: str) -> None:
    budget = stream_budgets.get(name)(share=1.0)
    for _ in range(2000):
        assert budget.unspent() == 1.0
        budget.seen(True, 0.0)


@EVERY
def test_nothing_is_asked_in_bursts_at_the_start(name: str) -> None:
    asked = spend(budget_of_a_tenth(name), 1000, eager=1.0)
    for n in range(10, 1000, 10):
        assert sum(asked[:n]) <= 0.1 * n * 1.02 + 2


@EVERY
def test_a_burst_is_granted_up_to_the_cap_and_paid_back(name: str) -> None:
    budget = budget_of_a_tenth(name)
    before = sum(spend(budget, 5000))
    assert budget.terms() == (budget.rate(), budget.unspent(), budget.room())
    granted = budget.advance(1000.0)
    assert granted == pytest.approx(0.2 * 500, rel=0.02)
    assert budget.advance(10.0) == pytest.approx(0.0, abs=0.1)
    assert budget.terms() == (budget.rate(), budget.unspent(), budget.room())
    burst = sum(spend(budget, 500, first=5000))
    assert burst > 50 + 0.5 * granted
    poor = sum(spend(budget, 1000, first=5500))
    assert poor > 20  # never silent
    rest = sum(spend(budget, 13_500, first=6500))
    assert before + burst + poor + rest == pytest.approx(2000, rel=0.02)


@EVERY
def test_a_cap_of_nothing_lends_nothing(name: str) -> None:
    assert stream_budgets.get(name)(cap=0.0).advance(5.0) == 0.0


@EVERY
def test_nothing_negative_is_lent(name: str) -> None:
    budget = budget_of_a_tenth(name)
    assert budget.advance(-5.0) == 0.0
    assert budget.advance(5.0) == 5.0


@EVERY
def test_its_state_as_bytes_gives_the_same_from_there_on(name: str) -> None:
    budget = budget_of_a_tenth(name)
    spend(budget, 1700)
    budget.advance(7.5)
    spend(budget, 20, first=1700)
    twin = budget.fresh()
    twin.restore(unpack(pack(budget.state())))
    assert spend(twin, 1500, first=1720) == spend(budget, 1500, first=1720)
    assert pack(twin.state()) == pack(budget.state())


@EVERY
def test_a_fresh_twin_has_seen_nothing_and_shares_nothing(name: str) -> None:
    budget = budget_of_a_tenth(name)
    unseen = pack(budget.state())
    spend(budget, 300)
    twin = budget.fresh()
    assert pack(twin.state()) == unseen
    spend(twin, 10)
    assert pack(budget.fresh().state()) == unseen


@EVERY
def test_its_state_does_not_grow(name: str) -> None:
    budget = budget_of_a_tenth(name)

    def numbers() -> int:
        state = budget.state()
        assert state is not None
        return sum(int(np.size(part)) for part in state.values())

    spend(budget, 2000)
    size = numbers()
    spend(budget, 18_000, first=2000)
    assert numbers() == size


@EVERY
def test_options_that_cannot_be_meant_are_refused_in_two_sentences(name: str) -> None:
    kind = stream_budgets.get(name)
    for option in (part for part in fields(kind) if part.init):  # type: ignore[arg-type]  # budgets are dataclasses
        bad: list[Any] = ["much", None, True, math.nan, math.inf, -1]
        for value in bad:
            with pytest.raises(UsageError) as caught:
                kind(**{option.name: value})
            assert option.name in caught.value.problem
            assert repr(value) in caught.value.problem
            assert caught.value.problem.endswith(".")
            assert caught.value.remedy.endswith(".")


@EVERY
def test_what_is_lent_and_what_is_owed_stay_below_the_cap_together(name: str) -> None:
    budget: Any = budget_of_a_tenth(name)
    spend(budget, 2000)
    lent = budget.advance(1000.0)
    spend(budget, 150, first=2000, eager=1.0)
    assert budget.debt > 0.6 * lent
    left = 0.2 * budget.earned - budget.lent - budget.debt
    assert budget.advance(1000.0) == pytest.approx(max(left, 0.0))
    for first in range(2150, 4000, 50):
        budget.advance(1000.0)
        assert budget.lent + budget.debt <= max(0.2 * budget.earned, 10.0) + 1e-6
        spend(budget, 50, first=first, eager=1.0)
