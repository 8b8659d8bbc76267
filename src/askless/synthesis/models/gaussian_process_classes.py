"""Gaussian process for labels: a smooth function for each class, and a softmax over them."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any, NoReturn, Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_solve, cholesky

from askless.errors import EvidenceError, NotReadyError, UsageError
from askless.models.feature_model import require_contrast
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.models.gaussian_process import spread_over, tuned_after
from askless.synthesis.models.kernel import KERNELS, Float64s, scaled_distances
from askless.synthesis.models.laplace import Laplace, softmax
from askless.synthesis.models.slices import SWEEPS, slice_sampled
from askless.synthesis.models.tuning import tuned

__all__ = ["GaussianProcessClasses", "PointClassifier"]

MOST = 1_000  # answers that it is conditioned on
MOST_TO_TUNE = 120  # answers, spread over all, that hyperparameters are tuned to; the time grows with their cube
DRAWS = 64
_FEATURES = 512  # cosines that a draw from the prior is made of
_KERNEL = "matern"
_SIGNALS = (2.0, 16.0, 64.0)  # variances of a function, in nats squared, that are tried first
_TIMES = (0.5, 1.0, 2.0)  # length scales that are tried first, times that in the middle of their prior
_SCALES = (0.05, 20.0)  # length scales that a process of numbers may bring along
_JITTER = 1e-6
_SETTLED = 1e-4  # nats: hyperparameters need not be told apart more closely
_BLOCK = 1_024


@dataclass(frozen=True)
class _Shape:
    """Hyperparameters: a kernel's name, its length scales and its variance."""

    kernel: str
    scales: Float64s
    signal: float

    def between(self, a: Float64s, b: Float64s) -> Float64s:
        """Prior covariance of two sets of points that are divided by the length scales."""
        return self.signal * KERNELS[self.kernel].value(scaled_distances(a, b))


@dataclass(frozen=True)
class _Fitted:
    """What is known of the functions after the answers."""

    shape: _Shape
    scaled: Float64s
    targets: Float64s
    seen: npt.NDArray[np.int64]
    n_labels: int
    kernel: Float64s
    laplace: Laplace


@dataclass(frozen=True)
class _Drawn:
    """Functions drawn from a fit."""

    frequencies: Float64s
    phases: Float64s
    of_features: Float64s  # (features, classes * draws)
    of_kernel: Float64s  # (n, classes * draws)


class GaussianProcessClasses:
    """A Gaussian process over points whose answers are labels, by Laplace's approximation.

    The length scales' proportions are those of a process that takes the labels for numbers, which is quick; their size
    and the variance are then chosen by the marginal likelihood of the labels. A declared label without an answer has
    probability 0, as in all models.

    Its draws are whole functions: a draw from the prior, made of 512 cosines, corrected by what it is to be at the
    answered points (pathwise conditioning [2]_), which elliptical slice sampling draws from the posterior itself. So
    draw k is one function of all points, whenever they are asked about. They are drawn when they are asked for.

    Parameters
    ----------
    seed : int, default 0
        For the draws.
    draws : int, default 64

    References
    ----------
    .. [1] C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press, 2006, section 3.5.
    .. [2] J. T. Wilson, V. Borovitskiy, A. Terenin, P. Mostowsky, M. P. Deisenroth, "Pathwise conditioning of Gaussian
       processes", JMLR 2021.

    Examples
    --------
    >>> model = GaussianProcessClasses()
    >>> x = np.linspace(0.0, 1.0, 10)[:, None]
    >>> model.fit(x, (x[:, 0] > 0.5).astype(np.int64), 2)
    >>> model.predict(np.array([[0.05], [0.95]])).argmax(axis=1).tolist()
    [0, 1]
    """

    name = "gaussian_process"

    def __init__(self, seed: int = 0, draws: int = DRAWS) -> None:
        self.seed, self.draws = seed, draws
        self._tuned: tuple[bytes, _Shape] | None = None
        self._fitted: _Fitted | None = None
        self._drawn: _Drawn | None = None

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int) -> None:
        """See `PointModel.fit`."""
        codes = np.asarray(answers, dtype=np.int64)
        require_contrast(codes)
        seen = np.unique(codes)
        with one_thread():
            shape = self._shape(points, codes)
            some = spread_over(len(points), MOST)
            targets = (codes[some, None] == seen).astype(np.float64)
            self._fitted = _given(shape, points[some] / shape.scales, targets, seen, n_labels, None)
            self._drawn = None

    def offers(self) -> Collection[str]:
        """See `PointModel.offers`."""
        return ("proba", "draws", "logits")

    def evidence(self, kind: str, points: Points) -> Float64s:
        """See `PointModel.evidence`."""
        if kind == "proba":
            return self.predict(points)
        if kind == "draws":
            return self._draws(points)
        if kind == "logits":
            return np.log(np.maximum(self.predict(points), np.finfo(np.float64).tiny))
        raise EvidenceError(
            f"A Gaussian process of labels gives no `{kind}`.", "It gives `proba`, `draws` and `logits`."
        )

    def predict(self, points: Points) -> Float64s:
        """Probabilities, (n, n_labels): those of the mode, drawn towards each other as far as it is uncertain."""
        fitted = self._ready
        proba = np.zeros((len(points), fitted.n_labels))
        for start in range(0, len(points), _BLOCK):
            part = points[start : start + _BLOCK] / fitted.shape.scales
            mean, covariance = _moments(fitted, part)
            proba[start : start + _BLOCK, fitted.seen] = _expected_softmax(mean, covariance)
        return proba

    def std(self, points: Points) -> NoReturn:
        """Labels have none."""
        raise UsageError("The answers are labels, which have no standard deviation.", "Use `predict`.")

    def believing(self, points: Points) -> Self:
        """See `Believing`: the answers there are as the model expects, with the probabilities that it gives them."""
        twin = copy(self)
        fitted = self._ready
        if len(points):
            scaled = points / fitted.shape.scales
            mode = fitted.shape.between(scaled, fitted.scaled) @ fitted.laplace.weights
            # With these the gradient of the likelihood is nothing at the mode, so that the mode stays.
            targets = np.concatenate([fitted.targets, softmax(mode)])
            begin = np.concatenate([fitted.laplace.weights, np.zeros_like(mode)])
            places = np.concatenate([fitted.scaled, scaled])
            twin._fitted = _given(fitted.shape, places, targets, fitted.seen, fitted.n_labels, begin)
            twin._drawn = None
        return twin

    def estimator(self) -> Any:
        """This model as a classifier of points with scikit-learn's methods."""
        self._ready  # noqa: B018 - refuses an unfitted one
        return PointClassifier(copy(self))

    @property
    def _ready(self) -> _Fitted:
        if self._fitted is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer items of at least two labels first.")
        return self._fitted

    def _shape(self, points: Points, codes: npt.NDArray[np.int64]) -> _Shape:
        """Hyperparameters, tuned to the first answers."""
        size = tuned_after(len(points))
        if codes[:size].min() == codes[:size].max():
            size = len(points)
        some = spread_over(size, MOST_TO_TUNE)
        if codes[some].min() == codes[some].max():
            some = np.arange(size)
        key = points[some].tobytes() + codes[some].tobytes()
        if self._tuned is None or self._tuned[0] != key:
            self._tuned = key, _tuned_to(points[some], codes[some])
        return self._tuned[1]

    @property
    def _functions(self) -> _Drawn:
        """The functions drawn from the fit."""
        if self._drawn is None:
            with one_thread():
                self._drawn = _drawn(self._ready, self.draws, np.random.default_rng([self.seed % 2**32, 11]))
        return self._drawn

    def _draws(self, points: Points) -> Float64s:
        """Probabilities under each function, (m, draws, n_labels)."""
        fitted, drawn = self._ready, self._functions
        c = len(fitted.seen)
        found = np.zeros((len(points), self.draws, fitted.n_labels))
        for start in range(0, len(points), _BLOCK):
            part = points[start : start + _BLOCK] / fitted.shape.scales
            f = np.cos(part @ drawn.frequencies.T + drawn.phases) @ drawn.of_features
            f += fitted.shape.between(part, fitted.scaled) @ drawn.of_kernel
            proba = softmax(f.reshape(len(part), c, self.draws).transpose(0, 2, 1))
            found[start : start + _BLOCK][:, :, fitted.seen] = proba
        return found


class PointClassifier:
    """A fitted model of labels with `predict` and `predict_proba`, of points.

    Parameters
    ----------
    model : PointModel
        Fitted; it is not fitted again.
    """

    def __init__(self, model: GaussianProcessClasses) -> None:
        self.model = model

    def predict_proba(self, points: Points) -> Float64s:
        """Probabilities, (n, n_labels)."""
        return self.model.predict(np.asarray(points, dtype=np.float64))

    def predict(self, points: Points) -> npt.NDArray[np.int64]:
        """Codes of the most probable labels."""
        codes: npt.NDArray[np.int64] = self.predict_proba(points).argmax(axis=1)
        return codes


def _given(
    shape: _Shape,
    scaled: Float64s,
    targets: Float64s,
    seen: npt.NDArray[np.int64],
    n_labels: int,
    begin: Float64s | None,
) -> _Fitted:
    """The fit with these hyperparameters."""
    kernel = shape.between(scaled, scaled)
    kernel[np.diag_indices(len(scaled))] += _JITTER * shape.signal
    return _Fitted(shape, scaled, targets, seen, n_labels, kernel, Laplace.of(kernel, targets, begin))


def _drawn(fitted: _Fitted, draws: int, rng: np.random.Generator) -> _Drawn:
    """Functions from the posterior: from Laplace's distribution, and from there by slice sampling."""
    shape, scaled, laplace = fitted.shape, fitted.scaled, fitted.laplace
    n, c = fitted.targets.shape
    frequencies = KERNELS[shape.kernel].frequencies(rng, _FEATURES, scaled.shape[1])
    phases = rng.uniform(0.0, 2.0 * np.pi, _FEATURES)
    of_features = rng.standard_normal((_FEATURES, c * draws)) * np.sqrt(2.0 * shape.signal / _FEATURES)
    before = np.cos(scaled @ frequencies.T + phases) @ of_features
    columns = before.reshape(n, c, draws)
    # Noise with the curvature of the likelihood as its covariance.
    noise = np.sqrt(laplace.proba)[:, :, None] * rng.standard_normal((n, c, draws))
    noise -= laplace.proba[:, :, None] * noise.sum(axis=1, keepdims=True)
    correction = laplace.weights[:, :, None] - laplace.solve(laplace.curved(columns) + noise)
    begin = columns + (fitted.kernel @ correction.reshape(n, -1)).reshape(n, c, draws)
    root: Float64s = cholesky(fitted.kernel, lower=True)
    there = slice_sampled(root, fitted.targets, begin, rng, SWEEPS)
    return _Drawn(frequencies, phases, of_features, cho_solve((root, True), there.reshape(n, -1) - before))


def _moments(fitted: _Fitted, scaled: Float64s) -> tuple[Float64s, Float64s]:
    """Mean (m, c) and covariance (m, c, c) of the functions at each point."""
    kernel = fitted.shape.between(scaled, fitted.scaled)
    laplace = fitted.laplace
    through = np.stack([kernel @ one for one in laplace.inside], axis=1)  # (m, c, n)
    own = fitted.shape.signal - (through * kernel[:, None, :]).sum(axis=2)
    side = through @ laplace.coupling.T
    covariance = side @ side.transpose(0, 2, 1)
    covariance[:, np.arange(own.shape[1]), np.arange(own.shape[1])] += own
    return kernel @ laplace.weights, covariance


def _expected_softmax(mean: Float64s, covariance: Float64s) -> Float64s:
    """Expected probabilities of normal functions, by MacKay's approximation of each pair of classes.

    With two classes it is that of the logistic function; with more, one over the sum of what the others come to.
    """
    variance = np.diagonal(covariance, axis1=1, axis2=2)
    apart = np.maximum(variance[:, :, None] + variance[:, None, :] - 2.0 * covariance, 0.0)
    gap = (mean[:, None, :] - mean[:, :, None]) / np.sqrt(1.0 + np.pi / 8.0 * apart)  # how far class k lies above c
    found = 1.0 / np.exp(np.minimum(gap, 500.0)).sum(axis=2)
    proba: Float64s = found / found.sum(axis=1, keepdims=True)
    return proba


def _tuned_to(points: Points, codes: npt.NDArray[np.int64]) -> _Shape:
    """The most probable hyperparameters: the best of some to begin with, and from there one after the other.

    Questions gather where labels change. Taken for numbers they look like noise there, or like a function of one
    coordinate alone: so it is the labels' own marginal likelihood that decides, and the length scales that a process of
    numbers finds are but one of the beginnings.
    """
    targets = (codes[:, None] == np.unique(codes)).astype(np.float64)
    rough = tuned(points, targets[:, 1:] if targets.shape[1] == 2 else targets)
    height = _Height(points, targets)
    scales = [np.log(np.clip(rough.scales, *_SCALES))]
    scales += [np.full(points.shape[1], height.middle + log(times)) for times in _TIMES]
    begins = [np.append(one, log(signal)) for one in scales for signal in _SIGNALS]
    best = max(begins, key=height.of)  # the first of equals
    reached, step = height.of(best), 1.0
    while step > 0.2:
        before = reached
        for at in range(len(best)):
            for by in (step, -step):
                moved = best.copy()
                moved[at] += by
                if height.of(moved) > reached + 1e-6:
                    best, reached = moved, height.of(moved)
                    break
        if reached == before:
            step /= 2.0
    return _Shape(_KERNEL, np.exp(best[:-1]), float(np.exp(best[-1])))


class _Height:
    """How probable hyperparameters are, given answers: length scales and the variance, all as logarithms.

    Parameters
    ----------
    points : float64 array of shape (n, width)
    targets : float64 array of shape (n, c)
    """

    def __init__(self, points: Points, targets: Float64s) -> None:
        self._points, self._targets = points, targets
        self._known: dict[bytes, float] = {}
        self.middle = log(0.5 * sqrt(points.shape[1]))
        """Where the prior of each length scale has its middle: more coordinates, longer distances."""

    def of(self, wanted: Float64s) -> float:
        """Logarithm of the marginal likelihood times the prior, up to a constant."""
        key = wanted.tobytes()
        if key not in self._known:
            signal = exp(float(wanted[-1]))
            shape = _Shape(_KERNEL, np.exp(wanted[:-1]), signal)
            scaled = self._points / shape.scales
            kernel = shape.between(scaled, scaled)
            kernel[np.diag_indices(len(scaled))] += _JITTER * signal
            # The mode may lie at any height, so that the last one is a poor place to begin.
            evidence = Laplace.of(kernel, self._targets, settled=_SETTLED).evidence
            prior = ((wanted[:-1] - self.middle) ** 2).sum() + ((wanted[-1] - log(16.0)) / 1.5) ** 2
            self._known[key] = evidence - 0.5 * float(prior)
        return self._known[key]
