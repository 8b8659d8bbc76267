"""Sobol points: a sequence that fills the domain ever more finely."""

from __future__ import annotations

import numpy as np

from askless.synthesis.generators.baselines import first_fresh
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.round import Proposal, Round

__all__ = ["Sobol"]

_LONGER = 4  # times: how far the sequence is looked through where the guard or steps of inputs refuse much
_ANEW = 1_000_000  # a learner whose guard refused a batch asks under a number so much larger


class Sobol(Generator):
    """Asks about the points of a scrambled Sobol sequence in their order, whatever the answers."""

    name = "sobol"
    summary = "asks about the points of a sequence that fills the domain evenly"
    reference = (
        "I. M. Sobol’, “On the distribution of points in a cube and the approximate evaluation of integrals”, USSR "
        "Computational Mathematics and Mathematical Physics 1967, doi:10.1016/0041-5553(67)90144-9; A. B. Owen, "
        "“Scrambling Sobol’ and Niederreiter–Xing points”, Journal of Complexity 1998, doi:10.1006/jcom.1998.0487"
    )
    when_not = "When answers say where to look further: it does not learn from them. Use `alc` or `margin_sobol`."

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        size = 1 << int(len(round.taken) + k).bit_length()
        sequence = [round.seed, 5, round.number // _ANEW]  # each question goes on with the one sequence
        for _ in range(_LONGER):
            points = round.domain.sample(size, np.random.default_rng(sequence), "sobol")
            found = first_fresh(round, points, k, "next in a sequence that fills the domain evenly")
            if len(found.points) == k:
                break
            size *= 2
        return found


generators.register(Sobol.name, Sobol())
