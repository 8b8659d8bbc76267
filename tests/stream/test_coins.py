"""The coin of each item."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.core.noise import mix, uniform
from askless.stream.coins import BLOCK, Coins


@given(st.integers(0, 5 * BLOCK), st.integers(0, 2 * BLOCK))
def test_a_run_is_its_items_one_by_one(first, n):
    whole = uniform(3, 0, mix(np.arange(first, first + n, dtype=np.uint64)), "stream").tolist()
    assert Coins(3).numbered(first, n) == whole


def test_coins_differ_by_seed_and_by_id():
    assert Coins(0).named([1, 2]) != Coins(1).named([1, 2])
    assert len(set(Coins(0).named(list(range(1000))))) == 1000


def test_coins_are_uniform():
    drawn = np.array(Coins(0).numbered(0, 100_000))
    assert abs(drawn.mean() - 0.5) < 0.005
    assert abs((drawn < 0.1).mean() - 0.1) < 0.005
