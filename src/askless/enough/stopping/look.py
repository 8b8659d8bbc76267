"""One look at the model: what it says of the stop set after so many labels.

Axes: n items of the stop set, b items answered since the look before, C declared labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.enough.stopping.gaussian import Gaussian

__all__ = ["Batch", "Look"]

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Batch:
    """Items that were answered between two looks, with what the model of the earlier look had said of them.

    Parameters
    ----------
    proba : array of shape (b, C)
        Probabilities that the model of the look *before* gave; it had not seen the answers.
    y : array of shape (b,) or (b, C)
        Codes of the answers.
    """

    proba: Floats
    y: npt.NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, eq=False)
class Look:
    """What a stopping rule sees of the model at one number of labels.

    Parameters
    ----------
    labels : int
        Labels that this model was fitted on.
    proba : array of shape (n, C)
        Probabilities of the stop set, the same items in every look. Classes: rows sum to 1;
        several labels: each for itself. Numbers have none: shape (n, 0).
    seen : bool array of shape (C,)
        Labels with an answer among the `labels`.
    multilabel : bool, default False
        Whether labels are independent of each other.
    batch : Batch, optional
        What was answered since the look before; None in the first look.
    posterior : tuple of Gaussian
        Of the weights of a linear model on these labels: one for two classes or numbers, else one
        for each label against the rest. Empty where no rule wants it.

    Examples
    --------
    >>> look = Look(40, np.array([[0.9, 0.1, 0.0]]), np.array([True, True, False]))
    >>> look.answers.tolist(), look.unseen
    ([0], (2,))
    """

    labels: int
    proba: Floats
    seen: npt.NDArray[np.bool_]
    multilabel: bool = False
    batch: Batch | None = None
    posterior: tuple[Gaussian, ...] = ()

    @property
    def answers(self) -> npt.NDArray[np.int64]:
        """Predicted answers: classes of shape (n,), or zeros and ones of shape (n, C)."""
        if self.multilabel:
            return (self.proba >= 0.5).astype(np.int64)
        return np.asarray(self.proba.argmax(axis=1), dtype=np.int64)

    @property
    def unseen(self) -> tuple[int, ...]:
        """Codes of the declared labels without an answer."""
        return tuple(np.flatnonzero(~self.seen).tolist())
