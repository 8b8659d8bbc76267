"""The loop that decides item by item."""

import numpy as np
import pytest

from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.deciding import decide
from askless.stream.samplers.random import Random
from askless.stream.samplers.variable_uncertainty import VariableUncertainty


def decided(utilities, coins, *, share=0.0, least=10**9, sampler=None, budget=None):
    sampler, budget = sampler or VariableUncertainty(), budget or TokenBucket(share=0.5)
    times = [0.0] * len(utilities)
    return decide(utilities, coins, times, sampler=sampler, budget=budget, share=share, least=least)


def test_a_worked_example():
    # The first is unsure and there is room for one; of the sure ones the coin below 0.2 * rate is drawn at random.
    found = decided([-0.5, -1.0, -1.0], [0.9, 0.9, 0.01], share=0.2)
    assert found.ask == [True, False, True]
    assert found.random == [False, False, True]
    assert found.probability[0] == 1.0
    assert 0 < found.probability[1] < 0.2


def test_without_room_only_the_random_share_is_asked():
    budget = TokenBucket(share=0.1)
    found = decided([-0.5] * 50, [0.5] * 50, budget=budget)
    assert 1 <= sum(found.ask) <= 8
    assert all(p == 0.0 for p, ask in zip(found.probability, found.ask, strict=True) if not ask)


def test_what_a_sampler_leaves_is_asked_at_random():
    rng = np.random.default_rng(0)
    budget = TokenBucket(share=0.1)
    found = decided([-1.0] * 5000, rng.random(5000).tolist(), budget=budget)
    assert abs(sum(found.ask) / 500 - 1) < 0.05
    assert found.random == found.ask


def test_it_ends_with_a_question_after_so_many():
    found = decided([-0.5] * 10, [0.5] * 10, budget=TokenBucket(share=1.0), least=3)
    assert len(found.ask) == 3
    found = decided([-1.0] * 10, [0.99] * 10, least=3)
    assert len(found.ask) == 10


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_probabilities_are_true(share):
    rng = np.random.default_rng(0)
    sampler, budget = Random(), TokenBucket(share=0.1)
    found = decided([0.0] * 20_000, rng.random(20_000).tolist(), share=share, sampler=sampler, budget=budget)
    assert abs(np.mean(found.ask) - np.mean(found.probability)) < 0.01
    assert abs(np.mean(found.ask) - 0.1) < 0.002
