"""How sure a model is of each item.

Axes: n items, C declared labels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["confidences", "entropies"]

Float64s = npt.NDArray[np.float64]


def entropies(proba: npt.NDArray[Any], /, *, multilabel: bool = False) -> Float64s:
    """Entropy of the predicted answer of each item.

    Parameters
    ----------
    proba : array of shape (n, C)
        Probabilities.
    multilabel : bool, default False
        Whether labels are independent: then the mean of their entropies.

    Returns
    -------
    entropy : float64 array of shape (n,)
        In nats, from 0 to log C (log 2 for several labels).

    Examples
    --------
    >>> entropies(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3).tolist()
    [0.0, 0.693]
    """
    p = np.asarray(proba, dtype=np.float64)
    found = (_xlogx(p) + _xlogx(1.0 - p)).mean(axis=1) if multilabel else _xlogx(p).sum(axis=1)
    return 0.0 - np.asarray(found)  # no -0


def _xlogx(p: Float64s) -> Float64s:
    return p * np.log(np.where(p > 0.0, p, 1.0))


def confidences(proba: npt.NDArray[Any], /, *, multilabel: bool = False) -> Float64s:
    """Probability of the predicted answer of each item.

    Parameters
    ----------
    proba, multilabel
        As in `entropies`.

    Returns
    -------
    confidence : float64 array of shape (n,)
        In [0, 1]; for several labels the mean over them.

    Examples
    --------
    >>> confidences(np.array([[0.75, 0.25], [0.5, 0.5]])).tolist()
    [0.75, 0.5]
    """
    p = np.asarray(proba, dtype=np.float64)
    return np.asarray(np.maximum(p, 1.0 - p).mean(axis=1) if multilabel else p.max(axis=1))
