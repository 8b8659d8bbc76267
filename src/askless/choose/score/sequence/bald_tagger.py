"""BALD for taggers: what the tags of a sentence would tell about the model."""

from __future__ import annotations

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.sequence.reduce import Reduce, reduced
from askless.core.task import SEQUENCES

__all__ = ["bald_tagger"]


@score(
    example={"token_disagreement": [[0.5, 0.1], [0.2, 0.1, 0.1], [0.0]]},
    reference="A. Siddhant, Z. C. Lipton, “Deep Bayesian active learning for natural language processing: results of "
    "a large-scale empirical study”, EMNLP 2018, arXiv:1808.05697; mutual information: N. Houlsby, F. Huszár, "
    "Z. Ghahramani, M. Lengyel, 2011, arXiv:1112.5745",
    summary="asks about sentences on whose words the members of a committee disagree most",
    when_not="When a single model will do: a committee takes as many fits as it has members. As it stands it likes "
    "long sentences; use reduce=“mean” or `per_token(bald_tagger)`.",
    tasks=SEQUENCES,
    least=0.0,
    told="its tags tell {:.2f} nats about which model is right",
)
def bald_tagger(token_disagreement: Array, /, *, reduce: Reduce = "total") -> Array:
    """Mutual information between the tag of a word and the member of a committee, added up over words.

    A word that all members doubt is noise that no answer removes; one of which each is sure in another
    way is what the answer settles. Words count one by one, so the sum counts again what two words
    tell of the same.

    Parameters
    ----------
    token_disagreement : object array of shape (n_items,)
        What each token's tag tells, in nats, an array (n_tokens,) for each sentence.
    reduce : {"total", "mean", "max"}, default "total"
        The sum over words, their mean, or the largest.

    Returns
    -------
    score : float64 array of shape (n_items,)
        At least 0, in nats. Ties are left to the pick, which breaks them by keyed noise.

    Raises
    ------
    UnknownNameError
        If `reduce` is another word.

    Notes
    -----
    The paper counts how many of several draws of the whole tagging differ from the most frequent one;
    the mutual information is what that stands for, and needs fewer draws. Time O(n_tokens). Per item, so
    any chunking gives the same.

    References
    ----------
    .. [1] A. Siddhant, Z. C. Lipton, "Deep Bayesian active learning for natural language processing: results
       of a large-scale empirical study", EMNLP 2018, arXiv:1808.05697.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.core.ragged import ragged
    >>> bald_tagger(ragged([np.array([0.3, 0.1]), np.array([0.2])])).tolist()
    [0.4, 0.2]
    """
    return reduced(token_disagreement, reduce)
