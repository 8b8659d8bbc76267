"""Whether questions are told from real rows."""

from __future__ import annotations

import numpy as np

from askless.synthesis.guard.two_sample import LEAST, auc, two_sample


def test_auc_by_hand() -> None:
    assert auc(np.array([1.0, 2.0]), np.array([0.0])) == 1.0
    assert auc(np.array([1.0]), np.array([1.0])) == 0.5


def test_rows_of_the_same_kind_are_not_told_apart() -> None:
    found = [
        two_sample(rng.normal(size=(60, 4)), rng.normal(size=(60, 4)), 0)
        for rng in map(np.random.default_rng, range(5))
    ]
    assert sum(one is not None and one.above(0.7) for one in found) == 0


def test_rows_of_another_kind_are_told_and_which() -> None:
    rng = np.random.default_rng(0)
    questions = rng.normal(size=(60, 4))
    questions[20:, 0] += 4.0
    found = two_sample(questions, rng.normal(size=(60, 4)), 0)
    assert found is not None
    assert found.above(0.7)
    clear = found.scores > found.clear
    assert clear[20:].mean() > 0.8
    assert clear[:20].mean() < 0.3


def test_few_questions_say_nothing() -> None:
    assert two_sample(np.zeros((LEAST - 1, 2)), np.zeros((100, 2)), 0) is None
    assert two_sample(np.zeros((100, 2)), np.zeros((LEAST - 1, 2)), 0) is None
