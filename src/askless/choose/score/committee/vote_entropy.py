"""Vote entropy: how the votes of a committee are spread over the classes."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import nats, need_committee, vote_shares

__all__ = ["vote_entropy"]

_NOTHING = 1e-12  # what is left by rounding when all vote alike


@score(
    example={
        "draws": [
            [[0.6, 0.4], [0.4, 0.6], [0.6, 0.4], [0.4, 0.6]],
            [[0.6, 0.4], [0.4, 0.6], [0.6, 0.4], [0.6, 0.4]],
            [[0.6, 0.4], [0.6, 0.4], [0.6, 0.4], [0.6, 0.4]],
        ]
    },
    reference="I. Dagan, S. P. Engelson, “Committee-based sampling for training probabilistic classifiers”, ICML 1995, "
    "doi:10.1016/B978-1-55860-377-6.50027-X",
    summary="asks about items on which the members of a committee vote differently",
    when_not="With few members: five votes take few patterns, so most of the choice is left to chance. "
    "`consensus_entropy` and `mean_kl` also hear how sure each member is.",
    least=0.0,
)
def vote_entropy(draws: Array, /) -> Array:
    """Entropy of the members' votes, in nats; larger is more divided.

    Each member votes for its most probable class, and a committee that is split evenly knows least.
    It asks the members for nothing but their best guesses, so it serves badly calibrated ones; it
    cannot tell a guess from a conviction.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(min(n_draws, n_classes))], same library, device and precision as `draws`. Ties
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
    .. [1] I. Dagan, S. P. Engelson, "Committee-based sampling for training probabilistic
       classifiers", ICML 1995, doi:10.1016/B978-1-55860-377-6.50027-X.

    Examples
    --------
    >>> import numpy as np
    >>> vote_entropy(np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.9, 0.1], [0.6, 0.4]]])).round(4)
    array([0.6931, 0.    ])
    """
    need_committee(draws)
    if Members.quick(draws):
        return by_members(draws, _of_block)
    xp = array_namespace(draws)
    return xp.astype(xp.abs(nats(vote_shares(draws))), draws.dtype)


def _of_block(members: Members) -> Floats:
    """The same of a block on its side.

    With whole votes, v log v of each class is a sum of one step for each vote it has: counting the
    classes that have at least 2, 3, ... votes is quicker than a logarithm or a look in a table.
    """
    votes, n = members.votes(), len(members.values)
    if votes.dtype.kind == "f":
        shares = votes / n
        terms = np.abs(shares * np.log(np.where(shares > 0, shares, 1.0)))
        return _as(members, members.over_lanes(np.add, np.add.reduce(terms, axis=0)))
    v = np.arange(2, n + 1, dtype=votes.dtype)
    reached = np.add.reduce(votes >= v[:, None, None], axis=1, dtype=np.uint8)  # at most 64 classes
    steps = np.diff(np.arange(1, n + 1) * np.log(np.arange(1, n + 1)))
    nats = np.log(n) - (steps / n) @ members.over_lanes(np.add, reached).astype(np.float64)
    return _as(members, np.where(nats > _NOTHING, nats, 0.0))


def _as(members: Members, score: Floats) -> Floats:
    """In the precision of the evidence."""
    return score.astype(members.values.dtype, copy=False)
