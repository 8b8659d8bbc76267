"""The registry of all strategies: the public face of this room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

from askless.choose.score.declare import scores
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.options import options_of, require_options
from askless.choose.strategy.scored import Scored
from askless.choose.strategy.synonyms import near_names
from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError, UsageError

__all__ = ["Strategies", "Strategy", "options_of", "strategies"]


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
            A hyphen is read as an underscore. A wrapper takes another strategy in brackets:
            ``power(badge)``; one that finds a class takes its position: ``most_likely(1)``.

        Returns
        -------
        strategy : Strategy

        Raises
        ------
        UnknownNameError
            If there is none; near names are listed.
        UsageError
            If a strategy that takes no other is given one.
        """
        known = self._all()
        outer, bracket, inner = name.strip().partition("(")
        if canonical(outer) not in known:
            raise UnknownNameError.of("strategy", name, known, near_names(outer, known))
        found = known[canonical(outer)]
        if not bracket:
            return found
        if "find" in options_of(found) and inner[:-1].strip().isdigit() and inner.endswith(")"):
            return self.configured(found, {"find": int(inner[:-1])})
        if "strategy" not in options_of(found) or not inner.endswith(")") or not inner[:-1].strip():
            raise UsageError(
                f"“{name}” is not a strategy that takes another one.", "Wrappers are written as in power(badge)."
            )
        return self.configured(found, {"strategy": self.get(inner[:-1])})

    def configured(self, strategy: Strategy, options: Mapping[str, Any]) -> Strategy:
        """A strategy with some of its options changed.

        Parameters
        ----------
        strategy : Strategy
            A registered one, or another.
        options : mapping of str to object
            New values by name.

        Returns
        -------
        strategy : Strategy

        Raises
        ------
        UnknownNameError
            If it has no such option; near names are listed.
        UsageError
            If a value is not of the type that the option takes, or lies outside its range.

        Examples
        --------
        >>> strategies.configured(strategies.get("auto"), {"share": 0.2}).random_share(10)
        0.2
        """
        known = options_of(strategy)
        for name in options:
            if name not in known:
                raise UnknownNameError.of(f"option of `{strategy.name}`", name, known)
        require_options(strategy, options)
        if isinstance(strategy, Scored):
            return replace(strategy, options={**strategy.options, **options})
        return replace(strategy, **options)  # type: ignore[type-var]  # whoever has options is a dataclass

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
