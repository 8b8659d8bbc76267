"""The model that suits the items: a built-in one, or what the user gives."""

from __future__ import annotations

from typing import Any

from askless.core.task import Task
from askless.errors import ModelError
from askless.models.built_in import built_in, names
from askless.models.model import Model, PoolItems
from askless.models.sklearn import EstimatorModel
from askless.models.torch import TorchModel, is_module

__all__ = ["build"]


def build(model: object, items: PoolItems, *, seed: int = 0, task: Task = "classes") -> Any:
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
    task : {"classes", "multilabel", "real"}, default "classes"
        What an answer is.

    Returns
    -------
    model : Model, or RegressionModel where answers are numbers
        One given comes back as it is.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items, or gives such answers.
    ModelError
        If an object given is no classifier, or answers are numbers and it is no model of them.
    """
    if model is None or isinstance(model, str):
        return built_in(model, items.kind, seed=seed, task=task)
    if task == "real":
        if hasattr(model, "mean") and hasattr(model, "prepare"):
            return model
        raise ModelError(
            f"A model of labels ({type(model).__name__}) cannot be used where answers are numbers.",
            f"Name a built-in model of numbers ({', '.join(names(items.kind, task))}), or give a RegressionModel.",
        )
    if isinstance(model, Model):
        return model
    if is_module(model):
        return TorchModel(model, seed=seed)
    return EstimatorModel(model, seed=seed)
