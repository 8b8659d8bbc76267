"""Several copies of a model that learn from different draws of the same answers."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from askless.core.noise import uniform
from askless.models.online.online import Float64s, OnlineModel, Takes, online_models
from askless.models.online.softmax import Softmax

__all__ = ["Committee"]

POISSON = np.cumsum([0.36787944117144233 / f for f in (1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880)])
"""Probability of 0, at most 1, at most 2 ... of a Poisson number of mean 1."""


class Committee:
    """Online bagging [1]_: each member learns from each answer as often as a Poisson number of mean 1 says.

    Where the answers leave a question open, the members disagree. The numbers are keyed by the seed, the
    member and the number of the answer.

    Parameters
    ----------
    model : OnlineModel, optional
        Fresh twins of it are the members; `Softmax` if not given.
    members : int, default 10
    seed : int, default 0

    Notes
    -----
    Costs `members` times what the model costs.

    References
    ----------
    .. [1] N. C. Oza, S. Russell, "Online bagging and boosting", AISTATS 2001,
       https://proceedings.mlr.press/r3/oza01a.html.

    Examples
    --------
    >>> committee = Committee(members=5)
    >>> x = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    >>> committee.learn(x, np.array([0, 1, 0, 1]))
    >>> committee.draws(x, 2).shape
    (4, 5, 2)
    """

    def __init__(self, model: OnlineModel | None = None, members: int = 10, seed: int = 0) -> None:
        self._model: OnlineModel = Softmax() if model is None else model
        self.name = f"committee of {self._model.name}"
        self.takes: Takes = self._model.takes
        self.real = self._model.real
        self.seed = seed
        self._members = [self._model.fresh() for _ in range(members)]
        self._told = 0

    def predict(self, items: Any, n_labels: int) -> Float64s:
        """Mean of the members: class probabilities of shape (n, n_labels), or numbers of shape (n,)."""
        return np.asarray(np.mean([member.predict(items, n_labels) for member in self._members], axis=0))

    def draws(self, items: Any, n_labels: int) -> Float64s:
        """What each member says, of shape (n, members, n_labels); (n, members, 1) for numbers."""
        said: Float64s = np.stack([member.predict(items, n_labels) for member in self._members], axis=1)
        return said[:, :, None] if self.real else said

    def std(self, items: Any) -> Float64s:
        """For numbers: standard deviation of what the members say, of shape (n,)."""
        return np.asarray(np.std([member.predict(items, 0) for member in self._members], axis=0))

    def learn(self, items: Any, y: Any, weights: Float64s | None = None) -> None:
        """Let each member learn from its draw."""
        keys = np.arange(self._told, self._told + len(y), dtype=np.uint64)
        self._told += len(y)
        for number, member in enumerate(self._members):
            times = np.searchsorted(POISSON, uniform(self.seed, number, keys, "committee"))
            some = np.flatnonzero(times)
            if not len(some):
                continue
            counts = times[some].astype(np.float64)
            own: Any = items[some] if isinstance(items, np.ndarray) else [items[at] for at in some]
            member.learn(own, y[some], counts if weights is None else counts * weights[some])

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self._model, len(self._members), self.seed)

    def state(self) -> dict[str, Any] | None:
        """Those of all members; None if they have none."""
        states = [member.state() for member in self._members]
        return None if any(state is None for state in states) else {"told": self._told, "members": states}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the committee was that gave this state."""
        self._told = state["told"]
        for member, own in zip(self._members, state["members"], strict=True):
            member.restore(own)


online_models.register("committee", Committee)
