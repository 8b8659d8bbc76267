"""Binary minimum: the one label that the model knows least about."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.multilabel.columns import need_labels

__all__ = ["binary_minimum"]


@score(
    example={"proba": [[0.5, 0.0], [0.3, 0.9], [1.0, 0.0]]},
    reference="K. Brinker, “On active learning in multi-label classification”, From Data and Information Analysis to "
    "Knowledge Engineering, Springer 2006, doi:10.1007/3-540-31314-1_24",
    summary="asks about items with a label that may be there as well as not",
    when_not="With many labels: almost every item has one that is near one half, often always the same label. "
    "`margin` and `entropy` take the mean over labels.",
    declines={"one_class_is_refused": "a single label, given or withheld, is a question by itself"},
    tasks=("multilabel",),
    least=-1.0,
)
def binary_minimum(proba: Array, /) -> Array:
    """Closeness to one half of the label that is nearest to it; larger is more ambiguous.

    An item is worth asking if one of its labels is: the others may all be clear. Right where
    labels are few and each matters; a label that the model never learns makes all items alike.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Probability of each label by itself.

    Returns
    -------
    score : array of shape (n_items,)
        Minus the least gap between "has it" and "has it not", in [-1, 0]; same library, device and
        precision as `proba`.

    Raises
    ------
    EvidenceError
        If there is no label.

    Notes
    -----
    Time O(n_items * n_labels), one pass over `proba`. Per item, so any chunking gives the same
    result. The paper's distance to the border of a support vector machine is here that of the
    probability to one half.

    References
    ----------
    .. [1] K. Brinker, "On active learning in multi-label classification", From Data and
       Information Analysis to Knowledge Engineering, Springer 2006,
       doi:10.1007/3-540-31314-1_24.

    Examples
    --------
    >>> import numpy as np
    >>> binary_minimum(np.array([[1.0, 0.25], [0.5, 0.0]]))
    array([-0.5, -0. ])
    """
    need_labels(proba)
    xp = array_namespace(proba)
    return -xp.min(xp.abs(2.0 * proba - 1.0), axis=1)
