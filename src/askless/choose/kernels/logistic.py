"""Logistic regression by few Newton steps, for strategies that fit a small model of their own.

Axes: n rows of d features, C classes. Double precision; sums run over the rows in the order given.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["logistic_slope", "softmax_head"]

Float64s = npt.NDArray[np.float64]


def logistic_slope(
    x_nd: Floats,
    target_n: Floats,
    weights_n: Floats,
    start_d: Floats,
    *,
    ridge: float = 1.0,
    tolerance: float = 1e-8,
    limit: int = 25,
) -> Float64s:
    """The slope of a logistic regression, by a few steps of iteratively reweighted least squares.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows; one column of ones is the intercept.
    target_n : array of shape (n,)
        0 or 1.
    weights_n : array of shape (n,)
        How much each row counts.
    start_d : array of shape (d,)
        Where to start; near the solution two or three steps are enough.
    ridge : float, default 1.0
        Penalty on half the squared slope; > 0, so that separable rows have a solution.
    tolerance : float, default 1e-8
        Of the largest change of a step.
    limit : int, default 25
        Most steps.

    Returns
    -------
    slope : float64 array of shape (d,)
        Time O(n * d²) a step, memory 24 n d bytes. A step that raises the loss is halved until it
        does not: where all rows are sure a whole step may lead anywhere.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[-1.0], [1.0]])
    >>> logistic_slope(x, np.array([0.0, 1.0]), np.ones(2), np.zeros(1)).round(3).tolist()
    [0.675]
    """
    x = np.asarray(x_nd, dtype=np.float64)
    sign = 2.0 * np.asarray(target_n) - 1.0
    slope = np.asarray(start_d, dtype=np.float64)

    def loss(at: Float64s) -> float:
        return float(weights_n @ np.logaddexp(0.0, -sign * (x @ at)) + 0.5 * ridge * at @ at)

    now = loss(slope)
    for _ in range(limit):
        proba = 0.5 * (1.0 + np.tanh(0.5 * (x @ slope)))  # no overflow
        gradient = x.T @ (weights_n * (target_n - proba)) - ridge * slope
        curvature = (x * (weights_n * proba * (1.0 - proba))[:, None]).T @ x
        curvature[np.diag_indices_from(curvature)] += ridge
        step = np.linalg.solve(curvature, gradient)
        while (then := loss(slope + step)) > now and np.abs(step).max() > tolerance:
            step *= 0.5
        slope, now = slope + step, then
        if np.abs(step).max() <= tolerance:
            break
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
