"""Expected model change: the length of the step that the answer would make the model take."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.labels import need_two_classes

__all__ = ["expected_model_change"]


@score(
    example={
        "proba": [[0.5, 0.5], [0.5, 0.5], [0.9, 0.1], [1.0, 0.0]],
        "embedding": [[3.0, 0.0], [0.0, 1.0], [0.0, 3.0], [5.0, 0.0]],
    },
    reference="B. Settles, M. Craven, S. Ray, “Multiple-instance active learning”, NIPS 2007; B. Settles, M. Craven, "
    "“An analysis of active learning strategies for sequence labeling tasks”, EMNLP 2008, doi:10.3115/1613715.1613855",
    summary="asks about what would move the model most, whatever the answer",
    when_not="When the features are not of one scale, or there are outliers: an item far from the origin moves the "
    "model much, whether or not it matters to any other. `expected_error` asks what the move is good for.",
    tasks=("classes",),
    least=0.0,
)
def expected_model_change(proba: Array, embedding: Array, /) -> Array:
    """Expected length of the gradient of a linear model's loss, over the answers; larger moves it more.

    For a softmax on the features the gradient from the answer y is (p - e_y) times the features, the
    constant among them, so its length follows from the probabilities and the length of the features.
    The answers count as the model finds them probable.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities. Rows sum to 1.
    embedding : array of shape (n_items, n_features)
        What the last, linear layer of the model sees.

    Returns
    -------
    score : array of shape (n_items,)
        Not negative, same library, device and precision as `proba`. Ties are left to the pick, which
        breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two classes.

    Notes
    -----
    The sum over y of p_y ‖p - e_y‖ √(‖x‖² + 1), with ‖p - e_y‖² = (1 - p_y)² + Σ_{j≠y} p_j².
    Time O(n_items * (n_classes + n_features)), sums in double precision; no gradient is made. Per
    item, so any chunking gives the same result.

    References
    ----------
    .. [1] B. Settles, M. Craven, S. Ray, "Multiple-instance active learning", NIPS 2007.
    .. [2] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling
       tasks", EMNLP 2008, doi:10.3115/1613715.1613855.

    Examples
    --------
    >>> import numpy as np
    >>> proba = np.array([[0.5, 0.5], [1.0, 0.0]])
    >>> expected_model_change(proba, np.array([[0.0, 1.0], [0.0, 1.0]]))
    array([1., 0.])
    """
    need_two_classes(proba)
    xp = array_namespace(proba, embedding)
    p, x = xp.astype(proba, xp.float64), xp.astype(embedding, xp.float64)
    squares = p * p
    # Summed without the answer's own p², which would have to be taken off again: 0 stays 0.
    apart = (1.0 - p) ** 2 + xp.maximum(xp.sum(squares, axis=1, keepdims=True) - squares, xp.zeros_like(p[:1, :1]))
    length = xp.sqrt(xp.sum(x * x, axis=1) + 1.0)
    return xp.astype(xp.sum(p * xp.sqrt(apart), axis=1) * length, proba.dtype)
