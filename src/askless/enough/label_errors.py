"""Labels that may be wrong: where models that had not seen an answer are sure of another one.

This is confident learning [1]_, by `cleanlab <https://github.com/cleanlab/cleanlab>`_: its place is here and nowhere
else. It comes with the extra ``askless[quality]``, since it takes seconds to load and only reports need it.

References
----------
.. [1] C. G. Northcutt, L. Jiang, I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70,
   2021, doi:10.1613/jair.1.12125.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["can_suspect", "suspected"]


def can_suspect() -> bool:
    """Whether cleanlab is installed."""
    return find_spec("cleanlab") is not None


def suspected(y: npt.NDArray[Any], proba: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Positions of labels that may be wrong, the most suspect first.

    Parameters
    ----------
    y : int array of shape (n,) or uint8 array of shape (n, n_labels)
        Given labels.
    proba : array of shape (n, n_labels)
        Probabilities by models that had not trained on the item, else every memorised error looks right.

    Returns
    -------
    positions : int64 array
        In [0, n); empty where no two labels were given.

    Notes
    -----
    Some of them are right and only unusual: it is a list to look through, not one to correct blindly. Labels that
    nobody gave, and columns of labels that were given to all or to none, are left out.
    """
    if y.ndim == 2:
        from cleanlab.multilabel_classification.filter import find_label_issues as of_several

        mixed = (y.min(axis=0, initial=1) == 0) & (y.max(axis=0, initial=0) == 1)
        if not mixed.any():
            return np.empty(0, dtype=np.int64)
        if mixed.sum() == 1:  # yes or no: cleanlab takes one column for no table
            (at,) = np.flatnonzero(mixed)
            return suspected(y[:, at].astype(np.int64), np.column_stack([1 - proba[:, at], proba[:, at]]))
        lists = [np.flatnonzero(row).tolist() for row in y[:, mixed]]
        found = of_several(lists, proba[:, mixed], return_indices_ranked_by="self_confidence", n_jobs=1)
        return np.asarray(found, dtype=np.int64)
    seen, codes = np.unique(y, return_inverse=True)
    if len(seen) < 2:
        return np.empty(0, dtype=np.int64)
    from cleanlab.filter import find_label_issues

    among = np.clip(proba[:, seen], 1e-12, None)
    among = among / among.sum(axis=1, keepdims=True)
    found = find_label_issues(codes, among, return_indices_ranked_by="self_confidence", n_jobs=1)
    return np.asarray(found, dtype=np.int64)
