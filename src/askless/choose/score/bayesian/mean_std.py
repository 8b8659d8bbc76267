"""Mean standard deviation: how much the draws' probabilities scatter."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import consensus, members_of, need_committee

__all__ = ["mean_std"]

_EPS = 8  # scatter below this many last digits is rounding


@score(
    example={
        "draws": [
            [[0.9, 0.1], [0.1, 0.9]],
            [[0.8, 0.2], [0.4, 0.6]],
            [[0.5, 0.5], [0.5, 0.5]],
        ]
    },
    reference="M. Kampffmeyer, A.-B. Salberg, R. Jenssen, “Semantic segmentation of small objects and modeling of "
    "uncertainty in urban remote sensing images using deep convolutional neural networks”, CVPR workshops 2016, "
    "doi:10.1109/CVPRW.2016.90; Y. Gal, R. Islam, Z. Ghahramani, ICML 2017, arXiv:1703.02910",
    summary="asks about items on which the draws' probabilities scatter most",
    when_not="With many classes of which most are improbable: their small scatter dilutes the mean. `bald` weighs "
    "the scatter by what it tells.",
    least=0.0,
)
def mean_std(draws: Array, /) -> Array:
    """Standard deviation over the draws, averaged over the classes; larger is more at odds.

    A plain measure of what the draws disagree about, without logarithms: robust to probabilities of
    0, and in the unit of probabilities.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 1 / 2], same library, device and precision as `draws`. Ties are left to the pick,
        which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members or classes.

    Notes
    -----
    The deviation of the draws at hand (divided by n_draws). Time O(n_items * n_draws * n_classes),
    memory O(n_items * n_classes), two passes so that nothing is lost by subtraction. Per item, so
    any chunking gives the same result. For multi-label, the mean over labels of the score of "has
    it" against "has it not".

    References
    ----------
    .. [1] M. Kampffmeyer, A.-B. Salberg, R. Jenssen, "Semantic segmentation of small objects and
       modeling of uncertainty in urban remote sensing images using deep convolutional neural
       networks", CVPR workshops 2016, doi:10.1109/CVPRW.2016.90.
    .. [2] Y. Gal, R. Islam, Z. Ghahramani, "Deep Bayesian active learning with image data",
       ICML 2017, arXiv:1703.02910.

    Examples
    --------
    >>> import numpy as np
    >>> mean_std(np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]]))
    array([0.5, 0. ])
    """
    need_committee(draws)
    if Members.quick(draws):
        return by_members(draws, _of_block)
    xp = array_namespace(draws)
    mean = consensus(draws)
    squares = xp.zeros_like(mean)
    for proba in members_of(draws):
        apart = xp.astype(proba, xp.float64) - mean
        squares = squares + apart * apart
    deviation = xp.sqrt(squares / draws.shape[1])
    counts = deviation >= _EPS * xp.finfo(draws.dtype).eps
    return xp.astype(xp.mean(xp.where(counts, deviation, xp.zeros_like(deviation)), axis=-1), draws.dtype)


def _of_block(members: Members) -> Floats:
    """The same of a block on its side."""
    apart = members.values - members.consensus().values
    apart *= apart
    deviation = np.sqrt(np.add.reduce(apart, axis=0) / apart.dtype.type(len(apart)))
    deviation[deviation < _EPS * np.finfo(apart.dtype).eps] = 0.0
    n_lanes = 2 if members.paired else 1
    score: Floats = members.over_lanes(np.add, deviation.sum(axis=0)) / apart.dtype.type(n_lanes * len(deviation))
    return score
