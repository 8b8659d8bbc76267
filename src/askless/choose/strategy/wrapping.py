"""What all wrappers share: a strategy that changes the way another one chooses."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.draw import draw
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import strategies
from askless.core.task import Task
from askless.errors import UsageError

__all__ = ["Wrapper", "at_least", "only"]


class Wrapper(Strategy, Protocol):
    """A strategy around another one. Derive, give the fields, write `within`.

    The field `strategy` is the one inside, margin where it is None. By name a wrapper is written
    as in ``power(badge)``; it wants the random share that the inner one wants.
    """

    called: ClassVar[str]
    """Name of the wrapper itself."""

    own_needs: ClassVar[tuple[str, ...]] = ()
    """What it needs beside the needs of the inner strategy."""

    own_cost: ClassVar[str]
    """What it costs beside the inner strategy."""

    own_example: ClassVar[Mapping[str, Sequence[Any]]] = {}
    """Worked example around margin."""

    @property
    @abstractmethod
    def strategy(self) -> Strategy | None:
        """The strategy inside; None for margin. A field of every wrapper."""

    @abstractmethod
    def within(self, round: Round, k: int) -> Choice:
        """Choose at least one row and at most all candidates, all evidence being at hand."""

    @property
    def inner(self) -> Strategy:
        """The strategy inside."""
        return strategies.get("margin") if self.strategy is None else self.strategy

    @property
    def name(self) -> str:
        return self.called if self.strategy is None else f"{self.called}({self.strategy.name})"

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.inner.needs, *self.own_needs)))

    @property
    def cost(self) -> str:
        return f"{self.own_cost}; and that of {self.inner.name}, which is inside: {self.inner.cost}"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return self.own_example if self.strategy is None else self.strategy.example

    @property
    def declines(self) -> Mapping[str, str]:
        return self.inner.declines

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.inner.tasks

    def of_task(self, task: Task) -> Strategy:
        """The same around what the inner strategy is for such answers; see `Strategy.of_task`."""
        present = self.inner
        inner = present.of_task(task)
        return self if inner is present else replace(self, strategy=inner)  # type: ignore[type-var]

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """That of the inner strategy, and some numbers for each row; see `Strategy.memory`."""
        return self.inner.memory(n=n, d=d, C=C, K=K, k=k) + 128.0 * n

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows that the inner strategy wants; see `Strategy.random_share`."""
        return self.inner.random_share(k)

    def choose(self, round: Round, k: int) -> Choice:
        """Choose `k`; see `Strategy.choose`."""
        of_task = self.of_task(round.task)
        if of_task is not self:
            return of_task.choose(round, k)
        if round.part_of is None and self.random_share(k) > 0:
            return RandomShare(self).choose(round, k)
        k = min(k, len(round.candidates))
        if k <= 0:
            return Choice.empty()
        if round.missing(self.inner.needs):
            return self.inner.choose(round, k)  # which says what it does instead
        missing = round.missing(self.own_needs)
        return draw(round, k, why.unready(missing)) if missing else self.within(round, k)


def only(round: Round, candidates: Rows) -> Round:
    """The same round with fewer candidates, in the order of the pool.

    Parameters
    ----------
    round : Round
        The round.
    candidates : int64 array of shape (n_candidates,)
        Some of its candidates.

    Returns
    -------
    round : Round
        What is left out is no part of its pool.
    """
    return replace(round, candidates=np.sort(candidates))


def at_least(name: str, value: float, least: float) -> None:
    """Refuse an option that is too small.

    Parameters
    ----------
    name : str
        Of the option.
    value : float
        What was given.
    least : float
        What is needed.

    Raises
    ------
    UsageError
        If the value is below the least, or no number.

    Examples
    --------
    >>> at_least("longer", 0, 1)
    Traceback (most recent call last):
    askless.errors.UsageError: `longer` is 0. Give a number that is 1 or more.
    """
    if isinstance(value, bool) or not value >= least:
        raise UsageError(f"`{name}` is {value!r}.", f"Give a number that is {least} or more.")
