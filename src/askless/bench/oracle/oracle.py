"""What answers questions in place of a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from askless.core.ids import Id

__all__ = ["Asked", "Oracle"]


class Asked(Protocol):
    """Queries as an oracle sees them; what `PoolLearner.ask` returns is one."""

    @property
    def ids(self) -> Sequence[Id]:
        """Ids of the items, in the order of the answers."""
        ...

    @property
    def items(self) -> Iterator[Any]:
        """The items themselves, in the same order."""
        ...

    def __len__(self) -> int:
        """How many there are."""
        ...


class Oracle(Protocol):
    """Any callable that takes queries and returns an answer for each.

    An answer is one of the label space, or `askless.SKIP`. An oracle may look at the ids (the
    truth is known), at the items (a rule, a remote service), or at both.

    Examples
    --------
    >>> def by_length(queries):
    ...     return ["long" if len(text) > 3 else "short" for text in queries.items]
    """

    def __call__(self, queries: Any, /) -> Sequence[Any]:
        """Answers to the queries, one each, in their order."""
        ...
