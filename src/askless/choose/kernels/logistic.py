"""Logistic regression by few Newton steps, for strategies that fit a small model of their own.

Axes: n rows of d features, C classes. Double precision; sums run over the rows in the order given.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["newton_steps", "softmax_head"]

Float64s = npt.NDArray[np.float64]


def newton_steps(
    x_nd: Floats, target_n: Floats, weights_n: Floats, slope_d: Floats, *, ridge: float = 1.0, steps: int = 3
) -> Float64s:
    """The slope of a logistic regression after a few steps of iteratively reweighted least squares.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows; one column of ones is the intercept.
    target_n : array of shape (n,)
        0 or 1.
    weights_n : array of shape (n,)
        How much each row counts.
    slope_d : array of shape (d,)
        Where to start.
    ridge : float, default 1.0
        Penalty on half the squared slope; > 0, so that separable rows have a solution.
    steps : int, default 3
        How many.

    Returns
    -------
    slope : float64 array of shape (d,)
        Time O(steps * n * d²), memory 8 n d bytes.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[-1.0], [1.0]])
    >>> newton_steps(x, np.array([0.0, 1.0]), np.ones(2), np.zeros(1), steps=20).round(3).tolist()
    [0.675]
    """
    x = np.asarray(x_nd, dtype=np.float64)
    slope = np.asarray(slope_d, dtype=np.float64).copy()
    for _ in range(steps):
        proba = 0.5 * (1.0 + np.tanh(0.5 * (x @ slope)))  # no overflow
        gradient = x.T @ (weights_n * (target_n - proba)) - ridge * slope
        curvature = (x * (weights_n * proba * (1.0 - proba))[:, None]).T @ x
        curvature[np.diag_indices_from(curvature)] += ridge
        slope += np.linalg.solve(curvature, gradient)
    return slope


def softmax_head(
    x_nd: Floats, labels_n: Rows, n_classes: int, *, ridge: float = 1.0, tolerance: float = 1e-9, limit: int = 2_000
) -> tuple[Float64s, Float64s]:
    """A linear head fitted to labelled rows: softmax regression with a ridge penalty.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Labelled rows.
    labels_n : int64 array of shape (n,)
        Their classes.
    n_classes : int
        How many there are.
    ridge : float, default 1.0
        Penalty on half the squared slopes; the intercepts bear a thousandth of it.
    tolerance : float, default 1e-9
        Of the largest change of a step.
    limit : int, default 2,000
        Most steps.

    Returns
    -------
    slopes : float64 array of shape (n_classes, d)
        They sum to 0 over the classes.
    intercepts : float64 array of shape (n_classes,)
        So do these.

    Notes
    -----
    The curvature of the softmax is bounded by that of least squares [1]_, one matrix for all classes
    and steps, so a step is a product and a solution with a factor that is there; Nesterov's momentum,
    restarted when it overshoots, makes up for the bound. Time O(n * d² + d³) and O(n * d * n_classes)
    a step.

    References
    ----------
    .. [1] D. Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of
       Statistical Mathematics 1992, doi:10.1007/BF00048682.

    Examples
    --------
    >>> import numpy as np
    >>> slopes, _ = softmax_head(np.array([[-1.0], [1.0]]), np.array([0, 1]), 2)
    >>> slopes.ravel().round(3).tolist()
    [-0.521, 0.521]
    """
    x = np.concatenate([np.asarray(x_nd, dtype=np.float64), np.ones((len(x_nd), 1))], axis=1)
    wanted = np.eye(n_classes)[labels_n]
    penalty = np.full(x.shape[1], ridge)
    penalty[-1] = 1e-3 * ridge
    bound = np.linalg.inv(0.5 * x.T @ x + np.diag(penalty))
    found = np.zeros((x.shape[1], n_classes))
    ahead, momentum = found, 1.0
    for _ in range(limit):
        logits = x @ ahead
        proba = np.exp(logits - logits.max(axis=1, keepdims=True))
        proba /= proba.sum(axis=1, keepdims=True)
        step = bound @ (x.T @ (wanted - proba) - penalty[:, None] * ahead)
        new = ahead + step
        if np.abs(step).max() <= tolerance:
            found = new
            break
        overshot = float((step * (new - found)).sum()) < 0.0
        later = 1.0 if overshot else 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum**2))
        ahead = new if overshot else new + (momentum - 1.0) / later * (new - found)
        found, momentum = new, later
    return np.ascontiguousarray(found[:-1].T), found[-1]
