"""Noise is keyed: the same for the same key, whatever stands around it, and evenly spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.noise import gumbel, mix, text_key, uniform

KEYS = mix(np.arange(20_000, dtype=np.uint64))
integers = st.integers(-(2**70), 2**70)


@given(seed=integers, number=integers, start=st.integers(0, 50), stop=st.integers(0, 50))
def test_chunks_draw_what_the_whole_draws(seed: int, number: int, start: int, stop: int) -> None:
    keys = KEYS[:50]
    whole = uniform(seed, number, keys, "a")
    assert (uniform(seed, number, keys[start:stop], "a") == whole[start:stop]).all()
    assert (uniform(seed, number, keys[::-1], "a") == whole[::-1]).all()


@given(seed=integers, number=integers)
def test_every_draw_is_inside_the_interval(seed: int, number: int) -> None:
    drawn = uniform(seed, number, np.array([0, 1, 2**64 - 1], dtype=np.uint64))
    assert ((drawn > 0) & (drawn < 1)).all()
    assert np.isfinite(gumbel(seed, number, KEYS[:100])).all()


def test_draws_are_even() -> None:
    counts = np.histogram(uniform(0, 0, KEYS), bins=20, range=(0, 1))[0]
    chi_square = ((counts - 1000) ** 2 / 1000).sum()
    assert chi_square < 43.8, "less likely than one in a thousand with 19 degrees of freedom"


@pytest.mark.parametrize("other", [(1, 0, ""), (0, 1, ""), (0, 0, "b"), (-1, 0, "")])
def test_seeds_rounds_and_streams_are_independent(other: tuple[int, int, str]) -> None:
    seed, number, stream = other
    first, second = uniform(0, 0, KEYS), uniform(seed, number, KEYS, stream)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.035  # five standard errors
    assert not (first == second).any()


def test_gumbel_top_k_samples_in_proportion() -> None:
    weights = np.log(np.array([1.0, 2.0, 7.0]))
    winners = np.stack([gumbel(0, n, KEYS[:3]) for n in range(4000)]) + weights
    shares = np.bincount(winners.argmax(axis=1), minlength=3) / 4000
    assert np.abs(shares - [0.1, 0.2, 0.7]).max() < 0.03


def test_mix_keeps_keys_apart() -> None:
    assert np.unique(KEYS).size == KEYS.size


def test_values_stay_as_they_are_for_good() -> None:
    """Logs written by one version must replay in the next."""
    assert text_key("a17") == 17895076096314333779
    assert uniform(1, 2, np.array([3], dtype=np.uint64), "x").tolist() == [0.8614445966533224]


def test_a_number_of_numpy_is_a_seed() -> None:
    keys = np.arange(3, dtype=np.uint64)
    assert uniform(np.int64(-5), np.int32(2), keys).tolist() == uniform(-5, 2, keys).tolist()  # type: ignore[arg-type]
