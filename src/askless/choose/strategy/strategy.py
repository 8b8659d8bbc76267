"""The registry of all strategies: the public face of this room."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from askless.choose.score.declare import scores
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.scored import Scored
from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError, UsageError

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
        return sorted(self._all())

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
        known = self._all()
        if canonical(name) not in known:
            raise UnknownNameError.of("strategy", name, known)
        return known[canonical(name)]

    def items(self) -> Iterator[tuple[str, Strategy]]:
        """Pairs of name and strategy, sorted by name."""
        return iter(sorted(self._all().items(), key=itemgetter(0)))

    def _all(self) -> dict[str, Strategy]:
        """Looked up anew each time, so that a score declared just now is there."""
        whole = dict(self._whole.items())
        from_scores: dict[str, Strategy] = {name: Scored(score) for name, score in scores.items()}
        both = sorted(whole.keys() & from_scores.keys())
        if both:
            raise UsageError(f"“{both[0]}” is the name of a strategy and of a score.", "Rename the score.")
        return whole | from_scores


strategies = Strategies()
"""Every strategy by name."""
