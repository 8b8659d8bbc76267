"""The oracle that is a function of one item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from askless.bench.oracle.oracle import Asked

__all__ = ["ByItem"]


@dataclass(frozen=True)
class ByItem:
    """Ask a function about each item: a rule, a simulator, a remote service.

    Parameters
    ----------
    answer : callable
        Takes an item (a text, a row of a table, an image, a row of an array), returns its answer.

    Examples
    --------
    >>> import askless
    >>> learner = askless.PoolLearner(["win a prize", "prize inside"], labels=["ham", "spam"])
    >>> ByItem(lambda text: "spam" if "prize" in text else "ham")(learner.ask(2))
    ['spam', 'spam']
    """

    answer: Callable[[Any], Any]

    def __call__(self, queries: Asked, /) -> list[Any]:
        """The answer of the function to each item."""
        return [self.answer(item) for item in queries.items]
