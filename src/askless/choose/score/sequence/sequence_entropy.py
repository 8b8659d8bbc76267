"""Sequence entropy: how much is open about the tagging as a whole."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.core.task import SEQUENCES

__all__ = ["sequence_entropy"]


@score(
    example={"sequence_entropy": [2.5, 1.0, 0.0]},
    reference="B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, "
    "EMNLP 2008, aclanthology.org/D08-1112; of all taggings at once: G. S. Mann, A. McCallum, “Efficient computation "
    "of entropy gradient for semi-supervised conditional random fields”, NAACL 2007, aclanthology.org/N07-2028",
    summary="asks about sentences whose taggings are spread most evenly, all of them counted",
    when_not="As it stands it asks for the longest sentences: use `per_token(sequence_entropy)`, "
    "`per_cost(sequence_entropy)`, or `diverse_entropy`.",
    tasks=SEQUENCES,
    least=0.0,
    told="its tagging as a whole is open by {:.2f} nats",
)
def sequence_entropy(sequence_entropy: Array, /) -> Array:
    """Entropy over all taggings of the sentence, in nats; larger is less sure.

    A linear chain tells it exactly, with as much work as its marginals, so no list of the best
    taggings stands for all. It counts that tags hang together: two words whose tags are open and
    always the same are one doubt, where the entropies of tokens count two.

    Parameters
    ----------
    sequence_entropy : array of shape (n_items,)
        Of each sentence, as the model tells it.

    Returns
    -------
    score : array of shape (n_items,)
        At least 0, same library, device and precision. Ties are left to the pick, which breaks them by
        keyed noise.

    Notes
    -----
    Time O(n_items). Per item, so any chunking gives the same.

    References
    ----------
    .. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks",
       EMNLP 2008, aclanthology.org/D08-1112.
    .. [2] G. S. Mann, A. McCallum, "Efficient computation of entropy gradient for semi-supervised conditional
       random fields", NAACL 2007, aclanthology.org/N07-2028.

    Examples
    --------
    >>> import numpy as np
    >>> sequence_entropy(np.array([0.5, 2.0])).tolist()
    [0.5, 2.0]
    """
    xp = array_namespace(sequence_entropy)
    return xp.where(sequence_entropy > 0, sequence_entropy, xp.zeros_like(sequence_entropy))
