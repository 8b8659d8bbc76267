"""The registry of all strategies: the public face of this room."""

from __future__ import annotations

from collections.abc import Iterator

from askless.choose.score.declare import scores
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.scored import Scored
from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError

__all__ = ["Strategies", "Strategy", "strategies"]


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
        return iter(sorted([*self._whole.items(), *((name, Scored(score)) for name, score in scores.items())]))


strategies = Strategies()
"""Every strategy by name."""
