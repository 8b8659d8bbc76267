"""Strategies told in plain text, for the command line and the manual."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from typing import Any

from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.scored import Scored
from askless.choose.strategy.strategy import strategies

__all__ = ["families", "family", "worked"]

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
    "sequence": "Sentences: a tag for each word, or spans",
    "noisy": "Labels that may be wrong",
    "wrapper": "Wrappers around any of them, as in power(badge)",
    "other": "From other packages",
}
_MANY = 8  # equal values in a row that are written as a product
_GLUE = "\x00"  # stands for a space at which no line is broken
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
    ['auto', 'most_likely', 'random']
    """
    found: dict[str, list[Strategy]] = {name: [] for name in _TITLES}
    for _, strategy in strategies.items():
        found.setdefault(family(strategy), []).append(strategy)
    return {_TITLES.get(name, name.capitalize()): members for name, members in found.items() if members}


def worked(strategy: Strategy, *, width: int = 88) -> str:
    """The worked example of a strategy: a call, and the item that it asks about first.

    Parameters
    ----------
    strategy : Strategy
        Any; its example is made of evidence of a few items, the first of which comes first.
    width : int, default 88
        Columns of the text.

    Returns
    -------
    text : str
        A session that runs as a doctest once `select` of askless is imported; empty for a strategy
        of which no item is sure to come first.

    Examples
    --------
    >>> worked(strategies.get("margin")).splitlines()[1:3]
    ['...     "margin", 1,', '...     proba=[[0.45, 0.45, 0.1], [0.5, 0.3, 0.2], [0.9, 0.1, 0.0]],']
    """
    example = strategy.example
    if not example or "worked_example" in strategy.declines:
        return ""
    arguments = [f'"{strategy.name}", 1']
    for name, values in example.items():
        if name == "labels":
            n = len(next(iter(example.values())))
            arguments.append(f"labelled={_short(range(n - len(values), n))}")
        arguments.append(f"{name}={_short(values)}")
    if strategy.tasks[0] != "classes":
        arguments.append(f'task="{strategy.tasks[0]}"')
    lines = [">>> select("]
    for argument in arguments:
        folded = textwrap.wrap(f"{argument},", width - 8, subsequent_indent="    ", break_long_words=False)
        lines += [f"...     {line.replace(_GLUE, ' ')}" for line in folded]
    return "\n".join([*lines, "... ).tolist()", "[0]"])


def _short(values: Sequence[Any]) -> str:
    """Values as one would type them, many equal ones in a row as a product; lines break between items only."""
    parts: list[str] = []
    singles: list[str] = []
    for value, equal in itertools.groupby(values):
        item, count = str(value).replace(" ", _GLUE), len(list(equal))
        if count < _MANY:
            singles += [item] * count
            continue
        parts += [f"[{', '.join(singles)}]"] if singles else []
        parts.append(f"[{item}] * {count}")
        singles = []
    return " + ".join([*parts, *([f"[{', '.join(singles)}]"] if singles else [])])
