import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.order import best_first
from askless.choose.kernels.top_k import top_k


@given(st.lists(st.integers(-3, 3), max_size=30), st.integers(0, 40), st.integers(0, 5))
def test_it_is_the_head_of_a_full_sort(values: list[int], k: int, seed: int) -> None:
    scores = np.array(values, dtype=np.float64)
    noise = np.random.default_rng(seed).random(len(scores))
    assert top_k(scores, lambda at: noise[at], k).tolist() == best_first(scores, noise)[:k].tolist()


def test_noise_is_asked_only_where_it_can_matter() -> None:
    asked: list[int] = []

    def noise(at: np.ndarray) -> np.ndarray:
        asked.extend(at.tolist())
        return np.zeros(len(at))

    top_k(np.array([5.0, 1.0, 4.0, 0.0]), noise, 2)
    assert set(asked) == {0, 2}


@pytest.mark.parametrize("k", [0, -1])
def test_no_rows(k: int) -> None:
    assert top_k(np.array([1.0]), lambda at: np.zeros(len(at)), k).dtype == np.int64
