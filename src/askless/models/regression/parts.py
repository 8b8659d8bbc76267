"""What the models for numbers are made of: features, and a regressor over features."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.models.model import Matrix

__all__ = ["FittedRegressor", "Float64s", "Regressor"]

Float64s = npt.NDArray[np.float64]


class FittedRegressor(Protocol):
    """A regressor fitted over features."""

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit, as JSON values."""

    def mean(self, x: Matrix) -> Float64s:
        """Predicted numbers, shape (n,)."""

    def std(self, x: Matrix) -> Float64s:
        """How far from it a new label may lie, noise included: a standard deviation, shape (n,)."""

    def estimator(self) -> Any:
        """The same as a plain scikit-learn regressor."""


class Regressor(Protocol):
    """A way to fit one."""

    def fit(self, x: Matrix, y: Float64s, seed: int) -> FittedRegressor:
        """Fit to features of shape (n, n_features) and numbers of shape (n,), at least two different ones."""

    def member(self, fitted: FittedRegressor) -> Regressor:
        """The way to fit members of a committee: what was chosen for `fitted` is not sought again."""
