"""How good predictions are: one number, larger is better and at most 1, but for errors of numbers.

Truth and predictions are encoded as label spaces do: class indices of shape (n,), or zeros and ones
of shape (n, n_labels) where an item can have several labels.

=================  ============================================  =====================================
metric             one class an item                             several labels an item
=================  ============================================  =====================================
accuracy           share of items with the right class           share of items with all labels right
balanced_accuracy  mean over classes of the share found (recall) mean over labels of the mean of the
                                                                 recalls of "has it" and "has it not"
f1                 macro: mean over classes of the F1 of each    micro: F1 of all pairs of item and
                                                                 label taken together
=================  ============================================  =====================================

For numbers there are `rmse`, the root of the mean squared error, and `mae`, the mean absolute error: in
the unit of the labels, and lower is better.

Classes that the truth does not hold do not count in a mean over classes, nor do labels that every
item has or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.registry import canonical
from askless.errors import UnknownNameError

__all__ = ["ERRORS", "METRICS", "Metric", "accuracy", "balanced_accuracy", "f1", "mae", "metric", "rmse"]

Codes = npt.NDArray[Any]  # of integers; of floats where answers are numbers
Metric = Callable[[Codes, Codes], float]


def accuracy(truth: Codes, predicted: Codes) -> float:
    """Share of items that are right; with several labels, right in all of them.

    Parameters
    ----------
    truth, predicted : arrays of shape (n,) or (n, n_labels)
        Encoded, n >= 1.

    Returns
    -------
    value : float
        In [0, 1].

    Examples
    --------
    >>> accuracy(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]))
    0.75
    """
    right = truth == predicted
    return float((right if right.ndim == 1 else right.all(axis=1)).mean())


def balanced_accuracy(truth: Codes, predicted: Codes) -> float:
    """Mean recall: every class counts the same, however rare.

    Parameters
    ----------
    truth, predicted : arrays of shape (n,) or (n, n_labels)
        Encoded, n >= 1.

    Returns
    -------
    value : float
        In [0, 1]. Several labels: NaN if every label is had by all items or by none.

    Examples
    --------
    >>> balanced_accuracy(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]))
    0.5
    """
    if truth.ndim == 1:
        return float(np.mean([(predicted[truth == c] == c).mean() for c in np.unique(truth)]))
    mixed = np.flatnonzero(truth.min(axis=0) < truth.max(axis=0))
    return float(np.mean([balanced_accuracy(truth[:, j], predicted[:, j]) for j in mixed])) if len(mixed) else np.nan


def f1(truth: Codes, predicted: Codes) -> float:
    """Harmonic mean of precision and recall: macro over classes, micro over several labels.

    Parameters
    ----------
    truth, predicted : arrays of shape (n,) or (n, n_labels)
        Encoded, n >= 1.

    Returns
    -------
    value : float
        In [0, 1]. Several labels: 1 if there is no label in either.

    Examples
    --------
    >>> f1(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))
    0.7333333333333334
    >>> f1(np.array([[1, 0], [1, 1]]), np.array([[1, 0], [0, 1]]))
    0.8
    """
    if truth.ndim == 2:
        return _f1(truth == 1, predicted == 1)
    return float(np.mean([_f1(truth == c, predicted == c) for c in np.unique(truth)]))


def _f1(truth: npt.NDArray[np.bool_], predicted: npt.NDArray[np.bool_]) -> float:
    """F1 of one yes-or-no question; 1 if nothing is and nothing was said to be."""
    both, either = int((truth & predicted).sum()), int(truth.sum() + predicted.sum())
    return 2 * both / either if either else 1.0


def rmse(truth: Codes, predicted: Codes) -> float:
    """Root of the mean squared error of numbers; lower is better.

    Parameters
    ----------
    truth, predicted : float arrays of shape (n,)
        n >= 1.

    Returns
    -------
    value : float
        Not negative, in the unit of the labels.

    Examples
    --------
    >>> rmse(np.array([1.0, 2.0]), np.array([1.0, 4.0])) ** 2
    2.0000000000000004
    """
    return float(np.sqrt(np.mean((truth - predicted) ** 2)))


def mae(truth: Codes, predicted: Codes) -> float:
    """Mean absolute error of numbers; lower is better. Takes and gives what `rmse` does.

    Examples
    --------
    >>> mae(np.array([1.0, 2.0]), np.array([1.0, 4.0]))
    1.0
    """
    return float(np.mean(np.abs(truth - predicted)))


ERRORS = ("rmse", "mae")
"""Metrics of numbers, of which lower is better."""

METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "f1": f1,
    "rmse": rmse,
    "mae": mae,
}
"""Every metric by name."""


def metric(name: str) -> Metric:
    """The metric of this name; a hyphen is read as an underscore.

    Raises
    ------
    UnknownNameError
        If there is none.

    Examples
    --------
    >>> metric("balanced-accuracy") is balanced_accuracy
    True
    """
    if canonical(name) not in METRICS:
        raise UnknownNameError.of("metric", name, METRICS)
    return METRICS[canonical(name)]
