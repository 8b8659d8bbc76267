"""The built-in models by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askless.core.registry import Registry
from askless.errors import UnknownNameError
from askless.models.model import Model

__all__ = ["BuiltIn", "built_in", "check_fit", "models", "names", "offers"]


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
    offers : tuple of str
        Kinds of evidence that it gives, told without making it: its libraries are not loaded.
    """

    kinds: tuple[str, ...]
    default_for: tuple[str, ...]
    summary: str
    make: Callable[[str, int], Model]
    offers: tuple[str, ...] = ("proba", "embedding", "logits", "draws")


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


def built_in(name: str | None, kind: str, *, seed: int) -> Model:
    """A built-in model by name, or the default for a kind of items.

    Parameters
    ----------
    name : str or None
        None takes the default.
    kind : str
        Kind of items.
    seed : int
        Everything drawn depends on it.

    Returns
    -------
    model : Model
        Not yet prepared.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items.
    """
    wanted = names(kind)[0] if name is None else name
    check_fit(wanted, kind)
    return models.get(wanted).make(kind, seed)


def check_fit(name: str, kind: str) -> None:
    """Refuse a model that takes no items of a kind; its libraries are not loaded.

    Parameters
    ----------
    name : str
        A built-in model.
    kind : str
        Kind of items.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items.
    """
    if kind not in models.get(name).kinds:
        raise UnknownNameError.of(f"model for {kind}", name, names(kind))


def offers(name: str | None, kind: str) -> tuple[str, ...]:
    """Kinds of evidence that a built-in model gives; its libraries are not loaded.

    Parameters
    ----------
    name : str or None
        None stands for the default.
    kind : str
        Kind of items.

    Returns
    -------
    kinds : tuple of str

    Examples
    --------
    >>> "proba" in offers(None, "text")
    True
    """
    return models.get(names(kind)[0] if name is None else name).offers
