"""BALD: what a label would tell about the model."""

from __future__ import annotations

from askless.choose.array import Array
from askless.choose.score.declare import score
from askless.choose.score.draws import information, need_committee

__all__ = ["bald"]


@score(
    example={
        "draws": [
            [[0.9, 0.1], [0.1, 0.9]],
            [[0.8, 0.2], [0.4, 0.6]],
            [[0.5, 0.5], [0.5, 0.5]],
        ]
    },
    reference="N. Houlsby, F. Huszár, Z. Ghahramani, M. Lengyel, “Bayesian active learning for classification and "
    "preference learning”, 2011, arXiv:1112.5745; with networks: Y. Gal, R. Islam, Z. Ghahramani, “Deep Bayesian "
    "active learning with image data”, ICML 2017, arXiv:1703.02910",
    summary="asks about items whose answers would tell most about the model's parameters",
    when_not="For large batches: it picks many items that tell the same thing; use `batch_bald` or `power(bald)`. And "
    "where much of the pool is beside the point: `epig` asks what helps to predict.",
    least=0.0,
    told="its answer tells {:.2f} nats about the model",
)
def bald(draws: Array, /) -> Array:
    """Mutual information between the label and the model's parameters, in nats.

    Entropy of the mean prediction less the mean entropy of the draws: doubt that the draws share is
    noise that no label removes, doubt that they disagree about is what a label settles. It needs
    draws that differ where the model is ignorant (a posterior, dropout, an ensemble).

    Parameters
    ----------
    draws : array of shape (n_items, n_draws, n_classes)
        Class probabilities by each of at least two members. Rows sum to 1.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, log(min(n_draws, n_classes))] nats; 0 where it cannot be told from rounding, same
        library, device and precision as `draws`. Ties are left to the pick, which breaks them by
        keyed noise.

    Raises
    ------
    EvidenceError
        If there are fewer than two members or classes.

    Notes
    -----
    As an estimate from few draws it is biased, but for all items much alike. One logarithm for each
    probability, memory O(n_items * n_classes), sums in double precision. Per item, so any chunking
    gives the same result. For multi-label, the mean over labels of the score of "has it" against
    "has it not".

    References
    ----------
    .. [1] N. Houlsby, F. Huszár, Z. Ghahramani, M. Lengyel, "Bayesian active learning for
       classification and preference learning", 2011, arXiv:1112.5745.
    .. [2] Y. Gal, R. Islam, Z. Ghahramani, "Deep Bayesian active learning with image data",
       ICML 2017, arXiv:1703.02910.

    Examples
    --------
    >>> import numpy as np
    >>> bald(np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])).round(4)
    array([0.6931, 0.    ])
    """
    need_committee(draws)
    return information(draws)
