"""Least confidence: how improbable the most probable class still is."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.columns import Columns, by_columns
from askless.choose.score.declare import score
from askless.choose.score.labels import need_two_classes

__all__ = ["least_confidence"]


def on_columns(columns: Columns) -> Floats:
    """Doubts of a block on its side."""
    doubt: Floats = 1.0 - columns.largest()
    return doubt


@score(
    columns=on_columns,
    example={"proba": [[0.4, 0.3, 0.3], [0.6, 0.2, 0.2], [0.9, 0.1, 0.0]]},
    reference="D. D. Lewis, W. A. Gale, “A sequential algorithm for training text classifiers”, SIGIR 1994, "
    "doi:10.1007/978-1-4471-2099-5_1",
    summary="asks about items on which the model's best guess is least sure",
    least=0.0,
    when_not="With many classes of which most are improbable: it looks at the best guess alone. `margin` also "
    "looks at its nearest rival; for two classes the two agree.",
)
def least_confidence(proba: Array, /) -> Array:
    """Probability that the best guess is wrong; larger is less sure.

    The first uncertainty of the literature. For two classes it orders items exactly as `margin` and
    `entropy` do; for more it ignores how the rest of the probability is shared out.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        One minus the largest probability, in [0, 1 - 1 / n_classes], same library, device and
        precision as `proba`. Ties are left to the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes.

    Notes
    -----
    Time O(n_items * n_classes). Per item, so any chunking gives the same result.

    References
    ----------
    .. [1] D. D. Lewis, W. A. Gale, "A sequential algorithm for training text classifiers",
       SIGIR 1994, doi:10.1007/978-1-4471-2099-5_1.

    Examples
    --------
    >>> import numpy as np
    >>> least_confidence(np.array([[0.75, 0.25], [0.5, 0.5]]))
    array([0.25, 0.5 ])
    """
    need_two_classes(proba)
    if Columns.quick(proba):
        return by_columns(proba, on_columns)
    return 1.0 - array_namespace(proba).max(proba, axis=-1)
