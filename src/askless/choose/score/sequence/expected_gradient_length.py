"""Expected gradient length of sentences: how much the answer would change the model."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.core.task import SEQUENCES

__all__ = ["expected_gradient_length"]


@score(
    example={"gradient_length": [4.0, 2.0, 0.0]},
    reference="B. Settles, M. Craven, S. Ray, “Multiple-instance active learning”, NIPS 2007; for taggings: "
    "B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, EMNLP 2008, "
    "aclanthology.org/D08-1112",
    summary="asks about sentences whose answers would move the weights of the model most",
    when_not="When sentences differ in length, or in how many features a word has: both make gradients long. "
    "`per_token(expected_gradient_length)` cures the first.",
    tasks=SEQUENCES,
    least=0.0,
    told="its answer would change the model by {:.2f}",
)
def expected_gradient_length(gradient_length: Array, /) -> Array:
    """Length of the gradient that a tagging would give, averaged over the ten best ones.

    The model does not know the answer, so each of its best taggings is tried as one, weighed by its
    probability. A sentence changes nothing where the model is sure, and little where no weight is for it.

    Parameters
    ----------
    gradient_length : array of shape (n_items,)
        As the model tells it.

    Returns
    -------
    score : array of shape (n_items,)
        At least 0, same library, device and precision. Ties are left to the pick, which breaks them by
        keyed noise.

    Notes
    -----
    Time O(n_items) once the model has the lengths. Per item, so any chunking gives the same. For items
    with one label see `expected_model_change`.

    References
    ----------
    .. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks",
       EMNLP 2008, aclanthology.org/D08-1112.

    Examples
    --------
    >>> import numpy as np
    >>> expected_gradient_length(np.array([0.5, 2.0])).tolist()
    [0.5, 2.0]
    """
    xp = array_namespace(gradient_length)
    return xp.where(gradient_length > 0, gradient_length, xp.zeros_like(gradient_length))
