"""A budget from what a caller says."""

from __future__ import annotations

from askless.errors import UsageError
from askless.stream.budgets.budget import Budget
from askless.stream.budgets.token_bucket import TokenBucket

__all__ = ["budget_of"]


def budget_of(said: float | Budget) -> Budget:
    """A budget of which nothing is spent.

    Parameters
    ----------
    said : float or Budget
        A share of the items in (0, 1], kept by a token bucket; or a budget with options of your own.

    Raises
    ------
    UsageError
        If it is neither.

    Examples
    --------
    >>> budget_of(0.05).rate()
    0.05
    """
    if isinstance(said, Budget):
        return said.fresh()
    if isinstance(said, (int, float)) and not isinstance(said, bool) and 0 < said <= 1:
        return TokenBucket(share=float(said))
    raise UsageError(
        f"The budget is {said!r}.", "Give the share of the items that may be asked about, above 0 and up to 1."
    )
