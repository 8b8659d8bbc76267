"""What scores of a committee have in common: its checks, its consensus, its votes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.kernels.members import Members, by_members
from askless.errors import EvidenceError

__all__ = ["consensus", "information", "members_of", "nats", "need_committee", "vote_shares"]

_EPS = 8  # information below this many last digits is rounding


def need_committee(draws: Array, *, least: int = 2) -> None:
    """Refuse a committee too small to disagree, and probabilities of fewer than two classes.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Of any library.
    least : int, default 2
        Members that there must be.

    Raises
    ------
    EvidenceError
        If it is no such table, or too small a one.

    Examples
    --------
    >>> import numpy as np
    >>> need_committee(np.array([[[0.5, 0.5]]]))
    Traceback (most recent call last):
    askless.errors.EvidenceError: `draws` has shape (1, 1, 2); one member alone cannot disagree. \
Give the probabilities of at least 2 models or draws, or use a score of `proba`.
    """
    shape = tuple(draws.shape)
    if draws.ndim != 3 or shape[2] < 2:
        raise EvidenceError(
            f"`draws` has shape {shape}; it must be (n_items, n_draws, n_classes) with at least two classes.",
            "Give one column for each class: for a yes-or-no question, 1 - p and p.",
        )
    if shape[1] < least:
        raise EvidenceError(
            f"`draws` has shape {shape}; "
            + ("one member alone cannot disagree." if shape[1] else "there is no member at all."),
            f"Give the probabilities of at least {least} models or draws, or use a score of `proba`.",
        )


def members_of(draws: Array) -> Iterator[Array]:
    """The probabilities of one member after another, so that nothing larger than one is made.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Of any library.

    Yields
    ------
    proba : array of shape (n_items, n_classes)
        A view.
    """
    for k in range(draws.shape[1]):
        yield draws[:, k, :]


def consensus(draws: Array) -> Array:
    """Mean probabilities over the members.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Of any library.

    Returns
    -------
    proba : float64 array of shape (n_items, n_classes)
        Memory O(n_items * n_classes).

    Examples
    --------
    >>> import numpy as np
    >>> consensus(np.array([[[1.0, 0.0], [0.5, 0.5]]])).tolist()
    [[0.75, 0.25]]
    """
    xp = array_namespace(draws)
    total = xp.zeros_like(draws[:, 0, :], dtype=xp.float64)
    for proba in members_of(draws):
        total = total + xp.astype(proba, xp.float64)
    return total / draws.shape[1]


def nats(proba: Array) -> Array:
    """Entropy of each row, summed in double precision.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Of any library.

    Returns
    -------
    entropy : float64 array of shape (n_items,)
        In nats; 0 log 0 is 0.

    Examples
    --------
    >>> import numpy as np
    >>> nats(np.array([[0.5, 0.5]])).round(4).tolist()
    [0.6931]
    """
    xp = array_namespace(proba)
    positive = xp.where(proba > 0, proba, xp.ones_like(proba))
    return xp.sum(-positive * xp.log(positive), axis=-1, dtype=xp.float64)


def information(draws: Array) -> Array:
    """Entropy of the consensus less the mean entropy of the members: what they disagree about.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Of any library.

    Returns
    -------
    information : array of shape (n_items,)
        In nats, not negative; 0 where it cannot be told from rounding. Same library, device and
        precision as `draws`; sums in double precision. One logarithm for each probability, memory
        O(n_items * n_classes).

    Examples
    --------
    >>> import numpy as np
    >>> information(np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])).round(4).tolist()
    [0.6931, 0.0]
    """
    if Members.quick(draws):
        return by_members(draws, _information_of)
    xp = array_namespace(draws)
    within = xp.zeros_like(draws[:, 0, 0], dtype=xp.float64)
    for proba in members_of(draws):
        within = within + nats(proba)
    found = nats(consensus(draws)) - within / draws.shape[1]
    counts = found > _EPS * xp.finfo(draws.dtype).eps
    return xp.astype(xp.where(counts, found, xp.zeros_like(found)), draws.dtype)


def _information_of(members: Members) -> Floats:
    """The same of a block on its side."""
    logs = members.logs()
    found = members.consensus().nats() + members.expected(logs) / len(logs)
    score: Floats = np.where(found > _EPS * np.finfo(logs.dtype).eps, found, 0.0).astype(logs.dtype)
    return score


def vote_shares(draws: Array) -> Array:
    """Share of the members that hold each class for the most probable.

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Of any library.

    Returns
    -------
    shares : float64 array of shape (n_items, n_classes)
        Rows sum to 1. A member that is torn between equal classes shares its vote among them, so
        that the order of the classes does not matter.

    Examples
    --------
    >>> import numpy as np
    >>> vote_shares(np.array([[[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.5, 0.5]]])).tolist()
    [[0.625, 0.375]]
    """
    xp = array_namespace(draws)
    total = xp.zeros_like(draws[:, 0, :], dtype=xp.float64)
    for proba in members_of(draws):
        chosen = xp.astype(proba == xp.max(proba, axis=-1, keepdims=True), xp.float64)
        total = total + chosen / xp.sum(chosen, axis=-1, keepdims=True)
    return total / draws.shape[1]
