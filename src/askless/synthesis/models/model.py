"""What a model is to synthesis: it speaks of any point, for every point may be asked about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points

__all__ = ["Differentiable", "Float64s", "PointModel"]

Float64s = npt.NDArray[np.float64]


class PointModel(Protocol):
    """A model over points.

    Everything is a function of the arguments and of the seed given at construction: fitting twice to the same answers
    gives the same model. A model may go on from its last fit where the new points begin with the old ones, as long as
    the result is that of a fit from the start.
    """

    name: str

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int) -> None:
        """Fit to answered points.

        Parameters
        ----------
        points : float64 array of shape (n, width)
            Answered points in the order of asking.
        answers : array of shape (n,)
            int64 codes of labels, or float64 numbers.
        n_labels : int
            Declared labels, seen or not; 0 for numbers.

        Raises
        ------
        NotReadyError
            If fewer than two classes, or no two different numbers, were given.
        """
        ...

    def offers(self) -> Collection[str]:
        """Kinds of evidence that it gives of points: "proba", "draws", "mean", "variance", "logits", ..."""
        ...

    def evidence(self, kind: str, points: Points) -> Any:
        """Evidence of a kind, under the shapes of architecture and `askless.choose.evidence`, points first.

        "proba" (n, n_labels), "draws" (n, n_draws, n_labels; draw k is one function of all points), "mean" and
        "variance" (n,), numbers without the noise of an answer, "covariance" by `joint`.
        """
        ...

    def predict(self, points: Points) -> Float64s:
        """Probabilities (n, n_labels), or numbers (n,)."""
        ...

    def std(self, points: Points) -> Float64s:
        """How far a new answer may lie from the predicted number, (n,); UsageError for labels."""
        ...

    def estimator(self) -> Any:
        """The fitted scikit-learn estimator or module behind it, for whoever wants to keep it."""
        ...


@runtime_checkable
class Differentiable(Protocol):
    """A model whose mean and standard deviation of numbers have gradients by the point."""

    def moments(self, points: Points) -> tuple[Float64s, Float64s, Float64s, Float64s]:
        """Mean (n,), variance (n,), and the gradient of each by the point, (n, width)."""
        ...
