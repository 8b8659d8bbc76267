"""How soon learners are good again."""

import numpy as np

from askless.bench.prequential.recovery import recoveries


def right_from(n: int, start: int, again: int) -> np.ndarray:
    """Always right, but not from one item up to another."""
    values = np.ones(n, dtype=bool)
    values[start:again] = False
    return values


def test_who_never_recovers_takes_all_the_time_there_is() -> None:
    found = recoveries({"good": right_from(100, 40, 45), "bad": right_from(100, 40, 100)}, [(40, 40)], window=10)
    assert found == {"good": [(5, True)], "bad": [(60, False)]}


def test_each_change_is_for_itself() -> None:
    values = right_from(120, 40, 50) & right_from(120, 80, 83)
    assert recoveries({"one": values}, [(40, 40), (80, 80)], window=5)["one"] == [(10, True), (3, True)]


def test_the_time_counts_from_the_end_of_a_gradual_change() -> None:
    assert recoveries({"one": right_from(100, 40, 65)}, [(40, 60)], window=5)["one"] == [(5, True)]


def test_a_change_at_the_very_end_leaves_no_time() -> None:
    assert recoveries({"one": np.ones(20, dtype=bool)}, [(20, 20)], window=5)["one"] == [(0, False)]


def test_no_change_is_no_recovery() -> None:
    assert recoveries({"one": np.ones(20, dtype=bool)}, [], window=5) == {"one": []}
