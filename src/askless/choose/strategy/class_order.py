"""An order of the classes that belongs to their names, for what depends on some order."""

from __future__ import annotations

import numpy as np

from askless.choose.array import Rows
from askless.choose.round import Round
from askless.core.noise import text_key

__all__ = ["class_order"]


def class_order(round: Round, n_classes: int) -> Rows:
    """Columns of the classes in an order that stays with their names.

    Parameters
    ----------
    round : Round
        Has the names; where it has too few, columns count.
    n_classes : int
        How many columns there are.

    Returns
    -------
    columns : int64 array of shape (n_classes,)

    Examples
    --------
    >>> from askless.testing import toy_round
    >>> sorted(class_order(toy_round(), 3).tolist())
    [0, 1, 2]
    """
    names = round.label_names[:n_classes]
    if len(names) < n_classes:
        names = tuple(str(i) for i in range(n_classes))
    return np.argsort(np.array([text_key(name) for name in names], dtype=np.uint64), kind="stable").astype(np.int64)
