"""The answer of somebody who passes an item over."""

from __future__ import annotations

from typing import Final, final

__all__ = ["SKIP", "Skip"]


@final
class Skip:
    """Type of `SKIP`; there is one value of it.

    Examples
    --------
    >>> Skip() is SKIP
    True
    """

    _only: Skip | None = None

    def __new__(cls) -> Skip:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "askless.SKIP"


SKIP: Final = Skip()
"""An answer to `tell`: nobody labelled the item now; it comes back when the others are done."""
