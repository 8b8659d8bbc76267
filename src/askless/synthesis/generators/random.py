"""Random points of the domain: what every other way of asking has to beat."""

from __future__ import annotations

import numpy as np

from askless.synthesis.generators.baselines import first_fresh
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.optimise.candidates import spread
from askless.synthesis.round import Proposal, Round

__all__ = ["Random"]

_TRIES = 4


class Random(Generator):
    """Asks about points drawn evenly from the domain."""

    name = "random"
    summary = "asks about points drawn at random from the domain"
    reference = "The baseline of all experiments."
    when_not = "When evaluations are dear: `sobol` leaves smaller gaps, `alc` and `margin_sobol` learn from answers."

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        rng = round.rng(0)
        points = np.concatenate([spread(round, 2 * k, rng, "random") for _ in range(_TRIES)])
        return first_fresh(round, points, k, "drawn at random from the domain")


generators.register(Random.name, Random())
