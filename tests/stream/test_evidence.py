"""What a sampler is shown."""

from __future__ import annotations

import numpy as np
import pytest

from askless.models.online.linear import Linear
from askless.models.online.softmax import Softmax
from askless.stream.batch import Batch
from askless.stream.evidence import for_choice


def items(n: int) -> Batch:
    """Items of two features."""
    rows = np.random.default_rng(0).normal(size=(n, 2))
    return Batch(0, rows, rows, rows, np.zeros(n))


def test_a_model_of_numbers_seems_surer_near_items_that_wait() -> None:
    batch, model = items(20), Linear()
    model.learn(batch.rows, batch.rows[:, 0])
    said, near = model.predict(batch.rows, 0), np.linspace(0.0, 3.0, 20)
    shown = for_choice(batch, said, near, model, ("uncertainty",), 0)
    assert shown.std == pytest.approx(model.std(batch.rows) / (1.0 + near))
    assert shown.uncertainty[10] < for_choice(batch, said, None, model, ("uncertainty",), 0).uncertainty[10]
    assert for_choice(batch, said, None, model, ("uncertainty",), 0).std == pytest.approx(model.std(batch.rows))


def test_a_model_of_classes_seems_surer_near_items_that_wait() -> None:
    batch, said = items(3), np.full((3, 2), [0.4, 0.6])
    shown = for_choice(batch, said, np.array([0.0, 1.0, 2.0]), Softmax(), ("proba",), 2)
    assert np.diff(shown.proba[:, 1]).min() > 0.05
    assert for_choice(batch, said, None, Softmax(), ("proba",), 2).proba is said
    assert for_choice(batch, None, None, Softmax(), ("proba",), 2) is batch
