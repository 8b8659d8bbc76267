"""Softmax regression that learns label by label, as fast as NumPy can and from few labels."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from askless.core.noise import uniform
from askless.models.online.belief import Belief, with_intercept
from askless.models.online.online import Codes, Float64s, Takes, check_forgetting, register_online

__all__ = ["Softmax"]

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
    n_draws : int, default 10
        Models that `draws` draws from the belief.
    seed : int, default 0
        Of these draws.

    Notes
    -----
    A label costs O(d²) up to 512 features and O(d) beyond, a prediction O(d * n_labels). A label that the
    model has not met gets the mean of what the others get, as all weights begin at 0.

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

    def __init__(self, forgetting: float = 1.0, prior: float = 1.0, n_draws: int = 10, seed: int = 0) -> None:
        self.forgetting, self.prior, self.n_draws, self.seed = check_forgetting(forgetting), prior, n_draws, seed
        self._weights: Float64s = np.zeros((1, 0))
        self._belief = Belief(prior, prior)

    def predict(self, items: Float64s, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels)."""
        return _softmax(self._logits(items, n_labels))

    def draws(self, items: Float64s, n_labels: int) -> Float64s:
        """Probabilities under models drawn from the belief, of shape (n, n_draws, n_labels).

        The spread of each item's logits is its own; all items share the direction in which a draw leaves the mean.
        """
        logits = self._logits(items, n_labels)
        spread = np.sqrt(self._belief.variance(with_intercept(items)))
        return _softmax(logits[:, None, :] + spread[:, None, None] * _normal(self.seed, self.n_draws, n_labels))

    def learn(self, items: Float64s, y: Codes, weights: Float64s | None = None) -> None:
        """Learn from a few items; those of one call are seen with the belief that held before it."""
        self._make_room(items.shape[1], int(y.max()) + 1)
        x = with_intercept(items)
        error = -_softmax(x @ self._weights)
        curvature = np.maximum(-(error * (1.0 + error)).min(axis=1), FLATTEST)
        error[np.arange(len(y)), y] += 1.0
        if weights is not None:
            error *= weights[:, None]
            curvature = curvature * weights
        if self.forgetting < 1.0:
            self._belief.forget(self.forgetting ** len(y))
        self._weights += self._belief.learn(x, curvature, error)

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self.forgetting, self.prior, self.n_draws, self.seed)

    def state(self) -> dict[str, Any]:
        """Weights and their covariance."""
        return {"weights": self._weights, **self._belief.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state."""
        self._weights = state["weights"].copy()
        self._belief.restore(state)

    def _logits(self, items: Float64s, n_labels: int) -> Float64s:
        """What the weights say, of shape (n, n_labels)."""
        self._make_room(items.shape[1], n_labels)
        weights = self._weights[:, :n_labels]
        logits: Float64s = items @ weights[1:] + weights[0]
        return logits

    def _make_room(self, n_features: int, n_labels: int) -> None:
        """Weights for features and labels that have not been seen before."""
        rows, columns = self._weights.shape
        more = max(n_features + 1 - rows, 0), max(n_labels - columns, 0)
        if any(more):
            self._weights = np.pad(self._weights, ((0, more[0]), (0, more[1])))
        if more[0]:
            self._belief.grow(more[0])


def _softmax(logits: Float64s) -> Float64s:
    logits -= logits.max(axis=-1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=-1, keepdims=True)
    return logits


def _normal(seed: int, n_draws: int, n_labels: int) -> Float64s:
    """Standard normal numbers of shape (n_draws, n_labels), those of a label the same however many there are."""
    keys = np.arange(n_labels, dtype=np.uint64)
    rows = [
        np.sqrt(-2.0 * np.log(uniform(seed, draw, keys, "radius")))
        * np.cos(2.0 * np.pi * uniform(seed, draw, keys, "angle"))
        for draw in range(n_draws)
    ]
    return np.array(rows).reshape(n_draws, n_labels)
