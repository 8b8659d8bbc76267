"""Rows of a table: skrub's vectorizer, standardised, and a linear or boosted classifier.

Numbers stay numbers, categories become columns of zeros and ones, dates their parts, free text a
few dimensions of its n-grams.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from askless.core.chunks import spans
from askless.models.array import Standard
from askless.models.boosted import LinearOrBoosted
from askless.models.built_in import BuiltIn, models
from askless.models.feature_model import FeatureModel
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows

__all__ = ["TableFeatures"]

LEARN_ROWS = 50_000  # rows that categories, dates and n-grams are learnt from
CHUNK = 20_000


class TableFeatures:
    """Features of the rows of a DataFrame.

    Parameters
    ----------
    seed : int, default 0
        For the decomposition of free text.
    """

    def __init__(self, seed: int = 0) -> None:
        from sklearn.preprocessing import OneHotEncoder
        from skrub import StringEncoder, TableVectorizer

        self._vectorizer = TableVectorizer(
            # skrub's own drops a column, so that it warns of every category that it has not met
            low_cardinality=OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32),
            high_cardinality=StringEncoder(random_state=seed),
        )
        self._standard = Standard()
        self._pool: Floats = np.zeros((0, 0), dtype=np.float32)

    def prepare(self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False) -> None:
        """Compute the features of the pool, all at once."""
        n = len(items)
        some = np.arange(0, n, -(-n // LEARN_ROWS)) if n else np.arange(0)
        learnt = self._standard.fit(self._vectorizer.fit_transform(items.take(some)))
        if len(some) == n:
            self._pool = learnt
            return
        parts = []
        for span in spans(n, CHUNK):
            if progress:
                progress("Reading columns", span.start / n)
            parts.append(self.transform(items.take(np.arange(span.start, span.stop))))
        self._pool = np.concatenate(parts)

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items."""
        return self._pool[rows]

    def transform(self, raw_items: Any) -> Matrix:
        """Features of other items."""
        return self._standard.transform(self._vectorizer.transform(raw_items))

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage."""
        return self._pool if rows is None else self._pool[rows]

    def steps(self) -> list[tuple[str, Any]]:
        """The same as fitted steps of a pipeline."""
        return [("columns", self._vectorizer), *self._standard.steps()]


models.register(
    "linear_or_boosted",
    BuiltIn(
        kinds=("rows",),
        default_for=("rows",),
        summary="linear at first; boosted trees once 50 labels show that they are better",
        make=lambda kind, seed: FeatureModel("linear_or_boosted", TableFeatures(seed), LinearOrBoosted(), seed),
    ),
)
