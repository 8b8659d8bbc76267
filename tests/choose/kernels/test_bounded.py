"""Bounded top-k against scoring everything."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.bounded import bounded_top_k
from askless.choose.kernels.order import best_first
from askless.choose.kernels.top_k import top_k


@given(
    st.lists(st.integers(-3, 3), max_size=60),
    st.integers(0, 70),
    st.integers(1, 20),
    st.floats(0.0, 2.0),
)
def test_the_result_is_that_of_scoring_everything(values: list[int], k: int, block: int, slack: float) -> None:
    scores = np.array(values, dtype=float)
    rng = np.random.default_rng(len(values))
    noise = rng.random(len(scores))
    at, found = bounded_top_k(
        scores + slack * rng.random(len(scores)), lambda at: scores[at], lambda at: noise[at], k, block=block
    )
    assert at.tolist() == top_k(scores, lambda at: noise[at], k).tolist()
    assert at.tolist() == best_first(scores, noise)[:k].tolist()
    assert found.tolist() == scores[at].tolist()


def test_few_are_scored_where_bounds_are_tight() -> None:
    scores = np.random.default_rng(0).normal(size=10_000)
    seen: list[int] = []

    def score(at: np.ndarray) -> np.ndarray:
        seen.extend(at.tolist())
        return scores[at]

    bounded_top_k(scores + 1e-3, score, lambda at: np.zeros(len(at)), 5)
    assert len(seen) == 64


def test_a_bound_that_equals_the_last_of_the_best_may_win_by_its_noise() -> None:
    scores, noise = np.array([2.0, 1.0, 1.0, 1.0]), np.array([0.1, 0.2, 0.9, 0.5])
    at, _ = bounded_top_k(scores, lambda at: scores[at], lambda at: noise[at], 2, block=1)
    assert at.tolist() == [0, 2]
