"""What scores of several independent labels ask of their evidence."""

from __future__ import annotations

from askless.choose.array import Array
from askless.errors import EvidenceError

__all__ = ["need_labels"]


def need_labels(proba: Array) -> None:
    """Refuse probabilities of no label at all.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Of any library.

    Raises
    ------
    EvidenceError
        If it is not a table with at least one column.

    Examples
    --------
    >>> import numpy as np
    >>> need_labels(np.array([0.3]))
    Traceback (most recent call last):
    askless.errors.EvidenceError: `proba` has shape (1,); it must be (n_items, n_labels). \
Give one column for each label: how probable it is that the item has it.
    """
    if proba.ndim != 2 or proba.shape[1] < 1:
        raise EvidenceError(
            f"`proba` has shape {tuple(proba.shape)}; it must be (n_items, n_labels).",
            "Give one column for each label: how probable it is that the item has it.",
        )
