"""What a model that learns label by label is to a stream, and the registry of those that come with askless.

Three kinds of input, so that each model gets what it learns best from:

======  ======================================================================================
takes   an item is
======  ======================================================================================
scaled  a row of numbers, each feature brought to mean 0 and standard deviation 1 by what the
        stream has shown so far; missing values are 0
rows    a row of numbers as they came; missing values are NaN
raw     what the stream delivered: a dict of features, a list, a text
======  ======================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, Self, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from askless.core.registry import Registry
from askless.errors import UsageError

__all__ = [
    "Codes", "Draws", "Float64s", "OnlineModel", "Std", "Takes", "check_forgetting", "online_models", "register_online",
]  # fmt: skip

Float64s = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Takes = Literal["scaled", "rows", "raw"]
M = TypeVar("M")


@runtime_checkable
class OnlineModel(Protocol):
    """A model of a stream: it predicts at any time, and learns from a few labels at a time.

    The number of features and of labels may grow at any call; a model makes room by itself.
    Everything is a function of the calls and of the seed given at construction.
    """

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def takes(self) -> Takes:
        """In which form it gets its items."""

    @property
    def real(self) -> bool:
        """Whether it predicts numbers instead of classes."""

    def predict(self, items: Any, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels), or numbers of shape (n,) if the model is `real`.

        Rows sum to 1. A model that has learnt nothing says the same of every item; that is no error.
        """

    def learn(self, items: Any, y: Any, weights: Float64s | None = None) -> None:
        """Learn from a few items, in their order.

        Parameters
        ----------
        items : array or list
            As `takes` says.
        y : int64 array of shape (n,), or float64 if `real`
            Codes of labels.
        weights : float64 array of shape (n,), optional
            How much each counts; 1 if not given.
        """

    def fresh(self) -> Self:
        """A twin that has learnt nothing, with the same settings."""

    def state(self) -> dict[str, Any] | None:
        """All that it has learnt, as `askless.core.pack.pack` writes it; None if it cannot be written so.

        A model that returns None is taught again from the answers in the log when a project is resumed.
        """

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state."""


@runtime_checkable
class Draws(Protocol):
    """A model that knows what else could be true: it predicts as several models that fit the labels as well."""

    def draws(self, items: Any, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_draws, n_labels), the same ones for the same seed and labels."""


@runtime_checkable
class Std(Protocol):
    """A model of numbers that knows how sure it is."""

    def std(self, items: Any) -> Float64s:
        """Standard deviation of an answer around what `predict` says, of shape (n,), finite, >= 0."""


def check_forgetting(forgetting: float) -> float:
    """The same number, if it is in (0, 1].

    Examples
    --------
    >>> check_forgetting(0.999)
    0.999
    """
    if isinstance(forgetting, bool) or not isinstance(forgetting, (int, float)) or not 0.0 < forgetting <= 1.0:
        raise UsageError(f"`forgetting` is {forgetting!r}.", "Give a number above 0 and at most 1; 1 never forgets.")
    return forgetting


online_models: Registry[Callable[..., Any]] = Registry(
    "stream model", "askless.models.online", group="askless.online_models"
)
"""Models by name: each a class, or a function that makes one, whose arguments all have defaults."""


def register_online(model: type[M]) -> type[M]:
    """Class decorator: the model can be called by its `name`."""
    online_models.register(str(vars(model)["name"]), model)
    return model
