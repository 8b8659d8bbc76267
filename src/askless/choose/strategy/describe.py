"""Strategies told in plain text, for the command line."""

from __future__ import annotations

import textwrap

from askless.choose.evidence.kind import kinds
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.scored import Scored
from askless.choose.strategy.strategy import strategies

__all__ = ["describe", "families", "family", "table"]

_TITLES = {
    "general": "To begin with",
    "uncertainty": "Uncertainty: what the model is unsure of",
    "committee": "Committee: what several models disagree on",
    "bayesian": "Bayesian: what would tell most about the model",
    "decision": "Decision: what would change the model or its mistakes most",
    "diversity": "Diversity: what stands for the pool, or is unlike what is labelled",
    "hybrid": "Hybrid: uncertain and diverse at once",
    "multilabel": "Several labels an item",
    "regression": "Numbers as labels",
    "noisy": "Labels that may be wrong",
    "wrapper": "Wrappers around any of them, as in power(badge)",
    "other": "From other packages",
}
_HOMES = ("askless.choose.strategy.", "askless.choose.score.")


def family(strategy: Strategy) -> str:
    """The family of a strategy: the folder that it lives in.

    Parameters
    ----------
    strategy : Strategy
        Any.

    Returns
    -------
    family : str
        "general" for those in no folder, "other" for those of other packages.

    Examples
    --------
    >>> family(strategies.get("margin")), family(strategies.get("auto")), family(strategies.get("power(margin)"))
    ('uncertainty', 'general', 'wrapper')
    """
    home = strategy.score.function if isinstance(strategy, Scored) else type(strategy)
    for prefix in _HOMES:
        if home.__module__.startswith(prefix):
            folder, dot, _ = home.__module__.removeprefix(prefix).partition(".")
            return folder if dot else "general"
    return "other"


def families() -> dict[str, list[Strategy]]:
    """All strategies by the title of their family.

    Returns
    -------
    families : dict of str to list of Strategy
        Families in the order in which one reads them, strategies by name.

    Examples
    --------
    >>> [strategy.name for strategy in families()["To begin with"]]
    ['auto', 'random']
    """
    found: dict[str, list[Strategy]] = {name: [] for name in _TITLES}
    for _, strategy in strategies.items():
        found.setdefault(family(strategy), []).append(strategy)
    return {_TITLES.get(name, name.capitalize()): members for name, members in found.items() if members}


def table() -> str:
    """One line for each strategy: its name and what it asks about.

    Returns
    -------
    text : str
        No newline at the end.

    Examples
    --------
    >>> "random" in [line.split()[0] for line in table().splitlines()]
    True
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
