"""How much a label would tell a linear model, as one number for each row."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array

__all__ = ["curvature"]


def curvature(proba: Array, *, multilabel: bool = False) -> Array:
    """Weight of each row in the Fisher information of a linear model of its logits.

    The information of a row is the matrix diag(p) - p pᵀ between the classes, times the outer
    product of its features. Here the matrix is its mean eigenvalue, (1 - Σ p²) / (C - 1), which for
    two classes is exact: 2 p (1 - p).

    Parameters
    ----------
    proba : array of shape (n, C)
        Probabilities, of any library.
    multilabel : bool, default False
        Whether each label stands alone: then it is the mean over labels of 2 p (1 - p).

    Returns
    -------
    weights : float64 array of shape (n,)
        In [0, 1/2]. Time O(n * C).

    Examples
    --------
    >>> import numpy as np
    >>> curvature(np.array([[0.5, 0.5], [1.0, 0.0]]))
    array([0.5, 0. ])
    """
    xp = array_namespace(proba)
    p = xp.astype(proba, xp.float64)
    if multilabel:
        return xp.mean(2.0 * p * (1.0 - p), axis=1)
    # Σ p (1 - p) keeps its digits where 1 - Σ p² loses them.
    return xp.sum(p * (1.0 - p), axis=1) / max(p.shape[1] - 1, 1)
