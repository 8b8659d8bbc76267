"""`@score`: one file with one function becomes a strategy.

The function takes evidence and returns one number for each item, larger meaning *ask sooner*. The
names of its positional parameters are its needs, as pytest does with fixtures; keyword-only ones
with a default are its options. From the one declaration the tests, the manual, the command line,
the simulation and the page know it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from askless.choose.array import Array, Floats
from askless.core.registry import Registry
from askless.core.task import Task

__all__ = ["Function", "Score", "score", "scores"]

Function = Callable[..., Array]
CLASSES: tuple[Task, ...] = ("classes", "multilabel")


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score function and what is declared about it.

    Parameters
    ----------
    function : callable
        Evidence in, one number per item out; pure, any library of the array API standard.
    example : mapping of str to nested lists
        Evidence of a few items in the order in which they should be asked.
    reference : str
        Where it comes from: author, title, venue, year, DOI or address.
    summary : str
        One line for menus.
    when_not : str
        When another one is the better choice.
    declines : mapping of str to str
        Checks of `askless.testing` that do not hold, each with the reason.
    tasks : tuple of str
        What an answer may be for it: "classes", "multilabel", "real".
    least : float, optional
        The score of an item that teaches nothing, below which none falls, such as an entropy of 0;
        None if the score has no such number. Wrappers that weigh or divide scores need it.
    columns : callable, optional
        The same score of a block of `proba` on its side, where NumPy computes it quicker so; takes
        the options too. Evidence at hand is then checked and scored in one pass.
    told : str, default ""
        The reason that an item with a score is asked about, with a place for the number, such as
        "answers tell {:.2f} nats"; if empty, what the model is torn between, or the summary.
    """

    function: Function
    example: Mapping[str, Sequence[Any]]
    reference: str
    summary: str
    when_not: str = ""
    declines: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[Task, ...] = CLASSES
    least: float | None = None
    columns: Callable[..., Floats] | None = None
    told: str = ""

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.function.__name__

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Kinds of evidence it takes: the names of its positional parameters."""
        return tuple(name for name, part in self._parameters.items() if part.kind is not part.KEYWORD_ONLY)

    @cached_property
    def options(self) -> dict[str, Any]:
        """Names of its options with their defaults."""
        return {name: part.default for name, part in self._parameters.items() if part.kind is part.KEYWORD_ONLY}

    @property
    def _parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.function).parameters


scores: Registry[Score] = Registry("score", "askless.choose.score", group="askless.scores")
"""Every score by name."""


def score(
    *,
    example: Mapping[str, Sequence[Any]],
    reference: str,
    summary: str,
    when_not: str = "",
    declines: Mapping[str, str] | None = None,
    tasks: tuple[Task, ...] = CLASSES,
    least: float | None = None,
    columns: Callable[..., Floats] | None = None,
    told: str = "",
) -> Callable[[Function], Function]:
    """Declare a score function; it is registered under its own name and stays as it is.

    Parameters
    ----------
    example : mapping of str to nested lists
        See `Score`, as for the others.
    reference : str
        Where it comes from.
    summary : str
        One line for menus.
    when_not : str, default ""
        When another one is the better choice.
    declines : mapping of str to str, optional
        Checks that do not hold, each with the reason.
    tasks : tuple of str, default ("classes", "multilabel")
        What an answer may be. A score of `proba` or `draws` alone serves multi-label as the mean over labels,
        unless "multilabel" is the only task.
    least : float, optional
        The score of an item that teaches nothing, if there is such a number.
    columns : callable, optional
        The same score of a block of `proba` on its side, see `askless.choose.kernels.columns`.
    told : str, default ""
        The reason for an item, with a place for its score.

    Returns
    -------
    decorator : callable
        Returns the function unchanged.

    Raises
    ------
    UsageError
        If another score has the name.

    Examples
    --------
    In a notebook, or in a module named by an entry point of the group ``askless.scores``::

        @score(
            example={"proba": [[0.5, 0.5], [0.9, 0.1]]},
            reference="A. Author, “Title”, Venue, 2030",
            summary="asks about what is least concentrated",
        )
        def gini(proba, /):
            \"\"\"One minus the sum of squares.\"\"\"
            return 1.0 - array_namespace(proba).sum(proba * proba, axis=-1)
    """

    def declare(function: Function) -> Function:
        part = Score(
            function=function,
            example=example,
            reference=reference,
            summary=summary,
            when_not=when_not,
            declines=declines or {},
            tasks=tasks,
            least=least,
            columns=columns,
            told=told,
        )
        scores.register(part.name, part)
        return function

    return declare
