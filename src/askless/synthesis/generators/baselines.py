"""What the baselines have in common: points that do not depend on any answer."""

from __future__ import annotations

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.optimise.candidates import fresh
from askless.synthesis.round import Proposal, Round

__all__ = ["first_fresh"]


def first_fresh(round: Round, points: Points, k: int, why: str) -> Proposal:
    """The first k points that may be asked about, in their order."""
    points = points[round.plausible(points)]
    points = points[fresh(points, round.taken)][:k]
    return Proposal(points, np.zeros(len(points)), (why,) * len(points))
