"""Entropy of the n best taggings."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.sequence.reduce import chances, nats_of
from askless.core.task import SEQUENCES

__all__ = ["n_best_entropy"]


@score(
    example={"n_best_log_proba": [[-1.2, -1.2, -1.2], [-0.5, -1.5, -3.0], [-0.01, -6.0, -7.0]]},
    reference="S. Kim, Y. Song, K. Kim, J.-W. Cha, G. G. Lee, “MMR-based active machine learning for bio named entity "
    "recognition”, NAACL 2006, aclanthology.org/N06-2018; B. Settles, M. Craven, “An analysis of active learning "
    "strategies for sequence labeling tasks”, EMNLP 2008, aclanthology.org/D08-1112",
    summary="asks about sentences whose best taggings are about equally likely",
    when_not="When the model tells the entropy of all taggings, as the one of askless does: `sequence_entropy` is "
    "exact, and quicker. This one is for models that give a list only.",
    tasks=SEQUENCES,
    least=0.0,
    told="its best taggings are spread by {:.2f} nats",
)
def n_best_entropy(n_best_log_proba: Array, /) -> Array:
    """Entropy over the n best taggings as if there were no others, in nats.

    Their probabilities are divided by their sum: the best ten taggings of a long sentence have hardly
    any probability together, and without the division it would look like a certain one.

    Parameters
    ----------
    n_best_log_proba : array of shape (n_items, n_taggings)
        Log probabilities of the n best taggings, falling, -1000 where there are no more.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_taggings)], same library, device and precision. Ties are left to the pick, which
        breaks them by keyed noise.

    Notes
    -----
    Time O(n_items * n_taggings). Per item, so any chunking gives the same.

    References
    ----------
    .. [1] S. Kim, Y. Song, K. Kim, J.-W. Cha, G. G. Lee, "MMR-based active machine learning for bio named
       entity recognition", NAACL 2006, aclanthology.org/N06-2018.

    Examples
    --------
    >>> import numpy as np
    >>> n_best_entropy(np.log([[0.1, 0.1], [0.98, 0.02]])).round(3).tolist()
    [0.693, 0.098]
    """
    xp = array_namespace(n_best_log_proba)
    return xp.astype(nats_of(chances(n_best_log_proba)), n_best_log_proba.dtype)
