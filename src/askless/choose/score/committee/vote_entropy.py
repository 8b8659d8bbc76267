"""Vote entropy: how the votes of a committee are spread over the classes."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.choose.score.declare import score
from askless.choose.score.draws import nats, need_committee, vote_shares

__all__ = ["vote_entropy"]


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
    summary="asks about what the members of a committee vote differently on",
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
    """The same of a block on its side; whole votes are looked up in a table."""
    votes, n = members.votes(), len(members.values)
    terms = _terms(np.arange(n + 1) / n)[votes] if votes.dtype.kind == "u" else _terms(votes / n)
    total: Floats = members.over_lanes(np.add, np.add.reduce(terms, axis=0)).astype(members.values.dtype)
    return total


def _terms(shares: Floats) -> Floats:
    """-p log p."""
    terms: Floats = np.abs(shares * np.log(np.where(shares > 0, shares, 1.0)))
    return terms
