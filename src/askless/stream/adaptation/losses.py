"""What a model loses on answers that it has not learnt yet."""

from __future__ import annotations

import numpy as np

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.batch import Told

__all__ = ["losses_of"]


def losses_of(model: OnlineModel, told: Told) -> Float64s:
    """0 or 1 for classes, squared errors for numbers, of shape (n_items,)."""
    items = told.batch.taken(model.takes)
    if model.real:
        return np.asarray(np.square(model.predict(items, 0) - told.y))
    said = model.predict(items, max(int(told.y.max()) + 1, told.batch.proba.shape[1]))
    return np.asarray(said.argmax(axis=1) != told.y, dtype=np.float64)
