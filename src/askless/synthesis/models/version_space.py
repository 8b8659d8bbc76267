"""Linear models whose beliefs about their own weights are a Gaussian: what halfspace synthesis learns with.

`Halfspace` has its boundary through the middle of the domain, `GeneralisedLinear` anywhere, and over random Fourier
features of any shape. Both go on from their last fit when the new answers begin with the old ones.

References
----------
.. [1] Alabdulmohsin, Gao and Zhang, "Efficient active learning of halfspaces via query synthesis", AAAI 2015. Their
   ellipsoid in the version space is found by a semidefinite program; ours is the covariance of a Gaussian.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import EvidenceError, NotReadyError, UsageError
from askless.synthesis.domain.space import Points
from askless.synthesis.models.features import Features, Fourier, Homogeneous, Linear
from askless.synthesis.models.gaussian_sites import GaussianSites, normal_cdf
from askless.synthesis.models.model import Float64s
from askless.synthesis.models.registered import Named, point_models

__all__ = ["Belief", "GeneralisedLinear", "Halfspace", "VersionSpace"]

DRAWS = 32
PRIORS = (1.0, 10.0, 100.0, 1000.0)
"""Variances of a weight that are tried: features have about the size 1, the noise of an answer too."""
SCALES = (0.15, 0.3, 0.6)
"""Widths of the kernel that are tried, of the diagonal of the domain."""


@dataclass
class Belief:
    """A Gaussian over the weights for each label, or one for two labels, on features of its own.

    Parameters
    ----------
    features : Features
    sites : list of GaussianSites
        Of "the last label, or not" for two labels; otherwise of each "this label, or another".
    """

    features: Features
    sites: list[GaussianSites]

    def add(self, x: Float64s, code: int) -> None:
        """One more answer."""
        if len(self.sites) == 1:
            self.sites[0].add(x, 1 if code == 1 else -1)
        else:
            for label, sites in enumerate(self.sites):
                sites.add(x, 1 if code == label else -1)


class VersionSpace(ABC):
    """A model over points that keeps a Gaussian over its weights.

    Parameters
    ----------
    width : int
        Numbers in a point.
    seed : int, default 0
        Of the draws and of random features.
    flips : float, optional
        Share of answers that are flipped, from 0 to 0.4; learnt from the answers if it is None.

    Notes
    -----
    An answer takes O(width²) for each Gaussian.
    """

    name: str = ""

    def __init__(self, width: int, seed: int = 0, *, flips: float | None = None) -> None:
        if flips is not None and not 0.0 <= flips <= 0.4:
            raise UsageError(f"`flips` is {flips}.", "Give the share of flipped answers, from 0 to 0.4.")
        self.width, self.seed, self.flips = width, seed, flips
        self._forget()

    def _forget(self) -> None:
        """As if nothing had been answered."""
        self._points = np.empty((64, self.width))
        self._codes = np.empty(64, dtype=np.int64)
        self._n, self._n_labels = 0, -1
        self._beliefs: list[Belief] = []
        self._best: Belief | None = None

    @abstractmethod
    def _start(self, n_labels: int) -> list[Belief]:
        """What is believed before any answer: one for each setting that is tried."""
        ...

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int) -> None:
        """Take answers; those of the last fit are not taken again.

        Parameters
        ----------
        points : float64 array of shape (n, width)
        answers : int64 array of shape (n,)
        n_labels : int
            Declared labels.

        Raises
        ------
        NotReadyError
            If fewer than two labels were given.
        UsageError
            If answers are numbers, or the model has no place for so many labels.
        """
        n, old = len(points), self._n
        known = self._n_labels == n_labels and n >= old and np.array_equal(points[:old], self._points[:old])
        if not (known and np.array_equal(answers[:old], self._codes[:old])):
            self._forget()
            self._beliefs, self._n_labels, old = self._start(n_labels), n_labels, 0
        for belief in self._beliefs:
            for at in range(old, n):  # row by row: a product of matrices rounds otherwise than those of its rows
                belief.add(belief.features.of(points[at : at + 1])[0], int(answers[at]))
        self._keep(points, answers, old)
        if n == 0 or np.all(self._codes[:n] == self._codes[0]):
            self._best = None
            raise NotReadyError("Fewer than two labels have been answered.", "Answer more questions.")
        if len(self._beliefs) == 1:
            self._best = self._beliefs[0]
        elif n > old or self._best is None:
            self._best = max(self._beliefs, key=lambda belief: sum(sites.left_out() for sites in belief.sites))

    def _keep(self, points: Points, answers: npt.NDArray[Any], old: int) -> None:
        """Remember what was taken, in room that doubles."""
        n = len(points)
        while n > len(self._codes):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
            self._codes = np.concatenate([self._codes, np.empty_like(self._codes)])
        self._points[old:n], self._codes[old:n], self._n = points[old:], answers[old:], n

    @property
    def belief(self) -> Belief:
        """What is believed now; NotReadyError before two labels were answered."""
        if self._best is None:
            raise NotReadyError(f"The model “{self.name}” has not been fitted.", "Answer more questions.")
        return self._best

    def offers(self) -> Collection[str]:
        """Probabilities, and draws of whole functions."""
        return ("proba", "draws")

    def evidence(self, kind: str, points: Points) -> Any:
        """Evidence of a kind: "proba" (n, n_labels) or "draws" (n, 32, n_labels)."""
        if kind == "proba":
            return self.predict(points)
        if kind == "draws":
            return self._draws(points)
        raise EvidenceError(f"The model “{self.name}” offers no “{kind}”.", "It offers “proba” and “draws”.")

    def predict(self, points: Points) -> Float64s:
        """Probabilities of the labels, (n, n_labels), of answers that are not flipped."""
        belief = self.belief
        x = belief.features.of(points)
        yes = []
        for sites in belief.sites:
            mean, variance = sites.latent(x)
            yes.append(normal_cdf(mean / np.sqrt(variance)))
        return _as_proba(np.stack(yes, axis=-1))

    def _draws(self, points: Points) -> Float64s:
        """Probabilities under weights drawn from the Gaussian; draw k is one function of all points."""
        belief = self.belief
        x = belief.features.of(points)
        yes = []
        for label, sites in enumerate(belief.sites):
            rng = np.random.default_rng([self.seed, 0x64, label])
            values, vectors = np.linalg.eigh(sites.covariance)
            root = vectors * np.sqrt(np.maximum(values, 0.0))
            weights = sites.mean + rng.normal(size=(DRAWS, len(values))) @ root.T
            yes.append(normal_cdf(x @ weights.T / np.sqrt(sites.noise)))
        return _as_proba(np.stack(yes, axis=-1))

    def std(self, points: Points) -> Float64s:
        """Raise: answers are labels."""
        raise UsageError(f"The model “{self.name}” is for labels.", "Ask it for probabilities.")

    def estimator(self) -> Any:
        """Itself: there is nothing behind it."""
        return self


class Halfspace(VersionSpace):
    """A halfspace whose boundary goes through the middle of the domain, with no intercept; for two labels.

    Examples
    --------
    >>> model = Halfspace(2)
    >>> model.fit(np.array([[0.9, 0.5], [0.1, 0.5]]), np.array([1, 0]), 2)
    >>> model.predict(np.array([[0.8, 0.5]])).argmax(1)
    array([1])
    """

    name = "halfspace"

    def _start(self, n_labels: int) -> list[Belief]:
        if n_labels != 2:
            what = f"{n_labels} labels" if n_labels else "numbers as answers"
            raise UsageError(f"A halfspace has two sides, and there are {what}.", "Choose “glm” for several labels.")
        return [Belief(Homogeneous(self.width), [GaussianSites(self.width, flips=self.flips)])]


class GeneralisedLinear(VersionSpace):
    """A probit model with an intercept, linear in the coordinates or in random Fourier features of them.

    The prior variance of the weights, and the width of the kernel, are those under which each answer is likeliest
    given all others.

    Parameters
    ----------
    fourier : int, default 0
        Number of random Fourier features; 0 for a model that is linear in the coordinates.
    flips : float, optional
        0 if it is not given: answers near the boundary are noisy anyway, and a share that is learnt would soon take all
        of the rarer label for flips before the boundary has found its shape.
    """

    name = "glm"

    def __init__(self, width: int, seed: int = 0, *, fourier: int = 0, flips: float | None = 0.0) -> None:
        if fourier < 0:
            raise UsageError(f"`fourier` is {fourier}.", "Give a number of features, or 0 for a linear model.")
        self.fourier = fourier
        super().__init__(width, seed, flips=flips)

    def _start(self, n_labels: int) -> list[Belief]:
        if n_labels < 2:
            raise UsageError("The model “glm” is for labels.", "Choose a model for numbers, or leave it out.")
        maps: list[Features] = [Linear(self.width)]
        if self.fourier:
            diagonal = np.sqrt(self.width)
            maps = [Fourier(self.width, self.fourier, scale * diagonal, self.seed) for scale in SCALES]
        many = 1 if n_labels == 2 else n_labels
        return [
            Belief(one, [GaussianSites(one.width, prior=prior, noise=1.0, flips=self.flips) for _ in range(many)])
            for one in maps
            for prior in PRIORS
        ]


def _as_proba(yes: Float64s) -> Float64s:
    """Probabilities of labels, the last axis, from those of "this label"; one of them stands for two labels."""
    if yes.shape[-1] == 1:
        return np.concatenate([1.0 - yes, yes], axis=-1)
    yes = yes + 1e-12
    return np.asarray(yes / yes.sum(axis=-1, keepdims=True))


point_models.register(
    "fourier",
    Named(
        "a probit model of 200 random Fourier features",
        lambda domain, task, seed: GeneralisedLinear(domain.width, seed, fourier=200),
        tasks=("classes",),
    ),
)
