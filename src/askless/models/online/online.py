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

from typing import Any, Literal, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from askless.core.registry import Registry

__all__ = ["Codes", "Float64s", "OnlineModel", "Takes", "online_models", "register_online"]

Float64s = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Takes = Literal["scaled", "rows", "raw"]


@runtime_checkable
class OnlineModel(Protocol):
    """A model of a stream: it predicts at any time, and learns from a few labels at a time.

    The number of features and of labels may grow at any call; a model makes room by itself.
    Everything is a function of the calls and of the seed given at construction.
    """

    name: str
    takes: Takes
    real: bool
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


online_models: Registry[type] = Registry("stream model", "askless.models.online", group="askless.online_models")
"""Models by name; each is a class whose arguments all have defaults."""


def register_online(model: type) -> type:
    """Class decorator: the model can be called by its `name`."""
    online_models.register(model.name, model)
    return model
