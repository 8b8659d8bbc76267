"""Halfspace synthesis: the direction along the boundary in which it is least certain."""

from __future__ import annotations

import numpy as np

from askless.errors import UsageError
from askless.synthesis.domain.space import Points
from askless.synthesis.generators.boundary import Weights, boundary_gain
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.features import MIDDLE, Homogeneous
from askless.synthesis.models.gaussian_sites import GaussianSites
from askless.synthesis.models.model import Float64s
from askless.synthesis.models.version_space import Halfspace
from askless.synthesis.optimise.candidates import is_new
from askless.synthesis.optimise.search import Search
from askless.synthesis.round import Proposal, Round

__all__ = ["HalfspaceSynthesis", "leading"]

EXACT = 64
"""Dimensions up to which eigenvectors are exact; beyond, they would take most of a millisecond."""
STEPS = 32
"""Of the power iteration; with 8, one run in 10 missed directions and was far off with flipped answers."""
LENGTHS = (0.8, 0.4, 0.2, 0.1)
"""Of the way from the middle to the face: an answer far from the middle is the clearest, one near it is the likeliest
to be plausible."""


class HalfspaceSynthesis(Generator):
    """Asks about a direction on the boundary, as it is believed to be, along which it is least certain.

    That is the leading eigenvector of the covariance of the normal vector, orthogonal to its mean. The questions of
    a batch are those that follow. Where the domain has no point along it, the point of the domain that narrows down the
    boundary most is searched for.
    """

    name = "halfspace"
    summary = "asks along the boundary of a halfspace through the middle of the domain, where it is least certain"
    reference = (
        "I. Alabdulmohsin, X. Gao and X. Zhang, “Efficient active learning of halfspaces via query synthesis”, AAAI "
        "2015, doi:10.1609/aaai.v29i1.9563; with a Gaussian in place of their ellipsoid"
    )
    when_not = "When the boundary may miss the middle of the domain, or is not flat. Use `glm` or `margin_sobol`."
    tasks = ("classes",)
    needs = ("proba",)
    own_model = "halfspace"
    most_labels = 2

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        features = Homogeneous(round.domain.width)
        weights = _weights(round, features)
        length = float(np.sqrt(weights.mean @ weights.mean))
        normal = weights.mean / length if length > 0.0 else weights.mean
        points: list[Points] = []
        scores: list[float] = []
        why: list[str] = []
        opened = list(features.of(round.pending))
        for at in range(k):
            along = leading(_across(weights.covariance, opened), normal)
            found = _along(round, along, points)
            if found is None:
                tangent = np.eye(len(normal)) - np.outer(normal, normal)
                objective = boundary_gain(features, [weights], [tangent])
                taken = np.concatenate([round.taken, *(point[None] for point in points)])
                searched = Search(round).best(objective, taken, at)
                if searched is None:
                    break
                found, told = searched[0], "the point of the domain that narrows down the boundary most"
            else:
                told = "on the boundary as it is believed to be, where its direction is least certain"
            row = features.of(found[None])
            scores.append(float(np.sqrt(max(row[0] @ weights.covariance @ row[0], 0.0))))
            weights.expect(row)
            opened.append(row[0])
            points.append(found)
            why.append(told)
        return Proposal(np.array(points).reshape(-1, round.domain.width), np.array(scores), tuple(why))


def _weights(round: Round, features: Homogeneous) -> Weights:
    """What is believed of the normal vector, open questions reckoned with."""
    if round.model is None:
        if len(round.label_names) != 2:
            raise UsageError(
                f"A halfspace has two sides, and there are {len(round.label_names)} labels.",
                "Choose the strategy `glm`, or another one for several labels.",
            )
        weights = Weights.of(GaussianSites(features.width))
        # All directions are alike, and the axes are the last that one would ask along: they are the bounds of inputs.
        some = np.random.default_rng([round.seed, 3]).normal(size=(features.width, features.width))
        weights.covariance += 1e-6 * (some + some.T)
        weights.expect(features.of(round.taken))
        return weights
    if not isinstance(round.model, Halfspace):
        raise UsageError(
            f"The strategy `halfspace` brings its own model, and was given “{round.model.name}”.",
            "Leave the model out, or choose another strategy.",
        )
    weights = Weights.of(round.model.belief.sites[0])
    weights.expect(features.of(np.concatenate([round.pending, round.unanswerable])))
    return weights


def leading(covariance: Float64s, normal: Float64s) -> Float64s:
    """The direction of largest variance orthogonal to a vector of length 1 or 0.

    Notes
    -----
    Time O(d²) beyond 64 dimensions, by power iteration: nearly as good as the leading eigenvector is good enough.

    Examples
    --------
    >>> leading(np.diag([3.0, 2.0, 1.0]), np.array([1.0, 0.0, 0.0])).round(3).tolist()
    [0.0, 1.0, 0.0]
    """
    sn = covariance @ normal
    crossed = np.outer(normal, sn - (0.5 * float(normal @ sn)) * normal)
    tangent = covariance - crossed - crossed.T
    if len(normal) <= EXACT:
        along = np.linalg.eigh(tangent)[1][:, -1]
    else:
        along = tangent[:, int(np.argmax(np.diagonal(tangent)))]
        for _ in range(STEPS):
            along = tangent @ along
            along = along / max(float(np.sqrt(along @ along)), 1e-300)
    along = along - float(along @ normal) * normal
    along = along / max(float(np.sqrt(along @ along)), 1e-300)
    return np.asarray(along if along[int(np.argmax(np.abs(along)))] > 0.0 else -along)


def _across(covariance: Float64s, opened: list[Float64s]) -> Float64s:
    """The covariance without the directions of open questions: to ask along one again before it is answered is vain.

    Where there are as many as dimensions, a new turn begins.
    """
    rows = opened[len(opened) - len(opened) % max(len(covariance) - 1, 1) :]
    if not rows:
        return covariance
    basis = np.linalg.qr(np.array(rows).T)[0]
    across = covariance - basis @ (basis.T @ covariance)
    return np.asarray(across - (across @ basis) @ basis.T)


def _along(round: Round, along: Float64s, points: list[Points]) -> Points | None:
    """The first point in a direction, or against it, that may be asked about."""
    if not along.any():
        return None
    taken = round.points, round.pending, round.unanswerable, np.array(points).reshape(-1, len(along))
    longest = (1.0 - MIDDLE) / np.abs(along).max()
    for length in LENGTHS:
        for sign in (1.0, -1.0):
            point: Points = MIDDLE + (sign * length * longest) * along
            one = point[None]
            if round.domain.allowed(one)[0] and round.plausible(one)[0] and is_new(point, *taken):
                return point
    return None


generators.register(HalfspaceSynthesis.name, HalfspaceSynthesis())
