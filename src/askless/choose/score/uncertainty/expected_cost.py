"""Expected cost: what the best decision still costs, mistakes being of different weight."""

from __future__ import annotations

from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.labels import need_two_classes
from askless.choose.score.uncertainty.least_confidence import least_confidence
from askless.errors import EvidenceError

__all__ = ["expected_cost"]


@score(
    example={"proba": [[0.4, 0.3, 0.3], [0.6, 0.2, 0.2], [0.9, 0.1, 0.0]]},
    reference="D. D. Margineantu, “Active cost-sensitive learning”, IJCAI 2005; C. Elkan, “The foundations of "
    "cost-sensitive learning”, IJCAI 2001",
    summary="asks about items on which even the best decision is expected to be dear",
    when_not="Without costs that differ: then it is `least_confidence`. And with probabilities that are not "
    "calibrated, which the costs magnify.",
    least=0.0,
)
def expected_cost(proba: Array, /, *, costs: Any = None) -> Array:
    """Expected cost of the best decision; larger is dearer.

    The decision is the class whose expected cost is least under the probabilities, not always the
    most probable one. Items are asked about where even that decision is dear: a rare disease that
    may be missed comes before two harmless ones that cannot be told apart.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.
    costs : array of shape (n_classes, n_classes), optional
        What it costs to decide for the class of the column when that of the row is true, >= 0, in
        any unit; if not given, 1 for a mistake and 0 for none.

    Returns
    -------
    score : array of shape (n_items,)
        From 0 on, in the unit of the costs, same library, device and precision as `proba`. Ties are
        left to the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes, or `costs` is not a square table of finite numbers >= 0
        with a row for each class.

    Notes
    -----
    Time O(n_items * n_classes ** 2). Per item, so any chunking gives the same result. For
    multi-label, the mean over labels of the cost of deciding "has it not" or "has it", in that
    order: `costs` is then of shape (2, 2).

    References
    ----------
    .. [1] D. D. Margineantu, "Active cost-sensitive learning", IJCAI 2005.
    .. [2] C. Elkan, "The foundations of cost-sensitive learning", IJCAI 2001.

    Examples
    --------
    To miss the second class costs ten times as much as to suspect it:

    >>> import numpy as np
    >>> expected_cost(np.array([[0.5, 0.5], [0.9, 0.1]]), costs=[[0, 1], [10, 0]])
    array([0.5, 0.9])
    """
    need_two_classes(proba)
    if costs is None:
        return least_confidence(proba)
    table = _checked(costs, proba.shape[1])
    xp = array_namespace(proba)
    return xp.min(proba @ xp.asarray(table, dtype=proba.dtype, device=device(proba)), axis=-1)


def _checked(costs: Any, n_classes: int) -> Any:
    """The costs as a table of NumPy."""
    table = np.asarray(costs, dtype=np.float64)
    if table.shape != (n_classes, n_classes):
        raise EvidenceError(
            f"`costs` has shape {table.shape}; there are {n_classes} classes.",
            "Give a row for each true class and a column for each decision; for multi-label, of “has it not” "
            "and “has it”.",
        )
    if not np.isfinite(table).all() or (table < 0).any():
        raise EvidenceError(
            f"`costs` goes from {table.min():.3g} to {table.max():.3g}.", "Give finite numbers that are not negative."
        )
    return table
