"""Maximal disagreement: how far the farthest member of a committee is from the consensus."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import consensus, members_of, need_committee

__all__ = ["max_disagreement"]

_EPS = 8  # divergence below this many last digits is rounding


@score(
    example={
        "draws": [
            [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]],
            [[0.8, 0.2], [0.7, 0.3], [0.4, 0.6]],
            [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]],
        ]
    },
    reference="T. Danka, P. Horvath, “modAL: a modular active learning framework for Python”, 2018, arXiv:1805.00979",
    summary="asks about items that one member of a committee sees quite differently",
    when_not="When single members are unreliable: one bad member decides alone. `mean_kl` hears all of them.",
    least=0.0,
)
def max_disagreement(draws: Array, /) -> Array:
    """Largest Kullback-Leibler divergence of a member from the consensus, in nats.

    As `mean_kl`, but the one dissenter counts in full however large the committee is. Good for
    finding items that a single resample of the labels turns around.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_draws)] nats; 0 where it cannot be told from rounding, same library, device and
        precision as `draws`. Ties are left to the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members or classes.

    Notes
    -----
    One logarithm for each probability, memory O(n_items * n_classes), sums in double precision. Per
    item, so any chunking gives the same result. For multi-label, the mean over labels of the score
    of "has it" against "has it not".

    References
    ----------
    .. [1] T. Danka, P. Horvath, "modAL: a modular active learning framework for Python", 2018,
       arXiv:1805.00979.

    Examples
    --------
    >>> import numpy as np
    >>> max_disagreement(np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])).round(4)
    array([0.6931, 0.    ])
    """
    need_committee(draws)
    if Members.quick(draws):
        return by_members(draws, _of_block)
    xp = array_namespace(draws)
    mean = consensus(draws)
    shared = xp.log(xp.where(mean > 0, mean, xp.ones_like(mean)))
    most = xp.zeros_like(mean[:, 0])
    for proba in members_of(draws):
        p = xp.astype(proba, xp.float64)
        own = xp.log(xp.where(p > 0, p, xp.ones_like(p)))
        most = xp.maximum(most, xp.sum(p * (own - shared), axis=-1))
    counts = most > _EPS * xp.finfo(draws.dtype).eps
    return xp.astype(xp.where(counts, most, xp.zeros_like(most)), draws.dtype)


def _of_block(members: Members) -> Floats:
    """The same of a block on its side."""
    mean = members.consensus().values
    terms = members.logs()
    terms -= np.log(np.maximum(mean, np.finfo(mean.dtype).tiny))
    terms *= members.values
    most = members.over_classes(terms).max(axis=0)
    score: Floats = np.where(most > _EPS * np.finfo(mean.dtype).eps, most, 0.0).astype(mean.dtype)
    return score
