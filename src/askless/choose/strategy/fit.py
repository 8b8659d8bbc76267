"""Which strategies can be used for a job, and what to say of one that cannot."""

from __future__ import annotations

from collections.abc import Collection

from askless.choose.evidence.kind import kinds
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.strategy import strategies
from askless.core.program import program
from askless.core.task import WORDS, Task
from askless.errors import UsageError

__all__ = ["PEOPLE", "check_fit", "fitting"]

PEOPLE = "annotations"
"""Evidence of who answered what."""

_FROM_LOG: dict[Task, str] = {"classes": PEOPLE, "tags": "cost", "spans": "cost"}
"""The kind of evidence that the log of a job tells by itself, by what an answer is: of sentences how long they take."""


def check_fit(strategy: Strategy, task: Task, offered: Collection[str] | None = None) -> None:
    """Refuse a strategy that cannot be used for a job.

    Parameters
    ----------
    strategy : Strategy
        What is wanted.
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.
    offered : collection of str, optional
        Kinds of evidence that the model, or the caller, gives for the items; not looked at if not given.

    Raises
    ------
    UsageError
        If it is no strategy, is made for other answers, or needs what nobody gives.

    Examples
    --------
    >>> check_fit(strategies.get("margin"), "real")
    Traceback (most recent call last):
    askless.errors.UsageError: The strategy “margin” is made for answers that are one label or a set of \
labels; here an answer is a number. `askless strategies` says what each is made for.
    """
    _check_kind(strategy)
    if task not in strategy.tasks:
        made_for = " or ".join(WORDS[known] for known in strategy.tasks) or "nothing at all"
        raise UsageError(
            f"The strategy “{strategy.name}” is made for answers that are {made_for}; here an answer is {WORDS[task]}.",
            f"`{program()} strategies` says what each is made for.",
        )
    missing = [] if offered is None else _missing(strategy, task, offered)
    if missing:
        raise UsageError(
            f"The strategy “{strategy.name}” needs `{missing[0]}` ({kinds.get(missing[0]).summary}), "
            "which this model does not give.",
            f"Take another strategy, or in Python give it: PoolLearner(..., evidence={{'{missing[0]}': ...}}).",
        )


def _check_kind(value: object) -> None:
    """Refuse what is no strategy: a function, or the class of one."""
    if isinstance(value, type):
        raise UsageError(
            f"`{value.__name__}` is a class, not a strategy.", f"Give an object of it: {value.__name__}()."
        )
    if not all(hasattr(value, part) for part in ("name", "needs", "tasks")) or not callable(
        getattr(value, "choose", None)
    ):
        raise UsageError(
            f"{value!r} is not a strategy.",
            f"Give the name of one (`{program()} strategies` lists them), or an object of a class that derives from "
            "`askless.choose.strategy.strategy.Strategy`.",
        )


def fitting(task: Task, offered: Collection[str] | None = None) -> list[str]:
    """Names of the strategies that can be used for a job.

    Parameters
    ----------
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.
    offered : collection of str, optional
        Kinds of evidence that are given; not looked at if not given.

    Returns
    -------
    names : list of str
        Sorted.

    Examples
    --------
    >>> "random" in fitting("real", ["mean"]), "margin" in fitting("real", ["mean"])
    (True, False)
    """
    return [
        name
        for name, strategy in strategies.items()
        if task in strategy.tasks and (offered is None or not _missing(strategy, task, offered))
    ]


def _missing(strategy: Strategy, task: Task, offered: Collection[str]) -> list[str]:
    """Needs that nobody meets; what the round and the log bring is always there."""
    met = {*offered, _FROM_LOG.get(task, "")}
    needs = strategy.of_task(task).needs if hasattr(strategy, "of_task") else strategy.needs
    return [need for need in needs if kinds.get(need).method is not None and need not in met]
