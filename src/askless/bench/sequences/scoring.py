"""How good predicted tags or spans are, as a whole and for each tag or type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.enough.sentences import Tagging

__all__ = ["METRICS", "measured", "precision_recall", "type_counts"]

Ints = npt.NDArray[np.int64]

METRICS = {"tags": ("accuracy", "f1"), "spans": ("f1",)}
"""What can be measured, the usual first: share of right tokens, F1 of spans, or the mean F1 of tags."""


def type_counts(said: Tagging, truth: Sequence[npt.NDArray[Any]], n_labels: int, *, spans: bool) -> Ints:
    """Right, said and true of each tag or type.

    Parameters
    ----------
    said : Tagging
        Of n sentences.
    truth : sequence of n int64 arrays
        Complete answers, encoded.
    n_labels : int
    spans : bool

    Returns
    -------
    counts : int64 array of shape (n_labels, 3)

    Examples
    --------
    >>> from askless.models.sequence.tagging import Tagging as Said
    >>> said = Said(np.array([0, 3]), np.array([0, 1, 1]), np.ones(3, np.float32), np.zeros((0, 4), np.int64))
    >>> type_counts(said, [np.array([0, 0, 1])], 2, spans=False).tolist()
    [[1, 1, 2], [1, 2, 1]]
    """
    if not spans:
        true = np.concatenate([np.zeros(0, np.int64), *truth])
        codes = np.asarray(said.codes)
        parts = codes[codes == true], codes, true
        return np.stack([np.bincount(part, minlength=n_labels)[:n_labels] for part in parts], axis=1)
    told = {tuple(span) for span in np.asarray(said.spans).tolist()}
    gold = {(row, *span) for row, one in enumerate(truth) for span in np.asarray(one).tolist()}
    found = np.zeros((n_labels, 3), dtype=np.int64)
    for column, some in enumerate((told & gold, told, gold)):
        for span in some:
            found[span[-1], column] += 1
    return found


def measured(metric: str, counts: Ints, *, spans: bool) -> float:
    """The metric that counts give, in [0, 1].

    Examples
    --------
    >>> counts = np.array([[1, 1, 2], [1, 2, 1]])
    >>> round(measured("accuracy", counts, spans=False), 3), round(measured("f1", counts, spans=True), 3)
    (0.667, 0.667)
    """
    if not spans and metric == "f1":
        some = counts[counts[:, 2] > 0]
        return float(np.mean(2 * some[:, 0] / (some[:, 1] + some[:, 2]))) if len(some) else 1.0
    right, said, true = counts.sum(axis=0).tolist()
    return 2 * right / (said + true) if said + true else 1.0


def precision_recall(right: float, said: float, true: float) -> tuple[float, float, float]:
    """Precision, recall and F1; NaN where they are of nothing.

    Examples
    --------
    >>> precision_recall(1, 2, 4)
    (0.5, 0.25, 0.3333333333333333)
    """
    nan = float("nan")
    return (
        right / said if said else nan,
        right / true if true else nan,
        2 * right / (said + true) if said + true else nan,
    )
