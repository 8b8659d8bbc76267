"""Training part, test part and first labels of the re-benchmark, to the last row as published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.bench.sets.labelled import LabelledSet
from askless.core.noise import RowKeys

__all__ = ["START", "Split", "split_of"]

START = 20
"""Labels that are given before the first query."""

_TRAIN = 0.6


@dataclass(frozen=True)
class Split:
    """A data set divided by a seed, features standardised by the training part.

    Parameters
    ----------
    seed : int
    features : float64 array of shape (n, n_features)
        Training rows first.
    codes : int64 array of shape (n,)
        Classes, 0 or 1.
    n_train : int
        The first `START` of the training rows are labelled from the start.
    """

    seed: int
    features: npt.NDArray[np.float64]
    codes: npt.NDArray[np.int64]
    n_train: int

    @property
    def playable(self) -> bool:
        """Whether the first labels show both classes; the protocol skips a seed where they do not."""
        return len(set(self.codes[:START].tolist())) == 2

    @property
    def keys(self) -> RowKeys:
        """Noise keys of the training rows."""
        return RowKeys(self.n_train)


def split_of(labelled: LabelledSet, seed: int) -> Split:
    """Divide a data set as Lu, Li and Lin did.

    Parameters
    ----------
    labelled : LabelledSet
        A table of two classes.
    seed : int

    Returns
    -------
    split : Split

    Notes
    -----
    The seed shuffles all rows; the first 60 % are the training part. The same seed, begun anew,
    shuffles these once more, and the training rows stay in that second order. The order decides
    which of two rows with equal scores is asked first, and how the solver rounds.

    References
    ----------
    .. [1] P.-Y. Lu, C.-L. Li, H.-T. Lin, "Re-benchmarking pool-based active learning for binary
       classification", 2023, arXiv:2306.08954.

    Examples
    --------
    >>> rows = np.arange(60.0)[:, None]
    >>> split = split_of(LabelledSet("line", "table", rows, np.arange(60) % 2, ("a", "b")), 0)
    >>> split.n_train, split.features.shape, bool(abs(split.features[:36].mean()) < 1e-9), split.playable
    (36, (60, 1), True, True)
    """
    from sklearn.preprocessing import StandardScaler

    order = np.arange(len(labelled))
    np.random.default_rng(seed).shuffle(order)
    n_train = int(_TRAIN * len(order))
    train = order[:n_train].copy()
    np.random.default_rng(seed).shuffle(train)
    order[:n_train] = train
    features = StandardScaler().fit(labelled.items[train]).transform(labelled.items[order])
    return Split(seed, np.ascontiguousarray(features, dtype=np.float64), labelled.codes[order], n_train)
