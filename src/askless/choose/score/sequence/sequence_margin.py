"""Margin of sentences: how near the second best tagging is to the best."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.core.task import SEQUENCES

__all__ = ["sequence_margin"]


@score(
    example={"n_best_log_proba": [[-0.8, -0.9], [-0.2, -2.0], [-0.01, -5.0]]},
    reference="T. Scheffer, C. Decomain, S. Wrobel, “Active hidden Markov models for information extraction”, IDA "
    "2001, doi:10.1007/3-540-44816-0_31; for taggings: B. Settles, M. Craven, “An analysis of active learning "
    "strategies for sequence labeling tasks”, EMNLP 2008, aclanthology.org/D08-1112",
    summary="asks about sentences whose two best taggings are nearest in probability",
    when_not="For long sentences: any two taggings of them are unlikely, so their margin is near 0 whatever the model "
    "knows, and they come first. Use `mnlp` or `diverse_entropy`.",
    tasks=SEQUENCES,
    least=-1.0,
)
def sequence_margin(n_best_log_proba: Array, /) -> Array:
    """Minus the gap between the two most probable taggings; larger is nearer.

    Two taggings of one sentence that are about as likely differ in some word, and the answer tells
    which is right. Taggings behind the second do not count.

    Parameters
    ----------
    n_best_log_proba : array of shape (n_items, n_taggings)
        Log probabilities of the n best taggings, falling; at least two.

    Returns
    -------
    score : array of shape (n_items,)
        In [-1, 0], same library, device and precision. Ties are left to the pick, which breaks them by
        keyed noise.

    Notes
    -----
    Time O(n_items). Per item, so any chunking gives the same.

    References
    ----------
    .. [1] T. Scheffer, C. Decomain, S. Wrobel, "Active hidden Markov models for information extraction",
       IDA 2001, doi:10.1007/3-540-44816-0_31.

    Examples
    --------
    >>> import numpy as np
    >>> sequence_margin(np.log([[0.5, 0.25], [0.9, 0.1]])).round(4).tolist()
    [-0.25, -0.8]
    """
    xp = array_namespace(n_best_log_proba)
    first, second = n_best_log_proba[:, 0], n_best_log_proba[:, 1]
    nothing = xp.zeros_like(first)
    return xp.exp(xp.where(second < 0, second, nothing)) - xp.exp(xp.where(first < 0, first, nothing))
