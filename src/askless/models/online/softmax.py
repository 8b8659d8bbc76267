"""Softmax regression that learns label by label, as fast as NumPy can and from few labels."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from askless.models.online.online import Codes, Float64s, Takes, register_online

__all__ = ["Softmax"]

WIDEST = 512
"""Features up to which the covariance is kept whole; beyond, only its diagonal (both grow with the square)."""

FLATTEST = 0.05
"""Least curvature of the loss at a label. The curvature p (1 - p) of a prediction that is sure and wrong is nearly
0, and the step that follows from it would be endless."""


@register_online
class Softmax:
    """Softmax regression by online Newton steps: a Gaussian belief over the weights, updated label by label.

    Each label moves the weights by the covariance of the belief times the gradient, and narrows the
    covariance by the curvature of the loss there (an extended Kalman filter; all classes share one
    covariance). It needs a tenth of the labels of stochastic gradient descent and no learning rate.

    Parameters
    ----------
    forgetting : float, default 1.0
        In (0, 1]. The belief loses so much of its weight with each label: 0.999 remembers about the
        last 1,000 labels. 1 never forgets.
    prior : float, default 1.0
        Variance of each weight before the first label.

    Notes
    -----
    A label costs O(d²) up to 512 features and O(d) beyond, a prediction O(d * n_labels).

    References
    ----------
    .. [1] P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd ed., 1989 (the curvature).
    .. [2] Y. Ollivier, "Online natural gradient as a Kalman filter", Electronic Journal of Statistics
       12, 2018, doi:10.1214/18-EJS1468 (section 3: the update for exponential families).

    Examples
    --------
    >>> model = Softmax()
    >>> x = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    >>> model.learn(x, np.array([0, 1, 0, 1]))
    >>> model.predict(x, 2).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """

    name: ClassVar[str] = "softmax"
    takes: ClassVar[Takes] = "scaled"
    real: ClassVar[bool] = False

    def __init__(self, forgetting: float = 1.0, prior: float = 1.0) -> None:
        self.forgetting, self.prior = forgetting, prior
        self._weights: Float64s = np.zeros((1, 0))
        self._spread: Float64s = np.full((1, 1), prior)  # covariance, or its diagonal

    def predict(self, items: Float64s, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels)."""
        self._make_room(items.shape[1], n_labels)
        return _softmax(items @ self._weights[1:] + self._weights[0])

    def draws(self, items: Float64s, n_labels: int, noise: Float64s) -> Float64s:
        """Probabilities under models drawn from the belief, of shape (n, n_draws, n_labels).

        Parameters
        ----------
        items : float64 array of shape (n, n_features)
        n_labels : int
        noise : float64 array of shape (n_draws, n_labels)
            Standard normal numbers; the draws follow each item's own spread.
        """
        self._make_room(items.shape[1], n_labels)
        logits = items @ self._weights[1:] + self._weights[0]
        spread = np.sqrt(self._variance(items))
        return _softmax(logits[:, None, :] + spread[:, None, None] * noise[None])

    def learn(self, items: Float64s, y: Codes, weights: Float64s | None = None) -> None:
        """Learn from a few items; those of one call are seen with the belief that held before it."""
        self._make_room(items.shape[1], int(y.max()) + 1)
        x = np.empty((len(items), items.shape[1] + 1))
        x[:, 0], x[:, 1:] = 1.0, items
        error = -_softmax(x @ self._weights)
        curvature = np.maximum(-(error * (1.0 + error)).min(axis=1), FLATTEST)
        error[np.arange(len(y)), y] += 1.0
        if weights is not None:
            error *= weights[:, None]
            curvature = curvature * weights
        if self.forgetting < 1.0:
            self._forget(len(y))
        if self._spread.ndim == 1:
            self._spread = 1.0 / (1.0 / self._spread + curvature @ np.square(x))
            self._weights += self._spread[:, None] * (x.T @ error)
            return
        gain = x @ self._spread
        if len(x) == 1:  # the same as below, at half the cost
            gain, seen = gain[0], 1.0 / curvature[0] + float(gain[0] @ x[0])
            self._spread -= np.multiply.outer(gain, gain / seen)
            self._weights += np.multiply.outer(gain / (curvature[0] * seen), error[0])
            return
        seen = gain @ x.T
        seen[np.diag_indices_from(seen)] += 1.0 / curvature
        self._spread -= gain.T @ np.linalg.solve(seen, gain)
        self._weights += self._spread @ (x.T @ error)

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self.forgetting, self.prior)

    def state(self) -> dict[str, Any]:
        """Weights and their covariance."""
        return {"weights": self._weights, "spread": self._spread}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state."""
        self._weights, self._spread = state["weights"], state["spread"]

    def _variance(self, items: Float64s) -> Float64s:
        """Variance of the logits of each item."""
        x = np.hstack([np.ones((len(items), 1)), items])
        found: Float64s = (
            np.square(x) @ self._spread if self._spread.ndim == 1 else ((x @ self._spread) * x).sum(axis=1)
        )
        return np.maximum(found, 0.0)

    def _forget(self, labels: int) -> None:
        """Widen the belief, but never beyond what it was before the first label."""
        self._spread /= self.forgetting**labels
        if self._spread.ndim == 1:
            np.minimum(self._spread, self.prior, out=self._spread)
            return
        widest = float(self._spread.diagonal().max())
        if widest > self.prior:
            self._spread *= self.prior / widest

    def _make_room(self, n_features: int, n_labels: int) -> None:
        """Weights for features and labels that have not been seen before."""
        rows, columns = self._weights.shape
        if rows == n_features + 1 and columns >= n_labels:
            return
        more = max(n_features + 1 - rows, 0)
        self._weights = np.pad(self._weights, ((0, more), (0, max(n_labels - columns, 0))))
        if not more:
            return
        if self._spread.ndim == 2 and n_features > WIDEST:
            self._spread = self._spread.diagonal().copy()
        if self._spread.ndim == 1:
            self._spread = np.concatenate([self._spread, np.full(more, self.prior)])
            return
        wide = np.zeros((rows + more, rows + more))
        wide[:rows, :rows] = self._spread
        wide[range(rows, rows + more), range(rows, rows + more)] = self.prior
        self._spread = wide


def _softmax(logits: Float64s) -> Float64s:
    logits -= logits.max(axis=-1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=-1, keepdims=True)
    return logits
