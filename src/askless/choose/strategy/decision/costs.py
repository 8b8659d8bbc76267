"""What mistakes cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError

__all__ = ["cost_matrix"]


def cost_matrix(costs: Sequence[Sequence[float]] | None, n_labels: int) -> npt.NDArray[np.float64]:
    """A cost matrix as an array, checked.

    Parameters
    ----------
    costs : nested sequence of shape (n_labels, n_labels), or None
        What it costs to name the class of the column where that of the row is true.
    n_labels : int
        Number of classes.

    Returns
    -------
    costs : float64 array of shape (n_labels, n_labels)
        1 for every mistake if None was given.

    Raises
    ------
    UsageError
        If it has another shape, holds a negative or infinite cost, or makes the right class cost something.

    Examples
    --------
    >>> cost_matrix(None, 2)
    array([[0., 1.],
           [1., 0.]])
    """
    if costs is None:
        return 1.0 - np.eye(n_labels)
    given = np.array(costs, dtype=np.float64)
    if given.shape != (n_labels, n_labels):
        raise UsageError(
            f"`costs` has shape {given.shape} for {n_labels} classes.", "Give one row and one column for each class."
        )
    if not np.isfinite(given).all() or given.min() < 0 or np.diag(given).any():
        raise UsageError(
            f"`costs` goes from {given.min():g} to {given.max():g}, with {np.diag(given).max():g} on the diagonal.",
            "Give finite costs of at least 0, and 0 for the right class.",
        )
    return given
