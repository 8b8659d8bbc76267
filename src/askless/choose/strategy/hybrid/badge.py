"""BADGE: a batch whose gradients are large and point in different directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from askless.choose import why
from askless.choose.array import Array, Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.d2_sampling import d2_sampling
from askless.choose.kernels.pairwise import Points
from askless.choose.kernels.stale import StaleDistances
from askless.choose.kernels.top_k import top_k
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.class_order import class_order
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans

__all__ = ["Badge"]

_SOME = 1_024  # candidates by which the sum of squared distances is followed within a batch
_TOGETHER = 128  # picks that these are compared with at a time


@dataclass(frozen=True)
class Badge(Strategy):
    """Spread the batch over what would change the model most: k-means++ on the gradients of the last layer.

    The gradient of an item, for the label that the model thinks likeliest, is long where the model
    is unsure, and points where the item's features do. The first pick has the longest; each further
    one is drawn with a chance in proportion to its squared distance to the nearest one picked or
    pending, so a batch is unsure and diverse without anything to tune. The gradients, one number
    for each class and feature, are never written down.

    Notes
    -----
    The draws are those of the paper [1]_, exactly. The stored probability of a pick is that of its
    draw, given those before it, and 1 for the first. The sum over all candidates that it takes is
    followed by means of 1,024 of them, drawn by keyed noise: exact in pools no larger than that, else
    good to some parts in a hundred as long as most of these are left. Items that the model is certain
    about have no chance at all.

    References
    ----------
    .. [1] J. T. Ash, C. Zhang, A. Krishnamurthy, J. Langford, A. Agarwal, "Deep batch active learning
       by diverse, uncertain gradient lower bounds", ICLR 2020, arXiv:1906.03671.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> proba = np.array([[0.5, 0.5], [0.5, 0.5], [1.0, 0.0]])
    >>> select("badge", 2, proba=proba, embedding=np.array([[3.0], [3.0], [9.0]])).tolist()[1]
    2
    """

    name = "badge"
    needs = ("proba", "embedding")
    summary = "asks about a batch of uncertain items that pull the model in different directions"
    reference = (
        "J. T. Ash, C. Zhang, A. Krishnamurthy, J. Langford, A. Agarwal, “Deep batch active learning by diverse, "
        "uncertain gradient lower bounds”, ICLR 2020, arXiv:1906.03671"
    )
    when_not = (
        "When one item is asked at a time (it is then just the longest gradient), or before the model has learned "
        "anything: its gradients are noise, and coverage does better."
    )
    cost = (
        "a few passes over probabilities and features for the whole batch; 96 bytes of memory an item, whatever "
        "the number of classes"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5], [0.6, 0.4], [1.0, 0.0]], "embedding": [[2.0], [1.0], [5.0]]}

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Most bytes that it takes; see `Strategy.memory`."""
        return float((24 << 20) + 96 * n + 64 * (k + 128) * (d + C))

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` by chance, keyed; see `Strategy.pick`."""
        gradients = _gradients(round)
        first = self._longest(round, gradients)
        followed = _Followed.of(round, gradients)
        at, squares, totals = d2_sampling(
            gradients, lambda at, stream: round.noise(round.candidates[at], f"badge {stream}"), k - len(first)
        )
        rows = round.candidates[at]
        # Distances only fall, so the sum holds at least what this pick and those after it still have: it
        # counts where nearly all that was followed is picked.
        least = np.cumsum(squares[::-1])[::-1]
        sums = np.maximum(followed.sums(gradients.points(at), totals), least)
        # Sums over the pool have no exact order, so only some of their digits are told.
        chances = np.array([float(f"{chance:.3g}") for chance in np.minimum(squares / sums, 1.0)])
        drawn = Choice.of(rows, why=doubts(round, rows), scores=np.sqrt(squares), probabilities=chances)
        return with_rest(round, Choice.joined(first, drawn), k, why.NOTHING_LEFT)

    def _longest(self, round: Round, gradients: StaleDistances) -> Choice:
        """The candidate with the longest gradient, where nothing is pending."""
        if len(round.pending):
            return Choice.empty()
        near, lengths = gradients.longest()
        best = near[top_k(lengths, lambda at: round.noise(round.candidates[near[at]]), 1)]
        length = float(np.sqrt(lengths.max()))
        gradients.add(gradients.points(best))
        row = round.candidates[best]
        return Choice.of(row, why=doubts(round, row), scores=length) if length > 0 else Choice.empty()


@dataclass(frozen=True)
class _Followed:
    """Some candidates, and how far each lies from all that is picked or pending before the draws."""

    points: Points
    squares: Floats

    @classmethod
    def of(cls, round: Round, gradients: StaleDistances) -> _Followed:
        """All candidates, or of many 1,024 drawn by keyed noise."""
        noise = round.noise(round.candidates, "badge sum")
        points = gradients.points(sample(np.arange(len(noise)), noise, _SOME))
        return cls(points, gradients.nearest(points))

    def sums(self, picks: Points, before: Floats) -> Floats:
        """Sum of the squared distances of all candidates at each pick, from the sum at an earlier one.

        The share that is left of the earlier sum is that of the rows that are followed.
        """
        left = np.empty(len(picks))
        squares = self.squares
        for span in spans(len(picks), _TOGETHER):
            nearer = np.minimum.accumulate(
                np.concatenate([squares[:, None], self.points.to(picks.take(span))], axis=1), axis=1
            )
            left[span] = nearer[:, :-1].sum(axis=0)
            squares = nearer[:, -1]
        _, race = np.unique(-before, return_index=True)  # where a sum over all candidates was known last
        began = np.repeat(left[race], np.diff(np.append(race, len(left))))
        return before * np.divide(left, began, out=np.ones_like(left), where=began > 0)


def _gradients(round: Round) -> StaleDistances:
    """Distances between the gradients of the candidates, to those of the pending rows."""
    n_classes = int(round.evidence.get("proba", round.candidates[:1]).shape[1])
    columns = class_order(round, n_classes)  # by which equal probabilities are told apart

    def errors(rows: Rows) -> Array:
        proba = round.evidence.get("proba", rows)
        xp = array_namespace(proba)
        if round.multilabel:
            return proba - xp.astype(proba > 0.5, proba.dtype)
        proba = xp.take(proba, xp.asarray(columns, device=device(proba)), axis=1)
        likeliest = xp.expand_dims(xp.argmax(proba, axis=1), axis=1)
        is_it = likeliest == xp.expand_dims(xp.arange(proba.shape[1], device=device(proba)), axis=0)
        return proba - xp.astype(is_it, proba.dtype)

    def features(rows: Rows) -> Array:
        return round.evidence.get("embedding", rows)

    rows = round.candidates
    distances = StaleDistances([lambda at: errors(rows[at]), lambda at: features(rows[at])], len(rows))
    if len(round.pending):
        distances.add(distances.points_of(errors(round.pending), features(round.pending)))
    return distances


strategies.register(Badge.name, Badge())
