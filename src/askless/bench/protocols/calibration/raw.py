"""What a power law through the accuracies so far would say: what the forecast has to be better than."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.calibration.truth import Rows

__all__ = ["LEAST_LOOKS", "of_runs", "power_law"]

Float64s = npt.NDArray[np.float64]
EXPONENTS = np.geomspace(0.05, 3.0, 60)
LEAST_LOOKS = 3  # as many as a curve has numbers
SHARES = (0.05, 0.5, 0.95)


def power_law(labels: Float64s, accuracy: Float64s, items: float, tolerance: float) -> Float64s:
    """Quantiles of the labels that are enough by a curve ``a - b n^-c`` with b >= 0.

    Parameters
    ----------
    labels, accuracy : float64 arrays of shape (k,)
        Looks so far, the latest last, and the accuracies on answers left out.
    items : float
        Of the pool.
    tolerance : float
        In accuracy.

    Returns
    -------
    enough : float64 array of shape (3,)
        5, 50 and 95 %, from the labels so far to the pool.

    Notes
    -----
    For each exponent a and b follow by least squares (variable projection [1]_), weighted as shares of so many answers
    are; an exponent counts by the likelihood of its best curve. Nothing is learnt from other data sets.

    References
    ----------
    .. [1] G. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose
       variables separate", SIAM Journal on Numerical Analysis 1973, doi:10.1137/0710036.

    Examples
    --------
    >>> at = np.array([10.0, 20.0, 50.0, 100.0, 5000.0])
    >>> power_law(at, 0.9 - 1.0 / at, 10_000.0, 0.01).round()
    array([5000., 5000., 5000.])
    """
    middle = np.clip(accuracy, 0.5 / labels, 1.0 - 0.5 / labels)
    weight = labels / (middle * (1.0 - middle))
    share = weight / weight.sum()
    x = labels[None, :] ** -EXPONENTS[:, None]
    centred, off = x - (x @ share)[:, None], accuracy - accuracy @ share
    b = np.maximum(-(centred * off) @ share / np.maximum((centred**2) @ share, 1e-300), 0.0)
    misfit = ((off + b[:, None] * centred) ** 2) @ weight
    likely = np.exp(-0.5 * (misfit - misfit.min()))
    more = np.divide(tolerance, b, out=np.full(len(b), np.inf), where=b > 0)
    enough = np.exp(np.clip(-np.log(items**-EXPONENTS + more) / EXPONENTS, np.log(labels[-1]), np.log(items)))
    ranked = np.argsort(enough)
    below = np.cumsum(likely[ranked])
    at = np.searchsorted(below, np.array(SHARES) * below[-1] - 1e-12)
    return np.asarray(enough[ranked][at])


def of_runs(rows: Rows, tolerance: float) -> Float64s:
    """The same for each look of each run, on the scale of the table, of shape (n, 3); NaN before the third look."""
    found = np.full((len(rows), len(SHARES)), np.nan)
    _, code = np.unique(rows.run, return_inverse=True)
    ranked = np.lexsort((rows.labels, code))
    for own in np.split(ranked, np.flatnonzero(np.diff(code[ranked])) + 1):
        labels, accuracy = rows.labels[own], rows.now[own, 2]
        for at in range(LEAST_LOOKS, len(own) + 1):
            items, so_far = float(rows.items[own[0]]), labels[:at]
            enough = power_law(so_far, accuracy[:at], items, tolerance)
            found[own[at - 1]] = np.log(enough / so_far[-1]) / np.log(items / so_far[-1])
    return found
