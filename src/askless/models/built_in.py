"""The built-in models by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from askless.core.registry import Registry
from askless.core.task import Task
from askless.errors import UnknownNameError, UsageError

__all__ = ["BuiltIn", "built_in", "check_fit", "models", "names", "offers", "parted"]


@dataclass(frozen=True)
class BuiltIn:
    """A model that can be had by name.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of items that it takes: "text", "rows", "images", "array", "tokens".
    default_for : tuple of str
        Kinds of items that it is taken for when no name is given.
    summary : str
        One line for help and menus.
    make : callable
        Kind of items and seed in, model out.
    offers : tuple of str
        Kinds of evidence that it gives, told without making it: its libraries are not loaded.
    tasks : tuple of str
        What an answer may be.
    finds : bool, default False
        Whether it may be told the code of a label to find, as in "screening(1)"; `make` takes it as `find`.
    by_task : bool, default False
        Whether it is another model for each of its tasks; `make` takes it as `task`.
    """

    kinds: tuple[str, ...]
    default_for: tuple[str, ...]
    summary: str
    make: Callable[..., Any]
    offers: tuple[str, ...] = ("proba", "embedding", "logits", "draws")
    tasks: tuple[Task, ...] = ("classes", "multilabel")
    finds: bool = False
    by_task: bool = False


models: Registry[BuiltIn] = Registry("model", "askless.models", group="askless.models")


def names(kind: str | None = None, task: Task = "classes") -> list[str]:
    """Names of the built-in models, the default first.

    Parameters
    ----------
    kind : str, optional
        Only those that take items of this kind.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Returns
    -------
    names : list of str
        Sorted, but for the default.

    Examples
    --------
    >>> names("text")
    ['tfidf_linear', 'screening']
    >>> names("text", "real")
    ['ridge', 'forest']
    """
    made = [(name, part) for name, part in models.items() if task in part.tasks]
    fitting = [(name, part) for name, part in made if kind is None or kind in part.kinds]
    return [name for name, part in sorted(fitting, key=lambda pair: (kind not in pair[1].default_for, pair[0]))]


def built_in(name: str | None, kind: str, *, seed: int, task: Task = "classes") -> Any:
    """A built-in model by name, or the default for a kind of items.

    Parameters
    ----------
    name : str or None
        None takes the default. One that finds a label may be told its code: "screening(1)".
    kind : str
        Kind of items.
    seed : int
        Any whole number; everything drawn depends on it.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Returns
    -------
    model : Model, RegressionModel where answers are numbers, or SequenceModel where they are tags or spans
        Not yet prepared.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items, or gives such answers.
    """
    wanted = names(kind, task)[0] if name is None else name
    check_fit(wanted, kind, task)
    plain, find = parted(wanted)
    part = models.get(plain)
    told: dict[str, Any] = {"task": task} if part.by_task else {}
    if find is not None:
        told["find"] = find
    return part.make(kind, seed % 2**32, **told)  # what scikit-learn takes for a seed


def parted(name: str) -> tuple[str, int | None]:
    """The name of a model, and the code of the label that it is told to find.

    Parameters
    ----------
    name : str
        As users write it.

    Returns
    -------
    plain : str
        Without what stands in brackets.
    find : int or None

    Raises
    ------
    UsageError
        If what stands in brackets is no code, or the model takes none.

    Examples
    --------
    >>> parted("screening(1)"), parted("forest")
    (('screening', 1), ('forest', None))
    """
    plain, bracket, rest = name.strip().partition("(")
    if not bracket:
        return name, None
    code = rest.removesuffix(")")
    if not (rest.endswith(")") and code.isascii() and code.isdigit() and models.get(plain).finds):
        raise UsageError(f"“{name}” is not a model that is told what to find.", "Write it as in screening(1).")
    return plain, int(code)


def check_fit(name: str, kind: str, task: Task = "classes") -> None:
    """Refuse a model that takes no items of a kind; its libraries are not loaded.

    Parameters
    ----------
    name : str
        A built-in model.
    kind : str
        Kind of items.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items, or gives such answers.
    """
    try:
        part = models.get(parted(name)[0])
    except UnknownNameError:  # of all models, those that would do are worth naming
        raise UnknownNameError.of("model", name, names(kind, task)) from None
    if kind not in part.kinds or task not in part.tasks:
        of = {"real": " of numbers", "tags": " of tags", "spans": " of spans"}.get(task, "")
        what = f"model{of} for {kind}"
        raise UnknownNameError.of(what, name, names(kind, task))


def offers(name: str | None, kind: str, task: Task = "classes") -> tuple[str, ...]:
    """Kinds of evidence that a built-in model gives; its libraries are not loaded.

    Parameters
    ----------
    name : str or None
        None stands for the default.
    kind : str
        Kind of items.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Returns
    -------
    kinds : tuple of str

    Examples
    --------
    >>> "proba" in offers(None, "text")
    True
    """
    return models.get(names(kind, task)[0] if name is None else parted(name)[0]).offers
