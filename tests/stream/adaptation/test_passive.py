"""Forgetting, windows, ensembles and no learning at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.core.pack import pack, unpack
from askless.errors import UsageError
from askless.models.online.linear import Linear
from askless.models.online.naive_bayes import NaiveBayes
from askless.models.online.softmax import Softmax
from askless.stream.adaptation.frozen import Frozen
from askless.stream.adaptation.passive import Passive
from askless.stream.batch import Batch, Told


def told_of(x: Any, y: Any, proba: Any = None, probability: float = 0.5, predicted: Any = None) -> Told:
    """Answers."""
    batch = Batch(0, x, x, x, np.zeros(len(x)), proba=np.zeros((len(x), 0)) if proba is None else proba)
    return Told(batch.with_evidence(predicted=predicted), y, np.full(len(x), probability), np.zeros(len(x), dtype=bool))


def turned(n: int, seed: int = 0) -> tuple[Any, Any]:
    """Items whose labels change sides half-way."""
    x = np.random.default_rng(seed).normal(size=(n, 2))
    side = np.where(np.arange(n) < n // 2, x[:, 0], -x[:, 0])
    return x, (side > 0).astype(np.int64)


@pytest.mark.parametrize(
    ("said", "paces"),
    [(0.9, (0.9,)), ([0.9, 0.99], (0.9, 0.99)), (np.array([0.9, 1.0]), (0.9, 1.0)), (1, (1.0,)), (False, ())],
)
def test_an_ensemble_is_that_of_the_paces_that_are_said(said: Any, paces: tuple[float, ...]) -> None:
    option = Passive(ensemble=said)
    assert option.paces == paces
    adapting = option.start(Softmax())
    assert len(getattr(adapting, "weights", ())) == len(paces)


@pytest.mark.parametrize("said", ["0.9", (), None, [0.9, 2], ["a"], [True]])
def test_an_ensemble_that_cannot_be_meant_is_refused(said: Any) -> None:
    with pytest.raises(UsageError):
        Passive(ensemble=said)


def test_forgetting_is_set_on_a_copy() -> None:
    model = Softmax()
    adapting = Passive(forgetting=0.9).start(model)
    assert (adapting.model.forgetting, model.forgetting) == (0.9, 1.0)  # type: ignore[attr-defined]


def test_a_model_that_cannot_forget_is_refused(stub: Any) -> None:
    class Mule(stub):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            del self.forgetting

    for option in (Passive(forgetting=0.9), Passive(ensemble=True)):
        with pytest.raises(UsageError, match="no option `forgetting`"):
            option.start(Mule())


def test_ways_to_let_go_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="together"):
        Passive(forgetting=0.9, window=100)
    with pytest.raises(UsageError, match="`window` is 1"):
        Passive(window=1)
    with pytest.raises(UsageError, match=r"`forgetting` is 1\.5"):
        Passive(ensemble=(0.9, 1.5))


@pytest.mark.parametrize("pieces", [1, 7, 100])
def test_a_window_knows_between_half_and_all_of_it(answers: Any, stub: Any, pieces: int) -> None:
    adapting = Passive(window=20).start(stub())
    learnt = []
    for _ in range(0, 200, pieces):
        adapting.learn(answers(adapting, 0, pieces))
        learnt.append(adapting.model.learnt)  # type: ignore[attr-defined]
    total = len(learnt) * pieces
    assert learnt[-1] == 10 + total % 10
    assert all(10 <= count <= 20 for count in learnt[20:])


def test_an_ensemble_follows_what_has_changed() -> None:
    x, y = turned(800)
    adapting = Passive(ensemble=(0.9, 1.0)).start(Softmax())
    weights = []
    for at in range(0, 800, 4):
        adapting.learn(told_of(x[at : at + 4], y[at : at + 4]))
        weights.append(adapting.weights)  # type: ignore[attr-defined]
    assert weights[-80][0] > 0.9  # soon after the change the quick one is trusted
    assert adapting.model.forgetting == 0.9  # type: ignore[attr-defined]
    said = adapting.predict(told_of(x, y).batch, 2)
    np.testing.assert_allclose(said.sum(axis=1), 1.0)
    assert (said[-400:].argmax(axis=1) == y[-400:]).mean() > 0.9


def test_an_ensemble_takes_numbers() -> None:
    draw = np.random.default_rng(0)
    x = draw.normal(size=(400, 2))
    y = x @ np.array([1.0, -1.0]) * np.where(np.arange(400) < 200, 1.0, -1.0)
    adapting = Passive(ensemble=(0.9, 1.0)).start(Linear())
    for at in range(0, 400, 4):
        adapting.learn(told_of(x[at : at + 4], y[at : at + 4], predicted=np.zeros(4)))
    assert adapting.weights[0] > 0.9  # type: ignore[attr-defined]
    batch = told_of(x, y).batch
    assert np.square(adapting.predict(batch, 0)[-50:] - y[-50:]).mean() < 0.1


def test_rarely_asked_items_count_more_in_an_ensemble_and_unasked_ones_not_at_all() -> None:
    x, y = turned(40)
    adapting = Passive(ensemble=(0.9, 1.0)).start(NaiveBayes())
    assert adapting._counts(told_of(x[:3], y[:3], probability=0.5)) == [1.0, 1.0, 1.0]  # type: ignore[attr-defined]
    assert adapting._counts(told_of(x[:1], y[:1], probability=0.25))[0] > 1.9  # type: ignore[attr-defined]
    assert adapting._counts(told_of(x[:1], y[:1], probability=1e-6)) == [5.0]  # type: ignore[attr-defined]
    assert adapting._counts(told_of(x[:1], y[:1], probability=0.0)) == [0.0]  # type: ignore[attr-defined]


def test_an_ensemble_takes_a_label_that_comes_late() -> None:
    x, y = turned(40)
    adapting = Passive(ensemble=True).start(Softmax())
    adapting.learn(told_of(x, y, proba=np.zeros((40, 2))))
    adapting.learn(told_of(x[:2], np.array([4, 1]), proba=np.zeros((2, 2))))
    assert adapting.predict(told_of(x, y).batch, 5).shape == (40, 5)


def test_a_frozen_model_learns_its_share_and_says_so(answers: Any, stub: Any) -> None:
    adapting = Frozen(labels=25).start(stub())
    notices = [adapting.learn(answers(adapting, 0, 10)) for _ in range(6)]
    assert adapting.model.learnt == 25
    assert [len(found) for found in notices] == [0, 0, 1, 0, 0, 0]
    assert notices[2][0].sentence == "The model has learnt its 25 answers, and learns no more."
    twin = Frozen(labels=25).start(stub())
    twin.restore(unpack(pack(adapting.state())))
    twin.learn(answers(twin, 0, 10))
    assert twin.model.learnt == 25
    with pytest.raises(UsageError, match="`labels` is -1"):
        Frozen(labels=-1)
