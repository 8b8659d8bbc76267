"""Discriminative: items that a classifier can best tell from the labelled ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.logistic import logistic_slope
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.sample import sample
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["Discriminative"]

Float64s = npt.NDArray[np.float64]
_SIDE = 5_000  # rows of either side that the classifier is fitted to
_ROWS = 16_384


@dataclass(frozen=True)
class Discriminative(Strategy):
    """Tell labelled items from unlabelled ones by a classifier, and ask about the surest unlabelled ones.

    If the two can be told apart, the labelled items are no fair picture of the pool; the items that
    are most clearly not like them are asked. The batch is made in parts, and each part counts as
    labelled when the next is chosen. It looks at the items alone.

    Parameters
    ----------
    parts : int, default 10
        Parts of a batch; the classifier goes on from where it was in each.
    ridge : float, default 1
        Penalty of the classifier.

    Notes
    -----
    The algorithm is that of the paper [1]_, mini-queries included. The classifier differs: the
    paper trains a network of several layers for every part; here it is logistic regression on the
    features and their squares, standardised over the pool, fitted by a few Newton steps. The
    squares let it see that labelled items lie in the middle and others around them. Labelled and
    unlabelled items weigh the same in sum, and of either at most 5,000 are fitted to, drawn by
    keyed noise. Pending items count as labelled; with nothing labelled the first part is drawn.

    References
    ----------
    .. [1] D. Gissin, S. Shalev-Shwartz, "Discriminative active learning", 2019, arXiv:1907.06347.

    Examples
    --------
    >>> from askless import select
    >>> select("discriminative", 1, embedding=[[0.0], [4.0], [0.1], [-0.1]], labelled=[2, 3]).tolist()
    [1]
    """

    parts: int = 10
    ridge: float = 1.0

    name = "discriminative"
    needs = ("embedding",)
    summary = "asks about items that a classifier can best tell from the labelled ones"
    reference = "D. Gissin, S. Shalev-Shwartz, “Discriminative active learning”, 2019, arXiv:1907.06347"
    when_not = (
        "When outliers are worthless: what is least like the labelled items comes first. `max_herding` asks "
        "about what is typical of the part of the pool that labels leave out."
    )
    cost = "for each part a few Newton steps on at most 10,000 items and one pass over the features of all"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[4.0], [0.0], [0.2], [0.1], [-0.1]], "labels": [0, 0]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` in parts; see `Strategy.pick`."""
        ends = np.unique(np.ceil(np.linspace(0, k, min(max(self.parts, 1), k) + 1)).astype(int))
        sizes = np.diff(ends).tolist()
        chosen = Choice.empty()
        if len(round.taken) == 0:
            chosen = draw(round, sizes.pop(0), why.TO_BEGIN)
        middle, spread = _moments(round)
        slope: Float64s | None = None
        for size in sizes:
            left = round.without(chosen.rows)
            slope = self._fitted(left, middle, spread, slope)
            rows, logits = top_k(_logits(left, left.candidates, middle, spread, slope), round.noise, size)
            part = Choice.of(rows, why="easily told from all that is labelled", scores=logits)
            chosen = Choice.joined(chosen, part)
        return chosen

    def _fitted(self, round: Round, middle: Float64s, spread: Float64s, slope: Float64s | None) -> Float64s:
        """The slope of the classifier, from where it was."""
        known = sample(round.taken, round.noise(round.taken, "known"), _SIDE)
        others = sample(round.candidates, round.noise(round.candidates, "others"), _SIDE)
        x = np.concatenate([_read(round, known, middle, spread), _read(round, others, middle, spread)])
        target = np.repeat([0.0, 1.0], [len(known), len(others)])
        # Both sides weigh as much as there are labelled rows.
        weights = np.repeat([1.0, len(known) / max(len(others), 1)], [len(known), len(others)])
        start = np.zeros(x.shape[1]) if slope is None else slope
        return logistic_slope(x, target, weights, start, ridge=self.ridge)


def _moments(round: Round) -> tuple[Float64s, Float64s]:
    """Mean and standard deviation of the features, over at most 5,000 rows of the pool."""
    rows = sample(round.pool, round.noise(round.pool, "others"), _SIDE)
    features = numpy_of(round.evidence.get("embedding", rows)).astype(np.float64)
    spread = features.std(axis=0)
    # Features that do not vary, but for rounding errors, say nothing.
    flat = spread <= 1e-9 * np.abs(features).max(axis=0)
    return features.mean(axis=0), np.where(flat, np.inf, spread)


def _read(round: Round, rows: Rows, middle: Float64s, spread: Float64s) -> Float64s:
    """Standardised features, their squares, and ones."""
    x = (numpy_of(round.evidence.get("embedding", rows)).astype(np.float64) - middle) / spread
    return np.concatenate([x, x * x, np.ones((len(x), 1))], axis=1)


def _logits(
    round: Round, rows: Rows, middle: Float64s, spread: Float64s, slope: Float64s
) -> Iterator[tuple[Rows, Floats]]:
    """How surely each row is unlabelled, chunk by chunk, in the library of the features."""
    d = len(middle)
    for span in spans(len(rows), min(round.evidence.chunk_rows, _ROWS)):
        features = round.evidence.get("embedding", rows[span])
        xp = array_namespace(features)
        there = device(features)
        origin, unit, linear, square = (
            xp.asarray(part, dtype=xp.float64, device=there)
            for part in (middle, 1.0 / spread, slope[:d].copy(), slope[d : 2 * d].copy())
        )
        x = (xp.astype(features, xp.float64) - origin) * unit
        yield rows[span], numpy_of(x @ linear + (x * x) @ square) + slope[-1]


strategies.register(Discriminative.name, Discriminative())
