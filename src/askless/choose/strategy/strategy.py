"""What every strategy is to its callers, and the registry of all of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Protocol

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError

__all__ = ["Strategies", "Strategy", "strategies"]


class Strategy(Protocol):
    """A way to choose what to ask. Derive from it, give the fields, write `choose`.

    A strategy has no state of its own: all it knows is in the round.
    """

    @property
    def name(self) -> str:
        """Name by which users ask for it."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Kinds of evidence it takes."""
        ...

    @property
    def summary(self) -> str:
        """One line for menus."""
        ...

    @property
    def reference(self) -> str:
        """Where it comes from."""
        ...

    @property
    def when_not(self) -> str:
        """When another one is the better choice."""
        ...

    @property
    def cost(self) -> str:
        """Time and memory."""
        ...

    @property
    def how(self) -> str:
        """How it works: the second paragraph of its docstring."""
        return paragraph(inspect.getdoc(type(self)) or "", 1)

    @property
    def declines(self) -> Mapping[str, str]:
        """Checks of `askless.testing` that do not hold, each with the reason."""
        return {}

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows that it wants among `k`; its `choose` draws them itself."""
        return 0.0

    def choose(self, round: Round, k: int) -> Choice:
        """Choose rows to ask.

        Parameters
        ----------
        round : Round
            The candidates and all that is known.
        k : int
            How many; 0 gives none, more than there are candidates gives all.

        Returns
        -------
        choice : Choice
            Rows among ``round.candidates``, no two the same.
        """
        ...


def paragraph(text: str, number: int) -> str:
    """One paragraph of a text on one line, "" if there are not so many."""
    parts = text.split("\n\n")
    return " ".join(parts[number].split()) if number < len(parts) else ""


class Strategies:
    """All strategies by name: those written out whole, and one for every declared score.

    Examples
    --------
    >>> strategies.get("least-confidence").name
    'least_confidence'
    """

    def __init__(self) -> None:
        self._whole: Registry[Strategy] = Registry("strategy", "askless.choose.strategy", group="askless.strategies")

    def register(self, name: str, strategy: Strategy) -> None:
        """Add a strategy that is written out whole."""
        self._whole.register(name, strategy)

    def names(self) -> list[str]:
        """All names, sorted."""
        return [name for name, _ in self.items()]

    def get(self, name: str) -> Strategy:
        """The strategy of this name.

        Parameters
        ----------
        name : str
            A hyphen is read as an underscore.

        Returns
        -------
        strategy : Strategy

        Raises
        ------
        UnknownNameError
            If there is none; near names are listed.
        """
        known = dict(self.items())
        if canonical(name) not in known:
            raise UnknownNameError.of("strategy", name, known)
        return known[canonical(name)]

    def items(self) -> Iterator[tuple[str, Strategy]]:
        """Pairs of name and strategy, sorted by name."""
        from askless.choose.strategy.scored import scored  # a strategy like the others: it imports this file

        return iter(sorted([*self._whole.items(), *scored()]))


strategies = Strategies()
"""Every strategy by name."""
