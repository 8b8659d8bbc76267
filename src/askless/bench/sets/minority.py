"""A data set with its second class made rare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from askless.bench.sets.labelled import LabelledSet
from askless.core.noise import uniform
from askless.errors import UsageError

__all__ = ["with_minority"]


def with_minority(labelled: LabelledSet, share: float = 0.05, seed: int = 0) -> LabelledSet:
    """All rows of the most frequent of two classes, and so many of the other that it has a share of all.

    Parameters
    ----------
    labelled : LabelledSet
        Of two classes.
    share : float, default 0.05
        Of the other, in (0, 0.5).
    seed : int, default 0
        Draws which of its rows stay.

    Returns
    -------
    labelled : LabelledSet
        Called "imb_NAME"; rows in their order.

    Raises
    ------
    UsageError
        If it has not two classes, or the other is rarer already.

    Examples
    --------
    >>> points = LabelledSet("points", "table", np.arange(150.0)[:, None], np.repeat([0, 1], [95, 55]), ("a", "b"))
    >>> rare = with_minority(points)
    >>> rare.name, len(rare), rare.smallest_share
    ('imb_points', 100, 0.05)
    """
    counts = np.bincount(labelled.codes, minlength=labelled.n_classes)
    if len(counts) != 2:
        raise UsageError(f"“{labelled.name}” has {len(counts)} classes.", "Give a set of two classes.")
    most = int(counts.argmax())
    n_rare = round(int(counts[most]) * share / (1 - share))
    rare = np.flatnonzero(labelled.codes != most)
    if n_rare > len(rare):
        raise UsageError(
            f"The rarer class of “{labelled.name}” has {len(rare)} rows, and {n_rare} are wanted.", "Lower `share`."
        )
    noise = uniform(seed, 0, rare.astype(np.uint64), "minority")
    kept = rare[np.argsort(noise, kind="stable")[:n_rare]]
    rows = np.sort(np.concatenate([np.flatnonzero(labelled.codes == most), kept])).astype(np.int64)
    return replace(labelled, name=f"imb_{labelled.name}", items=labelled.take(rows), codes=labelled.codes[rows])
