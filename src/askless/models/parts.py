"""What the built-in models are made of: features, and a classifier over features.

Each is a protocol with several implementations: `TextFeatures`, `TableFeatures`, ...; `Linear`,
`Boosted`, .... `FeatureModel` joins one of each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows, Steps

__all__ = ["Classifier", "Codes", "Features", "Fitted"]

Codes = npt.NDArray[np.int64]


class Features(Protocol):
    """Raw items as numbers."""

    def prepare(
        self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False
    ) -> Steps | None:
        """Compute the features of the pool; see `Model.prepare`."""

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items, float32 of shape (n, n_features), dense or CSR."""

    def transform(self, raw_items: Any) -> Matrix:
        """Features of other items."""

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage, see `Model.embedding`."""

    def steps(self) -> list[tuple[str, Any]]:
        """The same as fitted steps of a scikit-learn pipeline."""


class Fitted(Protocol):
    """A fitted classifier over features."""

    @property
    def classes(self) -> Codes:
        """The k codes that it knows."""

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit, as JSON values."""

    def proba(self, x: Matrix) -> Floats:
        """Probabilities of shape (n, k)."""

    def estimator(self, classes: npt.NDArray[Any]) -> Any:
        """The same as a plain scikit-learn classifier that answers with `classes`."""


class Classifier(Protocol):
    """A way to fit one."""

    def fit(self, x: Matrix, y: Codes, seed: int) -> Fitted:
        """Fit to features of shape (n, n_features) and codes of shape (n,), two of them or more."""

    def member(self, fitted: Fitted) -> Classifier:
        """The way to fit members of a committee: what was chosen or calibrated for `fitted` is not sought again."""
