"""What a sentence costs in seconds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.enough.effort import CONTEXT, LONGEST, Effort, tokens_read
from askless.errors import UsageError


def answers(n: int, effort: Effort, noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    tokens, decisions = rng.integers(1, 60, n), rng.poisson(2, n)
    return tokens, decisions, effort.seconds(tokens, decisions) * np.exp(rng.normal(0, noise, n))


def test_the_parts_are_found_again() -> None:
    true = Effort(4.0, 0.15, 3.0)
    found = Effort.fitted(*answers(2_000, true, 0.2))
    assert found.n == 2_000
    assert found.seconds([5, 20, 50], [0, 2, 5]) == pytest.approx(true.seconds([5, 20, 50], [0, 2, 5]), rel=0.08)


def test_pauses_do_not_count() -> None:
    true = Effort(4.0, 0.15, 3.0)
    tokens, decisions, seconds = answers(500, true, 0.1)
    paused = seconds.copy()
    paused[::10] += 400.0  # one answer in ten, while somebody is on the telephone
    paused[5] = LONGEST + 1
    paused[6], paused[7] = np.nan, -3.0
    found = Effort.fitted(tokens, decisions, paused)
    assert found.n == 497
    assert found.seconds([20], [2]) == pytest.approx(true.seconds([20], [2]), rel=0.15)


def test_a_few_answers_say_little() -> None:
    assert Effort.fitted([], [], []) == Effort()
    one = Effort.fitted([10], [1], [30.0])
    assert Effort().seconds(10, 1) < one.seconds(10, 1) < 10


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 50), st.floats(0.01, 600)), min_size=1, max_size=40))
def test_no_part_is_negative(rows: list[tuple[int, int, float]]) -> None:
    found = Effort.fitted(*zip(*rows, strict=True))
    assert min(found.fixed, found.token, found.decision) >= 0
    assert np.isfinite(found.seconds(10, 1))


def test_one_of_each_for_each() -> None:
    with pytest.raises(UsageError, match="one of each"):
        Effort.fitted([1, 2], [1], [1.0])


def test_what_lies_around_a_window_is_read_too() -> None:
    assert tokens_read(20) == 20
    assert tokens_read(20, (8, 10)) == 2 + 2 * CONTEXT
    assert tokens_read(20, (0, 1)) == 1 + CONTEXT
    assert tokens_read(20, (19, 20)) == 1 + CONTEXT
    assert tokens_read(3, (1, 2)) == 3
    assert tokens_read(3, (500, 900)) == 0, "in a damaged log"
