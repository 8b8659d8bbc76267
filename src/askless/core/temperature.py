"""One number that makes probabilities honest: the temperature.

All logits are divided by it. It changes how sure a classifier is, and none of its answers [1]_. It is
found on labels that the classifier was not fitted to, under a weak prior that keeps it near 1, because
with twenty labels the likelihood alone says little.

References
----------
.. [1] C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks",
   ICML 2017, section 4.2. The prior is ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["inverse_temperature"]

_GRID = np.geomspace(0.1, 10, 81)


def inverse_temperature(logits: npt.NDArray[Any], codes: npt.NDArray[np.int64], *, spread: float = 1.0) -> float:
    """The factor for logits that makes the labels most likely.

    Parameters
    ----------
    logits : array of shape (n, k), or (n,) for two classes
        Of items that the model had not been fitted to, in nats, up to a constant for each item.
    codes : int64 array of shape (n,)
        Their classes, in 0 ... k - 1.
    spread : float, default 1.0
        Standard deviation of the logarithm of the factor before any label is seen, > 0.

    Returns
    -------
    factor : float
        In [0.1, 10], from a grid with steps of 6 %; one over the temperature.

    Examples
    --------
    >>> inverse_temperature(np.array([-8.0, -8.0, 8.0, 8.0]), np.array([0, 1, 0, 1])) < 0.3
    True
    """
    wide = np.asarray(logits, dtype=np.float64)
    pairs = np.stack([np.zeros_like(wide), wide], axis=1) if wide.ndim == 1 else wide
    own = pairs[np.arange(len(codes)), codes]
    loss = [float(np.sum(_log_sum_exp(a * pairs) - a * own) + (np.log(a) / spread) ** 2 / 2) for a in _GRID]
    return float(_GRID[int(np.argmin(loss))])


def _log_sum_exp(z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Log of the summed exponentials of each row."""
    top = z.max(axis=1)
    total: npt.NDArray[np.float64] = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
    return total
