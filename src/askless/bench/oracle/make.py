"""An oracle from what a caller gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from askless.bench.oracle.oracle import Oracle
from askless.bench.oracle.truth import Truth
from askless.errors import UsageError

__all__ = ["as_oracle"]


def as_oracle(oracle: Oracle | Mapping[Any, Any] | Collection[Any]) -> Oracle:
    """An oracle from what a caller gives.

    Parameters
    ----------
    oracle : callable, mapping, or sequence
        A callable is an oracle already; a mapping holds the true answer by id, a sequence (a list,
        an array, a column of a table) by row number.

    Raises
    ------
    UsageError
        If it is a string, or nothing of these.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> as_oracle(["odd", "even"])(SimpleNamespace(ids=[1]))
    ['even']
    """
    if callable(oracle):
        return oracle
    if isinstance(oracle, Mapping):
        return Truth(oracle)
    if isinstance(oracle, str) or not isinstance(oracle, Collection):
        raise UsageError(
            f"The oracle is {oracle!r:.60}.", "Give a function of the queries, a dict of answers by id, or a list."
        )
    return Truth(dict(enumerate(oracle)))
