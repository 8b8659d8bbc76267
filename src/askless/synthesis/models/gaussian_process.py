"""Gaussian process: a smooth function through the numbers that knows how sure it is, anywhere in a domain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.errors import EvidenceError, NotReadyError
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.models.gradients import CovarianceAt
from askless.synthesis.models.model import Float64s
from askless.synthesis.models.posterior import Posterior
from askless.synthesis.models.tuning import Hyperparameters, alternatives, differ, tuned

__all__ = ["GaussianProcess", "require_two_numbers", "tuned_after"]

EVERY = 64  # answers up to which each one tunes anew
GROWTH = 1.05  # beyond, so much more of them do
MOST_TO_TUNE = 400  # answers; the time grows with their cube
MOST = 3_000  # answers that it is conditioned on
VARIANTS = 8
MOST_TO_VARY = 600  # answers up to which other hyperparameters are tried: with more they are known well
_BLOCK = 4_096


def tuned_after(n: int) -> int:
    """How many of n answers, the first ones, hyperparameters are tuned to.

    A function of n alone: a learner that goes on, or that takes an answer back, arrives at the same model.

    Examples
    --------
    >>> tuned_after(64), tuned_after(65), tuned_after(68)
    (64, 64, 67)
    """
    if n <= EVERY:
        return n
    size = EVERY
    while (further := int(size * GROWTH)) <= n:
        size = further
    return size


def require_two_numbers(answers: Float64s) -> None:
    """Refuse to fit numbers that are all the same, or as good as; NotReadyError."""
    if differ(answers):
        return
    apart = float(np.ptp(answers)) if len(answers) else 0.0
    if apart:
        raise NotReadyError(
            f"All answers so far lie within {apart:.2g} of one another, which is too little to calculate with.",
            "Ask on until two numbers differ by more, or give them in a smaller unit.",
        )
    said = "All answers so far are the same number." if len(answers) else "There is no answer yet."
    raise NotReadyError(said, "Ask on until two numbers differ.")


class GaussianProcess:
    """A Gaussian process over points.

    Length scales, noise and the kernel (Matérn 5/2 or RBF) are those under which the answers are most probable. They
    are tuned anew with each of the first 64 answers, then whenever there are five percent more.

    Parameters
    ----------
    hyperparameters : Hyperparameters, optional
        Taken as they are; tuned if not given.

    References
    ----------
    .. [1] C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press, 2006.

    Examples
    --------
    >>> model = GaussianProcess()
    >>> x = np.linspace(0.0, 1.0, 12)[:, None]
    >>> model.fit(x, np.sin(6.0 * x[:, 0]))
    >>> model.predict(np.array([[0.25]])).round(2).tolist()
    [1.0]
    """

    name = "gaussian_process"

    def __init__(self, hyperparameters: Hyperparameters | None = None) -> None:
        self.given = hyperparameters
        self._tuned: tuple[bytes, Hyperparameters] | None = None
        self._tuned_to: tuple[Points, Float64s] | None = None
        self._others: tuple[Hyperparameters, ...] = ()
        self._fitted: tuple[Posterior, Points, Float64s] | None = None
        self._believed: Points | None = None

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int = 0) -> None:
        """See `PointModel.fit`."""
        numbers = np.asarray(answers, dtype=np.float64)
        require_two_numbers(numbers)
        with one_thread():
            chosen = self._hyperparameters(points, numbers)
            some = spread_over(len(points), MOST)
            middle = float(numbers.mean())
            posterior = Posterior.at(chosen, middle, points[some], numbers[some])
        self._fitted, self._believed = (posterior, points[some], numbers[some]), None

    @property
    def hyperparameters(self) -> Hyperparameters:
        """Those of the last fit."""
        return self._ready.hyperparameters

    @property
    def noise(self) -> float:
        """Variance of the noise in an answer."""
        return self._ready.hyperparameters.noise

    def offers(self) -> Collection[str]:
        """See `PointModel.offers`."""
        return ("mean", "variance", "covariance")

    def evidence(self, kind: str, points: Points) -> Float64s:
        """See `PointModel.evidence`; "covariance" is that of all the points with one another."""
        posterior = self._ready
        if kind == "covariance":
            return posterior.covariance(points, points)
        if kind == "mean":
            return _in_blocks(posterior.mean, points)
        if kind == "variance":
            return _in_blocks(posterior.variance, points)
        raise EvidenceError(
            f"A Gaussian process of numbers gives no `{kind}`.", "It gives `mean`, `variance` and `covariance`."
        )

    def predict(self, points: Points) -> Float64s:
        """Predicted numbers, (n,)."""
        return self.evidence("mean", points)

    def std(self, points: Points) -> Float64s:
        """Standard deviation of a new answer, (n,)."""
        found: Float64s = np.sqrt(self.evidence("variance", points) + self.noise)
        return found

    def moments(self, points: Points) -> tuple[Float64s, Float64s, Float64s, Float64s]:
        """See `Differentiable`."""
        return self._ready.moments(points)

    def covariance(self, a: Points, b: Points) -> Float64s:
        """See `Joint`."""
        return self._ready.covariance(a, b)

    def covariance_with(self, reference: Points) -> CovarianceAt:
        """See `Joint`."""
        return self._ready.covariance_with(reference)

    def believing(self, points: Points) -> Self:
        """See `Believing`."""
        twin = copy(self)
        if self._fitted is not None:
            twin._fitted = self._fitted[0].believing(points), *self._fitted[1:]
            twin._believed = points if self._believed is None else np.concatenate([self._believed, points])
        return twin

    def variants(self) -> Sequence[Self]:
        """See `Uncertain`: eight draws of hyperparameters, itself alone if they were given or are known well."""
        self._ready  # noqa: B018 - refuses an unfitted one
        assert self._fitted is not None
        _, points, answers = self._fitted
        if self._tuned_to is None or len(points) > MOST_TO_VARY:
            return [self]
        with one_thread():
            if not self._others:
                self._others = tuple(alternatives(*self._tuned_to, self.hyperparameters, VARIANTS))
            return [self._under(other, points, answers) for other in self._others]

    def _under(self, other: Hyperparameters, points: Points, answers: Float64s) -> Self:
        """The same answers and beliefs under other hyperparameters."""
        twin = copy(self)
        posterior = Posterior.at(other, float(answers.mean()), points, answers)
        if self._believed is not None:
            posterior = posterior.believing(self._believed)
        twin._fitted = posterior, points, answers
        return twin

    def estimator(self) -> Any:
        """The same process as scikit-learn's `GaussianProcessRegressor`, of points."""
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel

        given = self.hyperparameters
        assert self._fitted is not None
        _, points, answers = self._fitted
        scales = np.asarray(given.scales)
        unit = float(np.var(answers))  # scikit-learn scales answers to variance 1
        shape = RBF(scales) if given.kernel == "rbf" else Matern(scales, nu=2.5)
        kernel = ConstantKernel(given.signal / unit) * shape + WhiteKernel(given.noise / unit)
        return GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True, alpha=0.0).fit(points, answers)

    @property
    def _ready(self) -> Posterior:
        if self._fitted is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer items with two different numbers first.")
        return self._fitted[0]

    def _hyperparameters(self, points: Points, numbers: Float64s) -> Hyperparameters:
        """Those that were given, or tuned to the first answers."""
        if self.given is not None:
            return self.given
        size = tuned_after(len(points))
        if not differ(numbers[:size]):  # the first that differs came after them
            size = len(points)
        some = spread_over(size, MOST_TO_TUNE)
        key = points[some].tobytes() + numbers[some].tobytes()
        if self._tuned is None or self._tuned[0] != key:
            self._tuned = key, tuned(points[some], numbers[some, None])
            self._tuned_to, self._others = (points[some], numbers[some]), ()
        return self._tuned[1]


def spread_over(n: int, most: int) -> npt.NDArray[np.int64]:
    """At most so many of n positions, spread evenly over all."""
    return np.arange(n) if n <= most else np.linspace(0, n - 1, most).astype(np.int64)


def _in_blocks(function: Any, points: Points) -> Float64s:
    """A function of points, block by block, so that kernel values fit into memory."""
    blocks = [function(points[start : start + _BLOCK]) for start in range(0, max(len(points), 1), _BLOCK)]
    return np.concatenate(blocks)
