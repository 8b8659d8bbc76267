"""What a stopping rule is told besides the looks: the pool, the answers, the forecast and the costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite

import numpy as np
import numpy.typing as npt

from askless.core.task import Task
from askless.errors import UsageError

__all__ = ["Context"]


def _none() -> npt.NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Context:
    """Where the labelling stands.

    Parameters
    ----------
    pool : int
        Items in the pool, the labelled ones included; exact copies count once, items kept apart not at all.
    names : tuple of str
        Declared labels.
    task : {"classes", "multilabel", "real"}, default "classes"
        What an answer is.
    y : array of shape (m,) or (m, n_labels), optional
        Codes of the answers in the order of asking.
    random : bool array of shape (m,), optional
        Which of them were drawn at random and answered without a suggestion.
    positive : int, optional
        Code of the class that is searched for, in screening.
    rounds, apart : int64 arrays of shape (m,), optional
        Of each answer, in screening: see `askless.enough.stopping.searched.Searched`.
    chance : float, optional
        The forecast's chance, in [0, 1], that the accuracy is within one point of labelling the whole
        pool; None if there is no forecast.
    cost_per_label, value_per_point : float, optional
        What a label costs, and what a point of accuracy (0.01) is worth, in the same currency.
    outset : float, optional
        The bound of `askless.enough.stopping.gaussian.step_bound` at the first labels.

    Raises
    ------
    UsageError
        If a price is not a number above 0.

    Examples
    --------
    >>> Context(pool=500, names=("ham", "spam", "offer"), y=np.array([0, 1, 1])).unseen
    ('offer',)
    """

    pool: int
    names: tuple[str, ...]
    task: Task = "classes"
    y: npt.NDArray[np.generic] = field(default_factory=_none)
    random: npt.NDArray[np.bool_] | None = None
    positive: int | None = None
    rounds: npt.NDArray[np.int64] | None = None
    apart: npt.NDArray[np.int64] | None = None
    chance: float | None = None
    cost_per_label: float | None = None
    value_per_point: float | None = None
    outset: float | None = None

    def __post_init__(self) -> None:
        for name in ("cost_per_label", "value_per_point"):
            price = getattr(self, name)
            if price is not None and not (isfinite(price) and price > 0):
                raise UsageError(f"`{name}` is {price!r}.", "Give a number above 0, both prices in the same currency.")

    @property
    def unseen(self) -> tuple[str, ...]:
        """Declared labels without an answer; none where answers are numbers or `y` is not told."""
        if self.task == "real" or not len(self.y):
            return ()
        seen = set(np.flatnonzero(self.y.any(axis=0)) if self.y.ndim == 2 else self.y)
        return tuple(name for code, name in enumerate(self.names) if code not in seen)
