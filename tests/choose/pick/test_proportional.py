import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.pick.proportional import proportional


@given(
    weights=st.lists(st.sampled_from([0.0, 0.1, 1.0, 7.0]), max_size=20),
    k=st.integers(0, 25),
    start=st.floats(0.001, 0.999),
    seed=st.integers(0, 99),
)
def test_as_many_as_asked_and_no_two_the_same(weights: list[float], k: int, start: float, seed: int) -> None:
    noise = np.random.default_rng(seed).random(len(weights))
    at, chances = proportional(np.array(weights), noise, start, k)
    assert len(at) == len(set(at.tolist())) == len(chances) == min(k, len(weights))
    assert ((chances > 0) & (chances <= 1)).all()
    order = np.random.default_rng(seed + 1).permutation(len(weights))
    other, same = proportional(np.array(weights)[order], noise[order], start, k)
    assert order[other].tolist() == at.tolist()
    assert same.tolist() == chances.tolist()


@pytest.mark.parametrize("k", [1, 3])
def test_the_chances_are_those_of_the_draw(k: int) -> None:
    weights = np.array([5.0, 1.0, 1.0, 2.0, 0.0, 1.0])
    counts, chance = np.zeros(6), np.zeros(6)
    rng = np.random.default_rng(0)
    for _ in range(4_000):
        at, chances = proportional(weights, rng.random(6), rng.random(), k)
        counts[at] += 1
        chance[at] = chances
    np.testing.assert_allclose(counts / 4_000, chance, atol=0.03)
    assert abs(chance.sum() - k) < 1e-9
