"""An online model from what a caller says."""

from __future__ import annotations

from typing import Any

from askless.errors import UsageError
from askless.models.online.online import OnlineModel, online_models

__all__ = ["online_model"]


def online_model(model: Any, *, real: bool = False) -> OnlineModel:
    """The model that is meant."""
    if model is None:
        model = "linear" if real else "softmax"
    if isinstance(model, str):
        return online_models.get(model)()  # type: ignore[no-any-return]
    if isinstance(model, OnlineModel):
        return model.fresh()
    raise UsageError(f"`model` is {model!r}.", "Give a name or a model.")
