"""Least confidence of sentences: how likely the best tagging is wrong."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.core.task import SEQUENCES

__all__ = ["sequence_least_confidence"]


@score(
    example={"path_log_proba": [-2.3, -0.7, -0.1]},
    reference="A. Culotta, A. McCallum, “Reducing labeling effort for structured prediction tasks”, AAAI 2005, "
    "aaai.org/Papers/AAAI/2005/AAAI05-117.pdf",
    summary="asks about sentences whose best tagging is most likely wrong",
    when_not="When sentences differ in length: the longer one has more to be wrong in, and comes first; of very long "
    "ones all are near 1, and chance decides. `mnlp` counts by word, `diverse_entropy` by what is to be read.",
    tasks=SEQUENCES,
    least=0.0,
    told="its best tagging is wrong somewhere with a chance of {:.2f}",
)
def sequence_least_confidence(path_log_proba: Array, /) -> Array:
    """One minus the probability of the best tagging; larger is less sure.

    A sentence counts as known only if all its words are, so one doubtful word is enough to ask, and
    a long sentence that is doubtful in many places is near 1 whatever else is in the pool.

    Parameters
    ----------
    path_log_proba : array of shape (n_items,)
        Log probability of the best tagging of each sentence.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 1], same library, device and precision. Ties are left to the pick, which breaks them by
        keyed noise.

    Notes
    -----
    Time O(n_items) once the model has its best taggings. Per item, so any chunking gives the same.

    References
    ----------
    .. [1] A. Culotta, A. McCallum, "Reducing labeling effort for structured prediction tasks", AAAI 2005.

    Examples
    --------
    >>> import numpy as np
    >>> sequence_least_confidence(np.log([0.9, 0.25])).round(2).tolist()
    [0.1, 0.75]
    """
    xp = array_namespace(path_log_proba)
    nothing = xp.zeros_like(path_log_proba)
    return -xp.expm1(xp.where(path_log_proba < 0, path_log_proba, nothing))
