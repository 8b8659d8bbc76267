"""Strategies told in plain text, for the command line."""

from __future__ import annotations

import textwrap

from askless.choose.evidence.kind import kinds
from askless.choose.strategy.strategy import strategies

__all__ = ["describe", "table"]


def table() -> str:
    """One line for each strategy: its name and what it asks about.

    Returns
    -------
    text : str
        No newline at the end.

    Examples
    --------
    >>> print(table().splitlines()[0])
    auto              the default: uncertain items, spread over the pool, with a random one in ten
    """
    width = max(len(name) for name in strategies.names()) + 2
    return "\n".join(f"{name:<{width}}{strategy.summary}" for name, strategy in strategies.items())


def describe(name: str, *, width: int = 88) -> str:
    """What a strategy does, what it needs and costs, when not to use it, and where it comes from.

    Parameters
    ----------
    name : str
        A hyphen is read as an underscore.
    width : int, default 88
        Columns of the text.

    Returns
    -------
    text : str
        Paragraphs of plain text, no newline at the end.

    Raises
    ------
    UnknownNameError
        If there is no such strategy; near names are listed.

    Examples
    --------
    >>> print(describe("random").splitlines()[0])
    random: asks about items drawn at random: a fair sample, and the yardstick
    """
    strategy = strategies.get(name)
    needs = [f"{need}: {kinds.get(need).summary}" for need in strategy.needs] or ["nothing from the model"]
    parts = [
        f"{strategy.name}: {strategy.summary}",
        strategy.how,
        *(f"Needs      {need}" for need in needs),
        f"Costs      {strategy.cost}",
        f"Not for    {strategy.when_not}",
        f"Reference  {strategy.reference}",
    ]
    hang = " " * len("Reference  ")
    return "\n\n".join(
        textwrap.fill(
            part, width, subsequent_indent=hang if i > 1 else "", break_long_words=False, break_on_hyphens=False
        )
        for i, part in enumerate(parts)
    )
