"""Maximum variance: the point whose number is least known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.generators.acquisition import Acquisition, Make
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.model import Differentiable, Float64s, PointModel
from askless.synthesis.optimise.objective import Objective
from askless.synthesis.round import Round

__all__ = ["MaxVariance"]


class MaxVariance(Acquisition):
    """Asks where the model knows the number least."""

    name = "max_variance"
    summary = "asks about the point whose number is least known"
    reference = (
        "D. J. C. MacKay, “Information-based objective functions for active data selection”, Neural Computation 1992, "
        "doi:10.1162/neco.1992.4.4.590"
    )
    when_not = "With more than two or three inputs: it visits the rim of the domain first. Use `alc`."
    tasks = ("real",)
    needs = ("variance",)

    def begin(self, round: Round) -> Make:
        """Nothing is done beforehand."""
        return _objective

    def reasons(self, round: Round, points: Points, scores: Float64s) -> Sequence[str]:
        """How far off the prediction may be."""
        return [f"the prediction may be {np.sqrt(one):.3g} off" for one in scores]


def _objective(model: PointModel, expected: Points) -> Objective:
    def with_gradient(points: Points) -> tuple[Float64s, Float64s]:
        assert isinstance(model, Differentiable)
        _, variance, _, of_variance = model.moments(points)
        return variance, of_variance

    def value(points: Points) -> Float64s:
        return np.asarray(model.evidence("variance", points), dtype=np.float64)

    return Objective(value, with_gradient if isinstance(model, Differentiable) else None)


generators.register(MaxVariance.name, MaxVariance())
