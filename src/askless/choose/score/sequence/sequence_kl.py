"""Divergence of a committee over taggings."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.sequence.reduce import chances, nats_of, of_voters
from askless.core.task import SEQUENCES

__all__ = ["sequence_kl"]

_NOTHING = 1e-7  # what is left of a difference of two entropies by rounding, in single precision too


@score(
    example={
        "committee_log_proba": [
            [[-0.1, -2.3], [-2.3, -0.1]],
            [[-0.1, -2.3], [-0.3, -1.4]],
            [[-0.7, -0.7], [-0.7, -0.7]],
        ]
    },
    reference="B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, "
    "EMNLP 2008, aclanthology.org/D08-1112",
    summary="asks about sentences on whose taggings the members of a committee contradict each other most",
    when_not="When a single model will do: a committee takes as many fits as it has members, and uncertainty of one "
    "model was as good in most comparisons.",
    tasks=SEQUENCES,
    least=0.0,
    told="the members of a committee contradict each other by {:.2f} nats",
)
def sequence_kl(committee_log_proba: Array, /) -> Array:
    """Mean divergence of the members from the mean of their beliefs over taggings, in nats.

    Doubt that all members share is no reason to ask; only what one believes and another does not is.
    It is the entropy of the mean less the mean of the entropies, over the taggings that a member holds
    for likely.

    Parameters
    ----------
    committee_log_proba : array of shape (n_items, n_members, n_taggings)
        Log probability, under each member, of each tagging among the best of one of them; -1000 where
        there are no more.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_members)], same library, device and precision. Ties are left to the pick, which
        breaks them by keyed noise.

    Notes
    -----
    The beliefs of a member are divided by their sum over the listed taggings, see `n_best_entropy`.
    A member that lists none is left out; without any the score is 0.
    Time O(n_items * n_members * n_taggings). Per item, so any chunking gives the same.

    References
    ----------
    .. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks",
       EMNLP 2008, aclanthology.org/D08-1112.

    Examples
    --------
    >>> import numpy as np
    >>> sequence_kl(np.log([[[0.9, 0.1], [0.1, 0.9]], [[0.5, 0.5], [0.5, 0.5]]])).round(3).tolist()
    [0.368, 0.0]
    """
    xp = array_namespace(committee_log_proba)
    beliefs = chances(committee_log_proba)
    found = nats_of(of_voters(beliefs, beliefs)) - of_voters(nats_of(beliefs), beliefs)
    return xp.astype(xp.where(found > _NOTHING, found, xp.zeros_like(found)), committee_log_proba.dtype)
