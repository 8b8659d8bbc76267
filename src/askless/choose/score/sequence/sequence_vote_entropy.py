"""Vote entropy of taggings: how a committee spreads its belief over whole taggings."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.sequence.reduce import chances, nats_of, of_voters
from askless.core.task import SEQUENCES

__all__ = ["sequence_vote_entropy"]


@score(
    example={
        "committee_log_proba": [
            [[-0.1, -2.3], [-2.3, -0.1]],
            [[-0.1, -2.3], [-0.3, -1.4]],
            [[-0.01, -4.6], [-0.01, -4.6]],
        ]
    },
    reference="B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, "
    "EMNLP 2008, aclanthology.org/D08-1112",
    summary="asks about sentences over whose taggings a committee as a whole is most divided",
    when_not="When a single model will do: a committee takes as many fits as it has members. And it cannot tell what "
    "all members doubt from what they disagree about; `sequence_kl` can.",
    tasks=SEQUENCES,
    least=0.0,
    told="a committee spreads its belief over taggings by {:.2f} nats",
)
def sequence_vote_entropy(committee_log_proba: Array, /) -> Array:
    """Entropy of the committee's mean belief over the taggings that a member holds for likely, in nats.

    Each member spreads one vote over the taggings, as much on each as it believes in it; the votes
    are added up. Whole taggings are compared, not words, so members that agree on each word but not
    on how the words go together are divided.

    Parameters
    ----------
    committee_log_proba : array of shape (n_items, n_members, n_taggings)
        Log probability, under each member, of each tagging among the best of one of them; -1000 where
        there are no more.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_taggings)], same library, device and precision. Ties are left to the pick, which
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
    >>> sequence_vote_entropy(np.log([[[0.9, 0.1], [0.1, 0.9]], [[0.9, 0.1], [0.9, 0.1]]])).round(3).tolist()
    [0.693, 0.325]
    """
    xp = array_namespace(committee_log_proba)
    beliefs = chances(committee_log_proba)
    return xp.astype(nats_of(of_voters(beliefs, beliefs)), committee_log_proba.dtype)
