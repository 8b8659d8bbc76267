"""Softmax regression that learns label by label, as fast as NumPy can and from few labels."""

from __future__ import annotations

from math import exp
from typing import Any, ClassVar, Self

import numpy as np

from askless.core.noise import uniform
from askless.models.online.belief import BLOCK, Belief, balance, with_intercept
from askless.models.online.online import Codes, Float64s, Takes, check_forgetting, register_online

__all__ = ["Softmax"]

STEPS = 4
"""Newton steps a call. The first alone would go too far where a prediction is sure and wrong; after the fourth the
next ones change nothing that can be measured."""
CLOSE = 0.01
"""Part of a label that may be missing from where the steps should lead; most labels take one step then."""
FEW = 16
"""Labels up to which one item takes less time in plain numbers than in arrays."""


@register_online
class Softmax:
    """Softmax regression by online Newton steps: a Gaussian belief over the weights, updated label by label.

    The labels of a call move the weights to where belief and labels together are most probable, and narrow
    the belief's covariance by the curvature of the loss there (an iterated Kalman filter [1]_, [2]_; all classes
    share one covariance, with their mean curvature). There is no learning rate, and no label is taken
    further than it would go if all labels were fitted at once.

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
    .. [1] Y. Ollivier, "Online natural gradient as a Kalman filter", Electronic Journal of Statistics
       12, 2018, doi:10.1214/18-EJS1468 (section 3: the update for exponential families).
    .. [2] B. M. Bell, F. W. Cathey, "The iterated Kalman filter update as a Gauss-Newton method", IEEE
       Transactions on Automatic Control 38, 1993, doi:10.1109/9.250476.

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
        logits = self._logits(items, n_labels)
        return np.array([_shares(logits[0].tolist())]) if len(logits) == 1 and 0 < n_labels <= FEW else _softmax(logits)

    def draws(self, items: Float64s, n_labels: int) -> Float64s:
        """Probabilities under models drawn from the belief, of shape (n, n_draws, n_labels).

        The spread of each item's logits is its own; all items share the direction in which a draw leaves the mean.
        """
        logits = self._logits(items, n_labels)
        spread = np.sqrt(self._belief.variance(with_intercept(items)))
        return _softmax(logits[:, None, :] + spread[:, None, None] * _normal(self.seed, self.n_draws, n_labels))

    def learn(self, items: Float64s, y: Codes, weights: Float64s | None = None) -> None:
        """Learn from a few items; up to 256 are taken at once, with the belief that held before them."""
        self._make_room(items.shape[1], max(int(y.max()) + 1, 2))  # that there may be another label can be learnt, too
        counts = np.ones(len(y)) if weights is None else weights
        for start in range(0, len(y), BLOCK):
            part = slice(start, start + BLOCK)
            self._learn(items[part], y[part], counts[part])

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

    def _learn(self, items: Float64s, y: Codes, counts: Float64s) -> None:
        """Move the weights to where belief and labels together are most probable."""
        if self.forgetting < 1.0:
            self._belief.forget(self.forgetting ** len(y))
        x = with_intercept(items)
        gain = self._belief.gain(x)
        inner = gain @ x.T
        if len(y) == 1 and self._weights.shape[1] <= FEW:
            pulled, bent = _pulled((x @ self._weights)[0].tolist(), int(y[0]), float(counts[0]), float(inner[0, 0]))
            self._weights += gain.T @ np.array([pulled])
            self._belief.narrow(gain, inner, np.array([bent]))
            return
        logits = x @ self._weights
        true = np.zeros_like(logits)
        true[np.arange(len(y)), y] = 1.0
        proba, pull = _softmax(logits.copy()), np.zeros_like(logits)
        for step in range(STEPS):
            missed = (true - proba) * counts[:, None] - pull
            furthest = np.abs(missed).max(axis=1)
            if step and furthest.max() < CLOSE:
                break
            # Of a prediction that is sure and wrong the curvature is nearly 0 here, but not on the way to the label.
            bend = np.minimum(np.maximum(_curvature(proba) * counts, 0.5 * furthest), 0.5 * counts)
            pull += balance(inner, bend, missed)
            proba = _softmax(logits + inner @ pull)
        self._weights += gain.T @ pull
        self._belief.narrow(gain, inner, _curvature(proba) * counts)

    def _logits(self, items: Float64s, n_labels: int) -> Float64s:
        """What the weights say, of shape (n, n_labels)."""
        self._make_room(items.shape[1], n_labels)
        weights = self._weights
        if weights.shape[1] != n_labels:
            weights = weights[:, :n_labels]
        logits: Float64s = items @ weights[1:] + weights[0]
        return logits

    def _make_room(self, n_features: int, n_labels: int) -> None:
        """Weights for features and labels that have not been seen before."""
        rows, columns = self._weights.shape
        if n_features < rows and n_labels <= columns:
            return
        more = max(n_features + 1 - rows, 0), max(n_labels - columns, 0)
        if any(more):
            self._weights = np.pad(self._weights, ((0, more[0]), (0, more[1])))
        if more[0]:
            self._belief.grow(more[0])


def _pulled(logits: list[float], label: int, count: float, inner: float) -> tuple[list[float], float]:
    """The loop of `_learn` for one item, in plain numbers: how far each logit is pulled, and the curvature there."""
    proba, pull = _shares(logits), [0.0] * len(logits)
    for step in range(STEPS):
        missed = [((at == label) - p) * count - done for at, (p, done) in enumerate(zip(proba, pull, strict=True))]
        furthest = max(map(abs, missed))
        if step and furthest < CLOSE:
            break
        bend = min(max(_bent(proba) * count, 0.5 * furthest), 0.5 * count)
        pull = [done + more / (1.0 + bend * inner) for done, more in zip(pull, missed, strict=True)]
        proba = _shares([logit + inner * done for logit, done in zip(logits, pull, strict=True)])
    return pull, _bent(proba) * count


def _shares(logits: list[float]) -> list[float]:
    top = max(logits)
    raised = [exp(logit - top) for logit in logits]
    total = sum(raised)
    return [one / total for one in raised]


def _bent(proba: list[float]) -> float:
    """As `_curvature`."""
    return (1.0 - sum([p * p for p in proba])) / (len(proba) - 1)


def _softmax(logits: Float64s) -> Float64s:
    logits -= np.maximum.reduce(logits, axis=-1, keepdims=True, initial=-np.inf)  # the method of arrays is slower
    np.exp(logits, out=logits)
    logits /= np.add.reduce(logits, axis=-1, keepdims=True)
    return logits


def _curvature(proba: Float64s) -> Float64s:
    """Mean curvature of the loss over the directions in which the logits of each item can differ, of shape (n,).

    The trace of diag(p) - p p', which has one direction less than there are labels.
    """
    return np.asarray((1.0 - (proba * proba).sum(axis=1)) / (proba.shape[1] - 1))


def _normal(seed: int, n_draws: int, n_labels: int) -> Float64s:
    """Standard normal numbers of shape (n_draws, n_labels), those of a label the same however many there are."""
    keys = np.arange(n_labels, dtype=np.uint64)
    rows = [
        np.sqrt(-2.0 * np.log(uniform(seed, draw, keys, "radius")))
        * np.cos(2.0 * np.pi * uniform(seed, draw, keys, "angle"))
        for draw in range(n_draws)
    ]
    return np.array(rows).reshape(n_draws, n_labels)
