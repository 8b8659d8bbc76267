"""CVIRS: items on which all labels are in doubt and whose predicted labels are like nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task
from askless.errors import EvidenceError

__all__ = ["Cvirs", "inconsistency", "rank_shares"]

_CELLS = 1 << 18  # pairs of label sets compared at a time


@dataclass(frozen=True)
class Cvirs(Strategy):
    """Ask about items that every label ranks as doubtful and whose predicted labels go together nowhere else.

    Each label ranks the candidates by how near its probability is to one half; the mean of the ranks
    (Borda's count) is one factor, so that labels with large and small doubts weigh the same. The
    other is how much the predicted set of labels differs, on average, from the sets of the labelled
    items, as the normalised entropy distance between the two; sets opposite in every label are at
    distance 1. The score is the product.
    """

    name = "cvirs"
    needs = ("proba", "labelled", "labels")
    summary = "asks about items in doubt for all labels at once, with unusual predicted labels"
    reference = (
        "O. Reyes, C. Morell, S. Ventura, “Effective active learning strategy for multi-label learning”, "
        "Neurocomputing 273, 2018, doi:10.1016/j.neucom.2017.08.001"
    )
    when_not = (
        "With two or three labels, where almost all sets occur, or when most items have no label at all: then all "
        "predicted sets are one, and ranks alone decide. Where only one label is in doubt use `binary_minimum`."
    )
    cost = (
        "one sort of the candidates for each label; distances between sets that differ only, so that it is the number "
        "of different sets that counts"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        proba = [[0.6, 0.4, 0.6], [0.9, 0.1, 0.1], [0.9, 0.05, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]
        return {"proba": proba, "labels": [[1, 0, 0], [1, 1, 0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("multilabel",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """The probabilities a few times over, for labels rank whole pools; see `Strategy.memory`."""
        return float((48 << 20) + 8 * n * (2 * C + 12))

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """The products, ranks being among `rows`; see `Strategy.item_scores`."""
        proba = numpy_of(round.evidence.get("proba", rows))
        values = rank_shares(proba)
        if len(round.labelled):
            values = values * inconsistency(proba >= 0.5, np.asarray(round.labels, dtype=bool))
        return iter([(rows, values)])

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The label that the model knows least about."""
        return doubts(round, rows)


def rank_shares(proba: Floats) -> npt.NDArray[np.float64]:
    """Mean over labels of the share of other items that the label is surer about.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Probability of each label by itself, NumPy.

    Returns
    -------
    shares : float64 array of shape (n_items,)
        In [0, 1]; 1 for an item that every label is least sure about. Items that are tied (to 1e-6)
        share the mean of their ranks. Time O(n_labels * n_items * log n_items), one label in memory.

    Examples
    --------
    >>> rank_shares(np.array([[0.5, 0.9], [0.9, 0.5], [1.0, 1.0]])).tolist()
    [0.75, 0.75, 0.0]
    """
    n, n_labels = proba.shape
    if n < 2:
        return np.ones(n)
    total = np.zeros(n)
    for label in range(n_labels):
        margin = rounded(np.abs(2.0 * proba[:, label].astype(np.float64) - 1.0))
        _, group, sizes = np.unique(margin, return_inverse=True, return_counts=True)
        last = np.cumsum(sizes)
        total += n - (last - (sizes - 1) / 2)[group]  # ranks from 1, the smallest margin first
    return np.asarray(total / (n_labels * (n - 1)))


def inconsistency(predicted: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Mean distance of predicted sets of labels from given ones.

    Parameters
    ----------
    predicted : bool array of shape (n_items, n_labels)
        Which labels each item is predicted to have.
    given : bool array of shape (n_labelled, n_labels)
        Which labels the labelled items have, at least one item.

    Returns
    -------
    distance : float64 array of shape (n_items,)
        In [0, 1]. The distance of two sets is 1 if each label is in just one of them, else
        2 - (H(a) + H(b)) / H(a, b), entropies over the labels; 0 for equal sets.

    Raises
    ------
    EvidenceError
        If the two do not tell of the same labels.

    Notes
    -----
    Equal sets are compared once: time O(n_labels * s * t) for s different predicted and t different
    given sets, at most 262,144 pairs in memory.

    Examples
    --------
    >>> inconsistency(np.array([[1, 0], [0, 1], [1, 1]], bool), np.array([[1, 0]], bool)).tolist()
    [0.0, 1.0, 1.0]
    """
    if predicted.shape[1] != given.shape[1]:
        raise EvidenceError(
            f"`proba` tells of {predicted.shape[1]} labels and `labels` of {given.shape[1]}.",
            "Give one column for each label in both.",
        )
    sets, which = _different(predicted)
    others, of_other = _different(given)
    weights = np.bincount(of_other, minlength=len(others)) / len(given)
    found = np.empty(len(sets))
    for span in spans(len(sets), max(1, _CELLS // len(others))):
        found[span] = _distances(sets[span], others) @ weights
    return np.asarray(found[which])


def _different(sets: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.float64], Rows]:
    """The different rows, and which of them each row is."""
    packed = np.packbits(sets, axis=1)
    _, first, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return sets[first].astype(np.float64), which.ravel()


def _distances(sets: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Distances of shape (n_sets, n_others)."""
    q = sets.shape[1]
    size, other_size = sets.sum(axis=1)[:, None], others.sum(axis=1)[None, :]
    both = sets @ others.T
    only, only_other = size - both, other_size - both
    joint = _part(both, q) + _part(only, q) + _part(only_other, q) + _part(q - both - only - only_other, q)
    own = _part(size, q) + _part(q - size, q) + _part(other_size, q) + _part(q - other_size, q)
    distance = 2.0 - own / np.where(joint > 0, joint, 1.0)
    opposite, same = only + only_other == q, only + only_other == 0
    return np.where(opposite, 1.0, np.where(same, 0.0, distance))


def _part(count: npt.NDArray[np.float64], q: int) -> npt.NDArray[np.float64]:
    """The part of an entropy that comes from `count` of `q` labels, in nats."""
    share = count / q
    return np.asarray(-share * np.log(np.where(share > 0, share, 1.0)))


strategies.register(Cvirs.name, Cvirs())
