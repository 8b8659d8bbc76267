"""How a score of one distribution serves several independent labels."""

from __future__ import annotations

from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.score.declare import Function
from askless.errors import EvidenceError

__all__ = ["largest_two", "mean_over_labels", "need_two_classes"]


def need_two_classes(proba: Array) -> None:
    """Refuse probabilities of fewer than two classes.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Of any library.

    Raises
    ------
    EvidenceError
        If it is not a table with at least two columns.

    Examples
    --------
    >>> import numpy as np
    >>> need_two_classes(np.array([[1.0]]))
    Traceback (most recent call last):
    askless.errors.EvidenceError: `proba` has shape (1, 1); an uncertainty compares at least two classes. \
Give one column for each class: for a yes-or-no question, 1 - p and p.
    """
    if proba.ndim != 2 or proba.shape[1] < 2:
        raise EvidenceError(
            f"`proba` has shape {tuple(proba.shape)}; an uncertainty compares at least two classes.",
            "Give one column for each class: for a yes-or-no question, 1 - p and p.",
        )


def largest_two(proba: Array) -> tuple[Array, Array]:
    """The two largest probabilities of each item; equal ones both count.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Of any library, at least two classes.

    Returns
    -------
    first, second : arrays of shape (n_items,)
        Same library, device and precision. Time O(n_items * n_classes), memory that of `proba`.

    Examples
    --------
    >>> import numpy as np
    >>> first, second = largest_two(np.array([[0.2, 0.5, 0.3]]))
    >>> first.tolist(), second.tolist()
    ([0.5], [0.3])
    """
    xp = array_namespace(proba)
    best = xp.argmax(proba, axis=-1, keepdims=True)
    others = xp.arange(proba.shape[-1], device=device(proba)) != best
    return xp.max(proba, axis=-1), xp.max(xp.where(others, proba, xp.zeros_like(proba) - xp.inf), axis=-1)


def mean_over_labels(function: Function, proba: Array) -> Array:
    """The score of multi-label items: the mean, over labels, of the score of "has it" against "has it not".

    Parameters
    ----------
    function : callable
        A score that needs only `proba`, or only `draws`.
    proba : array of shape (n_items, n_labels) or (n_items, n_draws, n_labels)
        Probability of each label by itself.

    Returns
    -------
    score : array of shape (n_items,)
        Same library, device and precision as `proba`. Time that of scoring n_items * n_labels pairs.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.score.uncertainty.margin import margin
    >>> mean_over_labels(margin, np.array([[0.5, 1.0], [1.0, 0.0]]))
    array([-0.5, -1. ])
    """
    xp = array_namespace(proba)
    pairs = xp.stack([1.0 - proba, proba], axis=-1)
    if proba.ndim == 3:  # the labels go next to the items, the draws stay with each label
        pairs = xp.permute_dims(pairs, (0, 2, 1, 3))
    n_items, n_labels = proba.shape[0], proba.shape[-1]
    pairs = xp.reshape(pairs, (n_items * n_labels, *pairs.shape[2:]))
    return xp.mean(xp.reshape(function(pairs), (n_items, n_labels)), axis=1)
