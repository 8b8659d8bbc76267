"""EPIG: the point whose answer tells most about the predictions all over the domain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.choose.kernels.predictive import predictive_information
from askless.synthesis.domain.space import Points
from askless.synthesis.generators.acquisition import Acquisition, Make
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.model import Float64s, PointModel
from askless.synthesis.optimise.candidates import spread
from askless.synthesis.optimise.objective import Objective
from askless.synthesis.round import Round

__all__ = ["Epig"]

TARGETS = 100


class Epig(Acquisition):
    """Asks what tells most about the labels of other points.

    `bald` counts all that an answer tells about the model; here it counts as far as it is about the labels of 100
    plausible points spread over the domain, of rows that exist where there are any.
    """

    name = "epig"
    summary = "asks about points whose answers would tell most about the labels of all others"
    reference = (
        "F. Bickford Smith, A. Kirsch, S. Farquhar, Y. Gal, A. Foster, T. Rainforth, “Prediction-oriented Bayesian "
        "active learning”, AISTATS 2023, arXiv:2304.08151"
    )
    when_not = "With a model that has few draws, which are told apart by chance: use `margin`."
    tasks = ("classes",)
    needs = ("draws",)

    def begin(self, round: Round) -> Make:
        """The points whose labels matter."""
        rng = round.rng(2)
        if len(round.real):
            targets = round.real[np.sort(rng.permutation(len(round.real))[:TARGETS])]
        else:
            targets = spread(round, TARGETS, rng)
        if not len(targets):
            targets = round.points

        def make(model: PointModel, expected: Points) -> Objective:
            of_targets = np.asarray(model.evidence("draws", targets))
            return Objective(lambda points: predictive_information(model.evidence("draws", points), of_targets))

        return make

    def reasons(self, round: Round, points: Points, scores: Float64s) -> Sequence[str]:
        """What it tells."""
        return [f"its answer tells {one:.2g} nats about the label of another point" for one in scores]


generators.register(Epig.name, Epig())
