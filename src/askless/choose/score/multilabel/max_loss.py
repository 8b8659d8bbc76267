"""Max loss: what the model would lose if only its surest label were true."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.multilabel.columns import need_labels

__all__ = ["max_loss"]


@score(
    example={"proba": [[0.9, 0.9], [0.5, 0.0], [1.0, 0.0]]},
    reference="X. Li, L. Wang, E. Sung, “Multilabel SVM active learning for image classification”, ICIP 2004, "
    "doi:10.1109/ICIP.2004.1421535",
    summary="asks about items whose other labels contradict the surest one",
    when_not="When items have several labels as a rule: the score counts every further label as loss, so it asks "
    "about rich items and not about doubtful ones. Use `mmc`, which guesses how many labels there are.",
    declines={"one_class_is_refused": "a single label, given or withheld, is a question by itself"},
    tasks=("multilabel",),
    least=0.0,
)
def max_loss(proba: Array, /) -> Array:
    """Hinge loss of all labels if the most probable one were the only one; larger is sooner.

    Made for items that have one label mostly: an item loses nothing if one label is certain and
    the others are excluded, and much if a second label is as probable as the first, or none is.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Probability of each label by itself.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 2 * n_labels], 0 for an item with one certain label; same library, device and precision
        as `proba`.

    Raises
    ------
    EvidenceError
        If there is no label.

    Notes
    -----
    The loss is sum_i max(0, 1 - m_i f_i) with m = 1 for the most probable label and -1 for the
    others, and f = 2 p - 1 in the place of the paper's outputs of support vector machines. As f
    lies in [-1, 1] the hinge never cuts. Time O(n_items * n_labels). Per item, so any chunking gives
    the same result.

    References
    ----------
    .. [1] X. Li, L. Wang, E. Sung, "Multilabel SVM active learning for image classification",
       ICIP 2004, doi:10.1109/ICIP.2004.1421535.

    Examples
    --------
    >>> import numpy as np
    >>> max_loss(np.array([[0.5, 0.5], [1.0, 0.0]]))
    array([2., 0.])
    """
    need_labels(proba)
    xp = array_namespace(proba)
    surest = xp.max(proba, axis=1)
    return 2.0 * ((xp.sum(proba, axis=1) - surest) + (1.0 - surest))
