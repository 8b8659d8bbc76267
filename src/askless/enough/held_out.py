"""How good the model is, told from items that were kept apart and that no model has trained on.

They are a random sample of what had no label when they were drawn, so nothing has to be corrected: the model answers
them, and right answers are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace
from askless.enough.cross_fit import item_f1
from askless.enough.estimate import LEVEL, NEEDED, Estimate, estimate_accuracy
from askless.enough.rmse import estimate_rmse

__all__ = ["clopper_pearson", "estimate_held_out", "estimate_of_scores", "needed", "scores", "too_early"]

Rows = npt.NDArray[np.int64]


class Fitted(Protocol):
    """The part of a model that is used here, see `askless.models.model.Model`."""

    def predict_proba(self, rows: Rows) -> npt.NDArray[Any]: ...


def needed(size: int) -> int:
    """Answers to test items from which on there is an estimate: 30, or all of a smaller test.

    Examples
    --------
    >>> needed(120), needed(12)
    (30, 12)
    """
    return min(NEEDED, max(size, 1))


def clopper_pearson(right: int, n: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Exact interval of a share.

    Parameters
    ----------
    right : int
        Successes, in [0, n].
    n : int
        Independent trials, at least 1.
    level : float, default 0.9
        In (0, 1).

    Returns
    -------
    low, high : float
        The interval of Clopper and Pearson [1]_: whatever the share is, it covers it with at least this
        probability. It is never empty, also where all or none are right.

    Notes
    -----
    The probability is that of one look. Who looks after each new model, and stops at the best one, sees an
    interval that is too good.

    References
    ----------
    .. [1] C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
       binomial", Biometrika 26, 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> [round(end, 3) for end in clopper_pearson(54, 60)]
    [0.812, 0.956]
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if right == 0 else float(betaincinv(right, n - right + 1, tail))
    high = 1.0 if right == n else float(betaincinv(right + 1, n - right, 1 - tail))
    return low, high


def scores(model: Fitted, rows: Rows, answers: Sequence[Answer], space: LabelSpace) -> npt.NDArray[np.float64]:
    """How the model does on items whose answers are known.

    Parameters
    ----------
    model : Model
        Fitted, not to these items.
    rows : int64 array of shape (n,)
    answers : sequence of n answers
    space : LabelSpace

    Returns
    -------
    scores : float64 array of shape (n,)
        For classes 1 where the most probable one is the answer, else 0; for several labels the F1 of the item
        at a probability of one half; for numbers the squared error.
    """
    truth = space.encode(list(answers))
    if isinstance(space, Real):
        off = space.within(model.mean(rows)) - truth  # type: ignore[attr-defined]
        return np.asarray(off, dtype=np.float64) ** 2
    proba = model.predict_proba(rows)
    return item_f1(proba >= 0.5, truth) if truth.ndim == 2 else (proba.argmax(axis=1) == truth).astype(np.float64)


def estimate_held_out(
    model: Fitted, rows: Rows, answers: Sequence[Answer], space: LabelSpace, *, size: int
) -> Estimate:
    """Estimate how good a model is from the test items that are answered.

    Parameters
    ----------
    model, rows, answers, space
        As in `scores`.
    size : int
        Items that are kept apart in all.

    Returns
    -------
    estimate : Estimate
        Of the accuracy, with the exact interval; of the mean F1 with that of `wilson`; of the error (RMSE). With
        `ready=False` while fewer are answered than `needed`.

    Examples
    --------
    >>> class Sure:
    ...     def predict_proba(self, rows):
    ...         return np.tile([0.9, 0.1], (len(rows), 1))
    >>> from askless.data.labels.classes import Classes
    >>> answers = ["ham"] * 54 + ["spam"] * 6
    >>> estimate_held_out(Sure(), np.arange(60), answers, Classes(["ham", "spam"]), size=100).sentence
    'Estimated accuracy 90 % (90 % interval 81 to 96 %), from 60 test items kept apart.'
    """
    if len(rows) < needed(size):
        return too_early(len(rows), size)
    return estimate_of_scores(scores(model, rows, answers, space), space, size=size)


def estimate_of_scores(values: npt.NDArray[np.float64], space: LabelSpace, *, size: int) -> Estimate:
    """The same from what `scores` returned."""
    n = len(values)
    if n < (least := needed(size)):
        return too_early(n, size)
    if isinstance(space, Real):
        return estimate_rmse(values, needed=least, unit=space.unit, basis="test")
    if space.kind == "multilabel":
        return estimate_accuracy(values, needed=least, measure="F1", basis="test")
    ends = clopper_pearson(int(values.sum()), n)
    return Estimate.of_share(float(values.mean()), ends, n, needed=least, basis="test")


def too_early(n: int, size: int) -> Estimate:
    """What is said before enough test items are answered."""
    sentence = f"Too early to say how good the model is: {n} of the {needed(size)} test items needed are answered."
    return Estimate(None, None, None, n, False, sentence, needed(size), basis="test")
