"""Entropy: how spread out the probabilities are."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.columns import Columns, by_columns
from askless.choose.score.declare import score
from askless.choose.score.draws import nats
from askless.choose.score.labels import need_two_classes

__all__ = ["entropy"]


def on_columns(columns: Columns) -> Floats:
    """Entropies of a block on its side."""
    score: Floats = columns.nats().astype(columns.values.dtype)
    return score


@score(
    columns=on_columns,
    example={"proba": [[0.4, 0.3, 0.3], [0.5, 0.5, 0.0], [0.9, 0.1, 0.0]]},
    reference="C. E. Shannon, “A mathematical theory of communication”, Bell System Technical Journal 1948, "
    "doi:10.1002/j.1538-7305.1948.tb01338.x; as a query strategy: B. Settles, “Active learning literature "
    "survey”, University of Wisconsin 2009",
    summary="asks about items on which the model's probabilities are most spread out",
    least=0.0,
    when_not="With many classes: a long tail of improbable classes raises the entropy of items whose answer is "
    "hardly in doubt. `margin` is not misled by it.",
)
def entropy(proba: Array, /) -> Array:
    """Shannon entropy of the class probabilities, in nats; larger is less known.

    The expected information in the answer, if the probabilities are right. It counts every class,
    the improbable ones too, which helps where all classes matter alike and misleads with long tails.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_classes)] nats, same library, device and precision as `proba`. Ties are left to
        the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes.

    Notes
    -----
    0 log 0 is 0. Time O(n_items * n_classes), the sum in double precision. Per item, so any
    chunking gives the same result.

    References
    ----------
    .. [1] C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal,
       1948, doi:10.1002/j.1538-7305.1948.tb01338.x.
    .. [2] B. Settles, "Active learning literature survey", University of Wisconsin, 2009.

    Examples
    --------
    >>> import numpy as np
    >>> entropy(np.array([[1.0, 0.0], [0.5, 0.5]])).round(4)
    array([0.    , 0.6931])
    """
    need_two_classes(proba)
    if Columns.quick(proba):
        return by_columns(proba, on_columns)
    xp = array_namespace(proba)
    found = nats(proba)
    # Of a certain row it is minus zero, or leaves the range by its last digit.
    return xp.astype(xp.where(found > 0, found, xp.zeros_like(found)), proba.dtype)
