"""ALC, active learning Cohn: the items that lower the variance of all others most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.gaussian_process import Process, tile_rows
from askless.choose.kernels.posterior import Features, Posterior, moment
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.design import design
from askless.choose.strategy.process import process_at
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.noise import uniform
from askless.core.task import Task

__all__ = ["Alc"]

_JITTER = 1e-6  # keeps the factor of landmarks that are equal
_EXACT = 8 << 20  # features up to which double precision is kept


@dataclass(frozen=True, kw_only=True)
class Alc(Strategy):
    """Ask what lowers the variance of a Gaussian process most, on average over all unlabelled items.

    Unlike the item of largest variance, which tends to lie at the rim, this is one that has much in
    common with many others of which little is known. The variance depends on where the labelled items
    lie and not on their numbers, so it works before there is any label and with numbers of any size;
    later picks of a batch reckon with the earlier ones. The process is approximated by the likeness
    to landmarks that are drawn from the pool.

    Parameters
    ----------
    noise : float, default 0.1
        Variance of the noise in a label, as a share of the variance of the process; above 0.
    landmarks : int, default 256
        How many; as many as there are items make it exact.
    gamma : float, optional
        Of the RBF kernel; one over the total variance of the features if not given.
    """

    noise: float = 0.1
    landmarks: int = 256
    gamma: float | None = None

    name = "alc"
    needs = ("embedding", "labelled", "pending")
    summary = "asks about what would make the predictions for all others surest"
    reference = (
        "D. A. Cohn, Z. Ghahramani, M. I. Jordan, “Active learning with statistical models”, JAIR 1996, "
        "doi:10.1613/jair.295; S. Seo, M. Wallat, T. Graepel, K. Obermayer, “Gaussian process regression: active data "
        "selection and test point rejection”, IJCNN 2000, doi:10.1109/IJCNN.2000.861310"
    )
    when_not = (
        "When the features say little about the number: it looks at them alone. When the largest error matters and "
        "not the mean one: use `max_variance`."
    )
    cost = "a kernel value for each candidate and landmark, held; then a pass over them for each pick"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[2.0], [1.9], [2.1], [4.0], [0.0], [0.1]], "labels": [3.0, 5.0]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Features by landmarks, states and a few matrices; see `Strategy.memory`."""
        return float((96 << 20) + (96 + 4 * self.landmarks) * n + 64 * self.landmarks**2)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("its answer would tell most about the others",) * len(rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        rows = round.candidates
        pool = round.pool
        drawn = sample(pool, uniform(round.seed, 0, round.keys[pool], "landmarks"), self.landmarks)
        process = process_at(round, drawn, gamma=self.gamma, noise=_JITTER)
        features = Features(_by_landmarks(round, rows, process))
        precision = np.eye(features.d)
        if len(round.taken):
            precision += moment(Features(_by_landmarks(round, round.taken, process))) / self.noise
        state = Posterior.of(features, precision, moment(features) / len(rows))
        found = design(state, 1.0 / self.noise, np.ones(len(rows), dtype=bool), round.noise(rows), k)
        chosen = rows[found.positions]
        return Choice.of(chosen, why=self.reasons(round, chosen), scores=found.gains)


def _by_landmarks(round: Round, rows: Rows, process: Process) -> Array:
    """Features whose inner products are the part of the kernel that the landmarks explain."""
    probe = round.evidence.get("embedding", rows[:1])
    xp: Any = array_namespace(probe)
    m = len(process)
    precise = 8 * len(rows) * m <= _EXACT
    features = xp.empty((len(rows), m), dtype=xp.float64 if precise else xp.float32, device=device(probe))
    factor = xp.asarray(np.ascontiguousarray(process.inverse.T), device=device(probe))
    for span in spans(len(rows), min(tile_rows(m), round.evidence.chunk_rows)):
        kernel = process.kernel(round.evidence.get("embedding", rows[span]))
        features[span, :] = xp.astype(xp.matmul(kernel, factor), features.dtype)
    return features


strategies.register(Alc.name, Alc())
