"""Votes of several people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.errors import EvidenceError

__all__ = ["leading", "votes"]

Numbers = npt.NDArray[np.float64]


def votes(annotations: npt.NDArray[np.int64], n_labels: int) -> Numbers:
    """How many people gave each label to each item.

    Parameters
    ----------
    annotations : int array of shape (n_items, n_annotators)
        Positions of labels, -1 where somebody has not answered. NumPy.
    n_labels : int
        Number of labels.

    Returns
    -------
    counts : float64 array of shape (n_items, n_labels)
        Time O(n_items * (n_annotators + n_labels)).

    Raises
    ------
    EvidenceError
        If an answer is no position of a label.

    Examples
    --------
    >>> votes(np.array([[0, 1, 1], [-1, 2, -1]]), 3).tolist()
    [[1.0, 2.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if annotations.size and annotations.max() >= n_labels:
        raise EvidenceError(
            f"`annotations` holds the label {int(annotations.max())}, and `proba` has {n_labels}.",
            "Labels count from 0.",
        )
    counts = np.zeros((len(annotations), n_labels + 1))
    rows = np.arange(len(annotations))
    for said in annotations.T:  # each row once, so that nothing is added to the same place twice
        counts[rows, said] += 1  # no answer, -1, falls into the last column
    return counts[:, :-1]


def leading(values: Numbers) -> Numbers:
    """The largest value of each row as a share of 1: all of it, or equal parts where several are largest.

    Parameters
    ----------
    values : float64 array of shape (n_items, n_labels)
        At least one label.

    Returns
    -------
    shares : float64 array of the same shape
        Rows sum to 1. No order of labels matters, as it would if the first of several were taken.

    Examples
    --------
    >>> leading(np.array([[1.0, 2.0, 2.0]])).tolist()
    [[0.0, 0.5, 0.5]]
    """
    top = values >= values.max(axis=1, keepdims=True) - 1e-9
    return np.asarray(top / top.sum(axis=1, keepdims=True))
