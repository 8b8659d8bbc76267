"""What is believed of the weights of a linear model: their covariance, narrowed by every label."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["Belief", "with_intercept"]

WIDEST = 512
"""Features up to which the covariance is kept whole; beyond, only its diagonal (both grow with the square)."""


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
    >>> steps = belief.learn(np.array([[1.0, 2.0]]), np.array([1.0]), np.array([[3.0]]))
    >>> steps.ravel().tolist(), belief.variance(np.array([[1.0, 2.0]])).round(3).tolist()
    ([0.5, 1.0], [0.833])
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

    def learn(self, x: Float64s, curvature: Float64s, error: Float64s) -> Float64s:
        """Narrow the belief by labels, and say how the weights move.

        Parameters
        ----------
        x : float64 array of shape (n, width)
            The first column is 1.
        curvature : float64 array of shape (n,)
            Second derivative of the loss by the output, >= 0.
        error : float64 array of shape (n, n_outputs)
            Minus its first derivative.

        Returns
        -------
        steps : float64 array of shape (width, n_outputs)
        """
        if self.spread.ndim == 1:
            return self._learn_apart(x, curvature, error)
        if len(x) == 1:  # the same as below, at half the cost
            row, bend = x[0], float(curvature[0])
            gain = row @ self.spread
            seen = 1.0 + bend * float(gain @ row)
            narrowing = gain * (bend / seen) ** 0.5
            self.spread -= np.multiply.outer(narrowing, narrowing)
            return np.asarray(np.multiply.outer(gain / seen, error[0]))
        bent = np.sqrt(curvature)[:, None] * x
        wide = bent @ self.spread
        inner = wide @ bent.T
        inner[np.diag_indices_from(inner)] += 1.0
        narrow = np.linalg.solve(np.linalg.cholesky(inner), wide)
        self.spread -= narrow.T @ narrow  # one array times itself comes out symmetric
        return np.asarray(self.spread @ (x.T @ error))

    def _learn_apart(self, x: Float64s, curvature: Float64s, error: Float64s) -> Float64s:
        """The same, keeping the diagonal only: label by label, as a step for all would count a label once a feature."""
        steps: Float64s = np.zeros((x.shape[1], error.shape[1]))
        for row, bend, missed in zip(x, curvature.tolist(), error, strict=True):
            gain = self.spread * row
            seen = 1.0 + bend * float(gain @ row)
            steps += np.multiply.outer(gain / seen, missed - bend * (row @ steps))
            self.spread -= np.square(gain) * (bend / seen)
        return steps

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
