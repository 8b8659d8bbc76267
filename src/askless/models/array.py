"""Arrays of numbers, dense or sparse, as features.

Dense arrays are standardised over the pool; missing values are filled with the mean and told apart
by a column of their own. Sparse ones are taken as they are, for they are counts or weights whose
zeros matter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from askless.errors import ModelError
from askless.models.lsa import directions, project
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows

__all__ = ["ArrayFeatures", "Standard"]

DIRECTIONS = 64
LOOK = "Check that the source holds values."
LEARN_ROWS = 100_000  # rows that means and deviations are learnt from


class Standard:
    """Standardised columns: the two scikit-learn steps that dense features end with.

    Examples
    --------
    >>> standard = Standard()
    >>> standard.fit(np.array([[1.0], [3.0]]))[0].tolist()
    [-1.0]
    """

    def __init__(self) -> None:
        from sklearn.impute import SimpleImputer
        from sklearn.preprocessing import StandardScaler

        self.fill = SimpleImputer(add_indicator=True, keep_empty_features=True)
        self.scale = StandardScaler()

    def fit(self, x: Matrix) -> Floats:
        """Learn from rows, and standardise them."""
        if 0 in x.shape:
            raise ModelError(f"There is nothing to learn from in {x.shape[0]:,} rows of {x.shape[1]} columns.", LOOK)
        if np.isinf(np.asarray(x, dtype=np.float64)).any():
            raise ModelError("The columns hold infinite values.", "Replace them by numbers, or by NaN if missing.")
        with np.errstate(over="ignore", invalid="ignore"):  # said below
            found = np.asarray(self.scale.fit_transform(self.fill.fit_transform(x)), dtype=np.float32)
        if not np.isfinite(found).all():
            raise ModelError("The columns hold values too large to be standardised.", "Scale them down, or take logs.")
        return found

    def transform(self, x: Matrix) -> Floats:
        """Standardise other rows."""
        return np.asarray(self.scale.transform(self.fill.transform(x)), dtype=np.float32)

    def steps(self) -> list[tuple[str, Any]]:
        """The two as steps of a pipeline."""
        return [("fill", self.fill), ("standardise", self.scale)]


class ArrayFeatures:
    """Features of an array of numbers.

    Parameters
    ----------
    seed : int, default 0
        For the randomised decomposition behind the embedding of a sparse matrix.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._pool: Matrix = None
        self._standard: Standard | None = None
        self._embedding: Floats | None = None

    def prepare(self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False) -> None:
        """Compute the features of the pool, all at once."""
        x = items.take(np.arange(len(items)))
        if isinstance(x, np.ndarray):
            self._standard = Standard()
            self._standard.fit(x[:: max(1, -(-len(x) // LEARN_ROWS))])
            self._pool = self._standard.transform(x)
        else:
            with np.errstate(over="ignore"):  # said below
                self._pool = x.tocsr().astype(np.float32)
            if not np.isfinite(self._pool.data).all():
                raise ModelError("The sparse matrix holds NaN or infinite values, or too large ones.", "Replace them.")

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items."""
        return self._pool[rows]

    def transform(self, raw_items: Matrix) -> Matrix:
        """Features of other items."""
        return self._standard.transform(raw_items) if self._standard else raw_items.tocsr().astype(np.float32)

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage."""
        if self._embedding is None:
            dense = self._standard is not None
            x = self._pool
            self._embedding = x if dense else project(x, directions(x, DIRECTIONS, self.seed))
        points: Floats = self._embedding if rows is None else self._embedding[rows]
        return points

    def steps(self) -> list[tuple[str, Any]]:
        """The same as fitted steps of a pipeline."""
        return self._standard.steps() if self._standard else []
