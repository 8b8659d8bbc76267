"""MNLP: the log probability of the best tagging, by word."""

from __future__ import annotations

from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.kernels.segments import lengths_of
from askless.choose.score.declare import score
from askless.core.task import SEQUENCES

__all__ = ["mnlp"]


@score(
    example={"path_log_proba": [-1.2, -1.8, -0.1], "words": [[0, 1], [2, 0, 3, 4], [5, 6]]},
    reference="Y. Shen, H. Yun, Z. C. Lipton, Y. Kronrod, A. Anandkumar, “Deep active learning for named entity "
    "recognition”, ICLR 2018, arXiv:1707.05928",
    summary="asks about sentences whose best tagging is least likely, counted by word",
    when_not="When opening a sentence costs something: it likes very short ones, good for the words read and poor for "
    "the time. `diverse_entropy` adds what a sentence costs before its first word.",
    tasks=SEQUENCES,
    least=0.0,
    told="its best tagging is in doubt by {:.2f} nats a word",
)
def mnlp(path_log_proba: Array, words: Array, /) -> Array:
    """Minus the log probability of the best tagging, divided by the number of words.

    The maximum normalised log probability of its authors. Without the division the longest sentences
    come first, since each word makes a tagging less likely; with it sentences of all lengths compare.

    Parameters
    ----------
    path_log_proba : array of shape (n_items,)
        Log probability of the best tagging of each sentence.
    words : object array of shape (n_items,)
        The words of each, an array (n_tokens,); only their number counts.

    Returns
    -------
    score : array of shape (n_items,)
        At least 0, in nats a word, same library, device and precision as `path_log_proba`. Ties are
        left to the pick, which breaks them by keyed noise.

    Notes
    -----
    Time O(n_items). Per item, so any chunking gives the same. A sentence without words counts as one.

    References
    ----------
    .. [1] Y. Shen, H. Yun, Z. C. Lipton, Y. Kronrod, A. Anandkumar, "Deep active learning for named entity
       recognition", ICLR 2018, arXiv:1707.05928.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.core.ragged import ragged
    >>> mnlp(np.array([-1.0, -1.0]), ragged([np.arange(2), np.arange(4)])).tolist()
    [0.5, 0.25]
    """
    xp = array_namespace(path_log_proba)
    lengths = lengths_of(words).clip(1).astype(str(path_log_proba.dtype).rpartition(".")[2])
    nothing = xp.zeros_like(path_log_proba)
    doubt = xp.where(path_log_proba < 0, -path_log_proba, nothing)
    return doubt / xp.asarray(lengths, device=device(path_log_proba))
