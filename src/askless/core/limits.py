"""Where a number among options has to lie."""

from __future__ import annotations

from math import inf, isfinite
from typing import NamedTuple

__all__ = ["Limits"]


class Limits(NamedTuple):
    """Where a number has to lie.

    Parameters
    ----------
    least, most : float
    inner : bool, default False
        Whether the ends are left out.

    Examples
    --------
    >>> Limits(0, 1, inner=True).holds(1.0), str(Limits(0, 1)), str(Limits(1))
    (False, 'from 0 to 1', 'of 1 or more')
    """

    least: float
    most: float = inf
    inner: bool = False

    def holds(self, value: float) -> bool:
        """Whether a number lies there."""
        if self.inner:
            return self.least < value < self.most
        return self.least <= value <= self.most

    def __str__(self) -> str:
        if not isfinite(self.most):
            return f"above {self.least:g}" if self.inner else f"of {self.least:g} or more"
        return f"{'between' if self.inner else 'from'} {self.least:g} {'and' if self.inner else 'to'} {self.most:g}"
