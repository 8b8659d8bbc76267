"""Expected improvement: the point that may be better than the best one so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.generators.acquisition import Acquisition, Make
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.model import Differentiable, Float64s, PointModel
from askless.synthesis.optimise.objective import Objective
from askless.synthesis.round import Round

__all__ = ["ExpectedImprovement", "log_improvement"]

_ROOT = float(np.sqrt(2.0 * np.pi))
_FAR = -1e3  # below, the expansion is exact to the last digit but one
_LEAST = 1e-300


def log_improvement(z: Float64s) -> tuple[Float64s, Float64s]:
    """Logarithm of φ(z) + z Φ(z), and its derivative.

    That is the improvement which a standard normal number, z above the best so far, is expected to bring. Far below the
    best it is nothing in floating point, and a search would see a plain; its logarithm still shows the way [1]_.

    Parameters
    ----------
    z : float64 array

    Returns
    -------
    logarithm, derivative : float64 arrays

    References
    ----------
    .. [1] S. Ament, S. Daulton, D. Eriksson, M. Balandat, E. Bakshy, "Unexpected improvements to expected improvement
       for Bayesian optimization", NeurIPS 2023, arXiv:2310.20708.

    Examples
    --------
    >>> log_improvement(np.array([0.0, -40.0]))[0].round(3).tolist()
    [-0.919, -808.299]
    """
    from scipy.special import erfcx, ndtr

    near, far = np.maximum(z, -1.0), np.minimum(z, -1.0)
    density = np.exp(-0.5 * near**2) / _ROOT
    plain = density + near * ndtr(near)
    mills = np.sqrt(np.pi / 2.0) * erfcx(-far / np.sqrt(2.0))  # Φ / φ
    with np.errstate(divide="ignore"):
        rest = np.where(far < _FAR, 1.0 / far**2, np.maximum(1.0 + far * mills, _LEAST))
    beyond = -0.5 * far**2 - np.log(_ROOT) + np.log(rest)
    inside = z > -1.0
    return np.where(inside, np.log(plain), beyond), np.where(inside, ndtr(near) / plain, mills / rest)


class ExpectedImprovement(Acquisition):
    """Asks where the number is expected to beat the best one most.

    The best is the best prediction for an answered point, so that a lucky answer does not stand for good. It is after
    the largest number, or the smallest if the goal of the round is the minimum. What is searched for is the logarithm.
    """

    name = "expected_improvement"
    summary = "asks about the point that is expected to beat the best number so far"
    reference = (
        "J. Močkus, “On Bayesian methods for seeking the extremum”, 1974, doi:10.1007/3-540-07165-2_55; D. R. Jones, "
        "M. Schonlau, W. J. Welch, “Efficient global optimization of expensive black-box functions”, Journal of Global "
        "Optimization 1998, doi:10.1023/A:1008306431147"
    )
    when_not = "When all of the domain is to be known: it looks only where the number may be best. Use `alc`."
    tasks = ("real",)
    needs = ("mean", "variance")
    least = None

    def begin(self, round: Round) -> Make:
        """The direction that is better."""
        sign = -1.0 if round.goal == "minimum" else 1.0

        def make(model: PointModel, expected: Points) -> Objective:
            best = float((sign * model.predict(np.concatenate([round.points, expected]))).max())

            def value(points: Points) -> Float64s:
                std = np.sqrt(np.maximum(np.asarray(model.evidence("variance", points)), _LEAST))
                mean = sign * np.asarray(model.evidence("mean", points))
                found: Float64s = log_improvement((mean - best) / std)[0] + np.log(std)
                return found

            def with_gradient(points: Points) -> tuple[Float64s, Float64s]:
                assert isinstance(model, Differentiable)
                mean, variance, of_mean, of_variance = model.moments(points)
                std = np.sqrt(np.maximum(variance, _LEAST))
                of_std = of_variance / (2.0 * std[:, None])
                z = (sign * mean - best) / std
                logarithm, derivative = log_improvement(z)
                of_z = (sign * of_mean - z[:, None] * of_std) / std[:, None]
                return logarithm + np.log(std), derivative[:, None] * of_z + of_std / std[:, None]

            return Objective(value, with_gradient if isinstance(model, Differentiable) else None)

        return make

    def shown(self, height: float) -> float:
        """The improvement itself."""
        return float(np.exp(height))

    def reasons(self, round: Round, points: Points, scores: Float64s) -> Sequence[str]:
        """What is hoped for."""
        kind = "lower" if round.goal == "minimum" else "higher"
        return [f"expected to be {one:.3g} {kind} than the best so far, counting what is not as 0" for one in scores]


generators.register(ExpectedImprovement.name, ExpectedImprovement())
