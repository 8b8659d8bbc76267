"""A function of yours that says whether an item can be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from askless.errors import AsklessError, UsageError
from askless.synthesis.domain.space import Allowed

__all__ = ["Predicate"]


class Predicate:
    """A validity predicate: code that looks at one item.

    It is asked last, about items that keep everything else, and is not kept in domain.toml.

    Parameters
    ----------
    holds : callable
        Takes an item as people see it, returns whether it can be made. It should depend on the item alone.
    says : str
        What it demands, as part of a sentence: “the molecule is stable”.

    Raises
    ------
    UsageError
        If `holds` cannot be called, or `says` is empty.

    Examples
    --------
    >>> even = Predicate(lambda item: item["n"] % 2 == 0, says="n is even")
    >>> even.holds([{"n": 2}, {"n": 3}]).tolist()
    [True, False]
    """

    def __init__(self, holds: Callable[[Any], bool], says: str = "") -> None:
        if not callable(holds):
            raise UsageError(f"The predicate is {holds!r:.60}, which cannot be called.", "Give a function of an item.")
        named = getattr(holds, "__name__", "")
        self.says = says.strip() or (
            "the predicate holds" if named in ("", "<lambda>") else f"the predicate “{named}” holds"
        )
        self._holds = holds

    def __repr__(self) -> str:
        return f"Predicate(says={self.says!r})"

    def holds(self, items: Any) -> Allowed:
        """Whether each item keeps it, (n,)."""
        found = np.empty(len(items), dtype=np.bool_)
        for row, item in enumerate(items):
            try:
                found[row] = bool(self._holds(item))
            except AsklessError:
                raise
            except Exception as error:  # code of the caller may raise anything
                raise UsageError(
                    f"The predicate that says “{self.says}” failed with {type(error).__name__}: {error!s:.100} for "
                    f"{item!s:.200}.",
                    "Let it return True or False for every item of the domain.",
                ) from error
        return found

    def to_toml(self) -> NoReturn:
        """Code is not written: UsageError."""
        raise UsageError(
            f"The domain has a predicate (“{self.says}”), which is code and cannot be written to a file.",
            "Write a formula instead, or keep the domain in Python.",
        )
