"""A labelled data set in memory, as benchmarks take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["LabelledSet"]


@dataclass(frozen=True)
class LabelledSet:
    """Items with their true classes.

    Parameters
    ----------
    name : str
    kind : {"table", "text", "images"}
    items : array of shape (n, n_features), list of n str, or uint8 array of shape (n, height, width)
    codes : int64 array of shape (n,)
        Classes, from 0.
    classes : tuple of str
        Their names.

    Examples
    --------
    >>> points = LabelledSet("two", "table", np.array([[0.0], [1.0], [1.5]]), np.array([0, 1, 1]), ("a", "b"))
    >>> len(points), points.n_classes, round(points.smallest_share, 2)
    (3, 2, 0.33)
    """

    name: str
    kind: Literal["table", "text", "images"]
    items: Any
    codes: npt.NDArray[np.int64]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.classes)

    @property
    def smallest_share(self) -> float:
        """Share of the rarest class, in (0, 1]."""
        return float(np.bincount(self.codes, minlength=self.n_classes).min() / len(self.codes))

    def take(self, rows: npt.NDArray[np.int64]) -> Any:
        """Items of some rows, as they are given."""
        return [self.items[row] for row in rows.tolist()] if self.kind == "text" else self.items[rows]
