"""Whether questions are told from real rows."""

from __future__ import annotations

import numpy as np
import pytest

from askless.synthesis.guard.two_sample import LEAST, Compared, auc, two_sample


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


def test_questions_are_compared_anew_only_when_a_quarter_more_were_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    compared, new = Compared(rng.random((200, 3)), 0), rng.random((4, 3))
    asked, none = rng.random((40, 3)), np.zeros((0, 3))
    compared.test([asked, none], new)  # what is compared once and for all
    told = []
    monkeypatch.setattr("askless.synthesis.guard.two_sample.two_sample", lambda *a: told.append(1) or two_sample(*a))
    found = [compared.test([asked[:n], none], new) for n in (29, 31, 34, 36)]
    assert len(told) == 2
    first, again, third, fourth = (one.scores.tolist() for one in found if one is not None)
    assert first == again == third != fourth
    # An interrupted run goes on with the same: what is said depends on the questions alone.
    resumed = Compared(rng.random((200, 3)), 0)
    resumed.__dict__.update({**compared.__dict__, "_last": None})
    assert resumed.test([asked[:34], none], new).scores.tolist() == third  # type: ignore[union-attr]


def test_the_first_questions_are_compared_themselves() -> None:
    rng = np.random.default_rng(0)
    compared = Compared(rng.random((200, 3)) * [1.0, 1.0, 0.1], 0)
    found = compared.test([np.zeros((0, 3))], rng.random((40, 3)))
    assert found is not None
    assert found.above(0.7)
    assert len(found.scores) == 40
    assert compared.test([np.zeros((0, 3))], rng.random((LEAST - 1, 3))) is None
