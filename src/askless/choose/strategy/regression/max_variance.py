"""Maximum variance: the items whose number is least known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.pivots import pivots
from askless.choose.round import Round
from askless.choose.strategy.process import known, process_at
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["MaxVariance"]


@dataclass(frozen=True, kw_only=True)
class MaxVariance(Strategy):
    """Ask where a Gaussian process on the features, given what is labelled, knows least.

    The variance of the process depends on where the labelled items lie and not on their numbers, so
    it works before there is any label, with numbers of any size, and for whole batches: every pick
    lowers the variance around it for those that follow. The same picks maximise the information that
    the batch holds about the process.

    Parameters
    ----------
    noise : float, default 0.1
        Variance of the noise in a label, as a share of the variance of the process; above 0.
    gamma : float, optional
        Of the RBF kernel; one over the total variance of the features if not given.
    """

    noise: float = 0.1
    gamma: float | None = None

    name = "max_variance"
    needs = ("embedding", "labelled", "pending")
    summary = "asks about what lies where a Gaussian process knows least"
    reference = (
        "D. J. C. MacKay, “Information-based objective functions for active data selection”, Neural Computation 1992, "
        "doi:10.1162/neco.1992.4.4.590; S. Seo, M. Wallat, T. Graepel, K. Obermayer, “Gaussian process regression: "
        "active data selection and test point rejection”, IJCNN 2000, doi:10.1109/IJCNN.2000.861310"
    )
    when_not = "When there are outliers or many irrelevant features: it visits the rim of the pool first. Use `alc`."
    cost = (
        "one kernel value for each pair of a candidate and a labelled or picked item, a few times over; "
        "of more than 2,000 labelled items, 2,000 are drawn"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[2.0], [0.1], [0.9], [0.0], [1.0]], "labels": [3.0, 5.0]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Tiles, the rows between two passes, and a few numbers for each row; see `Strategy.memory`."""
        return float((48 << 20) + 64 * n + 32 * max(512, 2 * k) ** 2 + 16 * (2000 + k) ** 2)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("the labelled items say least about it",) * len(rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        rows = round.candidates
        taken = round.taken
        process = process_at(round, taken[known(round, taken)], gamma=self.gamma, noise=self.noise)
        at, values = pivots(
            process,
            lambda at: round.evidence.get("embedding", rows[at]),
            np.ones(len(rows)),
            round.noise(rows),
            k,
        )
        return Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=values)


strategies.register(MaxVariance.name, MaxVariance())
