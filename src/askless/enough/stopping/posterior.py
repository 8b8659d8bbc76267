"""Normal posteriors of linear models on the first labels, all in one basis.

Axes: n labelled rows, d features, C declared labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.logistic import logistic_slope
from askless.enough.stopping.gaussian import Gaussian

__all__ = ["posteriors"]

Float64s = npt.NDArray[np.float64]

MOST_FEATURES = 256
"""Directions of the features that are kept; more would take minutes, and later ones hold next to nothing."""


def posteriors(
    x_nd: npt.NDArray[Any], y: npt.NDArray[Any], ends: Sequence[int], n_labels: int
) -> list[tuple[Gaussian, ...]]:
    """What the first labels say of the weights of a linear model.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Features of the labelled rows in the order of asking.
    y : array of shape (n,) or (n, C)
        Codes of their labels, or floats.
    ends : sequence of int
        How many of the labels, for each look.
    n_labels : int
        C.

    Returns
    -------
    posteriors : list, for each of `ends`, of tuple of Gaussian
        Numbers: one, exact for noise of a known size and a normal prior. Two classes: one, by Laplace's
        approximation of logistic regression with a standard normal prior. More classes, or several
        labels at once: one for each label against the rest.

    Notes
    -----
    Weights outside of the span of the labelled rows have the prior in every look, and take no part in
    how far one look is from another; so the features are turned into that span first, which changes no
    divergence unless it has more than 256 directions: then only the largest are kept.

    Examples
    --------
    >>> x = np.array([[-1.0], [1.0], [-1.0], [1.0]])
    >>> early, late = posteriors(x, np.array([0, 1, 0, 1]), (2, 4), 2)
    >>> len(late), bool(late[0].precision[0, 0] > early[0].precision[0, 0])
    (1, True)
    """
    x = np.asarray(x_nd, dtype=np.float64)
    _, _, turn = np.linalg.svd(x, full_matrices=False)
    x = np.concatenate([x @ turn[:MOST_FEATURES].T, np.ones((len(x), 1))], axis=1)
    if y.dtype.kind == "f":
        return [(_exact(x[:end], y[:end], *_sizes(x, y)),) for end in ends]
    codes = range(1 if n_labels == 2 else 0, n_labels)
    targets = y.T if y.ndim == 2 else np.stack([y == code for code in codes])
    return [tuple(_laplace(x[:end], target[:end].astype(np.float64)) for target in targets) for end in ends]


def _laplace(x: Float64s, target: Float64s) -> Gaussian:
    """Laplace's approximation: the mode, and the curvature there."""
    slope = logistic_slope(x, target, np.ones(len(x)), np.zeros(x.shape[1]))
    proba = 0.5 * (1.0 + np.tanh(0.5 * (x @ slope)))
    return Gaussian(slope, (x * (proba * (1.0 - proba))[:, None]).T @ x + np.eye(x.shape[1]))


def _sizes(x: Float64s, y: npt.NDArray[Any]) -> tuple[float, float]:
    """Precisions of the prior and of the noise, from all labels, the same for all looks."""
    spread = max(float(np.var(y)), 1e-12)
    prior = float((x[:, :-1] ** 2).sum(axis=1).mean() + 1.0) / spread  # prior predictions vary as the numbers do
    first = _exact(x, y, prior, 1.0 / spread)
    rest = float(np.mean((y - x @ first.mean) ** 2))
    return prior, 1.0 / max(rest, 1e-3 * spread)


def _exact(x: Float64s, y: npt.NDArray[Any], prior: float, noise: float) -> Gaussian:
    """Bayesian linear regression."""
    precision = noise * x.T @ x + prior * np.eye(x.shape[1])
    return Gaussian(np.linalg.solve(precision, noise * x.T @ y), precision)
