"""Synthesis for generalised linear models: the question that narrows down the boundary most where it matters."""

from __future__ import annotations

import numpy as np

from askless.errors import UsageError
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.generators.boundary import Weights, boundary_gain
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.gaussian_sites import normal_pdf
from askless.synthesis.models.model import Float64s
from askless.synthesis.models.version_space import VersionSpace
from askless.synthesis.optimise.candidates import spread
from askless.synthesis.optimise.search import Search
from askless.synthesis.round import Proposal, Round

__all__ = ["FourierSynthesis", "GlmSynthesis"]

LOOKED_AT = 512
"""Real rows, or points of the domain, on which the boundary is to be right."""


class GlmSynthesis(Generator):
    """Asks about the point whose answer narrows down the boundary most, where real rows lie.

    The model is linear in the coordinates, with an intercept, or in random Fourier features of them. Errors are counted
    on real rows where there are some, and over the domain otherwise; a row counts as much as it is near the boundary.
    With features that are not the coordinates, the point for the best question is searched for from many starts.
    """

    name = "glm"
    summary = "asks where an answer narrows down the boundary of a linear model most, as real rows see it"
    reference = (
        "I. Alabdulmohsin, X. Gao and X. Zhang, “Efficient active learning of halfspaces via query synthesis”, AAAI "
        "2015, doi:10.1609/aaai.v29i1.9563; with the average over inputs of D. Cohn, “Neural network exploration "
        "using optimal experiment design”, Neural Networks 1996, doi:10.1016/0893-6080(95)00137-9"
    )
    when_not = "When a linear model is far from right in the inputs as they are. Use `margin_sobol`."
    tasks = ("classes",)
    needs = ("proba",)
    own_model = "glm"

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        if round.model is None:
            return generators.get("sobol").propose(round, k)
        if not isinstance(round.model, VersionSpace):
            raise UsageError(
                f"The strategy `{self.name}` brings its own model, and was given “{round.model.name}”.",
                "Leave the model out, or choose another strategy.",
            )
        belief, search = round.model.belief, Search(round)
        points: Points = np.empty((0, round.domain.width))
        scores: list[float] = []
        looked_at = _looked_at(round)
        if not len(looked_at):
            return Proposal(points, np.array(scores), ())
        with one_thread():
            weights = [Weights.of(sites) for sites in belief.sites]
            waiting = belief.features.of(np.concatenate([round.pending, round.unanswerable]))
            for one in weights:
                one.expect(waiting)
            seen = belief.features.of(looked_at)
            for at in range(k):
                objective = boundary_gain(belief.features, weights, [_matters(one, seen) for one in weights])
                found = search.best(objective, np.concatenate([round.taken, points]), at)
                if found is None:
                    break
                points = np.concatenate([points, found[0][None]])
                scores.append(found[1])
                for one in weights:
                    one.expect(belief.features.of(found[0][None]))
            proba = np.sort(round.model.predict(points), axis=1)[:, ::-1] if len(points) else np.empty((0, 2))
        why = tuple(f"its answer narrows down the boundary most; the likeliest label has {p:.0%}" for p in proba[:, 0])
        return Proposal(points, np.array(scores), why)


def _looked_at(round: Round) -> Points:
    """Where the boundary is to be right."""
    rng = round.rng(2)
    if not len(round.real):
        return spread(round, LOOKED_AT, rng)
    if len(round.real) <= LOOKED_AT:
        return round.real
    return round.real[np.sort(rng.choice(len(round.real), LOOKED_AT, replace=False))]


def _matters(weights: Weights, seen: Float64s) -> Float64s:
    """Which weights matter: a row counts by how likely it is to lie on the boundary, over its own variance."""
    variance = np.maximum(np.einsum("nd,nd->n", seen @ weights.covariance, seen), 1e-12) + 1e-6 * weights.noise
    share = normal_pdf(seen @ weights.mean / np.sqrt(variance)) / variance
    return np.asarray((seen.T * share) @ seen / len(seen))


class FourierSynthesis(GlmSynthesis):
    """The same over random Fourier features: for boundaries that are not flat."""

    name = "fourier"
    summary = "asks where an answer narrows down a curved boundary most, as real rows see it"
    reference = (
        "A. Rahimi and B. Recht, “Random features for large-scale kernel machines”, NeurIPS 2007; with the questions "
        "of `glm`"
    )
    when_not = "When few questions are asked: a Gaussian process learns its length scales sooner. Use `margin_sobol`."
    own_model = "fourier"


for _one in (GlmSynthesis(), FourierSynthesis()):
    generators.register(_one.name, _one)
