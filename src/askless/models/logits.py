"""Logits back from probabilities."""

from __future__ import annotations

import numpy as np

from askless.models.model import Floats

__all__ = ["logits_of"]

LEAST = float(np.finfo(np.float32).tiny)  # a declared label without an answer has probability 0
EDGE = 2.0**-24  # nearer to 1 a probability in single precision cannot come


def logits_of(proba: Floats, *, several: bool) -> Floats:
    """Logarithms of probabilities of classes; log odds of each label by itself.

    Parameters
    ----------
    proba : float32 array of shape (..., n_labels)
        Probabilities.
    several : bool
        Whether labels are independent.

    Returns
    -------
    logits : float32 array of the same shape
        In nats. Classes: at most 0, and -87.3 for a probability of 0. Labels: within 16.7 of 0.

    Examples
    --------
    >>> logits_of(np.array([[1.0, 0.0]]), several=False).round(1).tolist()
    [[0.0, -87.30000305175781]]
    >>> logits_of(np.array([[0.5, 1.0]]), several=True).round(1).tolist()
    [[0.0, 16.600000381469727]]
    """
    p = np.asarray(proba, dtype=np.float64)
    if several:
        p = np.clip(p, EDGE, 1 - EDGE)
        return (np.log(p) - np.log1p(-p)).astype(np.float32)
    return np.log(np.maximum(p, LEAST)).astype(np.float32)
