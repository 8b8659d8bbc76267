"""What the guard learns to tell from real rows."""

from __future__ import annotations

import numpy as np
import pytest

from askless.synthesis.guard.implausible import implausible

REAL = np.concatenate([np.zeros((20, 2)), np.ones((20, 2))]) + np.random.default_rng(0).normal(scale=0.01, size=(40, 2))
LOW, HIGH, SCALE = REAL.min(axis=0), REAL.max(axis=0), REAL.std(axis=0)


def test_the_first_sixth_lies_out_of_range() -> None:
    made = implausible(REAL, LOW, HIGH, SCALE, 50, np.random.default_rng(1))
    assert made.shape == (300, 2)
    assert ((made[:50] < LOW) | (made[:50] > HIGH)).any(axis=1).all()


@pytest.mark.parametrize("known", [True, False])
def test_the_last_third_lies_between_rows_of_different_answer_or_far_apart(known: bool) -> None:
    answers = np.repeat([0, 1], 20) if known else np.full(40, -1)
    between = implausible(REAL, LOW, HIGH, SCALE, 50, np.random.default_rng(1), answers)[200:]
    assert ((between > 0.2) & (between < 0.8)).all(axis=1).mean() >= (1.0 if known else 0.8)


def test_answers_count_more_than_distance() -> None:
    near = np.concatenate([REAL[:20], REAL[:20] + 0.1, REAL[20:]])  # two answers here, one of them far off, too
    answers = np.repeat([0, 1, 1], 20)
    between = implausible(near, LOW, HIGH, SCALE, 100, np.random.default_rng(1), answers)[400:]
    assert (between < 0.2).all(axis=1).mean() > 0.3
