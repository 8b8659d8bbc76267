"""What is believed of the weights of a linear model: their covariance, narrowed by every label."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["BLOCK", "Belief", "balance", "with_intercept"]

WIDEST = 512
"""Features up to which the covariance is kept whole; beyond, only its diagonal (both grow with the square)."""
BLOCK = 256
"""Labels that are taken at once; the cost of a label grows with the square of how many."""


class Belief:
    """Covariance of the weights of an intercept and of each feature.

    Kept symmetric to the last bit: a part that is not would grow with each label that is forgotten,
    until the belief is worth nothing.

    Parameters
    ----------
    prior : float
        Variance of the weight of a feature before the first label, > 0.
    intercept : float
        The same of the intercept.

    Examples
    --------
    >>> belief = Belief(prior=1.0, intercept=1.0)
    >>> belief.grow(1)
    >>> x = np.array([[1.0, 2.0]])
    >>> gain = belief.gain(x)
    >>> belief.narrow(gain, gain @ x.T, np.array([1.0]))
    >>> belief.variance(x).round(3).tolist()
    [0.833]
    """

    def __init__(self, prior: float, intercept: float) -> None:
        self.prior = prior
        self._before: Float64s = np.array([intercept])  # variances before the first label
        self.spread: Float64s = np.array([[intercept]])  # covariance, or its diagonal

    @property
    def width(self) -> int:
        """Weights, that of the intercept included."""
        return len(self._before)

    def grow(self, more: int) -> None:
        """Room for more features."""
        rows, width = self.width, self.width + more
        self._before = np.concatenate([self._before, np.full(more, self.prior)])
        if self.spread.ndim == 2 and width > WIDEST + 1:
            self.spread = self.spread.diagonal().copy()
        if self.spread.ndim == 1:
            self.spread = np.concatenate([self.spread, np.full(more, self.prior)])
            return
        wide = np.zeros((width, width))
        wide[:rows, :rows] = self.spread
        wide[range(rows, width), range(rows, width)] = self.prior
        self.spread = wide

    def forget(self, kept: float) -> None:
        """Leave the labels so far this share of their weight; no weight gets vaguer than before the first label."""
        self.spread /= kept
        if self.spread.ndim == 1:
            np.minimum(self.spread, self._before, out=self.spread)
            return
        diagonal = self.spread.diagonal()
        if (diagonal > self._before).any():
            # Each weight by itself: one for all would stop forgetting as soon as one feature has never varied.
            shrink = np.sqrt(np.minimum(self._before / diagonal, 1.0))
            self.spread *= np.multiply.outer(shrink, shrink)

    def gain(self, x: Float64s) -> Float64s:
        """Rows of shape (n, width) times the covariance: where the weights move if a row's output is pulled."""
        return np.asarray(x * self.spread if self.spread.ndim == 1 else x @ self.spread)

    def narrow(self, gain: Float64s, inner: Float64s, curvature: Float64s) -> None:
        """Narrow the belief by labels.

        Parameters
        ----------
        gain : float64 array of shape (n, width)
            Of the rows, see `gain`.
        inner : float64 array of shape (n, n)
            Covariance of the rows' outputs: gain times the rows.
        curvature : float64 array of shape (n,)
            Second derivative of the loss of each label by its output, >= 0.
        """
        root = np.sqrt(curvature)
        bent = root[:, None] * gain
        if len(gain) == 1:  # the same as below, at half the cost
            narrow = bent / (1.0 + curvature * inner[0]) ** 0.5
        else:
            seen = root[:, None] * inner * root
            seen[np.diag_indices_from(seen)] += 1.0
            narrow = np.linalg.solve(np.linalg.cholesky(seen), bent)
        if self.spread.ndim == 1:
            self.spread -= np.square(narrow).sum(axis=0)
        else:
            self.spread -= narrow.T @ narrow  # one array times itself comes out symmetric

    def variance(self, x: Float64s) -> Float64s:
        """Variance of the output of each row of shape (n, width), of shape (n,)."""
        found = np.square(x) @ self.spread if self.spread.ndim == 1 else ((x @ self.spread) * x).sum(axis=1)
        return np.asarray(np.maximum(found, 0.0))

    def state(self) -> dict[str, Any]:
        """The covariance."""
        return {"spread": self.spread, "before": self._before}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the belief was that gave this state."""
        self.spread, self._before = state["spread"].copy(), state["before"].copy()


def with_intercept(items: Float64s) -> Float64s:
    """Rows with a 1 in front."""
    x = np.empty((len(items), items.shape[1] + 1))
    x[:, 0], x[:, 1:] = 1.0, items
    return x


def balance(inner: Float64s, curvature: Float64s, missed: Float64s) -> Float64s:
    """What is left of errors of shape (n, n_outputs) once outputs have followed: times (1 + curvature * inner)^-1."""
    if len(inner) == 1:
        left: Float64s = missed / (1.0 + curvature[0] * inner[0, 0])
        return left
    matrix = curvature[:, None] * inner
    matrix[np.diag_indices_from(matrix)] += 1.0
    return np.asarray(np.linalg.solve(matrix, missed))
