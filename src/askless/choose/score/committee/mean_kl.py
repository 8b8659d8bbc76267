"""Mean divergence: how far the members of a committee are from their consensus."""

from __future__ import annotations

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.draws import information, need_committee

__all__ = ["mean_kl"]


@score(
    example={
        "draws": [
            [[0.9, 0.1], [0.1, 0.9]],
            [[0.8, 0.2], [0.4, 0.6]],
            [[0.5, 0.5], [0.5, 0.5]],
        ]
    },
    reference="A. McCallum, K. Nigam, “Employing EM and pool-based active learning for text classification”, ICML 1998",
    summary="asks about items on which the members of a committee differ most, on average",
    when_not="When the members are nearly one, as with tiny bootstraps of a stable model: then it measures noise, and "
    "`margin` on the whole model does better.",
    least=0.0,
)
def mean_kl(draws: Array, /) -> Array:
    """Mean Kullback-Leibler divergence of the members from their consensus, in nats.

    Members that are unsure alike score 0, members that are sure and contradict one another score
    highest: what they all find hard is left alone, since a label would not settle it.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(min(n_draws, n_classes))] nats; 0 where it cannot be told from rounding, same
        library, device and precision as `draws`. Ties are left to the pick, which breaks them by
        keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members or classes.

    Notes
    -----
    It equals the entropy of the consensus less the mean entropy of the members, the same number as
    `bald`, and is computed so: one logarithm for each probability. Memory O(n_items * n_classes),
    sums in double precision. Per item, so any chunking gives the same result. For multi-label, the
    mean over labels of the score of "has it" against "has it not".

    References
    ----------
    .. [1] A. McCallum, K. Nigam, "Employing EM and pool-based active learning for text
       classification", ICML 1998.

    Examples
    --------
    >>> import numpy as np
    >>> mean_kl(np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])).round(4)
    array([0.6931, 0.    ])
    """
    need_committee(draws)
    return information(draws)
