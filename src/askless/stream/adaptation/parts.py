"""A stretch of answers that came together."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from askless.stream.batch import Batch, Told

__all__ = ["part_of"]


def part_of(told: Told, start: int, stop: int) -> Told:
    """Answers from `start` up to `stop`, with everything known of them.

    Examples
    --------
    >>> x = np.zeros((3, 1))
    >>> told = Told(Batch(0, x, x, x, x[:, 0]), np.array([0, 1, 1]), np.ones(3), np.ones(3, dtype=bool))
    >>> part_of(told, 1, 3).y.tolist()
    [1, 1]
    """
    if start == 0 and stop == len(told):
        return told
    cut = slice(start, stop)
    batch, known = told.batch, {}
    for part in fields(Batch):
        value = getattr(batch, part.name)
        known[part.name] = value[cut] if part.name == "raw" or isinstance(value, np.ndarray) else value
    weights = None if told.weights is None else told.weights[cut]
    return Told(Batch(**known), told.y[cut], told.probability[cut], told.random[cut], weights)
