"""One curve of the re-benchmark: a label at a time until the training part is used up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.rebench.machine import Float64s, Machine
from askless.bench.protocols.rebench.sharpness import Sharpness
from askless.bench.protocols.rebench.split import START, Split
from askless.choose.array import Keys
from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.strategy import strategies
from askless.core.ids import Rows

__all__ = ["STRATEGIES", "Played", "aubc", "play"]

STRATEGIES = ("random", "margin", "auto")

_DIGITS = 12  # copies of a row get the same score up to the last digits, and the first of them is asked

Ask = Callable[[Float64s, Rows, Rows], int]
"""The row to ask next, from decision values of the training rows, free rows and labelled rows."""


@dataclass(frozen=True)
class Played:
    """How a curve went.

    Parameters
    ----------
    rows : int64 array of shape (n_train,)
        Training rows in the order of their labels.
    right : int64 array of shape (n_queries + 1,)
        Test rows that were classified rightly, first with the `START` labels.
    n_test : int
    """

    rows: Rows
    right: npt.NDArray[np.int64]
    n_test: int

    @property
    def accuracy(self) -> Float64s:
        """Test accuracy after each query, shape (n_queries,); that before the first is not in it."""
        return self.right[1:] / self.n_test


def aubc(accuracy: Float64s) -> float:
    """Area under the curve as the re-benchmark counts it: trapezoids over the number of queries.

    Parameters
    ----------
    accuracy : float64 array of shape (n_queries,)
        After each query.

    Returns
    -------
    area : float
        Below the mean of the curve by half the ends over the number of queries: never to be compared
        with a plain mean.

    Examples
    --------
    >>> aubc(np.array([0.5, 1.0, 1.0, 1.0]))
    0.6875
    """
    return float(np.trapezoid(accuracy, dx=1.0) / len(accuracy))


def play(split: Split, machine: Machine, strategy: str) -> Played:
    """Label the whole training part in the order in which a strategy asks.

    Parameters
    ----------
    split : Split
        One whose first labels show both classes.
    machine : Machine
        Not fitted yet.
    strategy : str
        One of `STRATEGIES`.

    Returns
    -------
    played : Played
    """
    m = split.n_train
    ask = _asker(split, machine, strategy)
    rows, free = np.arange(m), np.ones(m, dtype=bool)
    free[:START] = False
    right = np.empty(m - START + 1, dtype=np.int64)
    for n in range(START, m + 1):
        values = machine.fit(rows[:n])
        right[n - START] = np.count_nonzero((values[m:] >= 0.0) == split.codes[m:])
        if n < m:
            rows[n] = ask(values[:m], np.flatnonzero(free), rows[:n].copy())
            free[rows[n]] = False
    return Played(rows, right, len(split.codes) - m)


def _asker(split: Split, machine: Machine, strategy: str) -> Ask:
    return _most_torn if strategy == "margin" else _Asker(split, machine, strategy)


def _most_torn(values: Float64s, free: Rows, labelled: Rows) -> int:
    """The free row nearest to the border, the first of equals, as the protocol says."""
    score = scores.get("margin").function(_pair(values[free]))
    return int(free[np.argmax(np.round(score, _DIGITS))])


def _pair(logits: Float64s) -> Float64s:
    """Probabilities of both classes."""
    positive = 1.0 / (1.0 + np.exp(-logits))
    return np.stack([1.0 - positive, positive], axis=1)


class _Asker:
    """A strategy of askless, asked for one row at a time."""

    def __init__(self, split: Split, machine: Machine, strategy: str) -> None:
        self._split = split
        self._strategy = strategies.get(strategy)
        self._sharpness = Sharpness(split, machine.kernel) if "proba" in self._strategy.needs else None
        self._features = split.features[: split.n_train]
        self._evidence = Evidence(None, split.n_train)

    def __call__(self, values: Float64s, free: Rows, labelled: Rows) -> int:
        turn = len(labelled) - START
        given = {"embedding": self._features}
        if self._sharpness:
            given["proba"] = _pair(self._sharpness.after(labelled) * values)
        self._evidence = self._evidence.renewed(None, model_version=turn, given=given)
        moment = Round(
            seed=self._split.seed,
            number=turn,
            keys=cast(Keys, self._split.keys),
            candidates=free,
            evidence=self._evidence,
            labelled=labelled,
            labels=self._split.codes[labelled],
            label_names=("0", "1"),
            asked=turn,
        )
        return int(self._strategy.choose(moment, 1).rows[0])
