"""QUIRE: the item whose worst answer costs the model least to fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.bounded import bounded_top_k
from askless.choose.kernels.gaussian_process import Process, tile_rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.process import ALIKE, known, process_at
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans

__all__ = ["Quire"]

_FIRST = 64  # labelled rows whose part of the variance makes the bound


@dataclass(frozen=True, kw_only=True)
class Quire(Strategy):
    """Ask where even the least welcome answer would leave the labels easy to explain.

    A kernel least-squares classifier is fitted to the labelled items, one against the rest. For each
    candidate it is worked out how badly the best fit to all labels would be if the candidate got the
    answer that fits worst, all unlabelled items free to take any value; the candidate with the
    smallest such loss comes first. That is one about which the labelled items say little, and which
    is unlike them. In this relaxed form, in which it is always computed, the published criterion does
    not depend on the other unlabelled items at all.

    Parameters
    ----------
    ridge : float, default 1.0
        Weight of the smoothness against the fit, above 0: the lambda of the paper.
    gamma : float, optional
        Of the RBF kernel; one over the total variance of the features if not given.
    """

    ridge: float = 1.0
    gamma: float | None = None

    name = "quire"
    needs = ("embedding", "labelled", "labels")
    summary = "asks about what the labelled items leave open and are unlike"
    reference = (
        "S.-J. Huang, R. Jin, Z.-H. Zhou, “Active learning by querying informative and representative examples”, "
        "NeurIPS 2010; IEEE TPAMI 2014, doi:10.1109/TPAMI.2014.2307881"
    )
    when_not = (
        "In batches: its picks do not know of each other, wrap it as `power(quire)`. With thousands of labels, where "
        "2,000 drawn ones speak for all. When representative items are wanted: despite its name use `max_herding`."
    )
    cost = (
        "one kernel value for each pair of a candidate and a labelled item, and the cube of the number of labelled "
        "items: 100,000 candidates and 500 labels in half a second"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.0, 4.0], [2.0, 0.1], [-2.0, 0.1], [2.0, 0.0], [-2.0, 0.0]], "labels": [0, 1]}

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Tiles of kernel values and a few numbers for each row; see `Strategy.memory`."""
        return float((16 << 20) + 64 * n + 8 * (C + 4) * k)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("the labelled items leave its answer open, and are unlike it",) * len(rows)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Minus the worst loss; see `Strategy.item_scores`."""
        if not round.teaches:
            return None
        fit = _Fit.of(round, self.ridge, self.gamma)
        return ((rows[span], fit.scores(round, rows[span])) for span in spans(len(rows), tile_rows(len(fit.process))))

    def pick(self, round: Round, k: int) -> Choice:
        """Choose the `k` with the smallest worst loss; see `Strategy.pick`."""
        if not round.teaches:
            return draw(round, k, ALIKE)
        rows = round.candidates
        fit = _Fit.of(round, self.ridge, self.gamma)
        at, values = bounded_top_k(
            fit.scores(round, rows, first=_FIRST),
            lambda at: fit.scores(round, rows[at]),
            lambda at: round.noise(rows[at]),
            k,
        )
        return Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=values)


@dataclass(frozen=True)
class _Fit:
    """The classifier, and what it takes to score with it: signs of the answers, and their loss."""

    process: Process
    weights: npt.NDArray[np.float64]
    loss: npt.NDArray[np.float64]
    multilabel: bool

    @classmethod
    def of(cls, round: Round, ridge: float, gamma: float | None) -> _Fit:
        at = known(round, round.labelled)
        process = process_at(round, round.labelled[at], gamma=gamma, noise=ridge)
        answers = np.asarray(round.labels)[at]
        if not round.multilabel:  # a class that nobody has given yet plays no part
            answers = answers[:, None] == np.unique(answers)[None, :]
        signs = 2.0 * answers.astype(np.float64) - 1.0
        weights = process.weights(signs)
        return cls(process, weights, (signs * weights).sum(axis=0), round.multilabel)

    def scores(self, round: Round, rows: Rows, first: int | None = None) -> npt.NDArray[np.float64]:
        """Minus the worst loss of each row; with `first`, a bound from above by so many labelled rows."""
        scores = np.empty(len(rows))
        for span in spans(len(rows), min(tile_rows(len(self.process)), round.evidence.chunk_rows)):
            kernel = self.process.kernel(round.evidence.get("embedding", rows[span]))
            scores[span] = numpy_of(self._scores(kernel, min(first or len(self.process), len(self.process))))
        return scores

    def _scores(self, kernel: Array, last: int) -> Array:
        """For one tile of kernel values."""
        xp, on = array_namespace(kernel), device(kernel)
        mean = xp.matmul(kernel, xp.asarray(self.weights, device=on))
        variance = 1.0 + self.process.noise - self.process.explained(kernel, 0, last)
        loss = xp.asarray(self.loss, device=on)[None, :]
        if self.multilabel:  # the worst answer is the worst for each label
            return -xp.sum(loss + (1.0 + xp.abs(mean)) ** 2 / variance[:, None], axis=1)
        return -xp.max(loss + (1.0 - mean) ** 2 / variance[:, None], axis=1)


strategies.register(Quire.name, Quire())
