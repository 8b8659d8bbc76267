"""Predictions that need no model: what every learner of a stream should beat.

===========  =====================================================================================
baseline     predicts
===========  =====================================================================================
last_class   the label of the item before; it sees every label at once, as no learner on a budget does
majority     the commonest label of all items before; it sees every label at once too
last_bought  the latest label that had been asked for and had come: what "no change" is worth on a budget
===========  =====================================================================================
"""

from __future__ import annotations

import numpy as np

from askless.models.online.online import Codes

__all__ = ["BASELINES", "NOTHING", "baselines", "last_bought", "majority_class", "previous_class", "shown"]

BASELINES = ("last_class", "majority", "last_bought")
_SEE_ALL = BASELINES[:2]
NOTHING = -1
"""The prediction of who has no label to go by yet; it is wrong."""


def baselines(y: Codes, asked: Codes, *, delay: int, batch: int) -> dict[str, Codes]:
    """What all baselines predict, by the names in `BASELINES`; arguments as in `last_bought`."""
    said = (previous_class(y), majority_class(y), last_bought(y, asked, delay=delay, batch=batch))
    return dict(zip(BASELINES, said, strict=True))


def shown(name: str) -> str:
    """A name as tables and pictures show it: who sees every label is never mistaken for a learner on a budget.

    Examples
    --------
    >>> shown("last_class"), shown("last_bought")
    ('last_class (sees every label)', 'last_bought')
    """
    return f"{name} (sees every label)" if name in _SEE_ALL else name


def previous_class(y: Codes) -> Codes:
    """What "no change" predicts: the label of the item before.

    Parameters
    ----------
    y : int64 array of shape (n_items,)
        True labels in the order of time.

    Returns
    -------
    predicted : int64 array of shape (n_items,)
        `NOTHING` for the first.

    Examples
    --------
    >>> previous_class(np.array([0, 1, 1])).tolist()
    [-1, 0, 1]
    """
    return np.concatenate([np.full(min(len(y), 1), NOTHING, dtype=np.int64), y[:-1]])


def majority_class(y: Codes) -> Codes:
    """What "majority" predicts: the commonest label of all items before; of several the one with the least code.

    Parameters
    ----------
    y : int64 array of shape (n_items,)
        True labels in the order of time, codes from 0.

    Returns
    -------
    predicted : int64 array of shape (n_items,)
        `NOTHING` for the first. Time O(n_items).

    Examples
    --------
    >>> majority_class(np.array([1, 0, 0, 0])).tolist()
    [-1, 1, 0, 0]
    """
    counts = [0] * (int(y.max(initial=0)) + 1)
    predicted = np.empty(len(y), dtype=np.int64)
    commonest = NOTHING
    for at, label in enumerate(y.tolist()):
        predicted[at] = commonest
        counts[label] += 1
        best = counts[commonest] if commonest >= 0 else -1
        if (counts[label], -label) > (best, -commonest):
            commonest = label
    return predicted


def last_bought(y: Codes, asked: Codes, *, delay: int, batch: int) -> Codes:
    """The latest label that had been asked for and had come: "no change", for those who do not see all labels.

    Parameters
    ----------
    y : int64 array of shape (n_items,)
        True labels.
    asked : int64 array of shape (n_asked,)
        Numbers of the items that were asked about, rising.
    delay, batch : int
        As in `play`.

    Returns
    -------
    predicted : int64 array of shape (n_items,)
        `NOTHING` until the first.

    Examples
    --------
    >>> last_bought(np.array([0, 1, 0, 1, 0]), np.array([0, 3]), delay=0, batch=1).tolist()
    [-1, 0, 0, 0, 1]
    """
    numbers = np.arange(len(y))
    latest = np.searchsorted(asked + delay, numbers - numbers % batch) - 1
    return np.where(latest >= 0, y[asked[latest]] if len(asked) else NOTHING, NOTHING).astype(np.int64)
