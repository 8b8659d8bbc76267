"""Margin: the gap between the two most probable classes."""

from __future__ import annotations

from askless.choose.array import Array, Floats
from askless.choose.kernels.columns import Columns, by_columns
from askless.choose.score.declare import score
from askless.choose.score.labels import largest_two, need_two_classes

__all__ = ["margin"]


def on_columns(columns: Columns) -> Floats:
    """Margins of a block on its side."""
    first, second = columns.two()
    return second - first


@score(
    columns=on_columns,
    example={"proba": [[0.45, 0.45, 0.1], [0.5, 0.3, 0.2], [0.9, 0.1, 0.0]]},
    reference="T. Scheffer, C. Decomain, S. Wrobel, “Active hidden Markov models for information extraction”, "
    "IDA 2001, doi:10.1007/3-540-44816-0_31",
    summary="asks about items on which the model is torn between two classes",
    least=-1.0,
    when_not="With very few labels, or when one class is rare and far from the border: it asks again and again "
    "around the border it knows. `auto` spreads its picks and keeps a random share.",
)
def margin(proba: Array, /) -> Array:
    """Closeness of the two most probable classes; larger is more ambiguous.

    The item that would change its label first if the model moved a little. Strong with linear
    models once every class has been seen; it looks only at the border the model has drawn, so
    a region that the model has wrong and is sure about stays unseen.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        Minus the gap, in [-1, 0], same library, device and precision as `proba`. Ties are left to
        the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes.

    Notes
    -----
    Time O(n_items * n_classes), one pass over `proba`. Per item, so any chunking gives the same result.

    References
    ----------
    .. [1] T. Scheffer, C. Decomain, S. Wrobel, "Active hidden Markov models for information
       extraction", IDA 2001, doi:10.1007/3-540-44816-0_31.

    Examples
    --------
    >>> import numpy as np
    >>> margin(np.array([[0.9, 0.1], [0.5, 0.5]]))
    array([-0.8,  0. ])
    """
    need_two_classes(proba)
    if Columns.quick(proba):
        return by_columns(proba, on_columns)
    first, second = largest_two(proba)
    return second - first
