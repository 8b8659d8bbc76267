"""Latin hypercubes: of every input, each part of its range is asked about once."""

from __future__ import annotations

import numpy as np

from askless.synthesis.generators.baselines import first_fresh
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.round import Proposal, Round

__all__ = ["LatinHypercube"]

BLOCK = 32
_BLOCKS_AHEAD = 4


class LatinHypercube(Generator):
    """Asks about the points of one Latin hypercube after another, of 32 points or a batch each."""

    name = "latin_hypercube"
    summary = "asks about points that visit each part of every input's range"
    reference = (
        "M. D. McKay, R. J. Beckman, W. J. Conover, “A comparison of three methods for selecting values of input "
        "variables in the analysis of output from a computer code”, Technometrics 1979, "
        "doi:10.1080/00401706.1979.10489755"
    )
    when_not = "When answers say where to look further: it does not learn from them. Use `alc` or `margin_sobol`."

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        size = max(BLOCK, k)
        first = round.number // size
        blocks = [
            round.domain.sample(size, np.random.default_rng([round.seed, 6, size, block]), "latin_hypercube")
            for block in range(first, first + _BLOCKS_AHEAD)
        ]
        return first_fresh(round, np.concatenate(blocks), k, "next of a Latin hypercube, which spans every input")


generators.register(LatinHypercube.name, LatinHypercube())
