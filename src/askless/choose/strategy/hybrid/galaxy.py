"""GALAXY: bisect the line on which a class ends, and then walk outwards from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Floats, Mask, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import rounded
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["Galaxy"]


@dataclass(frozen=True)
class Galaxy(Strategy):
    """Order the pool by each class's confidence, and find between labelled items where the class ends.

    For each class all items stand on a line, from surely of it to surely not. Where a labelled item
    of the class and one of another follow each other, the class must end between them: the item
    halfway is asked, first where the two are nearest. When no such gap is left, items next to the
    ends are asked. With a rare class this finds as many items of it as of the others, where `margin`
    asks about the common ones.

    Notes
    -----
    Lines, bisection of the shortest gap over all classes, and growth around the ends follow the paper
    [1]_, which states them as shortest paths in graphs that are grown; on a line these are the gaps
    and the distances from an end. It differs in one point: the paper asks one item after another
    within a batch, here answers come after the batch. Until then picks and pending items count as of
    the class that the model gives them, so that a gap is halved on towards where the model changes
    its mind. Of two items in the middle keyed noise takes one.

    References
    ----------
    .. [1] J. Zhang, J. Katz-Samuels, R. Nowak, "GALAXY: graph-based active learning at the extreme",
       ICML 2022, arXiv:2202.01402.

    Examples
    --------
    >>> from askless import select
    >>> first = [0.9, 0.7, 0.5, 0.3, 0.1]
    >>> select("galaxy", 1, proba=[[p, 1 - p] for p in first], labelled=[0, 4], labels=[0, 1]).tolist()
    [2]
    """

    name = "galaxy"
    needs = ("proba", "labels")
    summary = "asks halfway between labelled items of a class and others, where the class must end"
    reference = (
        "J. Zhang, J. Katz-Samuels, R. Nowak, “GALAXY: graph-based active learning at the extreme”, ICML 2022, "
        "arXiv:2202.01402"
    )
    when_not = (
        "When classes are balanced: `margin` finds the same border for less. And with noisy labels: one wrong label "
        "makes an end where there is none, and the items around it are asked."
    )
    cost = "one sort of the pool for each class; 8 bytes for each item and class while it chooses"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5], [0.7, 0.3], [0.3, 0.7], [0.9, 0.1], [0.1, 0.9]], "labels": [0, 1]}

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """The place of each item on each line and the item at each place; see `Strategy.memory`."""
        return float((32 << 20) + n * (12 * C + 128))

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k`, gap by gap; see `Strategy.pick`."""
        if not round.teaches:
            return draw(round, k, why.TO_BEGIN)
        pool = np.sort(round.pool)
        proba = numpy_of(round.evidence.get("proba", pool))
        given, answers = _members(round, pool, proba)
        noise = round.noise(pool)
        lines = [
            _Line.of(c, keys, noise, given, answers[:, c])
            for c, keys in enumerate(_confidence(proba, round.multilabel))
            if answers[: len(round.labelled), c].any() and not answers[: len(round.labelled), c].all()
        ]
        picks: list[int] = []
        scores, sentences = np.zeros(k), []
        while len(picks) < k:
            found = min((offer for line in lines if (offer := line.offer(noise)) is not None), default=None)
            if found is None:
                break
            outward, length, _, at, c = found
            scores[len(picks)] = (0.0 if outward else 1.0) + 1.0 / (1.0 + length)
            name = round.label_names[c] if c < len(round.label_names) else f"label {c}"
            sentences.append(_sentence(name, outward))
            picks.append(at)
            named = _named(proba[[at]], round.multilabel)[0]
            for line in lines:
                line.insert(at, bool(named[line.label]))
        chosen = Choice.of(pool[picks], why=sentences, scores=scores[: len(picks)])
        return with_rest(round, chosen, k, why.RANDOM)


@dataclass
class _Line:
    """The pool in the order of one class's confidence, and what is known of it; grows while a batch is made."""

    label: int
    order: npt.NDArray[np.int32]  # position in the pool by place
    place: npt.NDArray[np.int32]  # place by position in the pool
    known: Rows  # places with an answer, rising
    member: Mask  # whether each of these is of the class

    @classmethod
    def of(cls, label: int, keys: Floats, noise: Floats, given: Rows, member: Mask) -> _Line:
        """Sort the pool, equal items by their noise."""
        order = np.lexsort((noise, rounded(keys))).astype(np.int32)
        place = np.empty_like(order)
        place[order] = np.arange(len(order), dtype=np.int32)
        known = place[given].astype(np.int64)
        by_place = np.argsort(known)
        return cls(label, order, place, known[by_place], member[by_place])

    def insert(self, at: int, member: bool) -> None:
        """One more item is known, or taken to be."""
        before = int(np.searchsorted(self.known, self.place[at]))
        self.known = np.insert(self.known, before, self.place[at])
        self.member = np.insert(self.member, before, member)

    def offer(self, noise: Floats) -> tuple[bool, int, float, int, int] | None:
        """The item to ask on this line: whether it lies outside all gaps, how far, minus its noise, itself, the class.

        The smallest of several offers is the one to take.
        """
        gaps = np.diff(self.known) - 1
        ends = np.flatnonzero(self.member[1:] != self.member[:-1])
        inside = ends[gaps[ends] > 0]
        if len(inside):
            length = int(gaps[inside].min())
            shortest = inside[gaps[inside] == length]
            middle = self.known[shortest] + (length + 1) // 2
            places = middle if length % 2 else np.concatenate([middle, middle + 1])
            return self._first(False, length, places, noise)
        if len(ends) == 0:
            return None
        left, right = self._outward(ends, gaps)
        distance = np.concatenate([left[0], right[0]])
        places = np.concatenate([left[1], right[1]])
        if not np.isfinite(distance).any():
            return None
        return self._first(True, int(distance.min()), places[distance == distance.min()], noise)

    def _outward(self, ends: Rows, gaps: Rows) -> tuple[tuple[Floats, Rows], tuple[Floats, Rows]]:
        """The nearest unknown place to the left and to the right of each end, and how far it is."""
        n = len(self.order)
        before = np.concatenate([self.known[:1] > 0, gaps > 0])  # is the place left of a known one free?
        after = np.concatenate([gaps > 0, self.known[-1:] < n - 1])
        index = np.arange(len(self.known))
        last = np.maximum.accumulate(np.where(before, index, -1))[ends]
        first = np.minimum.accumulate(np.where(after, index, len(index))[::-1])[::-1][ends + 1]
        to_left = self.known[np.maximum(last, 0)] - 1
        to_right = self.known[np.minimum(first, len(index) - 1)] + 1
        left = np.where(last >= 0, self.known[ends] - to_left, np.inf)
        right = np.where(first < len(index), to_right - self.known[ends + 1], np.inf)
        return (left, to_left), (right, to_right)

    def _first(self, outward: bool, length: int, places: Rows, noise: Floats) -> tuple[bool, int, float, int, int]:
        """Of equally good places the one whose item has the most noise."""
        at = self.order[places]
        best = int(at[np.argmax(noise[at])])
        return outward, length, -float(noise[best]), best, self.label


def _confidence(proba: Floats, multilabel: bool) -> list[npt.NDArray[np.float64]]:
    """For each class how far its probability lies above that of the best other one."""
    columns = [proba[:, c].astype(np.float64) for c in range(proba.shape[1])]
    if multilabel:
        return columns
    first, second = columns[0], np.full(len(proba), -np.inf)
    for column in columns[1:]:
        second = np.maximum(second, np.minimum(first, column))
        first = np.maximum(first, column)
    return [column - np.where(column < first, first, second) for column in columns]


def _named(proba: Floats, multilabel: bool) -> Mask:
    """Which labels the model gives; classes that tie for the top are all given."""
    if multilabel:
        return np.asarray(proba > 0.5)
    return np.asarray(proba >= proba.max(axis=1, keepdims=True) * (1.0 - 1e-6))


def _members(round: Round, pool: Rows, proba: Floats) -> tuple[Rows, Mask]:
    """Positions of labelled and pending rows, and which labels each has, or would have by the model."""
    given = np.searchsorted(pool, round.taken)
    answers = _named(proba[given], round.multilabel)
    labels = np.asarray(round.labels, dtype=np.int64)
    answers[: len(labels)] = (
        labels[:, : proba.shape[1]] > 0 if round.multilabel else labels[:, None] == np.arange(proba.shape[1])
    )
    return given, answers


def _sentence(name: str, outward: bool) -> str:
    """Where it stands on the line."""
    if outward:
        return f"next to where “{name}” gives way to other labels"
    return f"halfway between labelled items of “{name}” and of other labels, as the model ranks them"


strategies.register(Galaxy.name, Galaxy())
