"""A window in two orders."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askless.stream.samplers.sorted_window import slide

numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(numbers), st.integers(1, 8))
def test_it_holds_the_last_values_in_both_orders(values: list[float], size: int) -> None:
    ordered: list[float] = []
    arrived: list[float] = []
    for at, value in enumerate(values):
        slide(ordered, arrived, value, size)
        assert arrived == values[max(at + 1 - size, 0) : at + 1]
        assert ordered == sorted(arrived)


@given(st.lists(numbers, min_size=1), st.lists(st.integers(1, 6), min_size=1))
def test_the_size_may_change_at_any_time(values: list[float], sizes: list[int]) -> None:
    ordered: list[float] = []
    arrived: list[float] = []
    for at, value in enumerate(values):
        size = sizes[at % len(sizes)]
        slide(ordered, arrived, value, size)
        assert len(arrived) <= size
        assert arrived[-1] == value
        assert ordered == sorted(arrived)


def test_equal_values_are_forgotten_one_by_one() -> None:
    ordered: list[float] = []
    arrived: list[float] = []
    for value in (1.0, 1.0, 1.0, 0.0):
        slide(ordered, arrived, value, 3)
    assert ordered == [0.0, 1.0, 1.0]
