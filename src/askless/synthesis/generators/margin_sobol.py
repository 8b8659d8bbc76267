"""Margin with a share of spread questions: the boundary as the model sees it, and what it does not see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.round import Proposal, Round

__all__ = ["EVERY", "MarginSobol"]

EVERY = 4
"""Of so many questions one is spread."""

_WHY = "one question in four fills the domain evenly, whatever the model says"


class MarginSobol(Generator):
    """Asks along the boundary, and one question in four at the next Sobol point.

    Questions on the boundary alone can miss whole regions: a model that has seen one answer of a label among many
    others takes it for nothing, and then asks at the rim of the domain, where it is least sure and nothing is. Spread
    questions find what it missed, and tell its length scales.
    """

    name = "margin_sobol"
    summary = "asks about items between the two most probable labels, and one time in four about a point of `sobol`"
    reference = (
        "T. Osugi, D. Kim, S. Scott, “Balancing exploration and exploitation: a new algorithm for active machine "
        "learning”, ICDM 2005, doi:10.1109/ICDM.2005.33"
    )
    when_not = "When nearly all of the domain is one smooth boundary that is known roughly: `margin` wastes nothing."
    tasks = ("classes",)
    needs = ("proba",)

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        evenly = (round.number + np.arange(k)) % EVERY == EVERY - 1
        torn, found = int((~evenly).sum()), Proposal(round.pending[:0], np.empty(0), ())
        if torn:
            found = generators.get("margin").propose(round, torn)
        beside = replace(round, pending=np.concatenate([round.pending, found.points]))
        missing = k - len(found.points)
        if not missing:
            return found
        spread = generators.get("sobol").propose(beside, missing)
        place = np.argsort(evenly, kind="stable")[: len(found.points)]
        order = np.argsort(
            np.concatenate([place, np.setdiff1d(np.arange(k), place)[: len(spread.points)]]), kind="stable"
        )
        why = found.why + (_WHY,) * len(spread.points)
        return Proposal(
            np.concatenate([found.points, spread.points])[order],
            np.concatenate([found.scores, spread.scores])[order],
            tuple(why[at] for at in order),
        )


generators.register(MarginSobol.name, MarginSobol())
