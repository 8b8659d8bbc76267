"""The running bar against one sort of everything."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.order import best_first
from askless.choose.kernels.scan import scan
from askless.core.chunks import spans


@given(st.lists(st.integers(-4, 4), max_size=60), st.integers(0, 70), st.integers(1, 20), st.booleans())
def test_it_is_the_head_of_a_full_sort(values: list[int], k: int, size: int, single: bool) -> None:
    scores = np.array(values, dtype=np.float32 if single else np.float64) / 3
    noise = np.random.default_rng(0).random(len(scores))
    best, found = scan(((span, scores[span]) for span in spans(len(scores), size)), lambda rows: noise[rows], k)
    assert best.tolist() == best_first(scores, noise)[:k].tolist()
    assert np.array_equal(found, scores[best].astype(np.float64))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [1, 10, 300])
def test_scores_within_the_rounding_of_the_bar_are_not_passed_over(dtype: type, k: int) -> None:
    rng = np.random.default_rng(1)
    scores = (-1e-3 * (1 + rng.integers(0, 40, size=5000) * 2.0**-22)).astype(dtype)  # many on one point of the grid
    noise = rng.random(5000)
    parts = [(np.arange(5000)[span], scores[span]) for span in spans(5000, 97)]
    assert scan(parts, lambda rows: noise[rows], k)[0].tolist() == best_first(scores, noise)[:k].tolist()


def test_noise_is_asked_of_few_rows() -> None:
    scores = np.random.default_rng(0).random(100_000)
    asked = 0

    def noise(rows: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(rows)
        return np.zeros(len(rows))

    scan(((span, scores[span]) for span in spans(100_000, 1_000)), noise, 50)
    assert asked < 5_000
