"""A plane through numbers that learns label by label, and knows how sure it is."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from askless.models.online.belief import BLOCK, Belief, balance, with_intercept
from askless.models.online.online import Float64s, Takes, check_forgetting, register_online

__all__ = ["Linear"]

FREE = 100.0
"""Variance of the intercept before the first label, in variances of the noise: it begins at the first label."""


@register_online
class Linear:
    """Linear regression by recursive least squares, with the noise estimated on the way.

    What it predicts is the ridge regression of all labels so far, exactly [1]_; with one penalty for all
    slopes, in units of the noise, so that the unit of the answers does not matter.

    Parameters
    ----------
    forgetting : float, default 1.0
        In (0, 1]. Everything seen loses so much of its weight with each label: 0.999 remembers about
        the last 1,000 labels. 1 never forgets.
    prior : float, default 1.0
        Variance of each slope before the first label, in variances of the noise; 1 / `prior` is ridge
        regression's penalty.

    Notes
    -----
    A label costs O(d²) up to 512 features and O(d) beyond, where correlations between slopes are left out.

    References
    ----------
    .. [1] R. L. Plackett, "Some theorems in least squares", Biometrika 37, 1950,
       doi:10.1093/biomet/37.1-2.149.

    Examples
    --------
    >>> model = Linear()
    >>> x = np.linspace(-2.0, 2.0, 50)[:, None]
    >>> model.learn(x, 3.0 * x[:, 0] + 1.0)
    >>> model.predict(np.array([[0.5]])).round(1).tolist()
    [2.5]
    """

    name: ClassVar[str] = "linear"
    takes: ClassVar[Takes] = "scaled"
    real: ClassVar[bool] = True

    def __init__(self, forgetting: float = 1.0, prior: float = 1.0) -> None:
        self.forgetting, self.prior = check_forgetting(forgetting), prior
        self._belief = Belief(prior, FREE)
        self._weights: Float64s = np.zeros((1, 1))
        self._origin = 0.0  # the first label
        self._seen = 0.0  # weight of all labels
        self._missed = 0.0  # sum of squared errors of predictions, each in units of its own variance

    def predict(self, items: Float64s, n_labels: int = 0) -> Float64s:
        """Predicted numbers, of shape (n,)."""
        self._make_room(items.shape[1])
        predicted: Float64s = items @ self._weights[1:, 0] + (self._weights[0, 0] + self._origin)
        return predicted

    def std(self, items: Float64s) -> Float64s:
        """Standard deviation of a new answer, of shape (n,): its noise and what is unknown of the plane.

        Before the second label the noise is unknown; it is then taken as 1.
        """
        self._make_room(items.shape[1])
        noise = self._missed / (self._seen - 1.0) if self._seen > 1.0 and self._missed > 0.0 else 1.0
        return np.sqrt(noise * (1.0 + self._belief.variance(with_intercept(items))))

    def learn(self, items: Float64s, y: Float64s, weights: Float64s | None = None) -> None:
        """Learn from a few items; all at once gives what one after the other gives."""
        self._make_room(items.shape[1])
        if not self._seen:
            self._origin = float(y[0])
        w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
        for start in range(0, len(y), BLOCK):
            part = slice(start, start + BLOCK)
            self._learn(items[part], y[part], w[part])

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self.forgetting, self.prior)

    def state(self) -> dict[str, Any]:
        """Weights, their covariance, and the errors so far."""
        return {
            "weights": self._weights, "origin": self._origin, "seen": self._seen, "missed": self._missed,
            **self._belief.state(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state."""
        self._weights, self._origin = state["weights"].copy(), state["origin"]
        self._seen, self._missed = state["seen"], state["missed"]
        self._belief.restore(state)

    def _learn(self, items: Float64s, y: Float64s, w: Float64s) -> None:
        """Move the plane to where all labels so far and these want it."""
        if self.forgetting < 1.0:
            kept = self.forgetting ** len(y)
            w = w * self.forgetting ** np.arange(len(y) - 1, -1, -1)
            self._belief.forget(kept)
            self._seen *= kept
            self._missed *= kept
        x = with_intercept(items)
        gain = self._belief.gain(x)
        inner = gain @ x.T
        error = (y - self.predict(items))[:, None]
        pull = balance(inner, w, w[:, None] * error)
        self._weights += gain.T @ pull
        self._belief.narrow(gain, inner, w)
        self._missed += max(float((error * pull).sum()), 0.0)
        self._seen += float(w.sum())

    def _make_room(self, n_features: int) -> None:
        """Slopes of features that have not been seen before."""
        more = n_features + 1 - len(self._weights)
        if more > 0:
            self._weights = np.pad(self._weights, ((0, more), (0, 0)))
            self._belief.grow(more)
