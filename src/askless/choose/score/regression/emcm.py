"""Expected model change maximisation, for regression: how far the answer would move a linear model."""

from __future__ import annotations

from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.errors import EvidenceError

__all__ = ["emcm"]


@score(
    example={
        "member_means": [[1.0, 3.0], [1.0, 3.0], [2.0, 2.1], [5.0, 5.0]],
        "embedding": [[3.0, 0.0], [0.0, 1.0], [0.0, 3.0], [4.0, 0.0]],
    },
    reference="W. Cai, Y. Zhang, J. Zhou, “Maximizing expected model change for active learning in regression”, "
    "ICDM 2013, doi:10.1109/ICDM.2013.104",
    summary="asks about numbers that a committee disagrees on and that would move the model much",
    when_not="When there are outliers: an item far from the origin moves the model much, whether or not it matters to "
    "any other. In large batches: it asks alike items together; `lcmd` and `igs` keep them apart.",
    tasks=("real",),
    least=0.0,
)
def emcm(member_means: Array, embedding: Array, /) -> Array:
    """Expected length of the gradient of a linear model's squared loss; larger moves the model more.

    For a linear model on the features the gradient from an answer is the difference of the answer
    to the prediction, times the features, the constant among them. What the answer will be, the
    members of the committee guess; what is predicted is their mean.

    Parameters
    ----------
    member_means : array of shape (n_items, n_members)
        Number predicted by each of at least two members.
    embedding : array of shape (n_items, n_features)
        What the linear model sees.

    Returns
    -------
    score : array of shape (n_items,)
        Not negative, in the unit of the numbers; same library, device and precision as
        `member_means`. Ties are left to the pick, which breaks them by keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members.

    Notes
    -----
    The mean over members of |f_k - f| √(‖x‖² + 1). In the paper [1]_ f is the model fitted to all
    labels; here it is the mean of the members, so that nothing else is needed. Time
    O(n_items * (n_members + n_features)), sums in double precision. Per item, so any chunking gives
    the same result.

    References
    ----------
    .. [1] W. Cai, Y. Zhang, J. Zhou, "Maximizing expected model change for active learning in
       regression", ICDM 2013, doi:10.1109/ICDM.2013.104.

    Examples
    --------
    >>> import numpy as np
    >>> emcm(np.array([[1.0, 3.0], [2.0, 2.0]]), np.array([[0.0], [7.0]]))
    array([1., 0.])
    """
    if member_means.ndim != 2 or member_means.shape[1] < 2:
        raise EvidenceError(
            f"`member_means` has shape {tuple(member_means.shape)}: fewer than two members.",
            "Give the predictions of at least two models, (n_items, n_members).",
        )
    xp = array_namespace(member_means, embedding)
    guesses, x = xp.astype(member_means, xp.float64), xp.astype(embedding, xp.float64)
    guesses = guesses - guesses[:, :1]  # so that members of one mind differ by 0 and not by rounding
    apart = xp.abs(guesses - xp.mean(guesses, axis=1, keepdims=True))
    length = xp.sqrt(xp.sum(x * x, axis=1) + 1.0)
    return xp.astype(xp.mean(apart, axis=1) * length, member_means.dtype)
