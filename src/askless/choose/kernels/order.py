"""How scores are compared: rounded to about 1e-6 of themselves, ties broken by keyed noise.

Rounding makes two scores equal that differ only in how the arithmetic was cut into chunks; the
noise, drawn for each item by its id, then decides, so that ties never mean "the first row".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["best_first", "rounded"]

_BITS = 2.0**20  # a step of 2**-20 of the mantissa, about 1e-6 relative


def rounded(scores: Floats) -> npt.NDArray[np.float64]:
    """Scores on a grid of about 1e-6 relative to themselves; monotone.

    Parameters
    ----------
    scores : array of shape (n_items,)
        Finite, or infinite.

    Returns
    -------
    rounded : float64 array of shape (n_items,)
        Time O(n_items).

    Examples
    --------
    >>> import numpy as np
    >>> a, b, c = rounded(np.array([0.3, 0.3 + 1e-9, 0.30001]))
    >>> bool(a == b), bool(b < c)
    (True, True)
    """
    mantissa, exponent = np.frexp(np.asarray(scores, dtype=np.float64))
    return np.ldexp(np.rint(mantissa * _BITS) / _BITS, exponent)


def best_first(scores: Floats, noise: Floats) -> Rows:
    """Positions from the highest rounded score to the lowest, equal ones by falling noise.

    Parameters
    ----------
    scores : array of shape (n_items,)
        Larger comes first.
    noise : array of shape (n_items,)
        Keyed noise, see `askless.core.noise`.

    Returns
    -------
    positions : int64 array of shape (n_items,)
        Time O(n_items * log n_items).

    Examples
    --------
    >>> import numpy as np
    >>> best_first(np.array([0.1, 0.7, 0.7]), np.array([0.5, 0.2, 0.9])).tolist()
    [2, 1, 0]
    """
    return np.lexsort((-np.asarray(noise), -rounded(scores))).astype(np.int64)
