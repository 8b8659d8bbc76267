"""MMC: the largest loss at the labels that the model would give an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task
from askless.models.logistic import solve

__all__ = ["MMC"]

Counts = npt.NDArray[np.int64]
_MOST = 2_000  # labelled rows that the number of labels is learnt from, drawn by keyed noise


@dataclass(frozen=True, kw_only=True)
class MMC(Strategy):
    """Ask about items on which the model would lose most, at the labels that it would give them.

    How many labels an item has is guessed from its probabilities, put in order, by a logistic
    regression on the labelled items; that many of its most probable labels are taken for its answer
    (maximal confidence). The score is the loss that the model has at this answer, summed over labels:
    what an answer would take away from it (maximum loss reduction).

    Parameters
    ----------
    c : float, default 1.0
        Inverse strength of the penalty of that regression, above 0.
    """

    c: float = 1.0

    name = "mmc"
    needs = ("proba", "labelled", "labels")
    summary = "asks where the model loses most at the labels it would give"
    reference = (
        "B. Yang, J.-T. Sun, T. Wang, Z. Chen, “Effective multi-label active learning for text classification”, "
        "KDD 2009, doi:10.1145/1557019.1557119"
    )
    when_not = (
        "With very few labelled items, from which the number of labels cannot be learnt; or with hundreds of labels, "
        "whose many small probabilities outweigh the doubtful ones: then `binary_minimum`."
    )
    cost = "one pass over the probabilities and a sort of each row, after a regression on at most 2,000 labelled items"
    merges = True
    least = 0.0

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        proba = [[0.6, 0.5, 0.0], [0.9, 0.1, 0.0], [1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.9, 0.8, 0.0]]
        return {"proba": proba, "labels": [[1, 0, 0], [1, 1, 0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("multilabel",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of the evidence a few times over, and the rows; see `Strategy.memory`."""
        return float((32 << 20) + 8 * n + 256 * k + 16 * _MOST * C)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Losses at the most confident answers; see `Strategy.item_scores`."""
        how_many = self._learnt(round)
        return ((rows[span], loss(numpy_of(proba), how_many)) for span, proba in round.evidence.chunks("proba", rows))

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The label that the model knows least about."""
        return doubts(round, rows)

    def _learnt(self, round: Round) -> Callable[[Floats], Counts]:
        """Number of labels from probabilities in falling order, as the labelled items teach it.

        Without labelled items it is the number of labels of at least one half.
        """
        rows, y = round.labelled, np.asarray(round.labels)
        if not len(rows):
            return lambda ordered: (ordered >= 0.5).sum(axis=1)
        some = np.argsort(-round.noise(rows, "how many"), kind="stable")[:_MOST]  # in no order of rows
        counts, codes = np.unique(y[some].sum(axis=1, dtype=np.int64), return_inverse=True)
        if len(counts) == 1:
            return lambda ordered: np.full(len(ordered), counts[0])
        x = shares(falling(numpy_of(round.evidence.get("proba", rows[some]))))
        coef, intercept = solve(x, codes, self.c)

        def most_likely(ordered: Floats) -> Counts:
            z = shares(ordered) @ coef + intercept
            at: Counts = (z > 0).astype(np.int64) if z.ndim == 1 else z.argmax(axis=1)
            return np.asarray(counts[at])

        return most_likely


def falling(proba: Floats) -> Floats:
    """Probabilities of each item, the largest first, in double precision."""
    return -np.sort(-proba.astype(np.float64), axis=1)


def shares(ordered: Floats) -> Floats:
    """Each row divided by its sum, as the paper does; a row of zeros stays."""
    total = ordered.sum(axis=1, keepdims=True)
    return np.asarray(ordered / np.where(total > 0, total, 1.0))


def loss(proba: Floats, how_many: Callable[[Floats], Counts]) -> Floats:
    """Sum over labels of (1 - y f) / 2 with f = 2 p - 1, and y = 1 for the most probable ones, else -1.

    That is 1 - p for a label taken to be there and p for one that is not.
    """
    ordered = falling(proba)
    there = how_many(ordered)[:, None] > np.arange(ordered.shape[1])
    return np.asarray(np.where(there, 1.0 - ordered, ordered).sum(axis=1))


strategies.register(MMC.name, MMC())
