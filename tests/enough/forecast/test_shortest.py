"""The shortest range with a share, against all ranges on a fine grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.enough.forecast.shortest import TAUS, shortest

KNOTS = np.array([0.0, *TAUS, 1.0])
quantiles = st.lists(st.floats(-0.5, 1.5), min_size=len(TAUS), max_size=len(TAUS)).map(sorted)
chances = st.floats(0.0, 1.0)
levels = st.sampled_from([0.5, 0.8, 0.9])


def inside(u: list[float]) -> np.ndarray:
    return np.array([0.0, *np.clip(u, 0.0, 1.0), 1.0])


@given(quantiles, chances, levels)
def test_ends_are_in_order_and_on_the_scale(u: list[float], already: float, level: float) -> None:
    low, high = shortest(np.array([u]), np.array([already]), level)[0]
    assert 0.0 <= low <= high <= 1.0


@given(quantiles, levels)
def test_no_range_with_the_same_tails_is_shorter(u: list[float], level: float) -> None:
    low, high = shortest(np.array([u]), np.array([0.0]), level)[0]
    for below in np.linspace(0.0, 1.0 - level, 5):
        start, end = np.interp([below, below + level], KNOTS, inside(u))
        assert high - low <= end - start + 1e-12


@given(quantiles, st.floats(0.11, 1.0))
def test_what_is_likely_enough_already_leaves_nothing_below(u: list[float], already: float) -> None:
    low, high = shortest(np.array([u]), np.array([already]), 0.9)[0]
    assert low == 0.0
    assert high == pytest.approx(np.interp(0.9, KNOTS, inside(u)))


def test_a_range_begins_above_the_labels_so_far_where_they_are_surely_not_enough() -> None:
    u = np.array([[0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]])
    assert shortest(u, np.array([0.01]), 0.9)[0] == pytest.approx([0.4, 0.7])
    assert shortest(u, np.array([0.12]), 0.9)[0] == pytest.approx([0.0, 0.65])


def test_rows_do_not_depend_on_each_other() -> None:
    rng = np.random.default_rng(0)
    u, already = np.sort(rng.uniform(-0.2, 1.2, (50, len(TAUS))), axis=1), rng.uniform(size=50)
    each = np.concatenate([shortest(u[at : at + 1], already[at : at + 1], 0.8) for at in range(50)])
    np.testing.assert_array_equal(shortest(u, already, 0.8), each)
