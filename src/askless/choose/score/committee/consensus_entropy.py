"""Consensus entropy: how unsure a committee is on the whole."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import consensus, nats, need_committee

__all__ = ["consensus_entropy"]


@score(
    example={
        "draws": [
            [[0.9, 0.1], [0.1, 0.9]],
            [[0.8, 0.2], [0.4, 0.6]],
            [[0.9, 0.1], [0.9, 0.1]],
        ]
    },
    reference="B. Settles, “Active learning literature survey”, University of Wisconsin 2009 (soft vote entropy); "
    "T. Danka, P. Horvath, “modAL”, 2018, arXiv:1805.00979",
    summary="asks about items that a committee is unsure of, divided or not",
    when_not="Where some items are plainly ambiguous: members that agree on one half each score as high as members "
    "that contradict one another. `mean_kl` and `bald` leave out what no label could settle.",
    least=0.0,
)
def consensus_entropy(draws: Array, /) -> Array:
    """Entropy of the mean of the members' probabilities, in nats; larger is less known.

    The uncertainty of the ensemble as one model, usually better calibrated than any member. It
    holds both what the members disagree about and what all of them are unsure of.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each member, at least one. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(n_classes)] nats, same library, device and precision as `draws`. Ties are left to
        the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there is no member, or are fewer than two classes.

    Notes
    -----
    0 log 0 is 0. One member is enough, and then it is `entropy`. Time O(n_items * n_draws *
    n_classes), memory O(n_items * n_classes), sums in double precision. Per item, so any chunking
    gives the same result. For multi-label, the mean over labels of the score of "has it" against
    "has it not".

    References
    ----------
    .. [1] B. Settles, "Active learning literature survey", University of Wisconsin, 2009.
    .. [2] T. Danka, P. Horvath, "modAL: a modular active learning framework for Python", 2018,
       arXiv:1805.00979.

    Examples
    --------
    >>> import numpy as np
    >>> consensus_entropy(np.array([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]])).round(4)
    array([0.6931, 0.    ])
    """
    need_committee(draws, least=1)
    if Members.quick(draws):
        return by_members(draws, _of_block)
    xp = array_namespace(draws)
    return xp.astype(xp.abs(nats(consensus(draws))), draws.dtype)


def _of_block(members: Members) -> Floats:
    """The same of a block on its side."""
    score: Floats = members.consensus().nats().astype(members.values.dtype)
    return score
