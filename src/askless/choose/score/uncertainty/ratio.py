"""Ratio: how many times more probable the best guess is than its rival."""

from __future__ import annotations

from askless.choose.array import Array, Floats
from askless.choose.kernels.columns import Columns, by_columns
from askless.choose.score.declare import score
from askless.choose.score.labels import largest_two, need_two_classes

__all__ = ["ratio"]


def on_columns(columns: Columns) -> Floats:
    """Ratios of a block on its side."""
    first, second = columns.two()
    return second / first


@score(
    example={"proba": [[0.45, 0.45, 0.1], [0.5, 0.3, 0.2], [0.9, 0.1, 0.0]]},
    reference="B. Settles, “Active learning”, Morgan & Claypool 2012, doi:10.2200/S00429ED1V01Y201207AIM018; "
    "R. Munro, “Human-in-the-loop machine learning”, Manning 2021 (ratio of confidence)",
    summary="asks about items whose best guess is hardly more probable than its rival",
    when_not="For the same reasons as `margin`, which orders items of two classes alike: with very few labels it asks "
    "again and again around the border it knows.",
    least=0.0,
    columns=on_columns,
)
def ratio(proba: Array, /) -> Array:
    """The second largest probability over the largest; larger is more ambiguous.

    As `margin`, but relative: 0.2 against 0.1 is as clear as 0.6 against 0.3. With many classes
    that share the probability it therefore calls fewer items ambiguous than the margin does.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 1], same library, device and precision as `proba`. Ties are left to the pick, which
        breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes.

    Notes
    -----
    The negative logarithm is the difference of the two largest logits. Time
    O(n_items * n_classes), one pass over `proba`. Per item, so any chunking gives the same result.
    For multi-label, the mean over labels of the ratio of "has it" and "has it not".

    References
    ----------
    .. [1] B. Settles, "Active learning", Morgan & Claypool, 2012,
       doi:10.2200/S00429ED1V01Y201207AIM018.

    Examples
    --------
    >>> import numpy as np
    >>> ratio(np.array([[0.8, 0.2], [0.5, 0.5]]))
    array([0.25, 1.  ])
    """
    need_two_classes(proba)
    if Columns.quick(proba):
        return by_columns(proba, on_columns)
    first, second = largest_two(proba)
    return second / first
