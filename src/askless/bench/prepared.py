"""A model whose features are made once and serve every strategy of a seed, test items included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from askless.choose.evidence.kind import kinds
from askless.models.feature_model import FeatureModel
from askless.models.model import Floats, Matrix, Model, PoolItems, Progress, Rows
from askless.models.parts import Features
from askless.models.regression.model import RegressionModel

__all__ = ["HeldOut", "Prepared"]


@dataclass(frozen=True)
class HeldOut:
    """Features of a pool, and after its rows those of test items.

    What there is to learn (terms, their weights, means) was learnt from the pool alone.

    Parameters
    ----------
    features : Features
        Of the pool, prepared.
    n_pool : int
        Number of its items.
    test : matrix of shape (n_test, n_features)
    """

    features: Features
    n_pool: int
    test: Matrix

    def prepare(self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False) -> None:
        """Nothing: the features are there."""

    def take(self, rows: Rows) -> Matrix:
        """Features of rows that are either all of the pool or all of the test."""
        if len(rows) and rows[0] >= self.n_pool:
            whole = np.arange(self.n_pool, self.n_pool + self.test.shape[0])
            return self.test if np.array_equal(rows, whole) else self.test[rows - self.n_pool]
        return self.features.take(rows)

    def transform(self, raw_items: Any) -> Matrix:
        """Features of other items."""
        return self.features.transform(raw_items)

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage, of the pool."""
        return self.features.embedding(rows)

    def steps(self) -> list[tuple[str, Any]]:
        """Steps of a pipeline."""
        return self.features.steps()


@dataclass
class Prepared:
    """A `Model` that is prepared already, and predicts a fixed set of test items.

    Parameters
    ----------
    model : Model
        Prepared on the pool.
    raw_test : list, DataFrame or arrays
        Test items as the model takes them.
    n_pool : int
        Number of items in the pool.
    n_test : int
        Number of test items.
    """

    model: Model
    raw_test: Any
    n_pool: int
    n_test: int

    @classmethod
    def of(cls, model: Any, pool: PoolItems, raw_test: Any, n_test: int) -> Prepared:
        """Prepare a model on the pool, and compute the features of the test items if it has any."""
        model.prepare(pool)
        model.embedding(np.arange(min(1, len(pool))))  # made at first use: no strategy should pay for another
        if isinstance(model, (FeatureModel, RegressionModel)):
            held = HeldOut(model.features, len(pool), model.features.transform(raw_test))
            ready: Any = replace(model, features=held)
            return cls(ready, None, len(pool), n_test)
        return cls(model, raw_test, len(pool), n_test)

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.model.name

    def prepare(
        self, items: PoolItems, *, cache: Path | None = None, progress: Progress | None = None, later: bool = False
    ) -> None:
        """Nothing: it is prepared."""

    def fit(self, rows: Rows, y: Any, *, n_labels: int) -> dict[str, Any]:
        """Fit to labelled rows of the pool."""
        return self.model.fit(rows, y, n_labels=n_labels)

    def predict_proba(self, rows: Rows) -> Floats:
        """Probabilities of pool items."""
        return self.model.predict_proba(rows)

    def embedding(self, rows: Rows | None = None) -> Floats:
        """Points for coverage, of the pool."""
        return self.model.embedding(rows)

    def predict_new(self, raw_items: Any) -> Floats:
        """Probabilities of other items."""
        return self.model.predict_new(raw_items)

    def estimator(self, names: Any = None) -> Any:
        """A plain fitted pipeline."""
        return self.model.estimator(names)

    def clone(self) -> Prepared:
        """An unfitted twin that shares the features."""
        return replace(self, model=self.model.clone())

    def __getattr__(self, name: str) -> Any:
        # What else the model can tell (draws, logits, ...), where it can: callers look for the method.
        if name not in {kind.method for _, kind in kinds.items()}:
            raise AttributeError(name)
        return getattr(self.model, name)

    def predict_test(self) -> Any:
        """Probabilities of the test items, shape (n_test, n_labels), or their numbers, shape (n_test,)."""
        if self.raw_test is None and isinstance(self.model, RegressionModel):
            return self.model.mean(np.arange(self.n_pool, self.n_pool + self.n_test))
        if self.raw_test is None:
            return self.model.predict_proba(np.arange(self.n_pool, self.n_pool + self.n_test))
        return self.model.predict_new(self.raw_test)
