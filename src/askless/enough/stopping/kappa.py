"""How far two models agree, beyond what chance would bring."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["kappa"]


def kappa(one: npt.NDArray[Any], other: npt.NDArray[Any], /) -> float:
    """Cohen's kappa of two predictions of the same items.

    Parameters
    ----------
    one, other : int arrays of shape (n,) or (n, n_labels)
        Codes of the predicted classes, or zeros and ones for several labels: then each item with each
        label counts as one decision.

    Returns
    -------
    kappa : float
        At most 1; 1 where they never differ, 0 where they agree as often as chance would have it. Two
        predictions of one and the same class for all items agree, so that is 1 too.

    References
    ----------
    .. [1] J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
       Measurement 1960, doi:10.1177/001316446002000104.

    Examples
    --------
    >>> kappa(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]))
    0.5
    """
    a, b = one.ravel(), other.ravel()
    if np.array_equal(a, b):
        return 1.0
    agree = float((a == b).mean())
    width = int(max(a.max(), b.max())) + 1
    shares = np.bincount(a, minlength=width) / len(a), np.bincount(b, minlength=width) / len(b)
    chance = float(shares[0] @ shares[1])
    return (agree - chance) / (1.0 - chance)
