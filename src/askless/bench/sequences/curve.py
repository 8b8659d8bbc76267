"""A learning curve on sentences, with all that answers cost beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["UNITS", "Curve", "crossed"]

UNITS = ("tokens", "sentences", "decisions", "corrections", "seconds")
"""What is counted of the answers so far, each a field of `Curve`."""


@dataclass
class Curve:
    """A point each time that the model was fitted.

    Parameters
    ----------
    tokens : list of int
        Tokens read so far: those of the sentences, or of asked windows with three more on either side.
    sentences : list of int
        Questions answered; a window of a sentence counts as one.
    decisions : list of int
        Questions answered and tokens corrected.
    corrections : list of int
        Tokens whose tag was not the one that the model suggested; without a model all tags, and all of a span.
    seconds : list of float
        What that takes by the model of costs.
    metric : list of float
        Share of the right tokens, or F1 of spans, of the test.
    seconds_query, seconds_fit : list of float
        Seconds of the processor that choosing and fitting took.
    types : list of [str, int, int, int]
        At the end, for each tag or type: right, said and true in the test.
    """

    tokens: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    corrections: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    metric: list[float] = field(default_factory=list)
    seconds_query: list[float] = field(default_factory=list)
    seconds_fit: list[float] = field(default_factory=list)
    types: list[list[str | int]] = field(default_factory=list)

    def of(self, unit: str) -> npt.NDArray[np.float64]:
        """What was counted in a unit, shape (n_points,)."""
        return np.asarray(getattr(self, unit), dtype=np.float64)


def crossed(metric: Sequence[float], mark: float) -> tuple[int, float] | None:
    """Where a curve first comes to a mark: the point there, and how far behind the point before, in (0, 1].

    Parameters
    ----------
    metric : sequence of float
    mark : float

    Returns
    -------
    at, part : int and float
        None if the curve stays below. Between points the curve is a straight line.

    Examples
    --------
    >>> crossed([0.5, 0.7, 0.6], 0.6), crossed([0.5], 0.4), crossed([0.5], 0.6)
    ((1, 0.5), (0, 1.0), None)
    """
    for at, value in enumerate(metric):
        if value >= mark:
            before = metric[at - 1] if at else value
            return at, round((mark - before) / (value - before), 9) if at and value > before else 1.0
    return None
