"""The built-in models by name, and the model that suits the items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askless.core.registry import Registry
from askless.errors import UnknownNameError
from askless.models.model import Model, PoolItems

__all__ = ["BuiltIn", "build", "models", "names"]


@dataclass(frozen=True)
class BuiltIn:
    """A model that can be had by name.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of items that it takes: "text", "rows", "images", "array".
    default_for : tuple of str
        Kinds of items that it is taken for when no name is given.
    summary : str
        One line for help and menus.
    make : callable
        Kind of items and seed in, model out.
    """

    kinds: tuple[str, ...]
    default_for: tuple[str, ...]
    summary: str
    make: Callable[[str, int], Model]


models: Registry[BuiltIn] = Registry("model", "askless.models", group="askless.models")


def names(kind: str | None = None) -> list[str]:
    """Names of the built-in models, the default first.

    Parameters
    ----------
    kind : str, optional
        Only those that take items of this kind.

    Returns
    -------
    names : list of str
        Sorted, but for the default.

    Examples
    --------
    >>> names("text")
    ['tfidf_linear']
    """
    fitting = [(name, part) for name, part in models.items() if kind is None or kind in part.kinds]
    return [name for name, part in sorted(fitting, key=lambda pair: (kind not in pair[1].default_for, pair[0]))]


def build(model: object, items: PoolItems, *, seed: int = 0) -> Model:
    """The model for these items, not yet prepared.

    Parameters
    ----------
    model : str, Model, scikit-learn estimator, or None
        None takes the default for the kind of items. An estimator is wrapped, see `EstimatorModel`.
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
    if model is not None and not isinstance(model, str):
        from askless.models.sklearn import EstimatorModel

        return EstimatorModel(model, seed=seed)
    name = names(items.kind)[0] if model is None else model
    part = models.get(name)
    if items.kind not in part.kinds:
        raise UnknownNameError.of(f"model for {items.kind}", name, names(items.kind))
    return part.make(items.kind, seed)
