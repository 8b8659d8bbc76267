"""Token entropy: how much is open about the tags of a sentence, word by word."""

from __future__ import annotations

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.sequence.reduce import Reduce, reduced
from askless.core.task import SEQUENCES

__all__ = ["token_entropy"]


@score(
    example={"token_entropy": [[0.9, 0.2], [0.4, 0.1, 0.3], [0.1]]},
    reference="B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, "
    "EMNLP 2008, aclanthology.org/D08-1112",
    summary="asks about sentences whose words have the most uncertain tags",
    when_not="As it stands it asks for the longest sentences, and lost to random draws per word read: use "
    "reduce=“mean”, `per_token(token_entropy)`, or `diverse_entropy`, which also spreads a batch over words.",
    tasks=SEQUENCES,
    least=0.0,
    told="the tags of its words are open by {:.2f} nats",
)
def token_entropy(token_entropy: Array, /, *, reduce: Reduce = "total") -> Array:
    """Entropy of the tags of the words, their sum, mean, or largest; larger is less sure.

    Each word counts for itself, as if the tags of its neighbours were known; the sum is then at least
    the entropy of whole taggings, and on real text orders sentences almost as that does.

    Parameters
    ----------
    token_entropy : object array of shape (n_items,)
        Entropy of each token's tag in nats, an array (n_tokens,) for each sentence.
    reduce : {"total", "mean", "max"}, default "total"
        The sum, which likes long sentences; the mean, which likes short ones; or the largest, which
        asks where a single word is least certain.

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
    Time O(n_tokens). Per item, so any chunking gives the same.

    References
    ----------
    .. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks",
       EMNLP 2008, aclanthology.org/D08-1112: total and mean token entropy.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.core.ragged import ragged
    >>> values = ragged([np.array([0.5, 0.1]), np.array([0.4])])
    >>> token_entropy(values).tolist(), token_entropy(values, reduce="mean").tolist()
    ([0.6, 0.4], [0.3, 0.4])
    """
    return reduced(token_entropy, reduce)
