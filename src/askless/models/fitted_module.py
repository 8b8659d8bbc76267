"""A fitted PyTorch module as scikit-learn's users expect a classifier."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

import numpy as np
import numpy.typing as npt

from askless.errors import ModelError
from askless.models.model import Floats

__all__ = ["FittedModule"]


class Predicting(Protocol):
    """The part of a fitted `TorchModel` that is used here."""

    @property
    def network(self) -> Any: ...

    def predict_new(self, raw_items: Any) -> Floats: ...


class FittedModule:
    """A fitted module with `predict` and `predict_proba`.

    Parameters
    ----------
    model : TorchModel
        Fitted; it is not fitted again.
    names : tuple of str, optional
        The declared labels; without them it predicts codes.
    several : bool
        Whether each label stands alone.
    """

    def __init__(self, model: Predicting, names: tuple[str, ...] | None, *, several: bool) -> None:
        self._model, self.names, self.several = model, names, several

    @property
    def module(self) -> Any:
        """The torch.nn.Module itself."""
        return self._model.network

    def predict_proba(self, raw_items: Any) -> Floats:
        """Probabilities of raw items, of shape (n, n_labels)."""
        return self._model.predict_new(raw_items)

    def predict(self, raw_items: Any) -> npt.NDArray[Any]:
        """Most probable labels; with several at once, zeros and ones of shape (n, n_labels)."""
        proba = self.predict_proba(raw_items)
        if self.several:
            return (proba >= 0.5).astype(np.int64)
        codes: npt.NDArray[Any] = proba.argmax(axis=1)
        return codes if self.names is None else np.asarray(self.names)[codes]

    def __getstate__(self) -> NoReturn:  # skops asks for it, and so does pickle
        raise ModelError(
            "A PyTorch module cannot be written as a skops file: its code is not in its weights.",
            "Save the weights: torch.save(learner.model.module.state_dict(), path).",
        )
