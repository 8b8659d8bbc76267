"""The model that suits the items: a built-in one, or what the user gives."""

from __future__ import annotations

from askless.models.built_in import built_in
from askless.models.model import Model, PoolItems
from askless.models.sklearn import EstimatorModel
from askless.models.torch import TorchModel, is_module

__all__ = ["build"]


def build(model: object, items: PoolItems, *, seed: int = 0) -> Model:
    """The model for these items, not yet prepared.

    Parameters
    ----------
    model : str, Model, scikit-learn estimator, PyTorch module, or None
        None takes the default for the kind of items. An estimator is wrapped, see `EstimatorModel`,
        and so is a module, see `TorchModel`.
    items : items
        The pool; only its kind is looked at.
    seed : int, default 0
        Everything drawn depends on it.

    Returns
    -------
    model : Model
        A Model given comes back as it is.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items.
    ModelError
        If an object given is no classifier.
    """
    if isinstance(model, Model):
        return model
    if model is None or isinstance(model, str):
        return built_in(model, items.kind, seed=seed)
    if is_module(model):
        return TorchModel(model, seed=seed)
    return EstimatorModel(model, seed=seed)
