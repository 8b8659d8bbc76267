"""Strategies that weigh several people, where one answers."""

from __future__ import annotations

from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.fit import PEOPLE

__all__ = ["lone_answers"]


def lone_answers(strategy: Strategy) -> list[str]:
    """What to say of a strategy that weighs several people where one answers: a sentence or two at most.

    Parameters
    ----------
    strategy : Strategy
        What is wanted.

    Returns
    -------
    said : list of str
        Empty for a strategy that asks for no such evidence.

    Examples
    --------
    >>> from askless.choose.strategy.strategy import strategies
    >>> lone_answers(strategies.get("margin"))
    []
    """
    if PEOPLE not in strategy.needs:
        return []
    return [
        f"The strategy “{strategy.name}” weighs answers of several people, and here one answers. "
        'In Python tell who did: learner.tell(ids, answers, annotator="ann").'
    ]
