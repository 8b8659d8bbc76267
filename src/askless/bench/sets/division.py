"""A pool and a test out of a data set, as benchmarks divide it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.metrics import Metric, accuracy, balanced_accuracy
from askless.bench.sets.labelled import LabelledSet
from askless.bench.split import TEST_SHARE, split
from askless.core.ids import Ids, Rows
from askless.data.items.of import items_of

__all__ = ["Division", "divide", "metric_of"]

TEST_MOST = 4_000
COMPONENTS = 50  # of images


@dataclass(frozen=True)
class Division:
    """Items to ask about, and items to measure on.

    Parameters
    ----------
    pool, test : array of shape (n, n_features), or list of str
        Images as their principal components, which were learnt from those of the pool.
    codes, test_codes : int64 arrays of shape (n,)
        Their classes.
    classes : tuple of str
    """

    pool: Any
    codes: npt.NDArray[np.int64]
    test: Any
    test_codes: npt.NDArray[np.int64]
    classes: tuple[str, ...]


def divide(labelled: LabelledSet, seed: int, *, most: int = 1_500, test_most: int = TEST_MOST) -> Division:
    """Divide a set: three fifths are the pool, stratified by class; exact copies stay together.

    Parameters
    ----------
    labelled : LabelledSet
    seed : int
        Draws the division.
    most, test_most : int
        Of items in the pool and in the test; if there are more, some are drawn, stratified too.

    Returns
    -------
    division : Division

    Examples
    --------
    >>> from askless.bench.sets.generated import generated
    >>> made = divide(generated("xor"), seed=0, most=500)
    >>> len(made.pool), len(made.test)
    (500, 800)
    """
    keys = Ids.numbers(len(labelled)).keys()
    copies = items_of(labelled.items).duplicates() if labelled.kind != "images" else np.arange(len(labelled))
    pool, test = split(labelled.codes.tolist(), keys, copies, seed, share=TEST_SHARE)
    pool, test = (_thinned(labelled, rows, seed, limit) for rows, limit in ((pool, most), (test, test_most)))
    ours, theirs = labelled.take(pool), labelled.take(test)
    if labelled.kind == "images":
        ours, theirs = _components(ours, theirs)
    return Division(ours, labelled.codes[pool], theirs, labelled.codes[test], labelled.classes)


def metric_of(labelled: LabelledSet) -> Metric:
    """Balanced accuracy where a class has less than a fifth of the rows, and than half of its even share.

    Examples
    --------
    >>> from askless.bench.sets.generated import generated
    >>> metric_of(generated("rare")).__name__, metric_of(generated("xor")).__name__
    ('balanced_accuracy', 'accuracy')
    """
    rare = labelled.smallest_share < min(0.2, 0.5 / labelled.n_classes)
    return balanced_accuracy if rare else accuracy


def _thinned(labelled: LabelledSet, rows: Rows, seed: int, most: int) -> Rows:
    """At most so many of some rows, every class in its share."""
    if len(rows) <= most:
        return rows
    keys = Ids.numbers(len(labelled)).keys()[rows]
    _, at = split(labelled.codes[rows].tolist(), keys, np.arange(len(rows)), seed, share=most / len(rows))
    return rows[at]


def _components(pool: Any, test: Any) -> tuple[Any, Any]:
    """Principal components of the pixels, learnt from the pool."""
    ours, theirs = (images.reshape(len(images), -1).astype(np.float64) / 255 for images in (pool, test))
    centre = ours.mean(axis=0)
    axes = np.linalg.svd(ours - centre, full_matrices=False)[2][:COMPONENTS]
    return (ours - centre) @ axes.T, (theirs - centre) @ axes.T
