"""The models for numbers: features of the pool, and a regressor on top of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import NotReadyError
from askless.models.committee import MEMBERS, halves, resamples
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows, Steps
from askless.models.parts import Features
from askless.models.regression.parts import FittedRegressor, Float64s, Regressor
from askless.models.threads import one_thread

__all__ = ["RegressionModel"]

CHUNK = 8_192


@dataclass
class RegressionModel:
    """A model over one pool whose answers are numbers; addressed by row as `Model` is.

    Parameters
    ----------
    name : str
        As it is registered.
    features : Features
        Shared between clones.
    regressor : Regressor
        Fitted to the labels.
    seed : int, default 0
        For the resamples of the committee and whatever else is drawn.
    members : int, default 10
        Size of the committee behind `member_means`.

    Examples
    --------
    >>> from askless.models.array import ArrayFeatures
    >>> from askless.models.regression.ridge import Ridge
    >>> model = RegressionModel("my_model", ArrayFeatures(), Ridge(strength=0.1))
    """

    name: str
    features: Features
    regressor: Regressor
    seed: int = 0
    members: int = MEMBERS

    def __post_init__(self) -> None:
        self._fitted: FittedRegressor | None = None
        self._trained_on: tuple[Rows, Float64s] | None = None
        self._committee: list[FittedRegressor] = []  # made when it is asked for

    def prepare(
        self,
        items: PoolItems,
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
        later: bool = False,
    ) -> Steps | None:
        """See `Model.prepare`; nothing is left for later."""
        with one_thread():
            self.features.prepare(items, cache, progress)
        return None

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int = 0) -> dict[str, Any]:
        """Fit to the labelled rows.

        Parameters
        ----------
        rows : int64 array of shape (n,)
            Labelled rows, in the order in which the labels came.
        y : float64 array of shape (n,)
            Their numbers.
        n_labels : int
            Says nothing here.

        Returns
        -------
        summary : dict
            JSON values: "labels" and what the regressor has to tell.

        Raises
        ------
        NotReadyError
            If fewer than two different numbers were given.
        """
        numbers = np.asarray(y, dtype=np.float64)
        if not len(numbers) or numbers.min() == numbers.max():
            said = "All answers so far are the same number." if len(numbers) else "There is no answer yet."
            raise NotReadyError(said, "Label on until two numbers differ.")
        with one_thread():
            self._fitted = self.regressor.fit(self.features.take(rows), numbers, self.seed)
        self._trained_on, self._committee = (rows, numbers), []
        return {"labels": len(rows), **self._fitted.summary}

    def mean(self, rows: Rows) -> Float64s:
        """Predicted numbers of pool items, float64 of shape (n,); NotReadyError before the first fit."""
        fitted = self._ready()
        return self._each(rows, fitted.mean)

    def std(self, rows: Rows) -> Float64s:
        """How far from it a new label may lie, float64 of shape (n,), in the unit of the labels."""
        fitted = self._ready()
        return self._each(rows, fitted.std)

    def member_means(self, rows: Rows) -> Float64s:
        """Numbers predicted by a bootstrap committee, float64 of shape (n, n_members).

        Each member is fitted to a resample of the labels, see `askless.models.committee`; they are
        fitted when first asked after a fit.
        """
        committee = self._refitted()
        found = np.empty((len(rows), len(committee)))
        for place, member in enumerate(committee):
            found[:, place] = self._each(rows, member.mean)
        return found

    def predict_new(self, raw_items: Any) -> Float64s:
        """Predicted numbers of items outside the pool, given raw; float64 of shape (n,)."""
        fitted = self._ready()
        with one_thread():
            return fitted.mean(self.features.transform(raw_items))

    def std_new(self, raw_items: Any) -> Float64s:
        """How far from `predict_new` a new label may lie; float64 of shape (n,)."""
        fitted = self._ready()
        with one_thread():
            return fitted.std(self.features.transform(raw_items))

    def embedding(self, rows: Rows | None = None) -> Floats:
        """See `Model.embedding`."""
        with one_thread():
            return self.features.embedding(rows)

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """A plain fitted scikit-learn pipeline from raw items to numbers."""
        from sklearn.pipeline import Pipeline

        return Pipeline([*self.features.steps(), ("regressor", self._ready().estimator())])

    def clone(self) -> Self:
        """An unfitted twin that shares the prepared features."""
        return type(self)(self.name, self.features, self.regressor, self.seed, self.members)

    def _ready(self) -> FittedRegressor:
        if self._fitted is None:
            raise NotReadyError("The model has not been fitted yet.", "Label items with two different numbers first.")
        return self._fitted

    def _each(self, rows: Rows, say: Callable[[Matrix], Float64s]) -> Float64s:
        """What is said of each row, chunk by chunk."""
        found = np.empty(len(rows))
        with one_thread():
            for span in spans(len(rows), CHUNK):
                found[span] = say(self.features.take(rows[span]))
        return found

    def _refitted(self) -> list[FittedRegressor]:
        """The committee."""
        fitted = self._ready()
        if not self._committee:
            assert self._trained_on is not None
            rows, y = self._trained_on
            with one_thread():
                x = self.features.take(rows)
                self._committee = [
                    self.regressor.member(fitted).fit(x[at], y[at], self.seed)
                    for at in resamples(rows, halves(y), self.members, self.seed)
                ]
        return self._committee
