"""Variation ratio: how many of a committee are outvoted."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import need_committee, vote_shares

__all__ = ["variation_ratio"]


@score(
    example={
        "draws": [
            [[0.6, 0.4], [0.4, 0.6], [0.6, 0.4], [0.4, 0.6]],
            [[0.6, 0.4], [0.4, 0.6], [0.6, 0.4], [0.6, 0.4]],
            [[0.6, 0.4], [0.6, 0.4], [0.6, 0.4], [0.6, 0.4]],
        ]
    },
    reference="L. C. Freeman, “Elementary applied statistics”, Wiley 1965; as a query strategy: W. H. Beluch, "
    "T. Genewein, A. Nürnberger, J. M. Köhler, “The power of ensembles for active learning in image classification”, "
    "CVPR 2018, doi:10.1109/CVPR.2018.00976",
    summary="asks about items on which most members of a committee are outvoted",
    when_not="With few members: five votes take few values, so most of the choice is left to chance. `mean_kl` also "
    "hears how sure each member is.",
    least=0.0,
)
def variation_ratio(draws: Array, /) -> Array:
    """Share of the members that do not vote for the class that wins; larger is more divided.

    Each member votes for its most probable class. It looks at the winner alone, where
    `vote_entropy` also asks how the other votes are spread; strong with ensembles of networks.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 1 - 1 / min(n_draws, n_classes)], same library, device and precision as `draws`. Ties
        are left to the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members or classes.

    Notes
    -----
    A member that is torn between equal classes shares its vote among them. Time O(n_items * n_draws
    * n_classes), memory O(n_items * n_classes). Per item, so any chunking gives the same result.
    For multi-label, the mean over labels of the score of "has it" against "has it not".

    References
    ----------
    .. [1] L. C. Freeman, "Elementary applied statistics", Wiley, 1965.
    .. [2] W. H. Beluch, T. Genewein, A. Nürnberger, J. M. Köhler, "The power of ensembles for active
       learning in image classification", CVPR 2018, doi:10.1109/CVPR.2018.00976.

    Examples
    --------
    >>> import numpy as np
    >>> variation_ratio(np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.9, 0.1], [0.6, 0.4]]]))
    array([0.5, 0. ])
    """
    need_committee(draws)
    if Members.quick(draws):
        return by_members(draws, _of_block)
    xp = array_namespace(draws)
    return xp.astype(1.0 - xp.max(vote_shares(draws), axis=-1), draws.dtype)


def _of_block(members: Members) -> Floats:
    """The same of a block on its side."""
    most = members.over_lanes(np.maximum, np.maximum.reduce(members.votes(), axis=0))
    score: Floats = (1.0 - most / len(members.values)).astype(members.values.dtype)
    return score
