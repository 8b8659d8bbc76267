"""A budget from what a caller says."""

from __future__ import annotations

from askless.core.registry import canonical
from askless.errors import UsageError
from askless.stream.budgets.budget import Budget, stream_budgets
from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.spelled import spelled

__all__ = ["budget_of", "share_of"]


def share_of(text: str) -> float | None:
    """The share that a text names, as a number or in percent; None if it names none.

    Examples
    --------
    >>> share_of("0.05"), share_of("5%"), share_of("5 %"), share_of("lots")
    (0.05, 0.05, 0.05, None)
    """
    number, percent, rest = text.strip().partition("%")
    try:
        return None if rest else float(number) / (100.0 if percent else 1.0)
    except ValueError:
        return None


def budget_of(said: float | str | Budget) -> Budget:
    """A budget of which nothing is spent.

    Parameters
    ----------
    said : float, str or Budget
        A share of the items in (0, 1], kept by a token bucket; or a budget by its name, with options in brackets; or
        a budget.

    Raises
    ------
    UsageError
        If it is none of these, or has options that cannot be meant.

    Examples
    --------
    >>> budget_of(0.05).rate(), budget_of("5%").rate()
    (0.05, 0.05)
    >>> budget_of("per_hour(labels=30)").name
    'per_hour'
    """
    if isinstance(said, Budget):
        return said.fresh()
    if isinstance(said, str) and canonical(said.partition("(")[0]) in stream_budgets.names():
        return spelled(said, stream_budgets)
    if isinstance(said, str) and (share := share_of(said)) is not None:  # of a command line
        return budget_of(share)
    if isinstance(said, (int, float)) and not isinstance(said, bool) and 0 < said <= 1:
        return TokenBucket(share=float(said))
    raise UsageError(
        f"The budget is {said!r}.",
        "Give the share of the items that may be asked about, above 0 and up to 1, or one of "
        f"{', '.join(stream_budgets.names())}.",
    )
